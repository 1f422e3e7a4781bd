// Tile paths of C2SP tlog-tiles (v0.1.0, main of 2026-02-05), https://c2sp.org/tlog-tiles
//
// `tile/<L>/<N>[.p/<W>]` for hashes and `tile/entries/<N>[.p/<W>]` for entries. L is 0 to 63; N is written in groups
// of three digits, all but the last behind an `x`; W is 1 to 255 and stands only where a tile is not full. At level L
// a log of s entries has floor(s / 256^L) hashes, 256 to a tile; what is left over is the partial tile.
//
// Example: N 1234067 is `x001/x234/067`. A log of 70,000 entries has 273 full tiles and `tile/0/273.p/112`, one full
// tile and `tile/1/001.p/17`, and `tile/2/000.p/1`.

/// The number and width of a tile: the part `<N>[.p/<W>]` of its path, which entry bundles have alone in an export.
public struct TileNumber: Hashable, Sendable, CustomStringConvertible {
    /// The tile's place in its level, from 0.
    public let number: UInt64
    /// How many hashes or entries it holds, 1 to 256.
    public let width: Int

    /// The width of a full tile.
    public static let fullWidth = 256
    /// The first number that no log below 2^53 entries has.
    public static let bound = Decimal53.bound / UInt64(fullWidth)

    /// Names a tile; nil where number or width is out of range.
    public init?(number: UInt64, width: Int = fullWidth) {
        guard number < TileNumber.bound, width >= 1, width <= TileNumber.fullWidth else { return nil }
        self.number = number
        self.width = width
    }

    /// Parses `<N>[.p/<W>]`.
    /// - Throws: `tile.malformed`.
    public init(parsing text: some Collection<UInt8>) throws(LedgerError) {
        let text = Bytes(text)
        guard let parsed = TileNumber.parse(text), parsed.bytes == text else {
            throw LedgerError(.tileMalformed, text.forDisplay(limit: 60))
        }
        self = parsed
    }

    /// The tiles that hold `count` hashes or entries: the full ones, then the partial one if there is a remainder.
    public static func covering(_ count: UInt64) -> some Sequence<TileNumber> & Sendable {
        let full = count / UInt64(fullWidth)
        let rest = Int(count % UInt64(fullWidth))
        return (0..<(rest == 0 ? full : full + 1)).lazy.compactMap { number in
            TileNumber(number: number, width: number < full ? fullWidth : rest)
        }
    }

    /// Whether the tile is full, so that its path names no width.
    public var isFull: Bool { width == TileNumber.fullWidth }

    /// The first hash or entry that the tile holds.
    public var start: UInt64 { number * UInt64(TileNumber.fullWidth) }

    /// The first hash or entry behind the tile.
    public var end: UInt64 { start + UInt64(width) }

    /// `<N>[.p/<W>]`.
    public var bytes: Bytes { Bytes(description.utf8) }

    public var description: String {
        var groups: [UInt64] = []
        var left = number
        repeat {
            groups.append(left % 1000)
            left /= 1000
        } while left > 0
        let last = TileNumber.threeDigits(groups[0])
        let path = groups.dropFirst().reversed().map { "x\(TileNumber.threeDigits($0))/" }.joined() + last
        return isFull ? path : "\(path).p/\(width)"
    }

    private static func threeDigits(_ value: UInt64) -> String { "\(value / 100)\(value / 10 % 10)\(value % 10)" }

    /// Reads number and width; the caller compares with the canonical form, so that nothing else needs a check here.
    private static func parse(_ text: Bytes) -> TileNumber? {
        // The largest number has 14 digits: five groups, four of them with `x` and a slash, then `.p/255`.
        guard text.count <= 29 else { return nil }
        let groups = text.prefix { $0 != UInt8(ascii: ".") }
        let suffix = text[groups.count...]
        var number: UInt64 = 0
        for byte in groups where byte != UInt8(ascii: "x") && byte != UInt8(ascii: "/") {
            guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9"), number < bound else { return nil }
            number = number * 10 + UInt64(byte - UInt8(ascii: "0"))
        }
        if suffix.isEmpty { return TileNumber(number: number) }
        guard let width = suffix.dropping(prefix: ".p/").flatMap({ Decimal53.parse($0) }), width < fullWidth else {
            return nil
        }
        return TileNumber(number: number, width: Int(width))
    }
}

