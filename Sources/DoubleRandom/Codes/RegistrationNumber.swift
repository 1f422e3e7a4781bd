// GS 15-2006 工商行政管理市场主体注册号编制规则: 6 digits of the registering authority, 8 of sequence, 1 check digit
// (ISO 7064 MOD 11,10). Real registers hold numbers that fail the check, so it warns and never refuses.
//
// Example: 110108000000016 passes; 330327000082876 is a real number that does not.

import Ledger

/// 注册号, the 15-digit registration number of the time before unified codes.
public struct RegistrationNumber: Hashable, Sendable, CustomStringConvertible {
    /// The 15 digits.
    public let bytes: Bytes

    /// A number as it was typed.
    public struct Reading: Sendable {
        /// The number.
        public let number: RegistrationNumber
        /// What typing had added.
        public let undone: [Normalisation]
        /// `registration.check`, a doubt that does not refuse.
        public let warnings: [DoubleRandomError]
    }

    /// Takes exactly 15 digits.
    /// - Throws: `registration.form`.
    public init(_ bytes: some Collection<UInt8>) throws(DoubleRandomError) {
        guard bytes.isDigits(15) else {
            throw DoubleRandomError(.registrationForm, "\(String(decoding: Array(bytes), as: UTF8.self).count)")
        }
        self.bytes = Array(bytes)
    }

    /// Reads a number as people type it.
    /// - Throws: `code.damaged`, `registration.form`.
    public static func read(_ text: some Collection<UInt8>) throws(DoubleRandomError) -> Reading {
        let typed = TypedText(code: text)
        guard !typed.isDamagedNumber else { throw DoubleRandomError(.codeDamaged, typed.bytes.text) }
        let number = try RegistrationNumber(typed.bytes)
        return Reading(
            number: number, undone: typed.undone,
            warnings: number.checkHolds ? [] : [DoubleRandomError(.registrationCheck, number.description)])
    }

    /// Completes 14 digits, or gives nil.
    public static func complete(_ digits: some Collection<UInt8>) -> RegistrationNumber? {
        guard digits.isDigits(14) else { return nil }
        return try? RegistrationNumber(Array(digits) + [checkDigit(digits)])
    }

    /// Whether the last digit is the check of the others.
    public var checkHolds: Bool { Self.checkDigit(bytes.dropLast()) == bytes[14] }

    /// 个体工商户 where the sequence begins with 6 to 9, else 企业.
    public var kind: ObjectKind { bytes[6] >= UInt8(ascii: "6") ? .individual : .enterprise }

    public var description: String { bytes.text }

    private static func checkDigit(_ digits: some Collection<UInt8>) -> UInt8 {
        var product = 10
        for digit in digits {
            product = (product + digit.digit) % 10
            if product == 0 { product = 10 }
            product = product * 2 % 11
        }
        return UInt8(0x30 + (11 - product) % 10)
    }
}
