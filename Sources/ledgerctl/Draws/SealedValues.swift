import DoubleRandom
import Draw
import Foundation
import Ledger
import LedgerClient

/// What a party has sealed and not yet revealed: 32 random bytes a file of mode 0600 in the own folder, durable before
/// the commit leaves the machine, gone once the reveal stands in the ledger.
struct SealedValues {
    private let folder: String

    init(_ state: StateFolder) { folder = state.path + "/contributions" }

    private func path(_ draw: Bytes, _ slot: Bytes) -> String {
        "\(folder)/\(String(decoding: draw, as: UTF8.self)).\(String(decoding: slot, as: UTF8.self))"
    }

    /// The value of a slot, made where there is none yet: a commit that is sent again is the same.
    ///
    /// What a person mixes in is hashed behind 32 random bytes: it can add to them and never stands for them, because a
    /// phrase by itself could be guessed from its commit.
    func value(_ draw: RecordedDraw, slot: Bytes, mixing: Bytes = []) throws -> Hash256 {
        if let known = try find(draw, slot: slot) { return known }
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        var drawn = Random.bytes(32)
        if !mixing.isEmpty {
            var hasher = SHA256Hasher()
            hasher.update(drawn)
            hasher.update(mixing)
            drawn = hasher.finalize().bytes
        }
        guard let value = Hash256(bytes: drawn) else { preconditionFailure("32 bytes") }
        try FileIO.create(path(draw.id, slot), value.hexBytes + [UInt8(ascii: "\n")], mode: 0o600)
        return value
    }

    /// The value of a slot, or nil.
    func find(_ draw: RecordedDraw, slot: Bytes) throws -> Hash256? {
        let path = path(draw.id, slot)
        guard FileIO.exists(path) else { return nil }
        guard try FileIO.mode(of: path) & 0o077 == 0 else { throw LedgerError(.keyExposed, path) }
        var bytes = try FileIO.read(path, limit: 100)
        if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
        guard let value = Hash256(hex: bytes) else { throw LedgerError(.keyMalformed, path) }
        return value
    }

    /// Takes over the copy of somebody's value.
    func keep(_ value: Hash256, _ draw: RecordedDraw, slot: Bytes) throws {
        if try find(draw, slot: slot) == value { return }
        try FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        try FileIO.create(path(draw.id, slot), value.hexBytes + [UInt8(ascii: "\n")], mode: 0o600)
    }

    func forget(_ draw: RecordedDraw, slot: Bytes) { unlink(path(draw.id, slot)) }
}
