/// Tiles, bundles, tar headers and key files.
enum FileTargets {
    /// A tile has one path, and its hashes stand in ascending places.
    static func tilePath(_ input: Bytes) {
        if let tile = parsed([.tileMalformed], { try TileNumber(parsing: input) }) {
            require(tile.bytes == input, "a tile's number has one form")
            require(TileNumber(number: tile.number, width: tile.width) == tile, "a tile is its parts")
        }
        guard let path = parsed([.tileMalformed], { try TilePath(parsing: input) }) else { return }
        require(path.bytes == input, "a tile has one path")
        require(TilePath(path.content, path.tile) == path, "a path is its parts")
        require(path.tile.end <= Decimal53.bound && path.tile.start < path.tile.end, "a tile lies below 2^53")
        for size in [0, 1, path.tile.start, path.tile.end, Decimal53.bound - 1] {
            guard let positions = path.storedPositions(size: size) else { continue }
            require(path.exists(size: size) && positions.count == path.tile.width, "a position for every hash")
            require(zip(positions, positions.dropFirst()).allSatisfy { $0 < $1 }, "in ascending order")
            require((positions.last ?? 0) < StoredHashes.count(size: size), "of hashes that are stored")
        }
    }

    /// A bundle has one form.
    static func bundle(_ input: Bytes) {
        let bundle = parsed([.tileMalformed]) { try EntryBundle(parsing: input) }
        let one = parsed([.tileMalformed]) { try EntryBundle(parsing: input, width: 1) }
        require(one == (bundle?.entries.count == 1 ? bundle : nil), "a width that is given must be met")
        guard let bundle else { return }
        require(bundle.bytes == input, "a bundle keeps its bytes")
        require((1...TileNumber.fullWidth).contains(bundle.entries.count), "1 to 256 entries")
        require(try EntryBundle(bundle.entries) == bundle, "a bundle is its entries")
        require(try EntryBundle(parsing: input, width: bundle.entries.count) == bundle, "with its width")
    }

    /// A tar header has one form.
    static func tar(_ input: Bytes) {
        check(input)
        // Chance does not find a check sum.
        if input.count == Tar.blockByteCount {
            var block = input
            for position in 148..<156 { block[position] = space }
            let digits = String(block.reduce(0) { $0 + Int($1) }, radix: 8).utf8
            let field = Bytes(repeating: UInt8(ascii: "0"), count: 6 - digits.count) + digits + [0, space]
            block.replaceSubrange(148..<156, with: field)
            check(block)
        }
        guard input.count > 8 else { return }
        let size = input[..<8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        let name = Bytes(input[8...].prefix(120))
        if name.contains(0) { return }
        for size in [size, size >> 31] {
            guard let block = parsed([.exportMalformed], { try Tar.header(name: name, size: size) }) else { continue }
            guard let member = try? Tar.parse(block) else { stop("what is written is read") }
            require(member.name == name && member.size == size, "what is written is read")
            require((size + UInt64(Tar.padding(size))) % 512 == 0, "a member ends with its block")
        }
    }

    private static func check(_ block: Bytes) {
        guard let member = parsed([.exportMalformed], { try Tar.parse(block) }), let (name, size) = member else {
            return
        }
        require(try Tar.header(name: name, size: size) == block, "a header has one form")
        require((1..<100).contains(name.count) && size < 1 << 33, "limits")
    }

    /// A key file has one form; one that opens holds the keys that it names.
    static func keyFile(_ input: Bytes) {
        let text = Fixtures.expanded(input)
        guard let file = parsed([.keyMalformed, .vkeyMalformed], { try KeyFile(parsing: text) }) else { return }
        require(file.bytes == text, "a key file has one form")
        require((1...16).contains(file.holdings.count), "1 to 16 keys")
        // Dear passphrases are not tried.
        guard text.contains(subsequence: "kdf argon2id13 1 8192 "), var phrase = Optional(Seeds.passphrase),
            let passphrase = try? SecretBytes.taking(&phrase)
        else { return }
        guard let keys = parsed([.keyPassphrase, .keyMemory], { try file.open(passphrase: passphrase) }) else { return }
        require(keys.count == file.holdings.count, "all keys are opened")
        for (key, holding) in zip(keys, file.holdings) {
            require(key.purpose == holding.purpose && key.vkey == holding.vkey, "the keys that are named")
            if let vkey = key.vkey { require(try key.signer().key == vkey, "the secret is the key's") }
        }
    }
}
