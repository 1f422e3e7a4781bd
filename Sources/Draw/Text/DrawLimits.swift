/// What no text, list or number of a draw may exceed. Part of the format: a text beyond a limit is refused everywhere.
public enum DrawLimits {
    /// Bytes of one text, 256 MiB: what an attachment may hold.
    public static let textBytes = 268_435_456
    /// Lines of one manifest, the domain line not counted.
    public static let lines = 4_000_000
    /// Bytes of an id.
    public static let idBytes = 64
    /// Bytes of a word (stratum, group, department, tag, reason, beacon value).
    public static let wordBytes = 256
    /// Tags of one inspector or slot.
    public static let tags = 32
    /// The largest weight of an object; a weight of w costs w hashes.
    public static let weight = 1_000
    /// Slots of contributors.
    public static let contributors = 64
    /// Strata of one plan.
    public static let strata = 1_000
    /// The largest numerator and denominator of a ratio.
    public static let ratio = 1_000_000_000
    /// The largest multiplier of a stratum where the plan fixes a total.
    public static let multiplier = 1_000
    /// Rungs of one ladder.
    public static let rungs = 65_536
    /// Inspectors of one draw.
    public static let inspectors = 100_000
    /// Slots of one draw.
    public static let slots = 2_000_000
    /// Slots of one inspection.
    public static let team = 64
    /// Different demands (department and tags) times inspectors of one draw.
    public static let demandCells = 1 << 27
    /// The largest cap and load of an inspector.
    public static let load = 1_000_000_000
}
