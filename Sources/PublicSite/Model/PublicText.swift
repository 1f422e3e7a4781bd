// Text of records as the public sees it: no control characters, no marks that turn the direction of writing, no numbers
// of persons. Whoever typed them into a free text did so by mistake; what was signed stays in the ledger.

import DoubleRandom
import Ledger

/// Cleans text for the public.
public enum PublicText {
    /// Text on one line.
    public static func line(_ bytes: Bytes?) -> String {
        guard let bytes else { return "" }
        return line(String(decoding: bytes, as: UTF8.self))
    }

    /// Text on one line.
    public static func line(_ text: String) -> String {
        var output = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch scalar.value {
            case 0x09, 0x0A, 0x0D, 0x2028, 0x2029: output.append(" ")
            case let value where isObeyed(value): output.append("\u{FFFD}")
            default: output.append(scalar)
            }
        }
        return String(output)
    }

    /// Free text, with the numbers of persons masked.
    public static func free(_ bytes: Bytes?) -> String { masked(line(bytes)) }

    /// What a reader's program would obey rather than show: controls, marks of direction, invisible joiners, tags.
    private static func isObeyed(_ value: UInt32) -> Bool {
        switch value {
        case 0..<0x20, 0x7F..<0xA0, 0x061C, 0x200B...0x200F, 0x202A...0x202E, 0x2060...0x206F, 0xFEFF, 0xFFF9...0xFFFB,
            0xE0000...0xE007F:
            true
        default: false
        }
    }

    /// Identity numbers as `130283********1234`, numbers of mobile telephones as `138****1234`.
    public static func masked(_ text: String) -> String {
        let bytes = Bytes(text.utf8)
        var output = bytes
        var start = 0
        while start < bytes.count {
            guard isDigit(bytes[start]) else {
                start += 1
                continue
            }
            var end = start
            while end < bytes.count, isDigit(bytes[end]) { end += 1 }
            let hasCheckLetter =
                end < bytes.count && (bytes[end] == UInt8(ascii: "X") || bytes[end] == UInt8(ascii: "x"))
            let isPreceded = start > 0 && isWordByte(bytes[start - 1])
            let isFollowed = end < bytes.count && isWordByte(bytes[end]) && !(end - start == 17 && hasCheckLetter)
            if !isPreceded, !isFollowed {
                switch end - start {
                case 17 where hasCheckLetter, 18:
                    // The region stays, and the last four.
                    if isIdentity(bytes[start..<end], checkLetter: hasCheckLetter) {
                        for place in start + 6..<start + 14 { output[place] = UInt8(ascii: "*") }
                    }
                case 15:
                    if (19...99).contains(Int(bytes[start + 6] - 0x30) * 10 + Int(bytes[start + 7] - 0x30)),
                        isDate(year: 1900, bytes[(start + 6)..<(start + 12)])
                    {
                        for place in start + 6..<start + 12 { output[place] = UInt8(ascii: "*") }
                    }
                case 11:
                    if bytes[start] == UInt8(ascii: "1"), bytes[start + 1] >= UInt8(ascii: "3") {
                        for place in start + 3..<start + 7 { output[place] = UInt8(ascii: "*") }
                    }
                default: break
                }
            }
            start = max(end, start + 1)
        }
        return String(decoding: output, as: UTF8.self)
    }

    /// The youngest who may trade or work were born before; numbers of tasks have the same form with later days.
    private static let yearsOfBirth = 1900...2012

    /// A number of 18 places with a day of birth in it, whether or not its check character is right: a mistyped number
    /// still names a person.
    private static func isIdentity(_ digits: ArraySlice<UInt8>, checkLetter: Bool) -> Bool {
        let digits = Bytes(digits)
        guard digits.count == (checkLetter ? 17 : 18) else { return false }
        let year = digits[6..<10].reduce(0) { $0 * 10 + Int($1 - 0x30) }
        let month = Int(digits[10] - 0x30) * 10 + Int(digits[11] - 0x30)
        let day = Int(digits[12] - 0x30) * 10 + Int(digits[13] - 0x30)
        return yearsOfBirth.contains(year) && CivilDate(year: year, month: month, day: day) != nil
    }

    /// A day of birth in six digits, as identity numbers of 15 places have it.
    private static func isDate(year century: Int, _ digits: ArraySlice<UInt8>) -> Bool {
        let numbers = digits.map { Int($0 - 0x30) }
        return CivilDate(
            year: century + numbers[0] * 10 + numbers[1], month: numbers[2] * 10 + numbers[3],
            day: numbers[4] * 10 + numbers[5]) != nil
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    private static func isWordByte(_ byte: UInt8) -> Bool {
        isDigit(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
    }
}

extension Bytes {
    func equals(_ literal: StaticString) -> Bool {
        literal.withUTF8Buffer { buffer in elementsEqual(buffer) }
    }
}
