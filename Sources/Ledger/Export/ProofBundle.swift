// One file that proves some entries of a ledger by itself (证明包), annex D15: single entries with their inclusion proofs,
// what of their records is disclosed, and the files that these name. A tar with sorted names:
//
//     FORMAT              ssj/v1/bundle
//     attachments/<hex>   the bytes of an attachment
//     data/<index>        the data records, a withheld one as its leaf hash
//     files/<name>        files under the names that people know; one that a record names by its digest proves itself
//     proofs/<index>      the receipt: a tlog-proof whose extra is the entry
//     subject             what it was asked for

/// Entries that prove themselves.
public struct ProofBundle: Sendable {
    /// An entry with its proof and records.
    public struct Member: Sendable {
        /// The receipt.
        public let receipt: Receipt
        /// The lines of its data records, as an export has them.
        public let data: Bytes

        /// Pairs a receipt with records.
        public init(receipt: Receipt, data: Bytes) {
            self.receipt = receipt
            self.data = data
        }
    }

    /// What it was asked for, in words.
    public let subject: Bytes
    /// The entries by index.
    public let members: [Member]
    /// Attachments by digest.
    public let attachments: [Digest: Bytes]
    /// Files by name, for readers without a program. What no record names by digest proves nothing.
    public let files: [Bytes: Bytes]

    /// The largest file that is read.
    public static let maximumByteCount = 512 << 20
    private static let maximumMembers = 100_000
    private static let format = Bytes("ssj/v1/bundle\n".utf8)

    /// Puts a bundle together.
    public init(subject: Bytes, members: [Member], attachments: [Digest: Bytes], files: [Bytes: Bytes] = [:]) {
        self.files = files
        self.subject = subject
        self.members = members.sorted { $0.receipt.entry.index < $1.receipt.entry.index }
        self.attachments = attachments
    }

    /// Reads a bundle; nothing is judged but its form.
    /// - Throws: `export.malformed`; what ``Receipt`` throws.
    public init(parsing bytes: Bytes) throws {
        guard bytes.count <= ProofBundle.maximumByteCount else { throw LedgerError(.exportMalformed, "too large") }
        var files: [Bytes: Bytes] = [:]
        var last: Bytes?
        var position = 0
        while true {
            guard position + Tar.blockByteCount <= bytes.count else { throw LedgerError(.exportMalformed, "cut short") }
            guard let (name, size) = try Tar.parse(Bytes(bytes[position..<position + Tar.blockByteCount])) else {
                break
            }
            position += Tar.blockByteCount
            guard size <= UInt64(bytes.count - position), last.map({ bytesPrecede($0, name) }) ?? true,
                files.count < ProofBundle.maximumMembers
            else { throw LedgerError(.exportMalformed, "member \(name.forDisplay())") }
            files[name] = Bytes(bytes[position..<position + Int(size)])
            position += Int(size) + Tar.padding(size)
            last = name
        }
        guard files.removeValue(forKey: Bytes("FORMAT".utf8)) == ProofBundle.format,
            let subject = files.removeValue(forKey: Bytes("subject".utf8))
        else { throw LedgerError(.exportMalformed, "FORMAT or subject") }
        var members: [Member] = []
        var attachments: [Digest: Bytes] = [:]
        var named: [Bytes: Bytes] = [:]
        for (name, content) in files {
            if name.starts(with: "files/".utf8), ProofBundle.isFileName(name.dropFirst(6)) {
                named[Bytes(name.dropFirst(6))] = content
            } else if name.starts(with: "attachments/".utf8),
                let id = Hex.decode(name.dropFirst(12)).flatMap({ Digest($0) })
            {
                attachments[id] = content
            } else if name.starts(with: "proofs/".utf8), let index = EntryIndex(decimal: name.dropFirst(7)) {
                let receipt = try Receipt(parsing: content)
                guard receipt.entry.index == index, let data = files[Bytes("data/\(index)".utf8)] else {
                    throw LedgerError(.exportMalformed, "entry \(index)")
                }
                members.append(Member(receipt: receipt, data: data))
            } else if !name.starts(with: "data/".utf8) {
                throw LedgerError(.exportMalformed, "member \(name.forDisplay())")
            }
        }
        guard members.count == files.keys.count(where: { $0.starts(with: "data/".utf8) }) else {
            throw LedgerError(.exportMalformed, "records without an entry")
        }
        self.init(subject: subject, members: members, attachments: attachments, files: named)
    }

    /// What a file may be called: letters, digits and `. _ -`, 1 to 64 of them, no dot first, so that unpacking writes nothing
    /// elsewhere and hides nothing.
    public static func isFileName(_ name: some Collection<UInt8>) -> Bool {
        guard (1...64).contains(name.count), name.first != UInt8(ascii: ".") else { return false }
        return name.allSatisfy { byte in
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "."), UInt8(ascii: "_"), UInt8(ascii: "-"):
                true
            default: false
            }
        }
    }

    /// The bytes behind a digest, whether they stand as an attachment or as a file.
    public func contents() -> [Digest: Bytes] {
        var contents = attachments
        for bytes in files.values { contents[SHA256.hash(bytes)] = bytes }
        return contents
    }

    /// Whether a file says that it is a bundle.
    public static func isBundle(_ start: Bytes) -> Bool {
        start.count > Tar.blockByteCount && Bytes(start[Tar.blockByteCount...]).starts(with: format)
    }

    /// The file: the same content gives the same bytes.
    /// - Throws: `export.malformed` for what is too large.
    public func bytes() throws -> Bytes {
        var files: [(name: Bytes, content: Bytes)] = [
            (Bytes("FORMAT".utf8), ProofBundle.format), (Bytes("subject".utf8), subject),
        ]
        for (id, content) in attachments { files.append((Bytes("attachments/\(id.hex)".utf8), content)) }
        for (name, content) in self.files {
            guard ProofBundle.isFileName(name) else { throw LedgerError(.exportMalformed, name.forDisplay()) }
            files.append((Bytes("files/".utf8) + name, content))
        }
        for member in members {
            let index = member.receipt.entry.index
            files.append((Bytes("data/\(index)".utf8), member.data))
            files.append((Bytes("proofs/\(index)".utf8), member.receipt.bytes))
        }
        var output = Bytes()
        for file in files.sorted(by: { bytesPrecede($0.name, $1.name) }) {
            output += try Tar.header(name: file.name, size: UInt64(file.content.count)) + file.content
            output += Bytes(repeating: 0, count: Tar.padding(UInt64(file.content.count)))
        }
        return output + Bytes(repeating: 0, count: 2 * Tar.blockByteCount)
    }
}
