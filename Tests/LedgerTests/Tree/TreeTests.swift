import Testing

@testable import Ledger

/// A tree by the definition of RFC 6962 section 2.1, by recursion over ranges of leaves and nothing else: what the
/// program's own provers and verifiers are compared with.
struct DefinedTree: Sendable {
    let leaves: [Digest]
    private var hashes: [Digest?]

    init(leaves: [Digest]) {
        self.leaves = leaves
        hashes = Array(repeating: nil, count: (leaves.count + 1) * (leaves.count + 1))
        for start in leaves.indices {
            for end in (start + 1)...leaves.count { _ = fill(start, end) }
        }
    }

    private mutating func fill(_ start: Int, _ end: Int) -> Digest {
        let place = start * (leaves.count + 1) + end
        if let hash = hashes[place] { return hash }
        let middle = start + Self.split(end - start)
        let hash = end - start == 1 ? leaves[start] : RFC6962.nodeHash(fill(start, middle), fill(middle, end))
        hashes[place] = hash
        return hash
    }

    private static func split(_ count: Int) -> Int {
        var power = 1
        while power * 2 < count { power *= 2 }
        return power
    }

    /// MTH(D[start:end]) of one leaf or more.
    func hash(_ start: Int, _ end: Int) -> Digest { hashes[start * (leaves.count + 1) + end]! }

    func root(_ size: Int) -> Digest { hash(0, size) }

    /// PATH(index, D[start:end]), section 2.1.1.
    func path(_ index: Int, _ start: Int, _ end: Int) -> [Digest] {
        if end - start == 1 { return [] }
        let middle = start + Self.split(end - start)
        return index < middle
            ? path(index, start, middle) + [hash(middle, end)] : path(index, middle, end) + [hash(start, middle)]
    }

    /// SUBPROOF(oldSize, D[start:end], isWhole), section 2.1.2.
    func subproof(_ oldSize: Int, _ start: Int, _ end: Int, isWhole: Bool = true) -> [Digest] {
        if oldSize == end - start { return isWhole ? [] : [hash(start, end)] }
        let power = Self.split(end - start)
        return oldSize <= power
            ? subproof(oldSize, start, start + power, isWhole: isWhole) + [hash(start + power, end)]
            : subproof(oldSize - power, start + power, end, isWhole: false) + [hash(start, start + power)]
    }
}

/// The trees of 1 to 130 leaves, which share their leaves, their defined hashes and their stored ones.
enum SharedTrees {
    static let maximumSize = 130
    static let defined = DefinedTree(leaves: (0..<maximumSize).map { RFC6962.leafHash(Bytes("leaf \($0)")) })
    static let stored: [Digest] = {
        var stored: [Digest] = []
        var tree = CompactTree()
        for leaf in defined.leaves { tree.append(leaf) { stored.append($0) } }
        return stored
    }()

    static func hash(_ position: UInt64) -> Digest { stored[Int(position)] }
}

@Suite("Merkle trees (RFC 6962 section 2.1)")
struct TreeTests {
    /// The eight leaves that every implementation of RFC 6962 tests with, and the roots over the first ones.
    static let classicLeaves: [Bytes] = [
        [], [0x00], [0x10], [0x20, 0x21], [0x30, 0x31], [0x40, 0x41, 0x42, 0x43],
        [0x50, 0x51, 0x52, 0x53, 0x54, 0x55, 0x56, 0x57], (0x60...0x6F).map { $0 },
    ]

