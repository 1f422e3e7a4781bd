// Who counts as a natural person among the objects of an inspection, and what of them is shown for how long.

import DoubleRandom
import Ledger

/// How an object of an inspection is shown to the public (公示对象).
public struct PublicSubject: Hashable, Sendable {
    /// Its number in the registry.
    public let id: String
    /// Its name; a natural person's as 张某.
    public let name: String
    /// 统一社会信用代码 or 注册号; empty where there is none, or where it would be a person's number.
    public let code: String
    /// 对象类型.
    public let kind: String
    /// Whether it is a natural person, shown for the shorter time.
    public let isNaturalPerson: Bool

    /// Takes a row of the registry (检查对象名录库).
    public init(id: Bytes, _ row: StateObject?) {
        self.id = PublicText.line(id)
        kind = PublicText.line(row?.bytes("kind"))
        let code = row?.bytes("code") ?? []
        let name = PublicText.line(row?.bytes("name"))
        isNaturalPerson = PublicSubject.isNaturalPerson(kind: ObjectKind(row?.bytes("kind") ?? []), code: code, name)
        if isNaturalPerson {
            self.name = PublicSubject.maskedName(name)
            self.code = ""
        } else {
            self.name = PublicText.masked(name)
            // A registration number is public; a person's number that was typed in its place is not.
            let isPersons = (try? IdentityNumber(code)) != nil && (try? SocialCreditCode(code)) == nil
            self.code = isPersons ? "" : PublicText.line(code)
        }
    }

    /// The path of its page. What file systems or URLs would take for something else is written `~XX`.
    public var page: String { "enterprises/\(fileName).html" }

    var fileName: String {
        id.utf8.enumerated().map { place, byte in
            let isPlain =
                (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "_") || (byte == UInt8(ascii: ".") && place > 0)
            return isPlain ? String(UnicodeScalar(byte)) : "~" + Hex.string([byte]).uppercased()
        }.joined()
    }

    /// A natural person is who trades under the own name without a code of an organisation: most 无证无照户, the authors of
    /// 行为, and a 个体工商户 without a code or a trade name.
    static func isNaturalPerson(kind: ObjectKind?, code: Bytes, _ name: String) -> Bool {
        switch kind {
        case .enterprise, .cooperative, .foreignOffice, .organisation, .product, .project: false
        case .individual, .unlicensed, .behaviour, nil: isPersonalName(name)
        }
    }

    /// Two to four Han characters without a word that shops are called by, or such names with a middle dot.
    static func isPersonalName(_ name: String) -> Bool {
        let scalars = Array(name.unicodeScalars)
        if scalars.contains("·") || scalars.contains("•") {
            return (3...15).contains(scalars.count)
                && scalars.allSatisfy { isHan($0) || $0 == "·" || $0 == "•" }
        }
        guard (2...4).contains(scalars.count), scalars.allSatisfy(isHan), let last = scalars.last else { return false }
        return !"店行部厂馆社场铺站坊室屋楼院吧轩阁斋堂庄园所队库点摊城房居市司".unicodeScalars.contains(last)
    }

    /// 张某 for 张三.
    static func maskedName(_ name: String) -> String { name.unicodeScalars.first.map { "\($0)某" } ?? "某" }

    private static func isHan(_ scalar: Unicode.Scalar) -> Bool {
        (0x3400...0x4DBF).contains(scalar.value) || (0x4E00...0x9FFF).contains(scalar.value)
            || (0x20000...0x3134F).contains(scalar.value)
    }
}
