import Foundation
import Ledger
import Testing

@testable import DoubleRandom

@Suite("Sheets of inspectors, items and plan lines")
struct OtherSheetTests {
    private static let zhejiang =
        "单位工号,姓名,性别,身份证号,手机号,学历,学历专业,岗位大类,从事本岗起始日期,岗位资质资格,执法事项范围,地区,层级,担任职务,所在业务部门(机构),是否专家,执法证编号,执法证有效期,执法证发证机关,执法人员状态"

    @Test("the 20 columns of the Zhejiang template are all known")
    func zhejiang() throws {
        let line =
            "0010,王某,男,11010519491231002X,,本科,法学,商务,2015/3/1,无,SW-01，SW-02,迁安市,县级,一般干部,执法大队,否,冀B001,2027-12-31,省政府,有效"
        let reading = try SheetReading<InspectorRow>.read(bytes(Self.zhejiang + "\n" + line))
        #expect(reading.unread.isEmpty)
        let row = try #require(reading.admissible.first)
        #expect(row.items == [bytes("SW-01"), bytes("SW-02")] && row.skills.isEmpty && !row.isExpert)
        #expect(row.validTo == .day(CivilDate(bytes("2027-12-31"))!))
        #expect(reading.rows[1].verdict == .accepted)
    }

    @Test(
        "certificates: missing, expired, unreadable",
        arguments: [
            ("1,甲,,,否,冀B1,2027-12-31", .accepted, nil), ("1,甲,,,否,,", .warning, .rowCertificateMissing),
            ("1,甲,,,是,,", .accepted, nil), ("1,甲,,,否,冀B1,2024-02-29", .warning, .rowCertificateExpired),
            ("1,甲,,,否,冀B1,2024-03-01", .accepted, nil), ("1,甲,,,否,冀B1,某日", .refused, .rowDate),
            ("1,甲,,,否,1.3E+11,2027-12-31", .refused, .codeDamaged), ("1,,,,否,冀B1,2027-12-31", .refused, .rowMissing),
            (",甲,,,否,冀B1,2027-12-31", .refused, .rowMissing),
            ("1,甲,1.30283E+17,,否,冀B1,2027-12-31", .refused, .codeDamaged),
            ("1,甲,110105194912310021,,否,冀B1,2027-12-31", .refused, .identityCheck),
            ("1,甲,,1.38E+10,否,冀B1,2027-12-31", .warning, .codeDamaged),
            ("1,甲,,12,否,冀B1,2027-12-31", .warning, .rowTelephone),
        ] as [(String, RowVerdict, ErrorCode?)])
    func certificates(line: String, verdict: RowVerdict, code: ErrorCode?) throws {
        let reading = try SheetReading<InspectorRow>.read(
            bytes("单位工号,姓名,身份证号,手机号,是否专家,执法证编号,执法证有效期\n" + line),
            context: SheetContext(today: CivilDate(bytes("2024-03-01"))))
        #expect(reading.rows[1].verdict == verdict)
        #expect(code == nil ? reading.rows[1].findings.isEmpty : reading.rows[1].findings.contains { $0.code == code })
    }

    @Test("a list as a Hebei county publishes it: merged cells, no codes")
    func items() throws {
        let header = "单位名称,序号,检查项目,检查事项,事项类别,检查主体,检查依据,检查方式,检查内容,是否适用跨部门联合“双随机”抽查,备注"
        let text = [
            "临西县商务局随机抽查事项清单,,,,,,,,,,", header,
            "示例县商务局,1,单用途商业预付卡管理,备案情况的检查,一般检查事项,县商务局,\"《办法（试行）》第七条；\n《条例》第五、六条\",现场、书面,查看备案,是,",
            ",2,,购(退)卡情况的检查,,,,,查看台账,,",
        ].joined(separator: "\n")
        let reading = try SheetReading<ItemRow>.read(bytes(text))
        #expect(reading.unread.isEmpty)
        #expect(reading.admissible.map(\.category) == [bytes("单用途商业预付卡管理"), bytes("单用途商业预付卡管理")])
        #expect(reading.admissible[0].basis.map(\.text) == ["《办法（试行）》第七条", "《条例》第五、六条"])
        #expect(reading.admissible[1].basis == reading.admissible[0].basis)
        #expect(reading.admissible[0].methods.map(\.text) == ["现场", "书面"])
        #expect(reading.rows.last?.findings.contains { $0.code == .rowCarried } == true)
        #expect(reading.rows.last?.findings.contains { $0.code == .rowItemCap } == true)
        #expect(reading.rows.last?.findings.contains { $0.code == .rowItemCode } == true)
        #expect(reading.rows.last?.verdict == .warning)
    }

    @Test(
        "ratios of items: one, a range, with a frequency",
        arguments: [
            ("30%", nil, "3/10", nil), ("10%-20%", "1/10", "1/5", nil), ("10—20%", "1/10", "1/5", nil),
            ("\"5%，每年1次\"", nil, "1/20", "每年1次"), ("100%", nil, "1/1", nil),
        ] as [(String, String?, String?, String?)])
    func ratios(cell: String, low: String?, high: String?, frequency: String?) throws {
        let reading = try SheetReading<ItemRow>.read(
            bytes("事项编码,检查事项,事项类别,检查依据,抽查比例\nSW-01,甲,一般,《办法》,\(cell)"))
        let row = try #require(reading.admissible.first)
        #expect(row.ratioMin?.text.text == low && row.ratioCap?.text.text == high && row.frequency?.text == frequency)
        #expect(reading.rows[1].verdict == .accepted)
    }

