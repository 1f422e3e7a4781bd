import Foundation
import Ledger
import Testing

@testable import DoubleRandom

/// The root of the package.
let packageRoot = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent()

/// Rows of a public register, which the project does not hold: where they lie beside it, they are read.
private func realFile(_ name: String) -> Bytes? {
    (try? Data(contentsOf: packageRoot.appending(path: "../shared/data/\(name)"))).map { Bytes($0) }
}

@Suite("Rows of a real register")
struct RealRegistryTests {
    @Test("every row has a verdict, and a sensible one", .enabled(if: realFile("registry-sample.csv") != nil))
    func verdicts() throws {
        let reading = try SheetReading<ObjectRow>.read(try #require(realFile("registry-sample.csv")))
        #expect(reading.encoding == .utf8)
        #expect(reading.rows.count == 3_025)
        #expect(reading.rows.map(\.number) == Array(1...3_025))
        #expect(reading.count(.notData) == 1)
        #expect(reading.unread == [bytes("注册资本")])
        // 17 deregistered, and one row that stands twice; no code of a public register fails its check.
        #expect(reading.count(.warning) == 18)
        #expect(reading.count(.refused) == 0)
        #expect(reading.rows.filter { $0.findings.contains { $0.code == .rowGone } }.count == 17)
        #expect(reading.rows.filter { $0.mergedInto != nil }.map(\.number) == [2_553])
        #expect(reading.admissible.count == 3_023)
        // 20 rows have the old number alone.
        #expect(reading.admissible.filter { $0.code == nil && $0.registration != nil }.count == 20)
        #expect(reading.admissible.filter { $0.kind == .cooperative }.count == 60)
        #expect(reading.admissible.allSatisfy { $0.kind != nil && $0.established != nil && $0.registered != nil })
        // 在业 is another register's word for 存续.
        #expect(Set(reading.admissible.map(\.state)) == [bytes("存续"), bytes("注销")])
    }

    @Test(
        "the same rows as an office saves them: GB18030 and CRLF",
        .enabled(if: realFile("registry-sample-gb18030.csv") != nil))
    func office() throws {
        let office = try SheetReading<ObjectRow>.read(try #require(realFile("registry-sample-gb18030.csv")))
        let whole = try SheetReading<ObjectRow>.read(try #require(realFile("registry-sample.csv")))
        #expect(office.encoding == .gb18030)
        #expect(office.rows.count == 400)
        #expect(office.admissible == Array(whole.admissible.prefix(399)))
        // What was imported from one file is known in the other.
        let registry = whole.admissible.enumerated().map {
            RegisteredRow(id: bytes("OBJ-\($0.offset)"), row: $0.element)
        }
        let comparison = RegistryComparison(office, with: registry)
        #expect(comparison.outcomes.count == 399)
        #expect(comparison.outcomes.allSatisfy { if case .same = $0.outcome { true } else { false } })
        #expect(comparison.missing.count == 3_023 - 399)
    }

    @Test(
        "an office of another province is told whose codes these are",
        .enabled(if: realFile("registry-sample.csv") != nil))
    func region() throws {
        let context = SheetContext(region: try RegionCode(bytes("130283")))
        let reading = try SheetReading<ObjectRow>.read(try #require(realFile("registry-sample.csv")), context: context)
        let foreign = reading.rows.filter { $0.findings.contains { $0.code == .rowForeignRegion } }
        #expect(
            foreign.count == reading.admissible.count { $0.code?.region.map { $0.province != bytes("13") } ?? false }
                + 1)
        #expect(foreign.allSatisfy { $0.verdict == .warning })
    }
}
