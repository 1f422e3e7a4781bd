// Numbers that an office gives: plans, tasks, documents, items, objects.
//   plan  计划编号: region(6) year(4) 1 sequence(3)          13028320241001
//   task  任务编号: region(6) year month day(8) 1 sequence(3)  130283202409101001
//   文号: short name 〔year〕 number 号                         迁商抽查〔2024〕1号
// The first sequence is 001; numbers once used, by void plans and tasks too, are never given again.

import Ledger

/// 抽查计划编号, 14 digits.
public struct PlanNumber: Hashable, Sendable, CustomStringConvertible {
    /// The 14 digits.
    public let bytes: Bytes

    /// Takes 14 digits: a region, a year from 2000, and four digits that begin with 1.
    /// - Throws: `planNumber.form`.
    public init(_ bytes: some Collection<UInt8>) throws(DoubleRandomError) {
        let bytes = Array(bytes)
        guard bytes.isDigits(14), (try? RegionCode(bytes.prefix(6))) != nil, bytes[6..<10].digitsValue >= 2000,
            bytes[10] == UInt8(ascii: "1")
        else { throw DoubleRandomError(.planNumberForm, bytes.prefix(40).text) }
        self.bytes = bytes
    }

    /// The next number of a region and year, one more than the highest ever used there.
    /// - Parameter used: every number ever given, in any order; others than this region's and year's do not matter.
    /// - Throws: `planNumber.form` for a year outside 2000 to 9999, `number.exhausted` after 999.
    public static func next(
        region: RegionCode, year: Int, after used: some Sequence<PlanNumber>
    ) throws(DoubleRandomError) -> PlanNumber {
        guard (2000...9999).contains(year) else { throw DoubleRandomError(.planNumberForm, "\(year)") }
        let head = region.bytes + Bytes(String(year).utf8)
        return try PlanNumber(head + NumberSequence.next(head: head, after: used.lazy.map(\.bytes)))
    }

    /// The region.
    public var region: Bytes { Array(bytes.prefix(6)) }
    /// The year.
    public var year: Int { bytes[6..<10].digitsValue }
    /// The sequence within the year, 0 to 999; public bulletins print it as 第 n 号.
    public var sequence: Int { bytes.suffix(3).digitsValue }
    public var description: String { bytes.text }
}

/// 抽查任务编号, 18 digits.
public struct TaskNumber: Hashable, Sendable, CustomStringConvertible {
    /// The 18 digits.
    public let bytes: Bytes
    /// The day in it.
    public let date: CivilDate

    /// Takes 18 digits: a region, a day from 2000 on, and four digits that begin with 1.
    /// - Throws: `taskNumber.form`.
    public init(_ bytes: some Collection<UInt8>) throws(DoubleRandomError) {
        let bytes = Array(bytes)
        guard bytes.isDigits(18), (try? RegionCode(bytes.prefix(6))) != nil, bytes[6..<10].digitsValue >= 2000,
            let date = CivilDate(
                year: bytes[6..<10].digitsValue, month: bytes[10..<12].digitsValue, day: bytes[12..<14].digitsValue),
            bytes[14] == UInt8(ascii: "1")
        else { throw DoubleRandomError(.taskNumberForm, bytes.prefix(40).text) }
        self.bytes = bytes
        self.date = date
    }

    /// The next number of a region and day, one more than the highest ever used there.
    /// - Throws: `taskNumber.form` for a day before 2000, `number.exhausted` after 999.
    public static func next(
        region: RegionCode, on date: CivilDate, after used: some Sequence<TaskNumber>
    ) throws(DoubleRandomError) -> TaskNumber {
        let head = region.bytes + Bytes(date.description.utf8).filter(\.isDigit)
        return try TaskNumber(head + NumberSequence.next(head: head, after: used.lazy.map(\.bytes)))
    }

    /// The region.
    public var region: Bytes { Array(bytes.prefix(6)) }
    /// The sequence within the day, 0 to 999.
    public var sequence: Int { bytes.suffix(3).digitsValue }
    public var description: String { bytes.text }
}

private enum NumberSequence {
    static func next(head: Bytes, after used: some Sequence<Bytes>) throws(DoubleRandomError) -> Bytes {
        var highest = 0
        for number in used where number.starts(with: head) { highest = max(highest, number.suffix(3).digitsValue) }
        guard highest < 999 else { throw DoubleRandomError(.numberExhausted, head.text) }
        return Bytes(String(1001 + highest).utf8)
    }
}

