import Foundation

/// An export file as a verifier reads it. Its members are indexed on disk, so that memory does not grow with it.
final class ExportSource: VerifySource {
    private let handle: FileHandle
    private let members: ScratchStore
    private var bundle: (number: UInt64, entries: [Bytes])?

    let missingIsAltered = false
    let size: UInt64
    let openSealed: @Sendable (SealedRecord) -> VaultAnswer = { _ in .notDisclosed }
    let tables: (any VerifyTables)? = nil

    private static let maximumMetadataByteCount: UInt64 = 64 << 20

    init(_ path: String) throws {
        guard let handle = FileHandle(forReadingAtPath: path) else { throw LedgerError(.fileUnreadable, path) }
        self.handle = handle
        members = try ScratchStore()
        try ExportSource.index(handle, into: members)
        let format = try ExportSource.read(ExportMember.format, handle: handle, members: members)
        guard format == ExportMember.formatContent else { throw LedgerError(.exportMalformed, "FORMAT") }
        size = try ExportSource.countEntries(members, handle: handle)
    }

    /// Whether a file starts as an export does.
    static func looksLikeExport(_ path: String) -> Bool {
        guard let handle = FileHandle(forReadingAtPath: path),
            let data = try? handle.read(upToCount: ExportMember.format.count)
        else { return false }
        return Bytes(data) == ExportMember.format
    }

    private static func index(_ handle: FileHandle, into members: ScratchStore) throws {
        let end = try handle.seekToEnd()
        func read(_ count: Int, at offset: UInt64) throws -> Bytes {
            guard offset + UInt64(count) <= end else { throw LedgerError(.exportMalformed, "cut short") }
            try handle.seek(toOffset: offset)
            return Bytes(try handle.read(upToCount: count) ?? Data())
        }
        var offset: UInt64 = 0
        var last = Bytes()
        while let (name, size) = try Tar.parse(read(Tar.blockByteCount, at: offset)) {
            offset += UInt64(Tar.blockByteCount)
            guard bytesPrecede(last, name), size <= end - offset else {
                throw LedgerError(.exportMalformed, "member \(name.forDisplay())")
            }
            last = name
            _ = try members.insertMember(name, offset: offset, size: size)
            let padding = try read(Tar.padding(size), at: offset + size)
            guard padding.allSatisfy({ $0 == 0 }) else {
                throw LedgerError(.exportMalformed, "padding of \(name.forDisplay())")
            }
            offset += size + UInt64(padding.count)
        }
        let tail = try read(2 * Tar.blockByteCount, at: offset)
        guard tail.allSatisfy({ $0 == 0 }), offset + UInt64(tail.count) == end else {
            throw LedgerError(.exportMalformed, "the end of the file")
        }
    }

    /// Entries stand in full bundles of 256 and one partial bundle.
    private static func countEntries(_ members: ScratchStore, handle: FileHandle) throws -> UInt64 {
        var count: UInt64 = 0
        var last = Bytes()
        let prefix = Bytes("entries/".utf8)
        while true {
            let page = try members.members(prefix: prefix, after: last, limit: 500)
            guard let end = page.last else { return count }
            for member in page {
                let tile = try TileNumber(parsing: member.name.dropFirst(prefix.count))
                guard tile.start == count else { throw LedgerError(.exportMalformed, "bundle \(tile)") }
                count = tile.end
            }
            last = end.name
        }
    }

    private static func read(_ name: Bytes, handle: FileHandle, members: ScratchStore) throws -> Bytes? {
        guard let member = try members.member(name) else { return nil }
        guard member.size <= maximumMetadataByteCount else {
            throw LedgerError(.exportMalformed, "member \(name.forDisplay())")
        }
        try handle.seek(toOffset: member.offset)
        return Bytes(try handle.read(upToCount: Int(member.size)) ?? Data())
    }

    private func read(_ name: Bytes) throws -> Bytes? {
        try ExportSource.read(name, handle: handle, members: members)
    }

