import Foundation
import Ledger
import Testing

@testable import DoubleRandom

@Suite("The sample county")
struct SampleCountyTests {
    static let seed: UInt64 = 20_240_910
    static let county = SampleCounty(seed: seed)!
    static let context = SheetContext(
        today: CivilDate(Bytes("2024-06-01".utf8)), region: try! RegionCode(Bytes("130283".utf8)))

    private func sheet(_ name: String) -> Bytes {
        Self.county.sheets.first { $0.name.utf8.elementsEqual(name.utf8) }!.bytes
    }

    /// With `WRITE_SAMPLES` set, the files are written instead.
    @Test("the files under Samples/county are what the seed gives, to the byte")
    func files() throws {
        let folder = packageRoot.appending(path: "Samples/county")
        let isWriting = ProcessInfo.processInfo.environment["WRITE_SAMPLES"] != nil
        for (name, expected) in Self.county.sheets {
            let file = folder.appending(path: name)
            if isWriting { try Data(expected).write(to: file) }
            #expect(Bytes(try Data(contentsOf: file)) == expected, "\(name)")
        }
        let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
        #expect(names == (Self.county.sheets.map(\.name) + ["README.md"]).sorted())
    }

    @Test("another seed gives another county, the same seed the same")
    func seeds() {
        #expect(SampleCounty(seed: Self.seed)!.sheets.map(\.bytes) == Self.county.sheets.map(\.bytes))
        #expect(SampleCounty(seed: Self.seed + 1)!.sheets[2].bytes != Self.county.sheets[2].bytes)
        #expect(SampleCounty(seed: 1, scale: 0) == nil && SampleCounty(seed: 1, scale: 101) == nil)
    }

    @Test("680 objects of the recipe's sectors, kinds and classes, every code valid and used once")
    func objects() throws {
        let reading = try SheetReading<ObjectRow>.read(sheet("objects.csv"), context: Self.context)
        #expect(reading.encoding == .utf8WithMark && reading.unread == [bytes("序号")])
        #expect(reading.count(.accepted) == 680 && reading.count(.warning) == 0 && reading.count(.refused) == 0)
        #expect(reading.count(.notData) == 3)
        let rows = reading.admissible
        #expect(Set(rows.compactMap(\.anyCode)).count == 678)
        #expect(Set(rows.map(\.name)).count == 680)
        #expect(rows.allSatisfy { $0.name.text.contains("示例") })
        for (tag, count) in [("加油站", 96), ("发卡企业", 24), ("餐饮", 180), ("零售", 61), ("旧电器流通", 18), ("对外劳务合作", 2)] {
            #expect(rows.count { $0.tags.contains(bytes(tag)) } == count, "\(tag)")
        }
        let enterprises = rows.count { $0.kind == .enterprise } * 100 / 680
        #expect((52...58).contains(enterprises), "\(enterprises) %")
        #expect(rows.count { $0.kind == .cooperative } == 8 && rows.count { $0.kind == .unlicensed } == 2)
        let classes = ["A", "B", "C", "D"].map { name in rows.count { $0.credit == bytes(name) } }
        #expect(classes == [28, 626, 21, 5])
        #expect(rows.count { $0.tags == [bytes("旧电器流通")] && $0.credit == bytes("D") } == 1)
    }

    @Test("24 inspectors and 2 experts, with the certificates of the recipe")
    func inspectors() throws {
        let reading = try SheetReading<InspectorRow>.read(sheet("inspectors.csv"), context: Self.context)
        let rows = reading.admissible
        #expect(rows.count == 26 && reading.count(.refused) == 0)
        #expect(rows.count { $0.isExpert } == 2)
        #expect(rows.count { $0.certificate == nil && !$0.isExpert } == 2)
        let year = (CivilDate(bytes("2024-01-01"))!, CivilDate(bytes("2024-12-31"))!)
        let ends = rows.compactMap { $0.validTo?.day }
        #expect(ends.count { $0 > year.1 } == 18 && ends.count { $0 >= year.0 && $0 <= year.1 } == 2)
        #expect(reading.rows.count { $0.findings.contains { $0.code == .rowCertificateExpired } } == 2)
        #expect(reading.rows.count { $0.findings.contains { $0.code == .rowCertificateMissing } } == 2)
        #expect(Set(rows.compactMap(\.identity)).count == 26)
        #expect(rows.allSatisfy { $0.identity?.bytes.starts(with: bytes("139999")) == true })
        #expect(Set(rows.compactMap(\.section)).count == 7)
    }

