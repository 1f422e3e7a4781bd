import Testing

@testable import Ledger

@Suite("Tiles and bundles (C2SP tlog-tiles)")
struct TileTests {
    @Test(
        "a tile's number is written in groups of three digits",
        arguments: [
            (0, 256, "000"), (1, 256, "001"), (999, 256, "999"), (1000, 256, "x001/000"),
            (1_234_067, 256, "x001/x234/067"),
            (999_999, 256, "x999/999"), (1_000_000, 256, "x001/x000/000"), (273, 112, "273.p/112"), (0, 1, "000.p/1"),
            (1_234_067, 255, "x001/x234/067.p/255"), (35_184_372_088_831, 255, "x035/x184/x372/x088/831.p/255"),
        ] as [(UInt64, Int, String)])
    func numbers(number: UInt64, width: Int, text: String) throws {
        let tile = try #require(TileNumber(number: number, width: width))
        #expect(tile.description == text)
        #expect(try TileNumber(parsing: Bytes(text)) == tile)
        #expect(try TilePath(parsing: Bytes("tile/entries/" + text)) == TilePath(.entries, tile))
        #expect(try TilePath(parsing: Bytes("tile/63/" + text)) == TilePath(.hashes(level: 63), tile))
        #expect(tile.start == number * 256)
        #expect(tile.end == number * 256 + UInt64(width))
    }

    @Test(
        "a number that is written otherwise is refused",
        arguments: [
            "", "0", "00", "0000", "1", "01", "1000", "x000", "x001", "x000/001", "x000/000", "001/000", "x001/0",
            "x001/00", "x001/0000", "x01/000", "x0001/000", "x001x000", "x001/x000", "x001//000", "/000", "000/",
            " 000", "000 ", "000\n",
            "X001/000", "xx001/000", "00a", "-01", "+01", "0x1", "000.p", "000.p/", "000.p/0", "000.p/00", "000.p/01",
            "000.p/256", "000.p/-1", "000.p/1/", "000.p/1.p/1", "000p/1", "000.P/1", "000.p1", "000./1", ".p/1",
            "x035/x184/x372/x088/832", "x999/x999/x999/x999/999", "x001/x000/x000/x000/x000/x000/000",
            "x\u{661}", "00\u{FF11}",
        ])
    func numbersRefused(text: String) {
        #expect(throws: LedgerError(.tileMalformed)) { try TileNumber(parsing: Bytes(text)) }
        #expect(throws: LedgerError(.tileMalformed)) { try TilePath(parsing: Bytes("tile/0/" + text)) }
    }

