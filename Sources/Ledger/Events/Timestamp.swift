// Times of annex D1: exactly `YYYY-MM-DDThh:mm:ss.mmmZ` (a profile of RFC 3339, UTC, milliseconds, no leap second).
// Civil dates by the proleptic Gregorian calendar, from and to day numbers by arithmetic; China time is +08:00.
//
// Example: 2024-09-12T08:30:00.412Z is 1726129800412 ms after 1970 and shows as 2024-09-12 16:30:00 in Beijing.

/// A moment in milliseconds since 1970-01-01T00:00:00Z, years 1970 to 9999.
public struct Timestamp: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Milliseconds since 1970.
    public let milliseconds: Int64

    private static let upperBound: Int64 = 253_402_300_800_000

    /// Takes milliseconds since 1970, or gives nil outside the years 1970 to 9999.
    public init?(milliseconds: Int64) {
        guard milliseconds >= 0, milliseconds < Timestamp.upperBound else { return nil }
        self.milliseconds = milliseconds
    }

    private init(checked milliseconds: Int64) { self.milliseconds = milliseconds }

    /// Parses exactly 24 characters, or gives nil.
    public init?(_ text: some Collection<UInt8>) {
        guard text.count == 24 else { return nil }
        let parsed =
            text.withContiguousStorageIfAvailable { Timestamp(buffer: $0) }
            ?? ContiguousArray(text).withUnsafeBufferPointer { Timestamp(buffer: $0) }
        guard let parsed else { return nil }
        self = parsed
    }

    private init?(buffer bytes: UnsafeBufferPointer<UInt8>) {
        func number(_ range: Range<Int>) -> Int64? {
            var value: Int64 = 0
            for position in range {
                let digit = bytes[position]
                guard digit >= UInt8(ascii: "0"), digit <= UInt8(ascii: "9") else { return nil }
                value = value * 10 + Int64(digit - UInt8(ascii: "0"))
            }
            return value
        }
        guard bytes[4] == UInt8(ascii: "-"), bytes[7] == UInt8(ascii: "-"), bytes[10] == UInt8(ascii: "T"),
            bytes[13] == UInt8(ascii: ":"), bytes[16] == UInt8(ascii: ":"), bytes[19] == UInt8(ascii: "."),
            bytes[23] == UInt8(ascii: "Z"),
            let year = number(0..<4), let month = number(5..<7), let day = number(8..<10),
            let hour = number(11..<13), let minute = number(14..<16), let second = number(17..<19),
            let millisecond = number(20..<23), hour < 24, minute < 60, second < 60,
            let date = CivilDate(year: Int(year), month: Int(month), day: Int(day))
        else { return nil }
        let seconds = Int64(date.dayNumber) * 86_400 + hour * 3_600 + minute * 60 + second
        self.init(milliseconds: seconds * 1_000 + millisecond)
    }

    /// The text form.
    public var description: String { String(decoding: bytes, as: UTF8.self) }

    /// The text form's bytes.
    public var bytes: Bytes {
        var output = CivilDate(dayNumber: Int(milliseconds / 86_400_000)).bytes
        output.append(UInt8(ascii: "T"))
        output += Timestamp.clock(milliseconds)
        output.append(UInt8(ascii: "."))
        output.appendDigits(Int(milliseconds % 1_000), width: 3)
        output.append(UInt8(ascii: "Z"))
        return output
    }

    /// The date in China (+08:00, without summer time).
    public var chinaDate: CivilDate { CivilDate(dayNumber: Int((milliseconds + Timestamp.chinaOffset) / 86_400_000)) }

    /// `YYYY-MM-DD hh:mm:ss` in Beijing time (北京时间), for people.
    public var beijing: String {
        String(
            decoding: chinaDate.bytes + [space] + Timestamp.clock(milliseconds + Timestamp.chinaOffset), as: UTF8.self)
    }

    /// The moment some milliseconds later, kept within the years that can be written.
    public func adding(milliseconds difference: Int64) -> Timestamp {
        let (sum, overflow) = milliseconds.addingReportingOverflow(difference)
        let value = overflow ? (difference < 0 ? 0 : Timestamp.upperBound - 1) : sum
        return Timestamp(checked: min(max(value, 0), Timestamp.upperBound - 1))
    }

    /// The milliseconds from another moment to this one.
    public func since(_ other: Timestamp) -> Int64 { milliseconds - other.milliseconds }

    public static func < (left: Timestamp, right: Timestamp) -> Bool { left.milliseconds < right.milliseconds }

    private static let chinaOffset: Int64 = 8 * 3_600_000

    private static func clock(_ milliseconds: Int64) -> Bytes {
        let seconds = Int(milliseconds / 1_000 % 86_400)
        var output = Bytes()
        output.appendDigits(seconds / 3_600, width: 2)
        output.append(UInt8(ascii: ":"))
        output.appendDigits(seconds / 60 % 60, width: 2)
        output.append(UInt8(ascii: ":"))
        output.appendDigits(seconds % 60, width: 2)
        return output
    }
}