    @Test("the empty tree, the leaf hello world and the classic eight leaves have their published hashes")
    func published() {
        #expect(RFC6962.emptyRoot.base64 == "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")
        #expect(CompactTree().root == RFC6962.emptyRoot)
        #expect(RFC6962.root([]) == RFC6962.emptyRoot)
        #expect(
            RFC6962.leafHash(Bytes("hello world")).base64 == "TszzRgjTG6xce+z2AG31kAXYKBgQVtCSCE40HmuwBb0=")
        #expect(
            RFC6962.root(Self.classicLeaves.map { RFC6962.leafHash($0) }).hex
                == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328")
    }

    @Test("a leaf is hashed behind 0x00, a node behind 0x01")
    func prefixes() {
        let left = RFC6962.leafHash(Bytes("left"))
        let right = RFC6962.leafHash(Bytes("right"))
        #expect(left == SHA256.hash([0x00] + Bytes("left")))
        #expect(RFC6962.nodeHash(left, right) == SHA256.hash([0x01] + left.bytes + right.bytes))
        #expect(RFC6962.nodeHash(left, right) != RFC6962.nodeHash(right, left))
        #expect(RFC6962.leafHash(Bytes("left").lazy.map { $0 }) == left)
    }

    @Test("an odd node is promoted, never hashed with itself")
    func promotion() {
        let leaves = SharedTrees.defined.leaves
        let three = RFC6962.nodeHash(RFC6962.nodeHash(leaves[0], leaves[1]), leaves[2])
        #expect(RFC6962.root(leaves[..<3]) == three)
        #expect(RFC6962.root(leaves[..<3]) != RFC6962.root([leaves[0], leaves[1], leaves[2], leaves[2]]))
    }

    @Test("every root up to 130 leaves is the defined one, appended, resumed from peaks, or from stored hashes")
    func roots() throws {
        let defined = SharedTrees.defined
        var tree = CompactTree()
        for size in 1...SharedTrees.maximumSize {
            tree.append(defined.leaves[size - 1])
            #expect(tree.size == UInt64(size))
            #expect(tree.root == defined.root(size))
            #expect(try TreeProver.root(size: UInt64(size), hash: SharedTrees.hash) == defined.root(size))
            let peaks = StoredHashes.peakPositions(size: UInt64(size)).map(SharedTrees.hash)
            #expect(tree.peaks == peaks)
            #expect(CompactTree(size: UInt64(size), peaks: peaks) == tree)
            #expect(CompactTree(size: UInt64(size), peaks: peaks + [.zero]) == nil)
            #expect(CompactTree(size: UInt64(size), peaks: peaks.dropLast()) == nil)
        }
    }

    @Test("stored hashes stand densely, each perfect subtree behind its last leaf")
    func storedPositions() {
        #expect(
            (0...8).map { StoredHashes.count(size: $0) } == [0, 1, 3, 4, 7, 8, 10, 11, 15])
        #expect((0..<4).map { StoredHashes.position(level: 0, number: $0) } == [0, 1, 3, 4])
        #expect(StoredHashes.position(level: 1, number: 0) == 2)
        #expect(StoredHashes.position(level: 1, number: 1) == 5)
        #expect(StoredHashes.position(level: 2, number: 0) == 6)
        #expect(StoredHashes.count(size: Decimal53.bound - 1) == 2 * (Decimal53.bound - 1) - 53)

        let size = UInt64(SharedTrees.maximumSize)
        #expect(UInt64(SharedTrees.stored.count) == StoredHashes.count(size: size))
        var seen: Set<UInt64> = []
        for level in 0..<8 {
            for number in 0..<(size >> UInt64(level)) {
                let position = StoredHashes.position(level: level, number: number)
                let start = Int(number) << level
                #expect(seen.insert(position).inserted)
                #expect(SharedTrees.hash(position) == SharedTrees.defined.hash(start, start + 1 << level))
            }
        }
        #expect(seen.count == SharedTrees.stored.count)
        #expect(seen.max() == UInt64(SharedTrees.stored.count - 1))
    }

    @Test("a tree that cannot be stored further stops where it is")
    func failedStore() {
        struct Full: Error {}
        var tree = CompactTree()
        #expect(throws: Full.self) { try tree.append(.zero) { _ in throw Full() } }
        #expect(tree.size == 0)
    }
}
