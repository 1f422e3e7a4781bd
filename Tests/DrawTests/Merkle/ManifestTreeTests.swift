import Draw
import Testing

@Suite("One enterprise proves its place in the population")
struct ManifestTreeTests {
    static func registry(_ count: Int) throws -> RegistryManifest {
        try RegistryManifest((0..<count).map { RegistryRow(id: id("E\(2000 + 2 * $0)")) })
    }

    @Test("the root is RFC 6962's")
    func root() throws {
        func leaf(_ text: String) -> Hash256 { Hash256.hash([0] + Array(text.utf8)) }
        func node(_ left: Hash256, _ right: Hash256) -> Hash256 { Hash256.hash([1] + left.bytes + right.bytes) }
        #expect(ManifestTree(try Self.registry(0)).root == Hash256.hash([]))
        #expect(ManifestTree(try Self.registry(1)).root == leaf("E2000"))
        let five = node(
            node(node(leaf("E2000"), leaf("E2002")), node(leaf("E2004"), leaf("E2006"))), leaf("E2008"))
        #expect(ManifestTree(try Self.registry(5)).root == five)
        #expect(ManifestTree(V1.population).count == 22)
        // docs/draw.md shows it; computed by another program.
        #expect(
            ManifestTree(V1.population).root
                == hash("604e46fb5da21b3af3c6870d3d950fa3b52a96d9d78e71d6dc2802aefd4eddc7"))
    }

    @Test("every line of every list has a proof, every gap too, and no other claim holds")
    func membership() throws {
        for count in 0...40 {
            let registry = try Self.registry(count)
            let tree = ManifestTree(registry)
            for number in 0...(2 * count) {
                let subject = id("E\(1999 + number)")
                let claim = try tree.membership(of: subject, in: registry)
                try claim.check(id: subject, count: count, root: tree.root)
                if case .present = claim {
                    #expect(number % 2 == 1)
                } else {
                    #expect(number % 2 == 0)
                }
                // Beyond the last line one gap serves everybody.
                let stranger = id("E\(1999 + number + 2)")
                if number < 2 * count {
                    #expect(throws: DrawError(.proofWrong)) {
                        try claim.check(id: stranger, count: count, root: tree.root)
                    }
                }
                #expect(throws: DrawError(.proofWrong)) { try claim.check(id: subject, count: count, root: hx("x")) }
            }
            for place in 0..<count {
                let line = registry.lines[place]
                let path = try tree.path(of: place)
                for other in 0..<count where other != place {
                    #expect(
                        !ManifestTree.holds(line: line, index: other, count: count, path: path, root: tree.root))
                }
                #expect(
                    !ManifestTree.holds(line: line, index: place, count: count, path: path + [hx("x")], root: tree.root)
                )
                #expect(
                    count == 1
                        || !ManifestTree.holds(
                            line: line, index: place, count: count, path: path.dropLast(), root: tree.root)
                )
            }
        }
    }

    @Test("neighbours that are not next to each other prove no gap")
    func gap() throws {
        let registry = try Self.registry(5)
        let tree = ManifestTree(registry)
        func proof(_ place: Int) throws -> LineProof {
            LineProof(line: registry.lines[place], index: place, path: try tree.path(of: place))
        }
        let hidden = Membership.absent(before: try proof(1), after: try proof(3))
        #expect(throws: DrawError(.proofWrong)) { try hidden.check(id: id("E2004"), count: 5, root: tree.root) }
        let end = Membership.absent(before: try proof(3), after: nil)
        #expect(throws: DrawError(.proofWrong)) { try end.check(id: id("E2008"), count: 5, root: tree.root) }
        let nothing = Membership.absent(before: nil, after: nil)
        #expect(throws: DrawError(.proofWrong)) { try nothing.check(id: id("E2008"), count: 5, root: tree.root) }
    }
}