    @Test(
        "items without basis, class or a code of the right shape are refused",
        arguments: [
            ("SW-01,甲,一般,,5%", .rowMissing), ("SW-01,甲,,《办法》,5%", .rowMissing), ("SW-01,甲,普通,《办法》,5%", .rowWord),
            ("SW 一,甲,一般,《办法》,5%", .itemCodeForm), ("SW-01,甲,一般,《办法》,20%-10%", .rowNumber),
        ] as [(String, ErrorCode)])
    func itemRefusals(line: String, code: ErrorCode) throws {
        let reading = try SheetReading<ItemRow>.read(bytes("事项编码,检查事项,事项类别,检查依据,抽查比例\n" + line))
        #expect(reading.rows[1].verdict == .refused)
        #expect(reading.rows[1].findings.contains { $0.code == code && $0.severity == .refusal })
    }

    @Test("one item code for two items: both refused")
    func itemTwice() throws {
        let reading = try SheetReading<ItemRow>.read(
            bytes("事项编码,检查事项,事项类别,检查依据,抽查比例\nSW-01,甲,一般,《办法》,5%\nSW-01,乙,一般,《办法》,5%"))
        #expect(reading.count(.refused) == 2)
    }

    private static let plan =
        "序号,任务名称,抽查事项,检查对象范围,抽取类型,抽查户数,抽查比例,检查方式,组织层级,实施层级,抽取日期自,至,抽查完成时限,牵头部门,参与部门,备注"

    @Test("a plan in the columns of a commerce bureau")
    func planLines() throws {
        let line = "1,成品油零售抽查,SW-02，SW-03,加油站,定向,20户,20%,现场+书面,市级,县级,2024/3/1,2024年5月31日,2024-06-30,商务局,\"市场监管局、应急局\",无"
        let reading = try SheetReading<PlanLineRow>.read(bytes(Self.plan + "\n" + line + "\n合计,,,,,20,,,,,,,,,,"))
        #expect(reading.unread.isEmpty)
        let row = try #require(reading.admissible.first)
        #expect(row.items.count == 2 && row.count == 20 && row.ratio == SheetRatio(1, 5) && row.isDirected == true)
        #expect(row.from?.description == "2024-03-01" && row.to?.description == "2024-05-31")
        #expect(row.departments.map(\.text) == ["市场监管局", "应急局"] && row.methods.count == 2)
        #expect(reading.rows.map(\.verdict) == [.notData, .accepted, .notData])
    }

    @Test(
        "plan lines that contradict themselves are refused",
        arguments: [
            ("1,甲,SW-02,x,定向,,,,,,2024-03-01,2024-05-31,,,,", .rowQuota),
            ("1,甲,SW-02,x,定向,20,,,,,2024-05-31,2024-03-01,,,,", .rowDateOrder),
            ("1,甲,,x,定向,20,,,,,2024-03-01,2024-05-31,,,,", .rowMissing),
            ("1,甲,SW-02,x,定向,若干,,,,,2024-03-01,2024-05-31,,,,", .rowNumber),
            ("1,甲,SW-02,x,定向,,120%,,,,2024-03-01,2024-05-31,,,,", .rowNumber),
            ("1,甲,SW-02,x,定向,20,,,,,3月,5月,,,,", .rowDate),
        ] as [(String, ErrorCode)])
    func planRefusals(line: String, code: ErrorCode) throws {
        let reading = try SheetReading<PlanLineRow>.read(bytes(Self.plan + "\n" + line))
        #expect(reading.rows[1].findings.contains { $0.code == code && $0.severity == .refusal })
        #expect(reading.admissible.isEmpty)
    }

    @Test("every template is a sheet that is read back", arguments: SheetKind.allCases)
    func templates(kind: SheetKind) throws {
        let keys = kind.template.map { SheetText.header(Bytes($0.utf8)) }
        let plan = try #require(try ColumnPlan.plan(kind.template.map { Bytes($0.utf8) }, kind: kind, mapping: nil))
        #expect(Set(keys).count == keys.count)
        #expect(kind.columns.map { plan.positions[$0.name] } == Array(0..<kind.columns.count))
    }

    @Test("docs/import.md lists exactly the codes of this module, each once")
    func document() throws {
        let codes = (ErrorCode.codeAndCalendarCodes + ErrorCode.sheetCodes).map(\.rawValue)
        #expect(Set(codes).count == codes.count, "a code stands twice in the source")
        let text = try String(contentsOf: packageRoot.appending(path: "docs/import.md"), encoding: .utf8)
        let listed = text.matches(of: /(?m)^\|\s*`([A-Za-z]+\.[A-Za-z]+)`/).map { String($0.output.1) }
        #expect(Set(listed).subtracting(codes) == [], "listed, and not in the program")
        #expect(Set(codes).subtracting(listed) == [], "in the program, and not listed")
        #expect(Set(listed).count == listed.count, "a code is listed twice")
        // The lists in the source are complete.
        let folder = packageRoot.appending(path: "Sources/DoubleRandom/Errors")
        var written: Set<String> = []
        for name in ["ErrorCode+Codes.swift", "ErrorCode+Sheets.swift"] {
            let source = try String(contentsOf: folder.appending(path: name), encoding: .utf8)
            for match in source.matches(of: /ErrorCode\(\s*"([A-Za-z]+\.[A-Za-z]+)"/) {
                written.insert(String(match.output.1))
            }
        }
        #expect(written == Set(codes))
    }
}
