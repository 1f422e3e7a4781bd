import Ledger
import Testing

@testable import DoubleRandom

/// The bytes of a text.
func bytes(_ text: String) -> Bytes { Bytes(text.utf8) }

@Suite("Codes of enterprises, people and regions")
struct CodeTests {
    @Test(
        "codes that GB 32100-2015 gives are read, inner check and all",
        arguments: [
            "91350100M000100Y43", "91130283MA0DEM013B", "92130283MA0DEM0213", "93130283MA0DEM03XP",
            "91130283MA0DEM048X", "12130283402600017D",
        ])
    func valid(text: String) throws {
        let reading = try SocialCreditCode.read(bytes(text))
        #expect(reading.code.description == text)
        #expect(reading.warnings.isEmpty)
        #expect(reading.undone.isEmpty)
    }

    @Test(
        "codes that are mistyped are refused for what is wrong",
        arguments: [
            ("91130283MA0DEM013C", .creditCodeCheck), ("91130283MA0DEM0I3B", .creditCodeAlphabet),
            ("91130283MA0DME013B", .creditCodeCheck), ("91130283MA0DEM013", .creditCodeLength),
            ("91130283MA0DEM013BB", .creditCodeLength), ("", .creditCodeLength), ("9.11302E+17", .codeDamaged),
            ("９．１１３０２Ｅ＋１７", .codeDamaged), ("9.1e17", .codeDamaged), ("9E+17", .codeDamaged),
            ("########", .codeDamaged),
            ("911302830000001000", .codeDamaged), ("一二三四五六七八九十一二三四五六七八", .creditCodeLength),
        ] as [(String, ErrorCode)])
    func invalid(text: String, code: ErrorCode) {
        #expect(throws: DoubleRandomError(code)) { try SocialCreditCode.read(bytes(text)) }
    }

    @Test("every single wrong character and every swap of two neighbours is noticed")
    func everyError() throws {
        let code = bytes("91130283MA0DEM013B")
        for position in code.indices {
            for other in bytes("0123456789ABCDEFGHJKLMNPQRTUWXY") where other != code[position] {
                var changed = code
                changed[position] = other
                #expect(throws: DoubleRandomError(.creditCodeCheck)) { try SocialCreditCode(changed) }
            }
        }
        for position in 0..<17 where code[position] != code[position + 1] {
            var swapped = code
            swapped.swapAt(position, position + 1)
            #expect(throws: DoubleRandomError.self) { try SocialCreditCode(swapped) }
        }
    }

    @Test(
        "width, case, blanks and apostrophe are undone, and said",
        arguments: [
            ("91130283ma0dem013b", [.lowerCase]), ("９１１３０２８３ＭＡ０ＤＥＭ０１３Ｂ", [.fullWidth]),
            ("'91130283MA0DEM013B", [.apostrophe]), ("91130283 MA0DEM013B", [.blanks]),
            ("  91130283MA0DEM013B\t", []), ("９1130283ma0dem013b", [.fullWidth, .lowerCase]),
            ("91130283MA0DEM013ｂ", [.fullWidth, .lowerCase]), ("\u{FEFF}91130283MA0DEM013B\u{3000}", []),
        ] as [(String, [Normalisation])])
    func normalised(text: String, undone: [Normalisation]) throws {
        let reading = try SocialCreditCode.read(bytes(text))
        #expect(reading.code.description == "91130283MA0DEM013B")
        #expect(reading.undone == undone)
    }