    @Test(
        "a path names level or entries, and nothing stands before it",
        arguments: [
            ("tile/0/000", true), ("tile/63/000", true), ("tile/9/x001/000.p/7", true), ("tile/entries/000", true),
            ("tile/64/000", false), ("tile/00/000", false), ("tile/01/000", false), ("tile/-1/000", false),
            ("tile/100/000", false), ("tile//000", false), ("tile/000", false), ("tile/0", false), ("tile/0/", false),
            ("/tile/0/000", false), ("tiles/0/000", false), ("tile/8/0/000", false), ("tile/Entries/000", false),
            ("tile/data/000", false), ("tile/names/000", false), ("tile", false), ("", false), ("tile/+1/000", false),
            ("entries/000", false), ("../tile/0/000", false), ("tile/0/../000", false),
            ("tile/18446744073709551616/000", false),
        ])
    func paths(text: String, isPath: Bool) {
        let parsed = try? TilePath(parsing: Bytes(text))
        #expect((parsed != nil) == isPath)
        if let parsed { #expect(parsed.bytes == Bytes(text)) }
    }

    @Test("numbers, widths and levels out of range are none")
    func ranges() throws {
        #expect(TileNumber(number: 0, width: 0) == nil)
        #expect(TileNumber(number: 0, width: 257) == nil)
        #expect(TileNumber(number: 1 << 45) == nil)
        #expect(TileNumber(number: UInt64.max) == nil)
        let tile = try #require(TileNumber(number: 0))
        #expect(TilePath(.hashes(level: 64), tile) == nil)
        #expect(TilePath(.hashes(level: -1), tile) == nil)
    }

    @Test(
        "a size has its full tiles and one partial tile a level",
        arguments: [
            (0, []), (1, ["tile/0/000.p/1"]), (255, ["tile/0/000.p/255"]), (256, ["tile/0/000", "tile/1/000.p/1"]),
            (257, ["tile/0/000", "tile/0/001.p/1", "tile/1/000.p/1"]),
            (600, ["tile/0/000", "tile/0/001", "tile/0/002.p/88", "tile/1/000.p/2"]),
        ] as [(UInt64, [String])])
    func tilesOfSize(size: UInt64, paths: [String]) {
        #expect(TilePath.hashTiles(size: size).map(\.description) == paths)
        let entries = paths.filter { $0.starts(with: "tile/0/") }.map { "tile/entries/" + $0.dropFirst(7) }
        #expect(TilePath.entryBundles(size: size).map(\.description) == entries)
    }

    @Test("70,000 entries have 273 full tiles and one of 112, one full and one of 17, and one of 1")
    func seventyThousand() {
        let tiles = TilePath.hashTiles(size: 70_000).map { $0 }
        let levels = Dictionary(grouping: tiles) { $0.content }
        #expect(levels.count == 3)
        #expect(levels[.hashes(level: 0)]?.filter(\.tile.isFull).count == 273)
        #expect(levels[.hashes(level: 0)]?.last?.description == "tile/0/273.p/112")
        #expect(levels[.hashes(level: 1)]?.map(\.description) == ["tile/1/000", "tile/1/001.p/17"])
        #expect(levels[.hashes(level: 2)]?.map(\.description) == ["tile/2/000.p/1"])
        #expect(tiles.allSatisfy { $0.exists(size: 70_000) })
        #expect(TilePath.entryBundles(size: 70_000).map { $0 }.count == 274)
    }

    @Test("the partial width is what is left at each level, for every size up to 2,000 and some large ones")
    func partialWidths() {
        let sizes = Array(UInt64(0)...2000) + [65_535, 65_536, 65_537, 1 << 24]
        for size in sizes {
            for level in 0..<4 {
                let count = TilePath.hashCount(level: level, size: size)
                var power = UInt64(1)
                for _ in 0..<level { power *= 256 }
                let partial = Int(size / power % 256)
                let last = TileNumber.covering(count).reduce(nil) { $1 as TileNumber? }
                #expect(count == size / power)
                if partial > 0 { #expect(last?.width == partial) } else { #expect(last?.isFull ?? true) }
            }
        }
        #expect(TilePath.hashCount(level: 7, size: Decimal53.bound - 1) == 0)
        #expect(TilePath.hashCount(level: 63, size: UInt64.max) == 0)
        #expect(TilePath.hashCount(level: -1, size: 1) == 0)
    }

    @Test("a tile exists from the size on that fills it, and none that is larger")
    func existence() throws {
        func exists(_ path: String, _ size: UInt64) throws -> Bool {
            try TilePath(parsing: Bytes(path)).exists(size: size)
        }
        #expect(try exists("tile/0/000.p/5", 5))
        #expect(try exists("tile/0/000.p/5", 300))
        #expect(try !exists("tile/0/000.p/6", 5))
        #expect(try !exists("tile/0/000", 255))
        #expect(try exists("tile/0/000", 256))
        #expect(try !exists("tile/1/000.p/1", 255))
        #expect(try exists("tile/1/000.p/1", 256))
        #expect(try exists("tile/entries/001.p/1", 257))
        #expect(try !exists("tile/entries/001.p/1", 256))
        #expect(try !exists("tile/63/000.p/1", UInt64.max))
        #expect(try TilePath(parsing: Bytes("tile/63/000.p/1")).storedPositions(size: UInt64.max) == nil)
        #expect(try TilePath(parsing: Bytes("tile/entries/000.p/1")).storedPositions(size: 9) == nil)
        #expect(try TilePath(parsing: Bytes("tile/0/000.p/3")).storedPositions(size: 2) == nil)
    }

    @Test("a tile's hashes are stored ones, and a level-1 hash is the root of the full tile below")
    func hashes() throws {
        var stored: [Digest] = []
        var leaves: [Digest] = []
        var tree = CompactTree()
        for number in 0..<600 {
            leaves.append(RFC6962.leafHash(Bytes("leaf \(number)")))
            tree.append(leaves[number]) { stored.append($0) }
        }
        func hashes(_ path: String) throws -> [Digest] {
            let positions = try TilePath(parsing: Bytes(path)).storedPositions(size: 600)
            return try #require(positions).map { stored[Int($0)] }
        }
        #expect(try hashes("tile/0/000") == Array(leaves[..<256]))
        #expect(try hashes("tile/0/002.p/88") == Array(leaves[512...]))
        #expect(
            try hashes("tile/1/000.p/2") == [RFC6962.root(leaves[..<256]), RFC6962.root(leaves[256..<512])])
    }

    // MARK: Bundles

    @Test("a bundle is entries behind their lengths, and comes back byte for byte")
    func bundles() throws {
        let two = try EntryBundle([Bytes("one"), Bytes("two")])
        #expect(two.bytes == [0, 3, 0x6F, 0x6E, 0x65, 0, 3, 0x74, 0x77, 0x6F])
        let long = Bytes(repeating: 0x78, count: 65_535)
        for entries in [[[]], [[], [1], []], [long], [Bytes](repeating: [7], count: 256), [Bytes("\n\n"), long]] {
            let bundle = try EntryBundle(entries)
            #expect(try EntryBundle(parsing: bundle.bytes) == bundle)
            #expect(try EntryBundle(parsing: bundle.bytes, width: entries.count) == bundle)
        }
    }

    @Test(
        "a bundle that is cut, extended or of another width is refused",
        arguments: [
            ([], nil, "0 entries"), ([0], nil, "cut in a length"), ([0, 1], nil, "cut in entry 0 of the bundle"),
            ([0, 2, 1], nil, "cut in entry 0 of the bundle"), ([0, 1, 7, 0], nil, "cut in a length"),
            ([0, 1, 7, 0, 1], nil, "cut in entry 1 of the bundle"), ([255, 255], nil, "cut in entry 0 of the bundle"),
            ([0, 1, 7], 2, "1 entries instead of 2"), ([0, 1, 7, 0, 0], 1, "2 entries instead of 1"),
            ([], 0, "0 entries"), (Bytes(repeating: 0, count: 514), nil, "more than 256 entries"),
        ] as [(Bytes, Int?, String)])
    func bundlesRefused(bytes: Bytes, width: Int?, detail: String) {
        let error = ledgerError { try EntryBundle(parsing: bytes, width: width) }
        #expect(error == LedgerError(.tileMalformed))
        #expect(error?.detail == detail)
    }

    @Test("no entry, 257 entries or one of 65,536 bytes cannot be bundled")
    func bundleLimits() {
        #expect(throws: LedgerError(.tileMalformed)) { try EntryBundle([]) }
        #expect(throws: LedgerError(.tileMalformed)) { try EntryBundle(Array(repeating: [1], count: 257)) }
        #expect(throws: LedgerError(.tileMalformed)) { try EntryBundle([Bytes(repeating: 1, count: 65_536)]) }
    }
}
