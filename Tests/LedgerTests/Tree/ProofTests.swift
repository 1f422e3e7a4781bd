import Testing

@testable import Ledger

/// Every proof of every tree of up to 130 leaves, in eight parts that run side by side: part p takes the sizes that
/// leave p when divided by 8. What goes wrong is counted and reported once, since an expectation for each of the
/// several hundred thousand checks would cost more than the hashing.
@Suite("Inclusion and consistency proofs (RFC 6962 sections 2.1.1 and 2.1.2)")
struct ProofTests {
    static let parts = 0..<8

    static func sizes(_ part: Int) -> [Int] { (1...SharedTrees.maximumSize).filter { $0 % parts.count == part } }

    /// The proof with one bit of each hash flipped, one hash at a time; which bit goes by `turn`.
    static func flipped(_ proof: [Digest], turn: Int) -> [[Digest]] {
        proof.indices.map { position in
            var bytes = proof[position].bytes
            let bit = (turn * 37 + position * 11) % 256
            bytes[bit / 8] ^= 1 << (bit % 8)
            var changed = proof
            changed[position] = Digest(bytes) ?? .zero
            return changed
        }
    }

    /// The proof cut and extended at either end, and with its ends exchanged.
    static func resized(_ proof: [Digest]) -> [[Digest]] {
        var result = [proof + [.zero], [.zero] + proof]
        if let first = proof.first, let last = proof.last {
            result += [proof.dropLast(), Array(proof.dropFirst()), proof + [last], [first] + proof]
            if first != last { result.append([last] + proof.dropFirst().dropLast() + [first]) }
        }
        return result
    }

    @Test("every leaf of every tree has its defined proof, and no other proof, place or root holds", arguments: parts)
    func inclusion(part: Int) throws {
        let defined = SharedTrees.defined
        var wrong: [String] = []
        for size in Self.sizes(part) {
            let root = defined.root(size)
            for index in 0..<size {
                let proof = try TreeProver.inclusion(
                    index: UInt64(index), size: UInt64(size), hash: SharedTrees.hash)
                if proof != defined.path(index, 0, size) { wrong.append("made: \(index) in \(size)") }
                func holds(
                    leaf: Digest = defined.leaves[index], index: Int = index, size: Int = size, proof: [Digest] = proof,
                    root: Digest = root
                ) -> Bool {
                    TreeVerifier.inclusionHolds(
                        leaf: leaf, index: UInt64(index), size: UInt64(size), proof: proof, root: root)
                }
                if !holds() { wrong.append("refused: \(index) in \(size)") }
                var believed = 0
                for changed in Self.flipped(proof, turn: size + index) + Self.resized(proof)
                where holds(proof: changed) {
                    believed += 1
                }
                for other in [index - 1, index + 1, size] where other >= 0 && holds(index: other) { believed += 1 }
                if holds(leaf: defined.leaves[(index + 1) % SharedTrees.maximumSize]) { believed += 1 }
                if holds(root: .zero) || holds(size: 0) || holds(size: 4 * size) { believed += 1 }
                for other in [size - 1, size + 1] where other > index && other <= SharedTrees.maximumSize {
                    if holds(size: other, root: defined.root(other)) || holds(root: defined.root(other)) {
                        believed += 1
                    }
                }
                if believed > 0 { wrong.append("believed: \(believed) of \(index) in \(size)") }
            }
        }
        #expect(wrong.isEmpty)
    }