    @Test("a wrong organisation code inside only warns")
    func inner() throws {
        // The outer check is right for this code, the inner one is not.
        let digits = bytes("91130283MA0DEM014")
        let last = bytes("0123456789ABCDEFGHJKLMNPQRTUWXY").first { (try? SocialCreditCode(digits + [$0])) != nil }
        let reading = try SocialCreditCode.read(digits + [try #require(last)])
        #expect(reading.warnings == [DoubleRandomError(.creditCodeInner)])
    }

    @Test("kind and region stand in the code")
    func kinds() throws {
        let kinds = try ["91130283MA0DEM013B", "92130283MA0DEM0213", "93130283MA0DEM03XP", "12130283402600017D"].map {
            try SocialCreditCode(bytes($0)).kind
        }
        #expect(kinds == [.enterprise, .individual, .cooperative, .organisation])
        #expect(try SocialCreditCode(bytes("91130283MA0DEM013B")).region == RegionCode(bytes("130283")))
    }

    @Test(
        "registration numbers of MOD 11,10: the check holds or warns",
        arguments: [
            ("110108000000016", true), ("330000000022988", true), ("130283600000011", true), ("130283000000018", true),
            ("330327000082876", false), ("330503000035118", false), ("110108000000017", false),
        ])
    func registration(text: String, holds: Bool) throws {
        let reading = try RegistrationNumber.read(bytes(text))
        #expect(reading.number.checkHolds == holds)
        #expect(reading.warnings == (holds ? [] : [DoubleRandomError(.registrationCheck)]))
        let completed = try #require(RegistrationNumber.complete(bytes(text).dropLast()))
        #expect((completed.description == text) == holds)
    }

    @Test(
        "registration numbers of another shape are refused",
        arguments: ["", "11010800000001", "1101080000000166", "11010800000001X"])
    func registrationForm(text: String) {
        #expect(throws: DoubleRandomError(.registrationForm)) { try RegistrationNumber.read(bytes(text)) }
    }

    @Test(
        "identity numbers of MOD 11-2",
        arguments: [
            ("11010519491231002X", nil), ("11010519491231002x", nil), ("440524188001010014", .identityDate),
            ("110105194912310021", .identityCheck), ("110105194913310021", .identityDate),
            ("1101051949123100", .identityForm), ("1.10105E+17", .codeDamaged), ("110105194912310000", .codeDamaged),
        ] as [(String, ErrorCode?)])
    func identity(text: String, code: ErrorCode?) throws {
        if let code {
            #expect(throws: DoubleRandomError(code)) { try IdentityNumber.read(bytes(text)) }
        } else {
            #expect(try IdentityNumber.read(bytes(text)).number.birth.description == "1949-12-31")
        }
    }

    @Test("an error about an identity number never repeats it")
    func identitySecrecy() {
        for text in ["110105194912310021", "110105194913310021", "1101051949", "1.10105E+17"] {
            do {
                _ = try IdentityNumber.read(bytes(text))
                Issue.record("read")
            } catch {
                #expect(!error.text(in: .chinese).contains("110105") && !error.detail.contains("1.1"))
            }
        }
    }

    @Test(
        "regions have six digits and a province",
        arguments: [("130283", true), ("000000", false), ("160283", false), ("13028", false), ("13028A", false)])
    func region(text: String, valid: Bool) {
        #expect(((try? RegionCode(bytes(text))) != nil) == valid)
    }
}

@Suite("Numbers of the office")
struct OfficeNumberTests {
    private let region = try! RegionCode(Bytes("130283".utf8))

    @Test("plan numbers go on from the highest ever used, region and year by region and year")
    func plans() throws {
        #expect(try PlanNumber.next(region: region, year: 2024, after: []).description == "13028320241001")
        let used = try ["13028320241001", "13028320241007", "13028320231099", "13020020241050"].map {
            try PlanNumber(bytes($0))
        }
        #expect(try PlanNumber.next(region: region, year: 2024, after: used).description == "13028320241008")
        #expect(try PlanNumber.next(region: region, year: 2023, after: used).description == "13028320231100")
        let last = [try PlanNumber(bytes("13028320241999"))]
        #expect(throws: DoubleRandomError(.numberExhausted)) {
            try PlanNumber.next(region: region, year: 2024, after: last)
        }
        #expect(throws: DoubleRandomError(.planNumberForm)) { try PlanNumber.next(region: region, year: 24, after: []) }
    }

    @Test("task numbers count within a day")
    func tasks() throws {
        let day = try #require(CivilDate(year: 2024, month: 9, day: 10))
        let first = try TaskNumber.next(region: region, on: day, after: [])
        #expect(first.description == "130283202409101001")
        #expect(try TaskNumber.next(region: region, on: day, after: [first]).sequence == 2)
        #expect(first.date == day)
    }

    @Test(
        "numbers of another shape are refused",
        arguments: ["", "1302832024100", "13028320242001", "16028320241001", "1302832024100X", "130283202410011"])
    func planForm(text: String) {
        #expect(throws: DoubleRandomError(.planNumberForm)) { try PlanNumber(bytes(text)) }
    }

    @Test("a number of another province's platform is read", arguments: ["34000020171000"])
    func otherPlan(text: String) throws { #expect(try PlanNumber(bytes(text)).year == 2017) }

    @Test(
        "a task number needs a day that exists",
        arguments: ["130283202402301001", "130283202409102001", "13028320240910100"])
    func taskForm(text: String) {
        #expect(throws: DoubleRandomError(.taskNumberForm)) { try TaskNumber(bytes(text)) }
    }

    @Test(
        "document numbers: brackets of all kinds mean the same",
        arguments: [
            ("迁商抽查〔2024〕1号", "迁商抽查〔2024〕1号"), ("迁商抽查[2024]12号", "迁商抽查〔2024〕12号"),
            ("迁商字（2024）4号", "迁商字〔2024〕4号"), ("国办发 ［２０２４］ ５４号", "国办发〔2024〕54号"),
            ("迁商抽查〔2024〕01号", nil), ("迁商抽查2024年1号", nil), ("迁商抽查〔24〕1号", nil), ("〔2024〕1号", nil),
            ("迁商抽查〔2024〕1", nil), ("迁商抽查〔2024〔1号", nil), ("迁商抽查〔2024〕号", nil),
        ] as [(String, String?)])
    func documents(text: String, expected: String?) {
        #expect((try? DocumentNumber(bytes(text)))?.description == expected)
    }

    @Test(
        "item codes and object ids",
        arguments: [("SW-01-02", true), ("A01", true), ("A.1", true), ("sw-01", false), ("SW--1", false), ("", false)])
    func items(text: String, valid: Bool) {
        #expect(((try? ItemCode(bytes(text))) != nil) == valid)
        #expect((try? ObjectID(bytes("OBJ-000123"))) != nil)
        #expect((try? ObjectID(bytes("OBJ 1"))) == nil)
    }
}

@Suite("Lists of wordings")
struct CodeListTests {
    @Test("the standard lists come back from their policy values, which fit a policy", arguments: StandardCodeLists.all)
    func standard(list: CodeList) throws {
        let record = try IJSONValue(parsing: bytes("{\"value\":") + list.value.encoded + bytes("}"))
        let value = try #require(record["value"])
        #expect(list.value.encoded.count <= CodeList.maximumByteCount)
        #expect(try CodeList(name: list.name, from: list.from, value: value) == list)
    }

    @Test("a wording is found whatever the width of its brackets, and gives its code")
    func find() {
        let entry = StandardCodeLists.results[bytes("通过登记的住所(经营场所)无法联系")]
        #expect(entry?.code(in: "national") == bytes("4"))
        #expect(StandardCodeLists.results[bytes("未发现问题")]?.has("clean") == true)
        #expect(StandardCodeLists.results[bytes("没有问题")] == nil)
    }

    @Test("the list of a day is the newest that began by then")
    func dated() throws {
        let value = StandardCodeLists.results.value
        let versions = try [(2017, 1), (2022, 7)].map { year, month in
            try CodeList(
                name: "r", from: #require(CivilDate(year: year, month: month, day: 1)),
                value: year == 2017 ? value : .array(Array(value.elements!.prefix(3))))
        }
        #expect(CodeList.inForce(versions, on: CivilDate(bytes("2022-06-30"))!)?.entries.count == 8)
        #expect(CodeList.inForce(versions, on: CivilDate(bytes("2022-07-01"))!)?.entries.count == 3)
        #expect(CodeList.inForce(versions, on: CivilDate(bytes("2016-12-31"))!) == nil)
    }

    @Test(
        "what is no list is refused",
        arguments: [#"{}"#, #"[]"#, #"[{"w":""}]"#, #"[{"w":"a"},{"w":"a"}]"#, #"[{"v":"a"}]"#, #"[{"w":"a","x":1}]"#])
    func refused(text: String) throws {
        let value = try IJSONValue(parsing: bytes(#"{"v":\#(text)}"#))["v"]!
        #expect(throws: DoubleRandomError(.codeListMalformed)) {
            try CodeList(name: "x", from: CivilDate(dayNumber: 0), value: value)
        }
    }
}
