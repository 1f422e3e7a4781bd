import Foundation
import Testing

@testable import Ledger

/// A log of 15 entries that another program made: the test data of transparency-dev/tessera, whose roots, proofs and
/// key are published. The files themselves are read where they lie beside the project.
@Suite("A foreign log of 15 entries")
struct ForeignLogTests {
    static let entries = [
        "one", "two", "three", "four", "five", "six", "seven", "eit", "nain", "ten", "ileven", "twelf", "threeten",
        "fourten", "fivten",
    ]
    static let key = "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx"
    static let roots = [
        1: "0Nc2CrefWKseHj/mStd+LqC8B+NrX0btIiPt2SmN+ek=", 5: "gy5gl3aksFyiCO95a/1vLXz88A3dRq+0l9Sxte8ZqZQ=",
        11: "Yok1cS5VdokGLBy73BC2I16b3atss6KBN9jnIi6Fz/A=", 15: "rKbDipCvhuX1GZ7g5BBe8sA6BbJ7ja/1nk427v383cs=",
    ]
    static let inclusion3in15 = [
        "Zx8UbF5HHooag6PCFM5LqQe486WIjRTMjNPOdbsS75Q=", "T1X2GdkhUjV3iyufF9b0kVsWFxIU0VI4EpNml2Teci4=",
        "g0ZoeYWtIV8Q8i+4CmgqPnBvH2il107lyCgTQsyB7H4=", "5jLpqTgjsBDSEX6SgZiRnbTMdTuRd8bQ5tSsAOxe0Ks=",
    ]
    static let consistency5to11 = [
        "zMKa4OAqd7D0V4wawXST15z0JiEEkprIBPkfxOesWvA=", "yiM+eia4w1wsk/Ukx7kF56IQVkDW3MWUaUz/VtJu+yU=",
        "nk9gCR+floFqznAPtqjjcnnV64dge2jQB95D5t164Hg=", "zY1lN35vrXYAPixXSd59LsU29xUJtuW4o2dNNg5Y2Co=",
        "EKRv52G8cEvsDhcLsl6gSE9HRnkDYtpMiwWAWVGyrqM=",
    ]

    static let leaves = entries.map { RFC6962.leafHash(Bytes($0)) }
    static let stored: [Digest] = {
        var stored: [Digest] = []
        var tree = CompactTree()
        for leaf in leaves { tree.append(leaf) { stored.append($0) } }
        return stored
    }()

    @Test("its published roots are ours", arguments: [1, 5, 11, 15])
    func root(size: Int) {
        #expect(RFC6962.root(Self.leaves.prefix(size)).base64 == Self.roots[size])
    }

    @Test("its published proofs are ours, and hold")
    func proofs() throws {
        let hash: (UInt64) throws -> Digest = { Self.stored[Int($0)] }
        let inclusion = try TreeProver.inclusion(index: 3, size: 15, hash: hash)
        #expect(inclusion.map(\.base64) == Self.inclusion3in15)
        let root15 = RFC6962.root(Self.leaves)
        #expect(
            TreeVerifier.inclusionHolds(leaf: Self.leaves[3], index: 3, size: 15, proof: inclusion, root: root15))
        let consistency = try TreeProver.consistency(oldSize: 5, size: 11, hash: hash)
        #expect(consistency.map(\.base64) == Self.consistency5to11)
        #expect(
            TreeVerifier.consistencyHolds(
                oldSize: 5, oldRoot: RFC6962.root(Self.leaves.prefix(5)), size: 11,
                root: RFC6962.root(Self.leaves.prefix(11)), proof: consistency))
    }

    // MARK: The files

    /// `shared/vectors/tlog-15-leaves` beside the repository.
    static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../../shared/vectors/tlog-15-leaves").standardizedFileURL

    static let isPresent = FileManager.default.fileExists(atPath: folder.appending(path: "checkpoint.15").path)

    static func file(_ name: String) throws -> Bytes { Bytes(try Data(contentsOf: folder.appending(path: name))) }

    @Test("its checkpoints of every size parse, verify and name our root", .enabled(if: isPresent), arguments: 0...15)
    func checkpoints(size: Int) throws {
        let bytes = try Self.file("checkpoint.\(size)")
        let signed = try SignedCheckpoint(parsing: bytes)
        let key = try VerifierKey(parsing: Bytes(Self.key))
        #expect(signed.bytes == bytes)
        #expect(signed.checkpoint.origin.bytes == key.name.bytes)
        #expect(signed.checkpoint.size == UInt64(size))
        #expect(signed.checkpoint.root == RFC6962.root(Self.leaves.prefix(size)))
        #expect(try signed.note.verified(by: [key]).map(\.key) == [key])
        guard size > 0 else { return }
        let proof = TlogProof(
            extra: nil, index: EntryIndex(UInt64(size - 1)),
            proof: try TreeProver.inclusion(index: UInt64(size - 1), size: UInt64(size)) { Self.stored[Int($0)] },
            checkpoint: signed)
        #expect(throws: Never.self) {
            try proof.verify(leaf: LeafHash(Self.leaves[size - 1]), logKeys: [key], origin: signed.checkpoint.origin)
        }
    }

    @Test("its tiles and bundles of every width are ours", .enabled(if: isPresent), arguments: 1...15)
    func tiles(width: Int) throws {
        let size = UInt64(width)
        let tile = try #require(TilePath.hashTiles(size: size).map { $0 }.first)
        let hashes = try #require(tile.storedPositions(size: size)).flatMap { Self.stored[Int($0)].bytes }
        #expect(try Self.file(tile.description) == hashes)
        let path = try #require(TilePath.entryBundles(size: size).map { $0 }.first)
        let bytes = try Self.file(path.description)
        let bundle = try EntryBundle(parsing: bytes, width: width)
        #expect(bundle.entries == Self.entries.prefix(width).map { Bytes($0) })
        #expect(bundle.bytes == bytes)
    }
}
