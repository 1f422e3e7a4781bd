// Dates, shares and numbers as clerks type them.

import Ledger

extension CivilDate {
    /// A day as clerks and spreadsheets write it; nil for anything else, and for "no end".
    public init?(typed text: String) {
        guard case .date(.day(let day)) = SheetDate.read(SheetText.trim(text.utf8)) else { return nil }
        self = day
    }
}

/// A day or no end (长期, which the Zhejiang platform writes as 9999-09-09).
public enum SheetDate: Sendable, Hashable {
    case day(CivilDate)
    case longTerm

    /// The day, or nil.
    public var day: CivilDate? {
        if case .day(let day) = self { day } else { nil }
    }

    /// `2024-09-10`, or `长期`.
    public var text: Bytes {
        switch self {
        case .day(let day): Bytes(day.description.utf8)
        case .longTerm: Bytes("长期".utf8)
        }
    }

    enum Reading: Equatable {
        case date(SheetDate)
        /// A bare number that a spreadsheet uses for a day.
        case serial
        case none
    }

    /// Reads `2024-09-10`, `2024/9/10`, `2024.9.10`, `2024年9月10日` (`号`), `20240910`, each with or without a time of
    /// day behind it, and the words for "no end". Years have four digits: `24.9.10` is a guess and is refused.
    static func read(_ cell: Bytes) -> Reading {
        let text = withoutTime(cell)
        if ["长期", "长期有效", "永久", "永久有效", "无固定期限", "无期限"].contains(where: { $0.utf8.elementsEqual(text) }) {
            return .date(.longTerm)
        }
        if text.isDigits(5) { return .serial }
        var parts: [Int] = []
        var digits = Bytes()
        if text.isDigits(8) {
            parts = [text.prefix(4).digitsValue, text[4..<6].digitsValue, text[6..<8].digitsValue]
        } else {
            var rest = text[...]
            let separators = ["-", "/", ".", "年", "月", "日", "号", "－", "／", "．", "—"].map { Bytes($0.utf8) }
            while !rest.isEmpty && parts.count < 3 {
                if let byte = rest.first, byte.isDigit {
                    digits.append(byte)
                    rest = rest.dropFirst()
                } else if let separator = separators.first(where: { rest.starts(with: $0) }), !digits.isEmpty {
                    guard digits.count <= 4 else { return .none }
                    parts.append(digits.digitsValue)
                    if parts.count == 1, digits.count != 4 { return .none }
                    digits = []
                    rest = rest.dropFirst(separator.count)
                } else {
                    return .none
                }
            }
            if !digits.isEmpty {
                guard digits.count <= 2, parts.count == 2 else { return .none }
                parts.append(digits.digitsValue)
            }
            guard rest.isEmpty else { return .none }
        }
        guard parts.count == 3, parts[0] >= 1000, let day = CivilDate(year: parts[0], month: parts[1], day: parts[2])
        else { return .none }
        return .date(parts[0] == 9999 ? .longTerm : .day(day))
    }

    /// Half-width digits, and nothing from the first blank or `T` that a time of day follows.
    private static func withoutTime(_ cell: Bytes) -> Bytes {
        let parts = SheetText.trim(cell).split(separator: 0x20, maxSplits: 1)
        var head = parts.first.map { Bytes($0) } ?? []
        if let time = head.firstIndex(of: UInt8(ascii: "T")), head[(time + 1)...].contains(UInt8(ascii: ":")) {
            head = Bytes(head[..<time])
        }
        if parts.count == 2, !parts[1].contains(UInt8(ascii: ":")) {
            // `2024 - 9 - 10`: the blanks are not before a time.
            return TypedText(code: cell).bytes
        }
        return TypedText(code: head).bytes
    }
}

/// A share in lowest terms, 0 to 1: 抽查比例.
public struct SheetRatio: Sendable, Hashable {
    public let numerator: Int
    /// 1 to 1,000,000.
    public let denominator: Int

    /// Reduces a share; nil outside 0 to 1.
    public init?(_ numerator: Int, _ denominator: Int) {
        guard (1...1_000_000).contains(denominator), (0...denominator).contains(numerator) else { return nil }
        var (left, right) = (denominator, numerator)
        while right != 0 { (left, right) = (right, left % right) }
        self.numerator = numerator / left
        self.denominator = denominator / left
    }

    /// Reads what a person types: `30%`, `0.3`, `3/10`; nil for anything else, a bare number above 1 too.
    public init?(typed text: Bytes) {
        guard let reading = SheetRatio.read(text), !reading.isGuess else { return nil }
        self = reading.ratio
    }

    /// `3/10`, as records write it.
    public var text: Bytes { Bytes("\(numerator)/\(denominator)".utf8) }

    /// Reads `30%`, `30％`, `0.3`, `3/10`, `百分之30`; a bare number above 1 is a percentage, which the second value says.
    static func read(_ cell: some Collection<UInt8>) -> (ratio: SheetRatio, isGuess: Bool)? {
        var text = TypedText(code: cell).bytes
        for prefix in ["不低于", "不少于", "不超过", "不高于", "≥", "≤", "约", "百分之"] where text.starts(with: prefix.utf8) {
            text = Bytes(text.dropFirst(prefix.utf8.count))
            if prefix == "百分之" { text.append(UInt8(ascii: "%")) }
        }
        let slash = text.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        if slash.count == 2, slash.allSatisfy({ (1...7).contains($0.count) && $0.allSatisfy(\.isDigit) }) {
            return SheetRatio(slash[0].digitsValue, slash[1].digitsValue).map { ($0, false) }
        }
        let isPercent = text.last == UInt8(ascii: "%")
        if isPercent { text.removeLast() }
        let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        guard (1...2).contains(parts.count), (1...3).contains(parts[0].count), parts[0].allSatisfy(\.isDigit),
            parts.count == 1 || ((1...4).contains(parts[1].count) && parts[1].allSatisfy(\.isDigit))
        else { return nil }
        var scale = 1
        var value = parts[0].digitsValue
        if parts.count == 2 {
            for byte in parts[1] {
                value = value * 10 + byte.digit
                scale *= 10
            }
        }
        let isGuess = !isPercent && value > scale
        return SheetRatio(value, scale * (isPercent || isGuess ? 100 : 1)).map { ($0, isGuess) }
    }
}

enum SheetNumber {
    /// A whole number of 0 to 9,999,999, with or without 户, 家, 次, `.0` and thousands separators.
    static func read(_ cell: Bytes) -> Int? {
        var text = TypedText(code: cell).bytes
        for suffix in ["户", "家", "个", "次", "人", "名", ".0", ".00"] where text.count > suffix.utf8.count {
            if text.suffix(suffix.utf8.count).elementsEqual(suffix.utf8) { text.removeLast(suffix.utf8.count) }
        }
        text.removeAll { $0 == UInt8(ascii: ",") }
        guard (1...7).contains(text.count), text.allSatisfy(\.isDigit) else { return nil }
        return text.digitsValue
    }
}
