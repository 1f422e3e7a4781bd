// RFC 6962 section 2.1, the Merkle tree of Certificate Transparency, over SHA-256.
// https://www.rfc-editor.org/rfc/rfc6962#section-2.1 (RFC 9162 keeps the same tree)
//
// Leaf SHA-256(0x00 ‖ data), node SHA-256(0x01 ‖ left ‖ right), split at the largest power of two below the size: an
// odd node is promoted, never duplicated.
//
// Example: the leaf hash of `hello world` is `TszzRgjTG6xce+z2AG31kAXYKBgQVtCSCE40HmuwBb0=`; the root of the empty
// tree is `47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=`.

/// The hashes of RFC 6962.
public enum RFC6962 {
    /// The hash of a leaf's bytes.
    public static func leafHash(_ data: some Collection<UInt8>) -> Digest {
        var hasher = SHA256Hasher()
        hasher.update(byte: 0x00)
        if data.withContiguousStorageIfAvailable({ hasher.update(UnsafeRawBufferPointer($0)) }) == nil {
            hasher.update(Bytes(data))
        }
        return hasher.finalize()
    }

    /// The hash of an inner node.
    public static func nodeHash(_ left: Digest, _ right: Digest) -> Digest {
        // One contiguous 65-byte message costs one call instead of three.
        withUnsafeTemporaryAllocation(byteCount: 65, alignment: 1) { buffer in
            buffer[0] = 0x01
            left.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: buffer[1..<33]).copyMemory(from: $0) }
            right.withUnsafeBytes { UnsafeMutableRawBufferPointer(rebasing: buffer[33..<65]).copyMemory(from: $0) }
            var hasher = SHA256Hasher()
            hasher.update(UnsafeRawBufferPointer(buffer))
            return hasher.finalize()
        }
    }

    /// The root of the tree with no leaf, SHA-256 of nothing.
    public static let emptyRoot = SHA256.hash(Bytes())

    /// The root over leaf hashes that are all at hand.
    public static func root(_ leaves: some Sequence<Digest>) -> Digest {
        var tree = CompactTree()
        for leaf in leaves { tree.append(leaf) }
        return tree.root
    }
}