    func checkpoint() throws -> Bytes? { try read(ExportMember.checkpoint) }

    func entries(from index: EntryIndex, limit: Int) throws -> [SourceEntry] {
        var result: [SourceEntry] = []
        var next = index
        while result.count < limit, next.value < size {
            guard let bytes = try entry(next) else { break }
            var channel = try read(ExportMember.channel(next))
            if let line = channel {
                guard line.last == newline else { throw LedgerError(.exportMalformed, "channel/\(next)") }
                channel = Bytes(line.dropLast())
            }
            result.append(
                SourceEntry(
                    index: next, bytes: bytes, channel: channel, data: try read(ExportMember.data(next)),
                    personal: .lines(try read(ExportMember.personal(next)))))
            next = next.next
        }
        return result
    }

    private func entry(_ index: EntryIndex) throws -> Bytes? {
        let width = UInt64(TileNumber.fullWidth)
        let number = index.value / width
        if bundle?.number != number {
            let inTile = min(width, size - number * width)
            guard let tile = TileNumber(number: number, width: Int(inTile)),
                let bytes = try read(ExportMember.bundle(tile))
            else { return nil }
            bundle = (number, try EntryBundle(parsing: bytes, width: tile.width).entries)
        }
        return bundle.map { $0.entries[Int(index.value % width)] }
    }

    func presence(of reference: AttachmentReference, sealedBy keyName: Bytes?) throws -> AttachmentPresence {
        let name = ExportMember.attachment(reference.sha256)
        try members.insertNamed(name)
        guard let member = try members.member(name) else { return .notDisclosed }
        return member.size == reference.size ? .present : .wrongSize
    }

    func surplus(isComplete: Bool) throws -> [String] {
        var texts: [String] = []
        var last = Bytes()
        while texts.count < 20 {
            let page = try members.members(prefix: [], after: last, limit: 500)
            guard let end = page.last else { break }
            for member in page where try !belongs(member.name, isComplete: isComplete) {
                texts.append("member \(member.name.forDisplay())")
            }
            last = end.name
        }
        return texts
    }

    private func belongs(_ name: Bytes, isComplete: Bool) throws -> Bool {
        if name == ExportMember.format || name == ExportMember.checkpoint { return true }
        let parts = name.split(separator: UInt8(ascii: "/"), maxSplits: 1)
        guard parts.count == 2 else { return false }
        switch parts[0] {
        case let folder where folder.equals("entries"): return true
        case let folder where folder.equals("attachments"):
            guard parts[1].count == 64, Hex.isHex(parts[1]) else { return false }
            return try !isComplete || members.isNamed(name)
        case let folder
        where folder.equals("channel") || folder.equals("data") || folder.equals("personal"):
            return EntryIndex(decimal: parts[1]).map { $0.value < size } ?? false
        default: return false
        }
    }

    func wasErasedSince(_ index: EntryIndex, position: UInt64, leaf: Digest) -> Bool { false }

    func checkAttachments(_ report: (AttachmentAnswer) -> Void) throws {
        let prefix = Bytes("attachments/".utf8)
        var last = Bytes()
        while true {
            let page = try members.members(prefix: prefix, after: last, limit: 500)
            guard let end = page.last else { return }
            for member in page {
                let name = Bytes(member.name.dropFirst(prefix.count))
                let digest = try hash(offset: member.offset, size: member.size)
                let isRight = Hex.encode(digest.bytes) == name
                report(isRight ? .right : .wrong(LedgerError(.attachmentWrong, name.forDisplay())))
            }
            last = end.name
        }
    }

    private func hash(offset: UInt64, size: UInt64) throws -> Digest {
        var hasher = SHA256Hasher()
        try handle.seek(toOffset: offset)
        var left = size
        while left > 0 {
            guard let chunk = try handle.read(upToCount: Int(min(left, 256 << 10))), !chunk.isEmpty else { break }
            hasher.update(Bytes(chunk))
            left -= UInt64(chunk.count)
        }
        return hasher.finalize()
    }
}
