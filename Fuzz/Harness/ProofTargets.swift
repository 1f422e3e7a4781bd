/// Proofs and policies.
enum ProofTargets {
    private static let judgedCodes: Set<ErrorCode> = [.checkpointOrigin, .noteUnverified, .proofWrong]

    /// A proof has one form; a receipt that verifies is one of the ledger's.
    static func tlogProof(_ input: Bytes) {
        guard let proof = parsed(.proof, { try TlogProof(parsing: input) }) else { return }
        require(proof.bytes == input && input.count <= TlogProof.maximumByteCount, "a proof keeps its bytes")
        require(proof.proof.count <= TreeVerifier.maximumProofLength, "a proof has a limit")
        let verified: Void? = parsed(judgedCodes) {
            try proof.verify(
                leaf: Fixtures.entries[2].leaf, logKeys: Fixtures.keys, origin: Fixtures.origin)
        }
        if verified != nil { require(proof.index.value == 2, "an entry is proven in its place alone") }
        let codes = Set.proof.union(Set.entry).union([.proofWrong])
        guard let receipt = parsed(codes, { try Receipt(parsing: input) }) else { return }
        require(receipt.bytes == input, "a receipt keeps its bytes")
        let holds: Void? = parsed(judgedCodes) {
            try receipt.verify(event: nil, origin: Fixtures.origin, logKeys: Fixtures.keys)
        }
        if holds != nil { require(Fixtures.entries.contains(receipt.entry), "a receipt that holds is genuine") }
    }

    /// Two sizes, an index and hashes: no trap, and in a small tree only the honest proof holds.
    static func treeProof(_ input: Bytes) {
        guard input.count >= 8 else { return }
        let size = UInt64(input[0] & 63) + 1
        let index = UInt64(input[1] & 63)
        let leaves = (0..<size).map { RFC6962.leafHash([UInt8($0)]) }
        var tree = CompactTree()
        var hashes: [Digest] = []
        for leaf in leaves { tree.append(leaf) { hashes.append($0) } }
        let rest = input[8...]
        var proof: [Digest] = []
        for start in stride(from: 0, to: min(rest.count, 64 * 65) / 2, by: 1) {
            // Two bytes name a stored hash, or spoil one.
            let position = rest.startIndex + 2 * start
            let hash = hashes[Int(rest[position]) % hashes.count]
            let isSpoilt = rest[position + 1] > 250
            proof.append(isSpoilt ? RFC6962.nodeHash(hash, hash) : hash)
        }
        let honest = parsed([.proofRange]) { try TreeProver.inclusion(index: index, size: size) { hashes[Int($0)] } }
        require((honest != nil) == (index < size), "a leaf of the tree has a proof")
        let leaf = leaves[Int(min(index, size - 1))]
        let holds = TreeVerifier.inclusionHolds(leaf: leaf, index: index, size: size, proof: proof, root: tree.root)
        require(holds == (honest == proof), "only the honest proof holds")
        let old = parsed([.proofRange]) {
            try TreeProver.consistency(oldSize: index, size: size) { hashes[Int($0)] }
        }
        let oldRoot = RFC6962.root(leaves.prefix(Int(index)))
        let continues = TreeVerifier.consistencyHolds(
            oldSize: index, oldRoot: oldRoot, size: size, root: tree.root, proof: proof)
        require(continues == (old == proof), "only the honest continuation holds")
        let large = input[0..<8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        for wide in [large, large % Decimal53.bound] {
            _ = TreeVerifier.inclusionHolds(leaf: leaf, index: index, size: wide, proof: proof, root: tree.root)
            _ = TreeVerifier.inclusionHolds(leaf: leaf, index: wide, size: .max, proof: proof, root: tree.root)
            _ = TreeVerifier.consistencyHolds(
                oldSize: size, oldRoot: oldRoot, size: wide, root: tree.root, proof: proof)
        }
    }

    /// A policy means the same with a comment more, and a cosignature more never fails it.
    static func policy(_ input: Bytes) {
        let text = Fixtures.expanded(input)
        guard let policy = parsed([.policyMalformed], { try TlogPolicy(parsing: text) }) else { return }
        require(text.count <= TlogPolicy.maximumByteCount, "limit")
        require(policy.logs.count <= TlogPolicy.maximumCount, "a limit on logs")
        require(policy.witnesses.count <= TlogPolicy.maximumCount, "a limit on witnesses")
        let commented = Bytes("# a comment\n\n".utf8) + text
        if commented.count <= TlogPolicy.maximumByteCount {
            require(try TlogPolicy(parsing: commented) == policy, "a comment changes nothing")
        }
        let few = text.count & 7
        let codes: Set<ErrorCode> = [.policyUnmet, .noteUnverified]
        let byFew = parsed(codes) { try policy.evaluate(note: Fixtures.notes[few]) }
        let byAll = parsed(codes) { try policy.evaluate(note: Fixtures.notes[7]) }
        for satisfied in [byFew, byAll].compactMap({ $0 }) {
            require(satisfied.log == Fixtures.log.key, "the log signed")
            for cosigner in satisfied.witnesses {
                require(policy.witnesses.contains(cosigner.witness), "a witness of the policy")
                require(cosigner.time == 1_767_139_200, "its time")
            }
        }
        if byFew != nil { require(byAll != nil, "more cosignatures never fail a policy") }
    }
}