/// A calendar day `YYYY-MM-DD`, years 0 to 9999.
public struct CivilDate: Hashable, Comparable, Sendable, CustomStringConvertible {
    /// Days since 1970-01-01.
    public let dayNumber: Int

    /// The day so many days after 1970-01-01.
    public init(dayNumber: Int) { self.dayNumber = dayNumber }

    /// Checks a date, or gives nil.
    public init?(year: Int, month: Int, day: Int) {
        guard (0...9999).contains(year), (1...12).contains(month), day >= 1, day <= CivilDate.length(month, of: year)
        else { return nil }
        // Days from civil: years start in March, so that the leap day is the last of its year.
        let marchYear = month <= 2 ? year - 1 : year
        let era = (marchYear >= 0 ? marchYear : marchYear - 399) / 400
        let yearOfEra = marchYear - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        let dayOfEra = yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear
        dayNumber = era * 146_097 + dayOfEra - 719_468
    }

    /// Parses exactly ten characters, or gives nil.
    public init?(_ text: some Collection<UInt8>) {
        let parts = text.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0].count == 4, parts[1].count == 2, parts[2].count == 2 else { return nil }
        let numbers = parts.compactMap { part in
            part.allSatisfy { $0 >= UInt8(ascii: "0") && $0 <= UInt8(ascii: "9") }
                ? part.reduce(0) { $0 * 10 + Int($1 - UInt8(ascii: "0")) } : nil
        }
        guard numbers.count == 3 else { return nil }
        self.init(year: numbers[0], month: numbers[1], day: numbers[2])
    }

    /// Year, month and day.
    public var components: (year: Int, month: Int, day: Int) {
        let shifted = dayNumber + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * dayOfYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shiftedMonth + 2) / 5 + 1)
    }

    var bytes: Bytes {
        let (year, month, day) = components
        var output = Bytes()
        output.appendDigits(year, width: 4)
        output.append(UInt8(ascii: "-"))
        output.appendDigits(month, width: 2)
        output.append(UInt8(ascii: "-"))
        output.appendDigits(day, width: 2)
        return output
    }

    public var description: String { String(decoding: bytes, as: UTF8.self) }

    public static func < (left: CivilDate, right: CivilDate) -> Bool { left.dayNumber < right.dayNumber }

    private static func length(_ month: Int, of year: Int) -> Int {
        switch month {
        case 2: (year % 4 == 0 && year % 100 != 0) || year % 400 == 0 ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }
}

extension Bytes {
    /// Appends a non-negative number with leading zeros.
    mutating func appendDigits(_ number: Int, width: Int) {
        var divisor = 1
        for _ in 1..<width { divisor *= 10 }
        for _ in 0..<width {
            append(UInt8(ascii: "0") + UInt8(number / divisor % 10))
            divisor /= 10
        }
    }
}
