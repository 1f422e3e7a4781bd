// GB 32100-2015 法人和其他组织统一社会信用代码编码规则: 18 characters of 0-9 and capitals without I O S V Z.
//   [1] registering authority · [2] kind · [3-8] region (GB/T 2260) · [9-17] organisation code (GB 11714) · [18] check
// Check: weights 3^(i-1) mod 31 on the first 17, S their sum, value (31 - S mod 31) mod 31. The organisation code has a
// check of its own (weights 3 7 9 10 5 8 4 2, modulo 11); registers hold codes that fail it, so it only warns.
//
// Example: 91130283MA0DEM013B is well formed; 91130283MA0DME013B (two letters swapped) fails the check.

import Ledger

/// 统一社会信用代码, unified social credit code: 18 ASCII bytes whose check character holds.
public struct SocialCreditCode: Hashable, Sendable, CustomStringConvertible {
    /// The 18 characters.
    public let bytes: Bytes

    /// A code as it was typed: what was undone, and what is doubtful.
    public struct Reading: Sendable {
        /// The code.
        public let code: SocialCreditCode
        /// What typing had added.
        public let undone: [Normalisation]
        /// `creditCode.inner`, `creditCode.authority`: doubts that do not refuse.
        public let warnings: [DoubleRandomError]
    }

    /// Takes exactly 18 bytes in normal form.
    /// - Throws: `creditCode.length`, `creditCode.alphabet`, `creditCode.check`.
    public init(_ bytes: some Collection<UInt8>) throws(DoubleRandomError) {
        let bytes = Array(bytes)
        guard bytes.count == 18 else {
            throw DoubleRandomError(.creditCodeLength, "\(String(decoding: bytes, as: UTF8.self).count)")
        }
        var values: [Int] = []
        for (position, byte) in bytes.enumerated() {
            guard let value = Self.value(of: byte) else {
                throw DoubleRandomError(
                    .creditCodeAlphabet, "\(position + 1): \(String(decoding: [byte], as: UTF8.self))")
            }
            values.append(value)
        }
        guard Self.checkCharacter(values.dropLast()) == bytes[17] else {
            throw DoubleRandomError(.creditCodeCheck, bytes.text)
        }
        self.bytes = bytes
    }

    /// Reads a code as people type it.
    /// - Throws: `code.damaged`, and what ``init(_:)`` throws.
    public static func read(_ text: some Collection<UInt8>) throws(DoubleRandomError) -> Reading {
        let typed = TypedText(code: text)
        guard !typed.isDamagedNumber else { throw DoubleRandomError(.codeDamaged, typed.bytes.text) }
        let code: SocialCreditCode
        do {
            code = try SocialCreditCode(typed.bytes)
        } catch {
            // A spreadsheet keeps 15 digits of a number and writes zeros for the rest.
            if error == DoubleRandomError(.creditCodeCheck), typed.bytes.allSatisfy(\.isDigit),
                typed.bytes.suffix(3).elementsEqual("000".utf8)
            {
                throw DoubleRandomError(.codeDamaged, typed.bytes.text)
            }
            throw error
        }
        var warnings: [DoubleRandomError] = []
        if !code.hasKnownAuthority {
            warnings.append(DoubleRandomError(.creditCodeAuthority, code.bytes.prefix(2).text))
        }
        if !code.innerCheckHolds { warnings.append(DoubleRandomError(.creditCodeInner, code.bytes[8..<17].text)) }
        return Reading(code: code, undone: typed.undone, warnings: warnings)
    }

    /// Completes 8 characters of an organisation code with both check characters; for samples and tests.
    /// - Returns: nil where a part has the wrong length or alphabet.
    public static func complete(prefix: StaticString, region: RegionCode, organisation: Bytes) -> SocialCreditCode? {
        let head = prefix.withUTF8Buffer { Bytes($0) }
        guard head.count == 2, let inner = organisationCheck(organisation) else { return nil }
        let body = head + region.bytes + organisation + [inner]
        let values = body.compactMap(value(of:))
        guard values.count == 17 else { return nil }
        return try? SocialCreditCode(body + [checkCharacter(values)])
    }

    /// The kind of subject that authority and kind name: `91` 企业, `92` 个体工商户, `93` 农民专业合作社, else 非企业单位.
    public var kind: ObjectKind {
        switch (bytes[0], bytes[1]) {
        case (UInt8(ascii: "9"), UInt8(ascii: "1")): .enterprise
        case (UInt8(ascii: "9"), UInt8(ascii: "2")): .individual
        case (UInt8(ascii: "9"), UInt8(ascii: "3")): .cooperative
        default: .organisation
        }
    }

    /// The region of the registering authority, characters 3 to 8; nil where they are no region.
    public var region: RegionCode? { try? RegionCode(bytes[2..<8]) }

    /// Whether the organisation code inside passes its own check.
    public var innerCheckHolds: Bool { Self.organisationCheck(Array(bytes[8..<16])) == bytes[16] }

    /// Whether the first two characters stand in the standard's table.
    public var hasKnownAuthority: Bool {
        let kinds: StaticString =
            switch bytes[0] {
            case UInt8(ascii: "1"): "1239"
            case UInt8(ascii: "2"): "19"
            case UInt8(ascii: "3"): "123459"
            case UInt8(ascii: "4"): "19"
            case UInt8(ascii: "5"): "12349"
            case UInt8(ascii: "6"): "129"
            case UInt8(ascii: "7"): "129"
            case UInt8(ascii: "8"): "19"
            case UInt8(ascii: "9"): "123"
            case UInt8(ascii: "A"): "19"
            case UInt8(ascii: "N"): "1239"
            case UInt8(ascii: "Y"): "1"
            default: ""
            }
        return kinds.withUTF8Buffer { $0.contains(bytes[1]) }
    }

    public var description: String { bytes.text }

    private static let alphabet = Bytes("0123456789ABCDEFGHJKLMNPQRTUWXY".utf8)
    private static let weights = [1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28]
    private static let organisationWeights = [3, 7, 9, 10, 5, 8, 4, 2]

    private static func value(of byte: UInt8) -> Int? { alphabet.firstIndex(of: byte) }

    private static func checkCharacter(_ values: some Collection<Int>) -> UInt8 {
        let sum = zip(values, weights).reduce(0) { $0 + $1.0 * $1.1 }
        return alphabet[(31 - sum % 31) % 31]
    }

    private static func organisationCheck(_ characters: Bytes) -> UInt8? {
        guard characters.count == 8, characters.allSatisfy({ $0.isDigit || $0.isCapital }) else { return nil }
        let values = characters.map { $0.isDigit ? $0.digit : Int($0) - 0x41 + 10 }
        switch 11 - zip(values, organisationWeights).reduce(0, { $0 + $1.0 * $1.1 }) % 11 {
        case 10: return UInt8(ascii: "X")
        case 11: return UInt8(ascii: "0")
        case let value: return UInt8(0x30 + value)
        }
    }
}