/// 文号, the number of a document: 迁商抽查〔2024〕1号. Typed from the office's register; unique, gaps allowed.
public struct DocumentNumber: Hashable, Sendable, CustomStringConvertible {
    /// The short name of the office and series (机关代字).
    public let series: Bytes
    /// The year.
    public let year: Int
    /// The number, from 1.
    public let number: Int

    /// Reads a number; brackets `[] ［］ () （） 【】` and `〈〉` stand for 〔〕, full-width digits for digits.
    /// - Throws: `documentNumber.form`.
    public init(_ text: some Collection<UInt8>) throws(DoubleRandomError) {
        func refused() -> DoubleRandomError { DoubleRandomError(.documentNumberForm, text.prefix(120).text) }
        guard text.count <= 120 else { throw refused() }
        var scalars: [Unicode.Scalar] = []
        for scalar in String(decoding: Array(text), as: UTF8.self).unicodeScalars where !TypedText.isBlank(scalar) {
            switch scalar {
            case "[", "［", "(", "（", "【", "〈", "﹝": scalars.append("〔")
            case "]", "］", ")", "）", "】", "〉", "﹞": scalars.append("〕")
            case _ where (0xFF10...0xFF19).contains(scalar.value):
                scalars.append(Unicode.Scalar(UInt8(scalar.value - 0xFF10) + 0x30))
            default: scalars.append(scalar)
            }
        }
        guard scalars.last == "号", let open = scalars.firstIndex(of: "〔"), let close = scalars.firstIndex(of: "〕"),
            open < close, scalars.count(where: { $0 == "〔" || $0 == "〕" }) == 2
        else { throw refused() }
        let series = Bytes(String(String.UnicodeScalarView(scalars[..<open])).utf8)
        let year = Bytes(String(String.UnicodeScalarView(scalars[(open + 1)..<close])).utf8)
        let digits = Bytes(String(String.UnicodeScalarView(scalars[(close + 1)...].dropLast())).utf8)
        guard (1...20).contains(open), !series.contains(where: { $0 < 0x21 || $0.isDigit }), year.isDigits(4),
            year.digitsValue >= 1949, (1...6).contains(digits.count), digits.allSatisfy(\.isDigit),
            digits[0] != UInt8(ascii: "0")
        else { throw refused() }
        self.series = series
        self.year = year.digitsValue
        self.number = digits.digitsValue
    }

    public var description: String { "\(series.text)〔\(year)〕\(number)号" }
}

/// 事项编码, the office's own code of an item: stable, never reused. `SW-01-02`, `A01`.
public struct ItemCode: Hashable, Sendable, CustomStringConvertible {
    /// The characters.
    public let bytes: Bytes

    /// Takes 1 to 40 capitals and digits, in groups joined by `-` or `.`.
    /// - Throws: `itemCode.form`.
    public init(_ bytes: some Collection<UInt8>) throws(DoubleRandomError) {
        let bytes = Array(bytes)
        let groups = bytes.split(omittingEmptySubsequences: false) {
            $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: ".")
        }
        guard (1...40).contains(bytes.count),
            groups.allSatisfy({ !$0.isEmpty && $0.allSatisfy { $0.isDigit || $0.isCapital } })
        else { throw DoubleRandomError(.itemCodeForm, bytes.prefix(40).text) }
        self.bytes = bytes
    }

    public var description: String { bytes.text }
}

/// 对象编号, the registry's own name of an object: opaque, permanent. `OBJ-000123`.
public struct ObjectID: Hashable, Sendable, CustomStringConvertible {
    /// The characters.
    public let bytes: Bytes

    /// Takes 1 to 100 letters, digits, `.`, `-` and `_`.
    /// - Throws: `objectId.form`.
    public init(_ bytes: some Collection<UInt8>) throws(DoubleRandomError) {
        let bytes = Array(bytes)
        guard (1...100).contains(bytes.count),
            bytes.allSatisfy({ $0.isDigit || $0.isCapital || (0x61...0x7A).contains($0) || ".-_".utf8.contains($0) })
        else { throw DoubleRandomError(.objectIdForm, bytes.prefix(40).text) }
        self.bytes = bytes
    }

    public var description: String { bytes.text }
}