/// The path of a tile of hashes or of a bundle of entries.
public struct TilePath: Hashable, Sendable, CustomStringConvertible {
    /// What a tile holds.
    public enum Content: Hashable, Sendable {
        /// Hashes: at level 0 leaf hashes, above it roots of full tiles below.
        case hashes(level: Int)
        /// Entries.
        case entries
    }

    /// What the tile holds.
    public let content: Content
    /// Its number and width.
    public let tile: TileNumber

    /// The highest level that a path can name.
    public static let maximumLevel = 63

    /// Names a tile; nil where the level is out of range.
    public init?(_ content: Content, _ tile: TileNumber) {
        if case .hashes(let level) = content, level < 0 || level > TilePath.maximumLevel { return nil }
        self.content = content
        self.tile = tile
    }

    /// Parses `tile/<L>/<N>[.p/<W>]` or `tile/entries/<N>[.p/<W>]`, without a slash before it.
    /// - Throws: `tile.malformed`.
    public init(parsing text: some Collection<UInt8>) throws(LedgerError) {
        let text = Bytes(text)
        guard let rest = text.dropping(prefix: "tile/"), let slash = rest.firstIndex(of: UInt8(ascii: "/")) else {
            throw LedgerError(.tileMalformed, text.forDisplay(limit: 60))
        }
        let name = rest[..<slash]
        if name.equals("entries") {
            content = .entries
        } else {
            guard name.count <= 2, let level = Decimal53.parse(name), level <= TilePath.maximumLevel else {
                throw LedgerError(.tileMalformed, "level")
            }
            content = .hashes(level: Int(level))
        }
        tile = try TileNumber(parsing: rest[(slash + 1)...])
    }

    /// The path.
    public var bytes: Bytes { Bytes(description.utf8) }

    public var description: String {
        switch content {
        case .hashes(let level): "tile/\(level)/\(tile)"
        case .entries: "tile/entries/\(tile)"
        }
    }

    // MARK: What a log of a size has

    /// The number of hashes that a log of `size` entries has at a tile level.
    public static func hashCount(level: Int, size: UInt64) -> UInt64 {
        level < 0 || level >= 8 ? 0 : size >> UInt64(8 * level)
    }

    /// The tiles of hashes of a log of `size` entries, level by level.
    public static func hashTiles(size: UInt64) -> some Sequence<TilePath> {
        (0..<8).lazy.flatMap { level in
            TileNumber.covering(hashCount(level: level, size: size)).lazy.compactMap { tile in
                TilePath(.hashes(level: level), tile)
            }
        }
    }

    /// The entry bundles of a log of `size` entries.
    public static func entryBundles(size: UInt64) -> some Sequence<TilePath> {
        TileNumber.covering(size).lazy.compactMap { TilePath(.entries, $0) }
    }

    /// Whether a log of `size` entries holds all that the tile holds; so also for a partial tile of an earlier size.
    public func exists(size: UInt64) -> Bool {
        switch content {
        case .hashes(let level): tile.end <= TilePath.hashCount(level: level, size: size)
        case .entries: tile.end <= size
        }
    }

    /// Where the tile's hashes stand in the dense order of ``StoredHashes``, or nil for a tile of entries or one that
    /// a log of `size` entries does not hold.
    public func storedPositions(size: UInt64) -> [UInt64]? {
        guard case .hashes(let level) = content, exists(size: size) else { return nil }
        return (tile.start..<tile.end).map { StoredHashes.position(level: 8 * level, number: $0) }
    }
}
