// How typed text becomes a code. What clerks type and spreadsheets save differs from the code by width, case, blanks and
// an apostrophe in front; that much is undone and said. A letter is never replaced by another (O by 0): a guess would
// turn one enterprise into another.
//
// Example: `　９１１３０２８３ma0dem013b ` reads 91130283MA0DEM013B, with fullWidth, lowerCase and blanks undone.

import Ledger

/// What was undone in a typed code.
public enum Normalisation: String, Sendable, Hashable, CaseIterable {
    /// Full-width characters (全角) became half-width.
    case fullWidth
    /// Lower case became upper case.
    case lowerCase
    /// Blanks, tabs and invisible characters were dropped.
    case blanks
    /// The apostrophe that makes a cell text was dropped.
    case apostrophe
}

/// A typed text without what typing adds.
struct TypedText {
    let bytes: Bytes
    let undone: [Normalisation]

    /// Undoes width, case, blanks and a leading apostrophe; invalid UTF-8 becomes U+FFFD, which no code holds.
    init(code text: some Collection<UInt8>) {
        var found: Set<Normalisation> = []
        var output = Bytes()
        for scalar in String(decoding: Array(text), as: UTF8.self).unicodeScalars {
            if TypedText.isBlank(scalar) {
                found.insert(.blanks)
                continue
            }
            if output.isEmpty, scalar == "'" || scalar == "\u{2019}" || scalar == "\u{2018}" {
                found.insert(.apostrophe)
                continue
            }
            var value = scalar.value
            if (0xFF01...0xFF5E).contains(value) {
                value -= 0xFEE0
                found.insert(.fullWidth)
            }
            if (0x61...0x7A).contains(value) {
                value -= 0x20
                found.insert(.lowerCase)
            }
            output.append(scalar: Unicode.Scalar(value) ?? "\u{FFFD}")
        }
        bytes = output
        // Blanks around a cell are not worth a word; within a code they are.
        if found.contains(.blanks), !TypedText.holdsInnerBlank(text) { found.remove(.blanks) }
        undone = Normalisation.allCases.filter(found.contains)
    }

    /// Whether a spreadsheet made a number of the code: `9.11302E+17`, `1.30283E17`, or `####` where the column was narrow.
    var isDamagedNumber: Bool {
        if !bytes.isEmpty, bytes.allSatisfy({ $0 == UInt8(ascii: "#") }) { return true }
        let parts = bytes.split(separator: UInt8(ascii: "E"), omittingEmptySubsequences: false)
        guard parts.count == 2 else { return false }
        var exponent = parts[1]
        if let sign = exponent.first, sign == UInt8(ascii: "+") || sign == UInt8(ascii: "-") {
            exponent = exponent.dropFirst()
        }
        guard (1...3).contains(exponent.count), exponent.allSatisfy(\.isDigit) else { return false }
        // Without a point `1E17` could be the inside of a code, so its length decides: no code is that short.
        let mantissa = parts[0].split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return (1...2).contains(mantissa.count) && mantissa[0].count == 1
            && mantissa.allSatisfy { $0.allSatisfy(\.isDigit) } && bytes.count < 24
            && (mantissa.count == 2 || bytes.count < 8)
    }

    static func isBlank(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x09...0x0D, 0x20, 0x85, 0xA0, 0x2000...0x200D, 0x2028, 0x2029, 0x202F, 0x205F, 0x2060, 0x3000, 0xFEFF:
            true
        default: false
        }
    }

    private static func holdsInnerBlank(_ text: some Collection<UInt8>) -> Bool {
        let scalars = Array(String(decoding: Array(text), as: UTF8.self).unicodeScalars)
        guard let first = scalars.firstIndex(where: { !isBlank($0) }),
            let last = scalars.lastIndex(where: { !isBlank($0) })
        else { return false }
        return scalars[first...last].contains(where: isBlank)
    }
}

extension Bytes {
    /// Appends one scalar in UTF-8.
    mutating func append(scalar: Unicode.Scalar) {
        if scalar.isASCII {
            append(UInt8(truncatingIfNeeded: scalar.value))
        } else if let encoded = UTF8.encode(scalar) {
            append(contentsOf: encoded)
        }
    }
}

extension UInt8 {
    var isDigit: Bool { self >= 0x30 && self <= 0x39 }
    var isCapital: Bool { self >= 0x41 && self <= 0x5A }
    /// The value of an ASCII digit.
    var digit: Int { Int(self) - 0x30 }
}

extension Collection<UInt8> {
    /// Whether all bytes are ASCII digits and there are so many.
    func isDigits(_ count: Int) -> Bool { self.count == count && allSatisfy(\.isDigit) }

    /// The number that at most nine ASCII digits write.
    var digitsValue: Int { reduce(0) { $0 * 10 + $1.digit } }

    /// The bytes as text for people.
    var text: String { String(decoding: Array(self), as: UTF8.self) }
}
