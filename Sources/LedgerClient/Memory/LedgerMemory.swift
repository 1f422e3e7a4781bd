import Foundation
import Ledger

/// What one person's client remembers, on disk. Every call waits for the disk: use it through ``OffPool``.
public struct LedgerMemory: Sendable {
    /// Where it stands.
    public let folder: StateFolder

    private static let maximumAddressByteCount = 1 << 10

    /// Opens a memory, making its folder where it is missing.
    /// - Throws: `memory.exposed`, `file.unwritable`.
    public init(_ folder: StateFolder) throws {
        self.folder = folder
        try folder.prepare()
    }

    /// The ledger that is expected at an address, or nil where nothing is known of it.
    /// - Throws: `memory.damaged`.
    public func founding(at audience: SessionAudience) throws -> LeafHash? {
        let path = folder.addressFile(audience)
        guard FileIO.exists(path) else { return nil }
        let lines = try FileIO.read(path, limit: LedgerMemory.maximumAddressByteCount)
            .split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
        guard lines.count == 3, Bytes(lines[0]) == audience.bytes, let leaf = LeafHash(base64: lines[1]) else {
            throw LedgerError(.memoryDamaged, path)
        }
        return leaf
    }

    /// What is remembered of a ledger, or nil.
    /// - Throws: `memory.damaged`.
    public func ledger(_ founding: LeafHash) throws -> RememberedLedger? {
        let path = memoryFile(founding)
        guard FileIO.exists(path) else { return nil }
        do {
            let remembered = try RememberedLedger(
                parsing: FileIO.read(path, limit: RememberedLedger.maximumByteCount))
            guard remembered.founding == founding else { throw LedgerError(.memoryDamaged, "founding") }
            return remembered
        } catch let error as LedgerError where error.code == .memoryDamaged {
            throw LedgerError(.memoryDamaged, error.detail.isEmpty ? path : "\(path): \(error.detail)")
        }
    }

    /// All ledgers, by founding hash.
    /// - Throws: `memory.damaged`.
    public func ledgers() throws -> [RememberedLedger] {
        try StateFolder.names(in: folder.path + "/ledgers").compactMap { name in
            guard let leaf = Hex.decode(Bytes(name.utf8)).flatMap({ Digest($0) }) else { return nil }
            return try ledger(LeafHash(leaf))
        }
    }

    /// Replaces what is remembered, durably; false where another process has replaced it meanwhile.
    func replace(_ old: RememberedLedger?, with new: RememberedLedger) throws -> Bool {
        try StateFolder.ensure(folder.ledgerFolder(new.founding))
        return try locked {
            guard try ledger(new.founding) == old else { return false }
            try FileIO.replace(memoryFile(new.founding), new.bytes, mode: 0o600)
            return true
        }
    }

    /// From now on this ledger is expected at the address.
    func expect(_ founding: LeafHash, at audience: SessionAudience) throws {
        guard try self.founding(at: audience) != founding else { return }
        let text = audience.bytes + Bytes("\n\(founding.base64)\n".utf8)
        try locked { try FileIO.replace(folder.addressFile(audience), text, mode: 0o600) }
    }

    /// Forgets which ledger is expected at an address; the ledger itself stays remembered.
    public func forget(address audience: SessionAudience) throws {
        try locked { _ = unlink(folder.addressFile(audience)) }
    }

    private func memoryFile(_ founding: LeafHash) -> String { folder.ledgerFolder(founding) + "/memory" }

    /// Held for as long as one file takes to be replaced.
    private func locked<Value>(_ body: () throws -> Value) throws -> Value {
        let path = folder.path + "/lock"
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw LedgerError(.fileUnwritable, path) }
        defer { close(descriptor) }
        while flock(descriptor, LOCK_EX) != 0 {
            guard errno == EINTR else { throw LedgerError(.fileUnwritable, path) }
        }
        return try body()
    }
}