    @Test("every pair of sizes has its defined proof, and no other proof, size or root holds", arguments: parts)
    func consistency(part: Int) throws {
        let defined = SharedTrees.defined
        var wrong: [String] = []
        for size in Self.sizes(part) {
            let root = defined.root(size)
            for oldSize in 1...size {
                let oldRoot = defined.root(oldSize)
                let proof = try TreeProver.consistency(
                    oldSize: UInt64(oldSize), size: UInt64(size), hash: SharedTrees.hash)
                if proof != defined.subproof(oldSize, 0, size) { wrong.append("made: \(oldSize) to \(size)") }
                func holds(
                    oldSize: Int = oldSize, oldRoot: Digest = oldRoot, size: Int = size, root: Digest = root,
                    proof: [Digest] = proof
                ) -> Bool {
                    TreeVerifier.consistencyHolds(
                        oldSize: UInt64(oldSize), oldRoot: oldRoot, size: UInt64(size), root: root, proof: proof)
                }
                if !holds() { wrong.append("refused: \(oldSize) to \(size)") }
                var believed = 0
                for changed in Self.flipped(proof, turn: size + oldSize) + Self.resized(proof)
                where holds(proof: changed) {
                    believed += 1
                }
                if holds(oldRoot: .zero) || holds(root: .zero) || holds(oldSize: 0) { believed += 1 }
                // A proof that is too short for the size must not pass for a root that it does reach.
                if holds(size: 4 * size) { believed += 1 }
                if oldSize < size, holds(oldRoot: root) || holds(root: oldRoot) { believed += 1 }
                if oldSize < size, holds(oldSize: size, size: oldSize) { believed += 1 }
                for other in [oldSize - 1, oldSize + 1] where other >= 1 && other <= size {
                    if holds(oldSize: other, oldRoot: defined.root(other)) || holds(oldRoot: defined.root(other)) {
                        believed += 1
                    }
                }
                for other in [size - 1, size + 1] where other >= oldSize && other <= SharedTrees.maximumSize {
                    if holds(size: other, root: defined.root(other)) || holds(root: defined.root(other)) {
                        believed += 1
                    }
                }
                if believed > 0 { wrong.append("believed: \(believed) of \(oldSize) to \(size)") }
            }
        }
        #expect(wrong.isEmpty)
    }

    @Test("there is no proof of a leaf behind the end, from size 0, or back to a smaller size")
    func ranges() {
        let hash: (UInt64) throws -> Digest = { SharedTrees.hash($0) }
        for (index, size) in [(0, 0), (1, 1), (5, 5), (7, 5)] as [(UInt64, UInt64)] {
            #expect(throws: LedgerError(.proofRange)) {
                try TreeProver.inclusion(index: index, size: size, hash: hash)
            }
        }
        for (oldSize, size) in [(0, 0), (0, 1), (2, 1)] as [(UInt64, UInt64)] {
            #expect(throws: LedgerError(.proofRange)) {
                try TreeProver.consistency(oldSize: oldSize, size: size, hash: hash)
            }
        }
    }

    @Test("size 0 proves nothing, not even to itself; equal sizes need equal roots and no hash")
    func edges() {
        let empty = RFC6962.emptyRoot
        let leaf = SharedTrees.defined.leaves[0]
        func holds(_ oldSize: UInt64, _ oldRoot: Digest, _ size: UInt64, _ root: Digest, _ proof: [Digest]) -> Bool {
            TreeVerifier.consistencyHolds(oldSize: oldSize, oldRoot: oldRoot, size: size, root: root, proof: proof)
        }
        #expect(!holds(0, empty, 0, empty, []))
        #expect(!holds(0, empty, 1, leaf, []))
        #expect(holds(1, leaf, 1, leaf, []))
        #expect(!holds(1, leaf, 1, empty, []))
        #expect(!holds(1, leaf, 1, leaf, [leaf]))
        #expect(TreeVerifier.inclusionHolds(leaf: leaf, index: 0, size: 1, proof: [], root: leaf))
        #expect(!TreeVerifier.inclusionHolds(leaf: leaf, index: 0, size: 0, proof: [], root: leaf))
        #expect(!TreeVerifier.inclusionHolds(leaf: leaf, index: 0, size: 1, proof: [leaf], root: leaf))
    }

    @Test("proofs of more than 63 hashes, and sizes at the end of the range, are judged without a trap")
    func extremes() {
        let many = [Digest](repeating: .zero, count: 64)
        let root = RFC6962.emptyRoot
        for size in [1, 2, Decimal53.bound - 1, UInt64.max] {
            for count in [0, 1, 52, 53, 62, 63, 64] {
                let proof = Array(many.prefix(count))
                #expect(
                    !TreeVerifier.inclusionHolds(leaf: .zero, index: size - 1, size: size, proof: proof, root: root))
                for oldSize in [1, max(1, size - 1)] {
                    #expect(
                        !TreeVerifier.consistencyHolds(
                            oldSize: oldSize, oldRoot: .zero, size: size, root: root, proof: proof))
                }
            }
        }
    }
}
