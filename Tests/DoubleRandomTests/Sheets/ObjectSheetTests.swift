import Ledger
import Testing

@testable import DoubleRandom

@Suite("Sheets of objects")
struct ObjectSheetTests {
    static let header = "企业名称,统一社会信用代码,注册号,住所,登记状态,成立日期"
    static let good = "迁安市示例加油站有限公司,91130283MA0DEM013B,,迁安镇,存续,2016-05-03"

    private func read(_ lines: String..., context: SheetContext = SheetContext()) throws -> SheetReading<ObjectRow> {
        try SheetReading<ObjectRow>.read(bytes(lines.joined(separator: "\n")), context: context)
    }

    @Test("title, header, data, repeated header, column numbers, total and note are told apart")
    func sideRows() throws {
        let reading = try read(
            "迁安市检查对象名录,,,,,", ",,,,,", "填报单位：商务局,,,日期：2024年1月,,", Self.header, "1,2,3,4,5,6", Self.good, Self.header,
            "合计,1户,,,,", "共1户,,,,,", "注：本表由执法大队填报,,,,,", "填表人：张某,,,审核人：李某,,")
        #expect(reading.headerRow == 4)
        #expect(reading.rows.map(\.number) == [1, 3, 4, 5, 6, 7, 8, 9, 10, 11])
        let codes = reading.rows.map { $0.findings.first?.code }
        #expect(
            codes == [
                .rowTitle, .rowTitle, .rowHeader, .rowHeader, nil, .rowHeader, .rowTotal, .rowTotal, .rowFootnote,
                .rowFootnote,
            ])
        #expect(reading.count(.notData) == 9 && reading.count(.accepted) == 1)
    }

    @Test("an enterprise whose name begins like a total is data")
    func totalName() throws {
        let reading = try read(Self.header, "合计网络示例有限公司,91130283MA0DEM013B,,迁安镇,存续,", "总计,91130283MA0DEM048X,,迁安镇,存续,")
        #expect(reading.count(.accepted) == 2)
    }

    @Test(
        "codes: accepted, doubted, refused",
        arguments: [
            ("甲,91130283MA0DEM013B,,x,存续,", .accepted, nil),
            ("甲,91130283ma0dem013b,,x,存续,", .accepted, .codeNormalised),
            ("甲,9.11302E+17,,x,存续,", .refused, .codeDamaged),
            ("甲,91130283MA0DEM013C,,x,存续,", .refused, .creditCodeCheck),
            ("甲,91130283MA0DEM0I3B,,x,存续,", .refused, .creditCodeAlphabet),
            ("甲,,130283600000011,x,存续,", .accepted, nil),
            ("甲,130283600000011,,x,存续,", .accepted, nil), ("甲,130283600000012,,x,存续,", .warning, .registrationCheck),
            ("甲,,,x,存续,", .refused, .rowCodeMissing), ("甲,无,—,x,存续,", .refused, .rowCodeMissing),
            (",91130283MA0DEM013B,,x,存续,", .refused, .rowMissing),
            ("甲,91130283MA0DEM013B,12,x,存续,", .warning, .registrationForm),
            ("甲,,91130283MA0DEM013B,x,存续,", .accepted, nil), ("甲,91130283MA0DEM013B,,x,注销,", .warning, .rowGone),
            ("甲,91130283MA0DEM013B,,x,吊销，未注销,", .warning, .rowGone), ("甲,91130283MA0DEM013B,,x,在业,", .accepted, nil),
            ("甲,91130283MA0DEM013B,,x,飘着,", .warning, .rowWord),
            ("甲,91130283MA0DEM013B,,x,存续,45545", .warning, .rowDateSerial),
            ("甲,91130283MA0DEM013B,,x,存续,某日", .warning, .rowDate),
            ("甲,91130283MA0DEM013B,,#N/A,存续,", .warning, .rowCellError),
            ("甲,91130283MA0DEM013B,,锟斤拷,存续,", .warning, .rowTextDamaged),
            ("\"甲,91130283MA0DEM013B,,x,存续,", .refused, .rowQuote),
            ("甲,91130283MA0DEM013B,,一层, 二层,存续,2016-05-03", .refused, .rowCells),
            ("甲,91130283MA0DEM013B", .accepted, nil),
        ] as [(String, RowVerdict, ErrorCode?)])
    func codes(line: String, verdict: RowVerdict, code: ErrorCode?) throws {
        let row = try #require(try read(Self.header, line).rows.last)
        #expect(row.verdict == verdict)
        if let code { #expect(row.findings.contains { $0.code == code }) } else { #expect(row.findings.isEmpty) }
        #expect((row.row == nil) == (verdict == .refused))
    }

    @Test("a damaged code is refused in words that a clerk understands")
    func damagedWords() throws {
        let row = try #require(try read(Self.header, "甲,9.11302E+17,,x,存续,").rows.last)
        let text = try #require(row.findings.first).text(in: .chinese)
        #expect(text.contains("9.11302E+17") && text.contains("科学计数法") && text.contains("【统一社会信用代码】"))
        #expect(row.cells[1] == bytes("9.11302E+17"))
    }

    @Test("an unlicensed trader has no code, and a reason")
    func unlicensed() throws {
        let reading = try read("名称,代码,对象类型,无代码原因,经营地址", "路边示例摊,,无证无照户,,滨河路", "示例项目,,项目,,某地", "示例社,,,登记机关未赋码,某街")
        #expect(reading.rows.dropFirst().map(\.verdict) == [.accepted, .accepted, .accepted])
        #expect(reading.admissible.map(\.codeless) == [bytes("无证无照户"), nil, bytes("登记机关未赋码")])
        #expect(reading.admissible[0].keys.count == 1)
    }

    @Test("the kind in the code goes before the kind that is written")
    func kinds() throws {
        let reading = try read(
            "名称,代码,对象类型", "甲,92130283MA0DEM0213,企业", "乙,91130283MA0DEM013B,有限责任公司", "丙,130283600000011,")
        #expect(reading.rows[1].findings.map(\.code) == [.rowKindDiffers])
        #expect(reading.admissible.map(\.kind) == [.individual, .enterprise, .individual])
    }

    @Test("one code with two names: both rows are refused, each naming the other")
    func twoNames() throws {
        let reading = try read(Self.header, Self.good, Self.good.replacing("示例加油站", with: "样例油站"))
        #expect(reading.rows.dropFirst().map(\.verdict) == [.refused, .refused])
        #expect(reading.rows[1].findings.first?.detail == "3: 企业名称")
        #expect(reading.rows[2].findings.first?.detail == "2: 企业名称")
    }

    @Test("the same row again is a repetition and enters once")
    func repetition() throws {
        let reading = try read(Self.header, Self.good, Self.good)
        #expect(reading.rows.map(\.mergedInto) == [nil, nil, 2])
        #expect(reading.admissible.count == 1)
    }

    @Test("several labels and licences of one enterprise become one object (the Zhejiang headers)")
    func labels() throws {
        let header = "专项库名称,对应专项库监管标签,统一社会信用代码/注册号,企业名称,许可证名称,许可证编号,许可批准日期,有效期至,许可发证机关,检查机关"
        let reading = try read(
            header, "成品油库,成品油零售,91130283MA0DEM013B,甲,成品油零售经营批准证书,油001,2020/1/1,长期,省商务厅,商务局",
            ",预付卡,91130283MA0DEM013B,甲,备案证,卡002,2021年3月4日,2026-03-03,商务局,商务局")
        #expect(reading.rows[2].mergedInto == 2)
        #expect(reading.rows[2].findings.map(\.code) == [.rowCarried, .rowMerged])
        let object = try #require(reading.admissible.first)
        #expect(object.tags == [bytes("成品油零售"), bytes("预付卡")])
        #expect(object.licences.map(\.expires) == [.longTerm, .day(CivilDate(bytes("2026-03-03"))!)])
    }

    @Test("the same name and address under two codes is a doubt about both")
    func sameName() throws {
        let reading = try read(
            Self.header, Self.good, Self.good.replacing("91130283MA0DEM013B", with: "91130283MA0DEM048X"))
        #expect(
            reading.rows.dropFirst().allSatisfy { $0.findings.map(\.code) == [.rowSameName] && $0.verdict == .warning })
    }

    @Test("dates of the future and order of licences are said, by the day that is passed in")
    func today() throws {
        let context = SheetContext(today: CivilDate(bytes("2024-03-01")))
        let reading = try read(
            "名称,代码,成立日期,许可证名称,许可批准日期,有效期至", "甲,91130283MA0DEM013B,2024-03-02,证,2023-01-01,2022-01-01", context: context)
        #expect(reading.rows[1].findings.map(\.code) == [.rowDateFuture, .rowDateOrder])
    }

    @Test("headers: blanks, width and asterisks do not matter; two for one column do")
    func headers() throws {
        #expect(try read(" 企业 名称 *,统一社会信用代码／注册号（必填）", "甲,91130283MA0DEM013B").admissible.count == 1)
        #expect(throws: DoubleRandomError(.sheetColumnTwice)) {
            try read("名称,代码,注册地址,登记住所", "甲,91130283MA0DEM013B,x,y")
        }
        // The template's own header goes first; the other is listed as unread.
        #expect(try read("名称,代码,住所,注册地址", "甲,91130283MA0DEM013B,x,y").unread == [bytes("注册地址")])
        #expect(throws: DoubleRandomError(.sheetHeader)) { try read("甲,乙", "丙,丁") }
        #expect(throws: DoubleRandomError(.sheetEmpty)) { try read(Self.header) }
        #expect(throws: DoubleRandomError(.sheetHeader)) { try read("") }
    }

    @Test("a mapping is remembered for a source, and complains when the source changes")
    func mapping() throws {
        let mapping = try ColumnMapping(
            kind: .objects, source: bytes("市场监管局月报"),
            entries: [
                .init(header: bytes("户名"), column: "name"), .init(header: bytes("号码"), column: "code"),
                .init(header: bytes("注册地址"), column: "registered"),
            ])
        let again = try ColumnMapping(value: IJSONValue(parsing: mapping.value.encoded))
        #expect(again == mapping)
        let sheet = "户名,号码,住所,注册地址\n甲,91130283MA0DEM013B,不读,迁安镇"
        let reading = try SheetReading<ObjectRow>.read(bytes(sheet), mapping: again)
        #expect(reading.admissible.first?.registered == bytes("迁安镇"))
        #expect(reading.unread == [bytes("住所")])
        #expect(try reading.mapping(source: bytes("市场监管局月报")) == mapping || reading.columns.count == 3)
        #expect(throws: DoubleRandomError(.sheetMapping)) {
            try SheetReading<ObjectRow>.read(bytes("户名,号码,住所\n甲,91130283MA0DEM013B,x"), mapping: again)
        }
        #expect(throws: DoubleRandomError(.sheetMapping)) {
            try SheetReading<ItemRow>.read(bytes(sheet), mapping: again)
        }
        #expect(throws: DoubleRandomError(.sheetMapping)) {
            try ColumnMapping(kind: .objects, source: [], entries: [.init(header: bytes("x"), column: "code")])
        }
        #expect(throws: DoubleRandomError(.sheetMapping)) {
            try ColumnMapping(kind: .objects, source: [], entries: [.init(header: bytes("x"), column: "nonsense")])
        }
    }

    @Test("a second sheet shows new, changed value by value, same and missing")
    func comparison() throws {
        let first = try read(
            Self.header, Self.good, "乙,91130283MA0DEM048X,,某街,存续,", "丙,,130283600000011,某巷,存续,",
            "丁,93130283MA0DEM03XP,,村里,存续,")
        let registry = first.admissible.enumerated().map {
            RegisteredRow(id: bytes("OBJ-\($0.offset)"), row: $0.element)
        }
        let second = try read(
            Self.header, Self.good, "乙（改）,91130283MA0DEM048X,,,歇业,", "丙,92130283MA0DEM0213,130283600000011,某巷,存续,",
            "戊,12130283402600017D,,院内,存续,", "丁,93130283MA0DEM03XP,,村里,存续,某日,多余")
        let comparison = RegistryComparison(second, with: registry)
        #expect(comparison.outcomes.map(\.row) == [2, 3, 4, 5])
        #expect(comparison.outcomes[0].outcome == .same(id: bytes("OBJ-0")))
        #expect(
            comparison.outcomes[1].outcome
                == .changed(
                    id: bytes("OBJ-1"),
                    changes: [
                        .init(column: "name", before: bytes("乙"), after: bytes("乙（改）")),
                        .init(column: "state", before: bytes("存续"), after: bytes("歇业")),
                    ]))
        // The old number finds the object that meanwhile has a unified code.
        guard case .changed(let id, let changes) = comparison.outcomes[2].outcome else {
            Issue.record("not changed")
            return
        }
        #expect(id == bytes("OBJ-2") && changes.map(\.column) == ["code"])
        #expect(comparison.outcomes[3].outcome == .new)
        // The row of 丁 is refused, but it is there: not missing.
        #expect(second.rows.last?.verdict == .refused)
        #expect(comparison.missing == [])
        let less = try read(Self.header, Self.good)
        #expect(RegistryComparison(less, with: registry).missing == ["OBJ-1", "OBJ-2", "OBJ-3"].map { bytes($0) })
    }

    @Test("a row that fits two entries is for a person to decide")
    func ambiguous() throws {
        let registry = try [("a", "甲,91130283MA0DEM013B,,x,存续,"), ("b", "甲,,130283000000018,x,存续,")].map { id, line in
            RegisteredRow(id: bytes(id), row: try read(Self.header, line).admissible[0])
        }
        let reading = try read(Self.header, "甲,91130283MA0DEM013B,130283000000018,x,存续,")
        let outcome = RegistryComparison(reading, with: registry).outcomes[0].outcome
        #expect(outcome == .ambiguous(ids: [bytes("a"), bytes("b")]))
        #expect(outcome.obstacle == .rowAmbiguous)
    }
}
