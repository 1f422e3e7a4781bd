import Foundation

/// An attachment on its way in: its pieces are hashed, cut into chunks, sealed where a subject's key is given, and kept
/// in a file that has no name, so that nothing of an upload outlives the process.
///
/// It works on a thread of its own.
public actor AttachmentSpool {
    private nonisolated let executor = QueueExecutor(label: "ledger.spool")
    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private let descriptor: Int32
    private let path: String
    private let expected: Digest
    private let id: Digest
    private let key: SubjectKey?
    private var hasher = SHA256Hasher()
    private var size: UInt64 = 0
    private var rest = Bytes()
    private var lengths: [Int] = []

    /// Opens a spool in a folder, for bytes of an expected SHA-256.
    /// - Throws: `file.unwritable`.
    public init(folder: String, expecting sha256: Digest, key: SubjectKey?) throws {
        path = "\(folder)/.spool.\(getpid()).\(Hex.string(Random.bytes(8)))"
        descriptor = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw LedgerError(.fileUnwritable, "\(path): \(FileIO.reason())") }
        unlink(path)
        expected = sha256
        self.key = key
        id = key?.attachmentID(sha256) ?? sha256
    }

    deinit { close(descriptor) }

    /// Whether the attachment is stored already.
    public func isStored(in store: any EventStore) throws -> Bool { try store.attachment(id) != nil }

    /// Takes the next bytes.
    /// - Throws: `attachment.tooLarge`, `store.full`, `file.unwritable`.
    public func write(_ piece: Bytes) throws {
        size += UInt64(piece.count)
        guard size <= StoredAttachment.maximumByteCount else { throw LedgerError(.attachmentTooLarge) }
        hasher.update(piece)
        rest += piece
        var position = 0
        while rest.count - position >= StoredAttachment.chunkByteCount {
            try append(Bytes(rest[position..<position + StoredAttachment.chunkByteCount]))
            position += StoredAttachment.chunkByteCount
        }
        if position > 0 { rest.removeFirst(position) }
    }

    /// Stores what was written, durably.
    /// - Throws: `attachment.wrong` where the bytes have another digest; what the store throws.
    public func store(in store: any EventStore) throws {
        if !rest.isEmpty {
            try append(rest)
            rest = []
        }
        guard hasher.finalize() == expected else {
            throw LedgerError(.attachmentWrong, "the bytes have another SHA-256")
        }
        let attachment = StoredAttachment(
            id: id, size: size, chunks: StoredAttachment.chunkCount(size: size), keyName: key?.name)
        var next = 0
        var offset = 0
        try store.storeAttachment(attachment) {
            guard next < lengths.count else { return nil }
            defer { next += 1 }
            let chunk = try read(lengths[next], at: offset)
            offset += chunk.count
            return chunk
        }
    }

    private func append(_ chunk: Bytes) throws {
        let sealed = key?.sealChunk(chunk, attachment: id, position: UInt64(lengths.count)) ?? chunk
        var position = 0
        try sealed.withUnsafeBytes { buffer in
            while position < buffer.count {
                let written = Foundation.write(descriptor, buffer.baseAddress! + position, buffer.count - position)
                if written < 0 && errno == EINTR { continue }
                guard written > 0 else {
                    throw LedgerError(errno == ENOSPC ? .storeFull : .fileUnwritable, "spool: \(FileIO.reason())")
                }
                position += written
            }
        }
        lengths.append(sealed.count)
    }

    private func read(_ count: Int, at offset: Int) throws -> Bytes {
        var bytes = Bytes(repeating: 0, count: count)
        var filled = 0
        while filled < count {
            let read = bytes.withUnsafeMutableBytes {
                pread(descriptor, $0.baseAddress! + filled, count - filled, off_t(offset + filled))
            }
            if read < 0 && errno == EINTR { continue }
            guard read > 0 else { throw LedgerError(.fileUnreadable, "spool: \(FileIO.reason())") }
            filled += read
        }
        return bytes
    }
}

/// Reads stored attachments piece by piece.
public struct AttachmentReader: Sendable {
    /// The attachment as it is stored.
    public let attachment: StoredAttachment
    private let key: SubjectKey?

    /// Finds a plain attachment, or with a subject's key a sealed one.
    /// - Throws: `attachment.missing`.
    public init(_ sha256: Digest, key: SubjectKey?, in store: any EventStore) throws {
        guard let stored = try store.attachment(key?.attachmentID(sha256) ?? sha256),
            (stored.keyName == nil) == (key == nil)
        else { throw LedgerError(.attachmentMissing, sha256.hex) }
        attachment = stored
        self.key = key
    }

    /// A chunk's plain bytes.
    /// - Throws: `attachment.wrong` where it is not there or does not open.
    public func chunk(_ position: UInt64, in store: any EventStore) throws -> Bytes {
        guard let chunk = try store.attachmentChunk(attachment.id, position: position) else {
            throw LedgerError(.attachmentWrong, "chunk \(position)")
        }
        guard let key else { return chunk }
        guard let plain = key.openChunk(chunk, attachment: attachment.id, position: position) else {
            throw LedgerError(.attachmentWrong, "chunk \(position)")
        }
        return plain
    }
}
