// `ssj/v1/plan`: how many of each stratum, how many batches, how many of one group.
//
// Lines, in this order: one or more `stratum NAME MODE NUM DEN MIN MAX` in plan order, then at most one each of
// `total T`, `batches B`, `groupcap G`.

/// How many are drawn of one stratum 分层.
public struct StratumPlan: Hashable, Sendable {
    /// How a ratio becomes a number.
    public enum Rounding: String, Hashable, Sendable {
        /// 进一: ceil(N · num / den).
        case up = "ratio"
        /// 四舍五入: floor((2 · N · num + den) / (2 · den)).
        case half = "ratio-half"
    }

    /// The stratum.
    public let stratum: DrawWord
    /// The rounding.
    public let rounding: Rounding
    /// The numerator; the multiplier where the plan fixes a total.
    public let numerator: Int
    /// The denominator; 1 where the plan fixes a total.
    public let denominator: Int
    /// The least number.
    public let minimum: Int
    /// The most; nil for no bound.
    public let maximum: Int?

    /// Plans a stratum. Throws `draw.fieldMalformed`.
    public init(
        stratum: DrawWord, rounding: Rounding = .up, numerator: Int, denominator: Int, minimum: Int, maximum: Int? = nil
    ) throws {
        guard 0...DrawLimits.ratio ~= numerator, 1...DrawLimits.ratio ~= denominator,
            0...DrawLimits.lines ~= minimum, 0...DrawLimits.lines ~= maximum ?? 0
        else { throw DrawError(.fieldMalformed, "stratum \(stratum)") }
        guard minimum <= maximum ?? minimum else {
            throw DrawError(.planWrong, "minimum above maximum in stratum \(stratum)")
        }
        self.stratum = stratum
        self.rounding = rounding
        self.numerator = numerator
        self.denominator = denominator
        self.minimum = minimum
        self.maximum = maximum
    }
}

/// The plan of an enterprise draw 抽取方案.
public struct PlanText: CanonicalText {
    /// The strata in plan order.
    public let strata: [StratumPlan]
    /// The number drawn over all strata; nil where each stratum has its ratio.
    public let total: Int?
    /// Into how many batches 批次 the drawn are cut; nil for one.
    public let batches: Int?
    /// The most that may be drawn of one group; nil for no bound.
    public let groupCap: Int?

    /// Makes a plan. Throws `draw.planWrong` or `draw.tooLarge`.
    public init(strata: [StratumPlan], total: Int? = nil, batches: Int? = nil, groupCap: Int? = nil) throws {
        guard !strata.isEmpty else { throw DrawError(.planWrong, "no stratum") }
        guard strata.count <= DrawLimits.strata else { throw DrawError(.tooLarge, "\(strata.count) strata") }
        guard Set(strata.map(\.stratum)).count == strata.count else { throw DrawError(.planWrong, "a stratum twice") }
        for stratum in strata {
            if total == nil {
                guard stratum.numerator <= stratum.denominator else {
                    throw DrawError(.planWrong, "a ratio above one in stratum \(stratum.stratum)")
                }
            } else {
                guard stratum.rounding == .up, stratum.denominator == 1,
                    1...DrawLimits.multiplier ~= stratum.numerator
                else { throw DrawError(.planWrong, "with a total, stratum \(stratum.stratum) needs ratio 1…1000 1") }
            }
        }
        guard 1...DrawLimits.lines ~= total ?? 1, 1...DrawLimits.lines ~= batches ?? 1,
            1...DrawLimits.lines ~= groupCap ?? 1
        else { throw DrawError(.planWrong, "a total, batches or group cap out of range") }
        self.strata = strata
        self.total = total
        self.batches = batches
        self.groupCap = groupCap
    }

    public init(parsing bytes: [UInt8]) throws {
        var text = try TextReader(bytes, domain: "ssj/v1/plan")
        var strata: [StratumPlan] = []
        var numbers: [Int?] = [nil, nil, nil]
        var reached = -1
        let keys: [StaticString] = ["total", "batches", "groupcap"]
        while !text.isAtEnd {
            var line = try text.fields()
            let key = try line.next()
            if key.elementsEqual("stratum".utf8) {
                guard reached < 0, line.count == 7, strata.count < DrawLimits.strata else {
                    throw DrawError(.textMalformed, "line \(text.lineNumber)")
                }
                let name = try line.word()
                guard let rounding = StratumPlan.Rounding(rawValue: String(decoding: try line.next(), as: UTF8.self))
                else { throw line.wrong("not ratio or ratio-half") }
                strata.append(
                    try StratumPlan(
                        stratum: name, rounding: rounding, numerator: try line.number(0...DrawLimits.ratio),
                        denominator: try line.number(1...DrawLimits.ratio),
                        minimum: try line.number(0...DrawLimits.lines),
                        maximum: try line.optional { try $0.number(0...DrawLimits.lines) }))
            } else {
                guard let place = keys.firstIndex(where: { $0.withUTF8Buffer { key.elementsEqual($0) } }),
                    place > reached, line.count == 2
                else { throw DrawError(.textMalformed, "line \(text.lineNumber)") }
                reached = place
                numbers[place] = try line.number(1...DrawLimits.lines)
            }
        }
        try self.init(strata: strata, total: numbers[0], batches: numbers[1], groupCap: numbers[2])
    }

    public var bytes: [UInt8] {
        var text = TextWriter(domain: "ssj/v1/plan")
        for stratum in strata {
            text.field("stratum")
            text.field(stratum.stratum)
            text.field(Array(stratum.rounding.rawValue.utf8))
            text.field(stratum.numerator)
            text.field(stratum.denominator)
            text.field(stratum.minimum)
            text.field(optional: stratum.maximum)
            text.endLine()
        }
        func write(_ key: StaticString, _ number: Int?) {
            guard let number else { return }
            text.field(key)
            text.field(number)
            text.endLine()
        }
        write("total", total)
        write("batches", batches)
        write("groupcap", groupCap)
        return text.bytes
    }
}
