// A Merkle tree of RFC 6962 section 2.1 over the lines of a manifest, so that one enterprise can prove its own line
// without the whole list. https://www.rfc-editor.org/rfc/rfc6962#section-2.1
//
// Leaf: SHA-256(0x00 ‖ line without its LF), the domain line left out. Node: SHA-256(0x01 ‖ left ‖ right), split at the
// largest power of two below the size.

/// The tree over the lines of a manifest.
public struct ManifestTree: Sendable {
    // levels[0] are the leaves; a level's odd last node moves up.
    private let levels: [[Hash256]]

    /// Hashes the lines of a manifest.
    public init<Row>(_ manifest: Manifest<Row>) {
        self.init(leaves: manifest.rows.map { ManifestTree.leaf(Manifest<Row>.line($0)) })
    }

    init(leaves: [Hash256]) {
        var levels = [leaves]
        while let last = levels.last, last.count > 1 {
            var above: [Hash256] = []
            above.reserveCapacity((last.count + 1) / 2)
            for place in stride(from: 0, to: last.count, by: 2) {
                above.append(
                    place + 1 < last.count ? ManifestTree.node(last[place], last[place + 1]) : last[place])
            }
            levels.append(above)
        }
        self.levels = levels
    }

    /// The number of lines.
    public var count: Int { levels[0].count }

    /// The root; SHA-256 of nothing for an empty list.
    public var root: Hash256 { levels[levels.count - 1].first ?? Hash256.hash([]) }

    /// The audit path of a line, leaf to root. Throws `draw.objectUnknown` beyond the last line.
    public func path(of index: Int) throws -> [Hash256] {
        guard levels[0].indices.contains(index) else { throw DrawError(.objectUnknown, "line \(index)") }
        var path: [Hash256] = []
        var place = index
        for level in levels.dropLast() {
            let sibling = place ^ 1
            if sibling < level.count { path.append(level[sibling]) }
            place /= 2
        }
        return path
    }

    /// Whether a path leads from a line to the root of a list of `count` lines (RFC 9162 section 2.1.3.2).
    public static func holds(line: [UInt8], index: Int, count: Int, path: [Hash256], root: Hash256) -> Bool {
        guard index >= 0, index < count else { return false }
        var place = index
        var last = count - 1
        var hash = leaf(line)
        for sibling in path {
            guard last > 0 else { return false }
            if place & 1 == 1 || place == last {
                hash = node(sibling, hash)
                while place & 1 == 0, place > 0 {
                    place >>= 1
                    last >>= 1
                }
            } else {
                hash = node(hash, sibling)
            }
            place >>= 1
            last >>= 1
        }
        return last == 0 && hash == root
    }

    static func leaf(_ line: [UInt8]) -> Hash256 { Hash256.hash([0] + line) }

    static func node(_ left: Hash256, _ right: Hash256) -> Hash256 { Hash256.hash([1] + left.bytes + right.bytes) }
}

/// That one line stands in a list of a known root.
public struct LineProof: Hashable, Sendable {
    /// The line without its LF.
    public let line: [UInt8]
    /// Its place, from 0.
    public let index: Int
    /// The audit path, leaf to root.
    public let path: [Hash256]

    /// Names a proof; ``ManifestTree/holds(line:index:count:path:root:)`` decides.
    public init(line: [UInt8], index: Int, path: [Hash256]) {
        self.line = line
        self.index = index
        self.path = path
    }

    /// Throws `draw.proofWrong` unless the line stands in the list.
    public func check(count: Int, root: Hash256) throws {
        guard ManifestTree.holds(line: line, index: index, count: count, path: path, root: root) else {
            throw DrawError(.proofWrong, "line \(index) of \(count)")
        }
    }

    /// The first field.
    var key: [UInt8] { Array(line.prefix { $0 != tab }) }
}

/// What a list says of one id: its line; or, since the list is sorted, the two neighbours between which it is missing.
public enum Membership: Hashable, Sendable {
    /// The id's own line.
    case present(LineProof)
    /// The lines before and after the gap; nil at an end of the list.
    case absent(before: LineProof?, after: LineProof?)

    /// Checks the claim for an id. Throws `draw.proofWrong`.
    public func check(id: DrawID, count: Int, root: Hash256) throws {
        switch self {
        case .present(let proof):
            guard proof.key == id.bytes else { throw DrawError(.proofWrong, "another id") }
            try proof.check(count: count, root: root)
        case .absent(let before, let after):
            try before?.check(count: count, root: root)
            try after?.check(count: count, root: root)
            let gap = before.map { $0.index + 1 } ?? 0
            guard gap == after?.index ?? count, before.map({ byteOrder($0.key, id.bytes) < 0 }) ?? true,
                after.map({ byteOrder(id.bytes, $0.key) < 0 }) ?? true
            else { throw DrawError(.proofWrong, "no gap for \(id)") }
            // An empty list has no neighbour to prove it: its root alone does.
            guard count > 0 || root == ManifestTree(leaves: []).root else { throw DrawError(.proofWrong, "empty list") }
        }
    }
}

extension ManifestTree {
    /// What the manifest of this tree says of an id.
    public func membership<Row>(of id: DrawID, in manifest: Manifest<Row>) throws -> Membership {
        func proof(_ place: Int) throws -> LineProof {
            LineProof(line: Manifest<Row>.line(manifest.rows[place]), index: place, path: try path(of: place))
        }
        let place = manifest.insertionPoint(of: id.bytes)
        if place < manifest.count, manifest.rows[place].orderKey == id.bytes { return .present(try proof(place)) }
        return .absent(
            before: place > 0 ? try proof(place - 1) : nil, after: place < manifest.count ? try proof(place) : nil)
    }
}