    @Test("items and plan lines are read back without a doubt, and fit together")
    func lists() throws {
        let items = try SheetReading<ItemRow>.read(sheet("items.csv"))
        #expect(items.count(.accepted) == 21 && items.count(.warning) == 0 && items.count(.refused) == 0)
        #expect(try SheetReading<ItemRow>.read(sheet("items-retired.csv")).admissible.count == 2)
        let plan = try SheetReading<PlanLineRow>.read(sheet("plan-lines.csv"))
        #expect(plan.count(.accepted) == 12 && plan.count(.warning) == 0)
        let codes = Set(items.admissible.compactMap(\.code?.bytes))
        #expect(plan.admissible.allSatisfy { $0.items.allSatisfy(codes.contains) })
        #expect(plan.admissible.count { !$0.departments.isEmpty } == 3)
        let tags = Set(Self.county.objects.flatMap(\.tags).map { bytes($0) })
        #expect(plan.admissible.allSatisfy { $0.object.map(tags.contains) ?? false })
    }

    @Test("14 tasks with numbers of their days; every case of the recipe is played or lies in a sheet")
    func tasks() throws {
        let tasks = Self.county.tasks
        #expect(tasks.count == 14 && Set(tasks.map(\.number)).count == 14)
        #expect(tasks.first { $0.visit.description == "2024-09-18" }?.number.description == "130283202409101001")
        #expect(Set(tasks.compactMap(\.line)).count == 12)
        let inSheets: Set<SampleCounty.Edge> = [.badCheckDigit, .oneCodeTwoNames]
        #expect(Set(tasks.flatMap(\.edges)).union(inSheets) == Set(SampleCounty.Edge.allCases))
        let calendar = WorkingCalendar(try StandardCalendar.tables())
        #expect(tasks.allSatisfy { calendar.isWorkingDay($0.drawn) == true && calendar.isWorkingDay($0.visit) == true })
        for task in tasks {
            guard let line = task.line else { continue }
            let plan = SampleCatalogue.lines[line - 1]
            #expect(task.drawn.description >= plan.from && task.visit.description <= plan.to, "\(task.name)")
        }
        // The one object whose two inspectors become one after recusal.
        let scoped = Self.county.inspectors.filter { $0.items == ["SW-12-01"] }
        #expect(scoped.count == 2)
        #expect(Self.county.relations.count == 6)
        #expect(Self.county.relations.contains { $0.staff == scoped[0].staff })
    }

    @Test("the faulty sheet: each row for its own reason")
    func faulty() throws {
        let reading = try SheetReading<ObjectRow>.read(sheet("objects-faulty.csv"), context: Self.context)
        let codes = reading.rows.dropFirst(2).map { $0.findings.map(\.code.rawValue) }
        #expect(
            codes == [
                ["creditCode.check"], ["creditCode.check"], ["code.damaged"], ["creditCode.length"],
                ["code.normalised"],
                ["row.codeMissing"], ["row.contradicts"], ["row.contradicts"], ["row.date"], ["row.gone"],
                ["row.gone", "row.duplicate"],
            ])
    }

    @Test("the registry half a year later: new, changed, missing")
    func next() throws {
        let now = try SheetReading<ObjectRow>.read(sheet("objects.csv"), context: Self.context)
        let later = try SheetReading<ObjectRow>.read(sheet("objects-next.csv"), context: Self.context)
        let registry = now.admissible.enumerated().map { RegisteredRow(id: bytes("\($0.offset)"), row: $0.element) }
        let comparison = RegistryComparison(later, with: registry)
        var counts = (new: 0, renamed: 0, state: 0, other: 0)
        for (_, outcome) in comparison.outcomes {
            switch outcome {
            case .new: counts.new += 1
            case .changed(_, let changes) where changes.contains { $0.column == "name" }: counts.renamed += 1
            case .changed(_, let changes) where changes.contains { $0.column == "state" }: counts.state += 1
            case .changed, .ambiguous: counts.other += 1
            case .same: break
            }
        }
        #expect(counts == (5, 2, 4, 0))
        #expect(comparison.missing.count == 6)
    }

    @Test("results follow the shares of the recipe")
    func results() {
        let results = (0..<10_000).map { Self.county.result(of: $0) }
        for (wording, share) in SampleCounty.resultShares {
            let count = results.count { $0.utf8.elementsEqual(wording.utf8) }
            #expect(abs(count - share * 10) < 150, "\(wording) \(count)")
            #expect(StandardCodeLists.results[bytes(wording)] != nil)
        }
    }

    @Test("a larger county has the same shape, and no code or name twice")
    func scale() throws {
        let county = try #require(SampleCounty(seed: Self.seed, scale: 10))
        #expect(county.objects.count == 6_800 && county.inspectors.count == 260)
        #expect(Set(county.objects.map(\.name)).count == 6_800)
        #expect(Set(county.objects.map(\.code)).count == 6_799)
        #expect(Set(county.inspectors.map(\.staff)).count == 260)
        #expect(Set(county.inspectors.map(\.name)).count == 260)
    }
}
