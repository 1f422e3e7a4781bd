import Ledger
import Testing

@testable import DoubleRandom

@Suite("Bytes of a sheet")
struct SheetFormTests {
    private func scan(_ text: String) throws -> [[String]] {
        try SheetScanner.scan(bytes(text), delimiter: UInt8(ascii: ",")).map { $0.cells.map(\.text) }
    }

    @Test(
        "cells, quotations and line ends",
        arguments: [
            ("a,b\nc,d\n", [["a", "b"], ["c", "d"]]), ("a,b\r\nc,d", [["a", "b"], ["c", "d"]]),
            ("a\rb\r", [["a"], ["b"]]), ("\"a,b\",c\n", [["a,b", "c"]]), ("\"a\nb\",c\n", [["a\nb", "c"]]),
            ("\"a\r\nb\"\r\nc", [["a\r\nb"], ["c"]]), ("\"a\"\"b\",\"\"\n", [["a\"b", ""]]),
            ("5\"管,x\n", [["5\"管", "x"]]), ("\"甲\"乙,丙\n", [["甲乙", "丙"]]), ("a,\n", [["a", ""]]), ("a,", [["a", ""]]),
            (",\n\n", [["", ""], [""]]), ("", []), ("\"\"", [[""]]), ("甲\u{2028}乙,丙\n", [["甲\u{2028}乙", "丙"]]),
            // A comma before a combining mark is a comma.
            ("a,\u{301}b\n", [["a", "\u{301}b"]]),
        ] as [(String, [[String]])])
    func cells(text: String, expected: [[String]]) throws { #expect(try scan(text) == expected) }

    @Test("a quotation that is never closed ends at its own line, and no row is lost")
    func unclosed() throws {
        let records = try SheetScanner.scan(bytes("a,b\n\"c,d\ne,f\ng,h\n"), delimiter: UInt8(ascii: ","))
        #expect(records.map { $0.cells.map(\.text) } == [["a", "b"], ["\"c", "d"], ["e", "f"], ["g", "h"]])
        #expect(records.map(\.isUnclosed) == [false, true, false, false])
        #expect(records.map(\.line) == [1, 2, 3, 4])
        // Row numbers are a spreadsheet's, lines are the file's.
        let broken = try SheetScanner.scan(bytes("\"a\n\nb\",c\nd,e\n"), delimiter: UInt8(ascii: ","))
        #expect(broken.map(\.number) == [1, 2] && broken.map(\.line) == [1, 4])
    }

    @Test("a hundred unclosed quotations are the sheet's fault")
    func manyUnclosed() {
        // Each line's last cell opens a quotation that the next line closes, down to the last: whichever line is tried
        // first, the end stays open.
        let text = String(repeating: "\"x\",\"\n", count: 150)
        #expect(throws: DoubleRandomError(.sheetQuotes)) {
            try SheetScanner.scan(bytes(text), delimiter: UInt8(ascii: ","))
        }
    }

    @Test("limits: columns, rows, bytes")
    func limits() {
        let wide = bytes(String(repeating: ",", count: 300))
        #expect(throws: DoubleRandomError(.sheetTooLarge)) { try SheetScanner.scan(wide, delimiter: UInt8(ascii: ",")) }
        let long = Bytes(repeating: 0x0A, count: SheetScanner.maximumRowCount + 1)
        #expect(throws: DoubleRandomError(.sheetTooLarge)) { try SheetScanner.scan(long, delimiter: UInt8(ascii: ",")) }
        let large = Bytes(repeating: 0x61, count: SheetScanner.maximumByteCount + 1)
        #expect(throws: DoubleRandomError(.sheetTooLarge)) { try SheetReading<ObjectRow>.read(large) }
    }

    @Test("bytes of any kind give rows or a coded error, never a crash")
    func anything() {
        var state: UInt64 = 7
        let pieces = [
            "企业名称,统一社会信用代码\n", "\"", ",", "\r\n", "\u{FEFF}", "9.11302E+17", "甲", "合计", "=", "2024年", "/", "\0",
        ].map {
            bytes($0)
        }
        for _ in 0..<500 {
            var file = bytes("企业名称,统一社会信用代码,成立日期\n")
            for _ in 0..<20 {
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                let pick = Int(state >> 40)
                file += pick % 5 == 0 ? [UInt8(truncatingIfNeeded: pick >> 8)] : pieces[pick % pieces.count]
            }
            do {
                let reading = try SheetReading<ObjectRow>.read(file)
                let filled = try SheetScanner.scan(
                    DecodedSheet.candidates(file)[0].encoding == reading.encoding
                        ? DecodedSheet.candidates(file)[0].text : DecodedSheet.candidates(file)[1].text,
                    delimiter: reading.delimiter
                ).filter { !$0.isBlank }
                #expect(reading.rows.map(\.number) == filled.map(\.number), "a row without a verdict")
            } catch {
                #expect(!error.text(in: .chinese).isEmpty)
            }
        }
    }

