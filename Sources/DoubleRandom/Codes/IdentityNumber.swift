// GB 11643-1999 公民身份号码: 6 digits region, 8 date of birth, 3 sequence, 1 check (ISO 7064 MOD 11-2).
// Errors about it never repeat the number: it is personal (PIPL art. 28).

import Ledger

/// 身份证号, the number of a person's identity card: 17 digits and a check character.
public struct IdentityNumber: Hashable, Sendable {
    /// The 18 characters; personal, never published.
    public let bytes: Bytes
    /// The date of birth in it.
    public let birth: CivilDate

    /// Takes 18 bytes in normal form.
    /// - Throws: `identity.form`, `identity.date`, `identity.check`.
    public init(_ bytes: some Collection<UInt8>) throws(DoubleRandomError) {
        let bytes = Array(bytes)
        guard bytes.count == 18, bytes.prefix(17).isDigits(17), bytes[17].isDigit || bytes[17] == UInt8(ascii: "X")
        else { throw DoubleRandomError(.identityForm) }
        guard
            let birth = CivilDate(
                year: bytes[6..<10].digitsValue, month: bytes[10..<12].digitsValue, day: bytes[12..<14].digitsValue),
            bytes[6..<10].digitsValue >= 1900
        else { throw DoubleRandomError(.identityDate) }
        guard Self.checkCharacter(bytes.prefix(17)) == bytes[17] else { throw DoubleRandomError(.identityCheck) }
        self.bytes = bytes
        self.birth = birth
    }

    /// Reads a number as people type it.
    /// - Throws: `code.damaged` (without the number), and what ``init(_:)`` throws.
    public static func read(_ text: some Collection<UInt8>) throws(DoubleRandomError) -> (
        number: IdentityNumber, undone: [Normalisation]
    ) {
        let typed = TypedText(code: text)
        guard !typed.isDamagedNumber else { throw DoubleRandomError(.codeDamaged) }
        // The 15 digits that a spreadsheet keeps, and zeros.
        if typed.bytes.isDigits(18), typed.bytes.suffix(3).elementsEqual("000".utf8),
            Self.checkCharacter(typed.bytes.prefix(17)) != typed.bytes[17]
        {
            throw DoubleRandomError(.codeDamaged)
        }
        return (try IdentityNumber(typed.bytes), typed.undone)
    }

    /// Completes 17 digits, or gives nil.
    public static func complete(_ digits: some Collection<UInt8>) -> IdentityNumber? {
        guard digits.isDigits(17) else { return nil }
        return try? IdentityNumber(Array(digits) + [checkCharacter(digits)])
    }

    private static func checkCharacter(_ digits: some Collection<UInt8>) -> UInt8 {
        var sum = 0
        for digit in digits { sum = (sum + digit.digit) * 2 % 11 }
        let value = (12 - sum) % 11
        return value == 10 ? UInt8(ascii: "X") : UInt8(0x30 + value)
    }
}
