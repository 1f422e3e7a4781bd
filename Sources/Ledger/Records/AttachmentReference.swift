// Attachments are named in records by an object with the members sha256, size and media, annex D8.

/// A reference to an attachment (附件).
public struct AttachmentReference: Hashable, Sendable {
    /// SHA-256 of the plain bytes.
    public let sha256: Digest
    /// Their number.
    public let size: UInt64
    /// The media type.
    public let media: Bytes

    /// Every reference in a record, at any depth: each object that has `sha256` of 64 hex digits, an integer `size` and
    /// a string `media`.
    /// - Throws: `attachment.tooLarge`, and what parsing the record throws.
    public static func all(in record: Record) throws -> [AttachmentReference] {
        // Most records name none: a scan for the member's name is cheaper than a tree.
        let line = record.line
        guard line.contains(subsequence: "\"sha256\"") || line[...].position(of: UInt8(ascii: "\\")) != nil else {
            return []
        }
        var found: [AttachmentReference] = []
        try collect(try record.value(), into: &found)
        return found
    }

    private static func collect(_ value: IJSONValue, into found: inout [AttachmentReference]) throws {
        switch value {
        case .array(let elements):
            for element in elements { try collect(element, into: &found) }
        case .object(let members):
            if let hex = value["sha256"]?.bytes, let sha256 = Hex.decode(hex).flatMap({ Digest($0) }),
                let size = value["size"]?.integer, size >= 0, let media = value["media"]?.bytes
            {
                guard UInt64(size) <= StoredAttachment.maximumByteCount else {
                    throw LedgerError(.attachmentTooLarge, "\(size) bytes")
                }
                found.append(AttachmentReference(sha256: sha256, size: UInt64(size), media: media))
            }
            for member in members { try collect(member.value, into: &found) }
        default:
            break
        }
    }
}

extension Bytes {
    func contains(subsequence: StaticString) -> Bool {
        let needle = UnsafeBufferPointer(start: subsequence.utf8Start, count: subsequence.utf8CodeUnitCount)
        var rest = self[...]
        while let start = rest.position(of: needle[0]) {
            rest = rest[start...]
            if rest.dropping(prefix: subsequence) != nil { return true }
            rest = rest.dropFirst()
        }
        return false
    }
}