    @Test("the encoding: marked, valid, or converted; a workbook is told apart")
    func encodings() throws {
        let text = "企业名称,统一社会信用代码\n迁安市示例加油站,91130283MA0DEM013B\n"
        #expect(try SheetReading<ObjectRow>.read(bytes(text)).encoding == .utf8)
        #expect(try SheetReading<ObjectRow>.read([0xEF, 0xBB, 0xBF] + bytes(text)).encoding == .utf8WithMark)
        // 企业名称,统一社会信用代码 / 镕堃商行,91130283MA0DEM013B in GB18030; 堃 and 镕 are beyond GB 2312.
        let gb: Bytes =
            [
                0xC6, 0xF3, 0xD2, 0xB5, 0xC3, 0xFB, 0xB3, 0xC6, 0x2C, 0xCD, 0xB3, 0xD2, 0xBB, 0xC9, 0xE7, 0xBB, 0xE1,
                0xD0, 0xC5, 0xD3, 0xC3, 0xB4, 0xFA, 0xC2, 0xEB, 0x0D, 0x0A, 0xE9, 0x46, 0x88, 0xD2, 0xC9, 0xCC, 0xD0,
                0xD0, 0x2C,
            ] + bytes("91130283MA0DEM013B\r\n")
        let reading = try SheetReading<ObjectRow>.read(gb)
        #expect(reading.encoding == .gb18030)
        #expect(reading.admissible.map(\.name) == [bytes("镕堃商行")])
        for head: Bytes in [[0x50, 0x4B, 3, 4], [0xD0, 0xCF, 0x11, 0xE0], [0xFF, 0xFE], [0xFE, 0xFF]] {
            #expect(throws: DoubleRandomError(.sheetWorkbook)) { try SheetReading<ObjectRow>.read(head + bytes(text)) }
        }
        #expect(throws: DoubleRandomError(.sheetEncoding)) { try SheetReading<ObjectRow>.read([0xFF, 0xFF, 0x0A]) }
        #expect(throws: DoubleRandomError(.sheetEncoding)) {
            try SheetReading<ObjectRow>.read([0xEF, 0xBB, 0xBF] + gb)
        }
    }

    @Test("GB18030 that is valid UTF-8 by chance is read as GB18030 where only so a header is found")
    func chance() throws {
        // 模 in GB18030 is a letter in UTF-8; a mapping makes two such letters a header.
        let file: Bytes = [0xC4, 0xA3, 0x2C, 0xC4, 0xA4, 0x0A, 0x78, 0x2C, 0x79, 0x0A]
        let candidates = try DecodedSheet.candidates(file)
        #expect(candidates.map(\.encoding) == [.utf8, .gb18030])
        let mapping = try ColumnMapping(
            kind: .objects, source: bytes("x"),
            entries: [.init(header: bytes("模"), column: "name"), .init(header: bytes("膜"), column: "codeless")])
        #expect(try SheetReading<ObjectRow>.read(file, mapping: mapping).encoding == .gb18030)
    }

    @Test("tabs and semicolons divide where they find the header")
    func delimiters() throws {
        for delimiter in ["\t", ";", ","] {
            let text =
                ["企业名称", "代码"].joined(separator: delimiter) + "\n"
                + ["甲", "91130283MA0DEM013B"].joined(separator: delimiter)
            #expect(try SheetReading<ObjectRow>.read(bytes(text)).delimiter == bytes(delimiter)[0])
        }
    }

    @Test("a workbook comes back with titles above it, in GB18030, with semicolons, and its rows keep their numbers")
    func workbook() throws {
        func text(_ delimiter: String) -> Bytes {
            bytes(
                [
                    "任务一览", "检查编号\(delimiter)检查结果", "", "a-1\(delimiter)\"甲，\"\"乙\"\"\"", "a-2",
                ].joined(separator: "\r\n"))
        }
        // The same with commas, in GB18030.
        let gb: Bytes =
            [
                0xC8, 0xCE, 0xCE, 0xF1, 0xD2, 0xBB, 0xC0, 0xC0, 0x0D, 0x0A, 0xBC, 0xEC, 0xB2, 0xE9, 0xB1,
                0xE0, 0xBA, 0xC5, 0x2C, 0xBC, 0xEC, 0xB2, 0xE9, 0xBD, 0xE1, 0xB9, 0xFB, 0x0D, 0x0A, 0x0D,
                0x0A, 0x61, 0x2D, 0x31, 0x2C, 0x22, 0xBC, 0xD7, 0xA3, 0xAC, 0x22, 0x22, 0xD2, 0xD2, 0x22,
                0x22, 0x22, 0x0D, 0x0A, 0x61, 0x2D, 0x32,
            ]
        for file in [text(","), text(";"), text("\t"), gb] {
            let table = try SheetTable.read(file, titled: "检查编号")
            #expect(table.rows.map(\.number) == [4, 5])
            #expect(table.rows.map { $0["检查编号"] } == ["a-1", "a-2"])
            #expect(table.rows.map { $0["检查结果"] } == ["甲，\"乙\"", nil])
            #expect(table.rows.allSatisfy { $0["备注"] == nil })
        }
        #expect(throws: DoubleRandomError(.sheetHeader)) { try SheetTable.read(bytes("a,b"), titled: "检查编号") }
        #expect(throws: DoubleRandomError(.sheetWorkbook)) {
            try SheetTable.read([0x50, 0x4B, 0x03, 0x04], titled: "检查编号")
        }
    }

    @Test("a day of a workbook, as a spreadsheet leaves it")
    func typedDay() {
        for (text, day) in [
            ("2024-09-10", "2024-09-10"), (" 2024/9/10 ", "2024-09-10"), ("2024年9月10日", "2024-09-10"),
            ("45545", nil), ("长期", nil), ("2024-02-30", nil), ("", nil),
        ] { #expect(CivilDate(typed: text).map { "\($0)" } == day) }
    }

    @Test(
        "dates as clerks type them",
        arguments: [
            ("2024-09-10", "2024-09-10"), ("2024/9/10", "2024-09-10"), ("2024.9.1", "2024-09-01"),
            ("2024年9月10日", "2024-09-10"), ("2024年09月1号", "2024-09-01"), ("２０２４年９月１０日", "2024-09-10"),
            ("20240910", "2024-09-10"), ("2024-09-10 00:00:00", "2024-09-10"), ("2024/9/10 8:30", "2024-09-10"),
            ("2024-09-10T08:30:00", "2024-09-10"), ("2024 - 9 - 10", "2024-09-10"), ("2024年 9月 10日", "2024-09-10"),
            ("长期", "长期"), ("永久有效", "长期"), ("9999-09-09", "长期"), ("9999-12-31", "长期"), ("2024-02-29", "2024-02-29"),
            ("2023-02-29", nil), ("2024-13-01", nil), ("24.9.10", nil), ("9/10/2024", nil), ("2024年9月", nil),
            ("2024", nil), ("45545", "serial"), ("明年", nil), ("2024-9-10-1", nil), ("2024--9", nil), ("20240932", nil),
        ] as [(String, String?)])
    func dates(text: String, expected: String?) {
        let found: String? =
            switch SheetDate.read(bytes(text)) {
            case .date(let date): date.text.text
            case .serial: "serial"
            case .none: nil
            }
        #expect(found == expected)
    }

    @Test(
        "shares as clerks type them",
        arguments: [
            ("30%", "3/10"), ("30％", "3/10"), ("0.3", "3/10"), ("3/10", "3/10"), ("2.5%", "1/40"), ("100%", "1/1"),
            ("1", "1/1"),
            ("0", "0/1"), ("不低于5%", "1/20"), ("≥3%", "3/100"), ("百分之30", "3/10"), ("101%", nil), ("3/2", nil),
            ("多", nil),
            ("", nil), ("-5%", nil), ("1e2", nil), ("1/0", nil),
        ] as [(String, String?)])
    func shares(text: String, expected: String?) { #expect(SheetRatio.read(bytes(text))?.ratio.text.text == expected) }

    @Test("a bare number above 1 is a percentage, and a guess")
    func guess() {
        #expect(SheetRatio.read(bytes("30"))?.isGuess == true)
        #expect(SheetRatio.read(bytes("30"))?.ratio == SheetRatio(3, 10))
        #expect(SheetRatio.read(bytes("0.3"))?.isGuess == false)
    }

    @Test(
        "lists in a cell",
        arguments: [
            ("SW-01，SW-02", ["SW-01", "SW-02"]), ("甲、乙;丙\n丁", ["甲", "乙", "丙", "丁"]), ("甲（乙，丙），丁", ["甲（乙，丙）", "丁"]),
            ("甲，甲", ["甲"]), ("无", []), ("", []), ("（甲\n乙", ["（甲", "乙"]),
        ] as [(String, [String])])
    func lists(text: String, expected: [String]) { #expect(SheetText.list(bytes(text)).map(\.text) == expected) }
}
