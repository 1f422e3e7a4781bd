/// Puts files into a store as attachments, in chunks, without holding them.
public enum AttachmentUpload {
    /// Stores a file as a plain attachment and gives its digest and size.
    /// - Throws: `attachment.tooLarge`, `attachment.wrong` where the file changes meanwhile, `store.full`.
    @discardableResult
    public static func store(file path: String, in store: any EventStore) throws -> StoredAttachment {
        var hasher = SHA256Hasher()
        var size: UInt64 = 0
        try FileIO.stream(path) { piece in
            hasher.update(piece)
            size += UInt64(piece.count)
            guard size <= StoredAttachment.maximumByteCount else { throw LedgerError(.attachmentTooLarge, path) }
        }
        let digest = hasher.finalize()
        let reader = try ChunkReader(path)
        let attachment = StoredAttachment(
            id: digest, size: size, chunks: StoredAttachment.chunkCount(size: size), keyName: nil)
        var again = SHA256Hasher()
        try store.storeAttachment(attachment) {
            guard let chunk = try reader.next() else {
                guard again.finalize() == digest else { throw LedgerError(.attachmentWrong, path) }
                return nil
            }
            again.update(chunk)
            return chunk
        }
        return attachment
    }

    /// Stores bytes sealed under a subject's key, and gives the digest that a personal record names.
    static func storeSealed(_ bytes: Bytes, under key: SubjectKey, in store: any EventStore) throws -> Digest {
        guard bytes.count <= StoredAttachment.maximumByteCount else { throw LedgerError(.attachmentTooLarge) }
        let digest = SHA256.hash(bytes)
        let id = key.attachmentID(digest)
        let size = UInt64(bytes.count)
        var position: UInt64 = 0
        try store.storeAttachment(
            StoredAttachment(id: id, size: size, chunks: StoredAttachment.chunkCount(size: size), keyName: key.name)
        ) {
            let start = Int(position) * StoredAttachment.chunkByteCount
            guard start < bytes.count else { return nil }
            let chunk = Bytes(bytes[start..<min(start + StoredAttachment.chunkByteCount, bytes.count)])
            defer { position += 1 }
            return key.sealChunk(chunk, attachment: id, position: position)
        }
        return digest
    }
}

extension StoredAttachment {
    static func chunkCount(size: UInt64) -> UInt64 {
        (size + UInt64(chunkByteCount) - 1) / UInt64(chunkByteCount)
    }
}
