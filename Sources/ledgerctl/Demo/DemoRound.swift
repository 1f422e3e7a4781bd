import DoubleRandom
import Foundation
import Ledger
import LedgerClient

/// The inspections of one task, from dispatch to the channel's receipt.
struct DemoRound {
    let office: DemoOffice
    let county: SampleCounty
    let task: String
    /// How many inspections came before: results follow the shares of the recipe over the whole year.
    let first: Int
    private(set) var published = 0
    private(set) var example = ""

    init(office: DemoOffice, county: SampleCounty, task: String, first: Int) {
        self.office = office
        self.county = county
        self.task = task
        self.first = first
    }

    private var today: String { office.today.description }
    /// Longer ago than twenty working days.
    private var longAgo: String { CivilDate(dayNumber: office.today.dayNumber - 60).description }

    private func rows() async throws -> [BusinessRow] {
        try await office.clerk.use { access in
            try await access.state(table: StateTable("inspection"), prefix: Bytes("\(task)-".utf8)).map {
                BusinessRow($0)
            }
        }
    }

    mutating func play(edges: [SampleCounty.Edge], printer: DemoPrinter) async throws {
        try await office.clerk.use { access in
            try await office.clerk.submit([InspectionDesk(access: access).dispatch(task)], on: access)
        }
        let isLate = edges.contains(.latePublication)
        let teams = try await rows()
        let ids = teams.map(\.plain)
        try await office.leader.use { access in
            let desk = InspectionDesk(access: access)
            try await office.leader.submit(
                stride(from: 0, to: ids.count, by: 1_000).map {
                    desk.approve(
                        Array(ids[$0..<min($0 + 1_000, ids.count)]), from: today, to: today)
                }, on: access)
        }
        try await office.clerk.use { access in
            let desk = InspectionDesk(access: access)
            try await office.clerk.submit(
                ids.map {
                    desk.notify($0, on: isLate ? longAgo : today, way: "served", reason: nil, evidence: nil)
                }, on: access)
        }
        await office.typing.newDay()
        try await record(teams, edges: edges)
        await office.typing.newDay()
        let recorded = try await rows()
        if edges.contains(.reviewerIsInspector), let row = recorded.first, let member = inspector(row, 0) {
            let own = try await member.use { try await InspectionDesk(access: $0).confirm(row) }
            try printer.refused("who recorded tries to confirm", "录入人自行确认", try await member.refusal(own))
        }
        try await confirm(recorded)
        try await finish(recorded)
    }

    private func inspector(_ row: BusinessRow, _ slot: Int) -> DemoPerson? {
        let team = row.texts("team")
        return slot < team.count ? office.inspectors[team[slot]] : nil
    }

    /// Visits and records, by the first of each team: one submission an inspector.
    private func record(_ rows: [BusinessRow], edges: [SampleCounty.Edge]) async throws {
        let items = try await office.clerk.use { try await InspectionDesk(access: $0).items(of: task) }
        var work: [String: [(row: BusinessRow, place: Int)]] = [:]
        for (place, row) in rows.enumerated() {
            guard let own = row.texts("team").first else { continue }
            work[own, default: []].append((row, place))
        }
        for (own, list) in work.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
            guard let person = office.inspectors[own] else { continue }
            try await person.use { access in
                let desk = InspectionDesk(access: access)
                var events: [Composed] = []
                for (row, place) in list {
                    let isGone = edges.contains(.deregisteredBeforeVisit) && place == 0
                    let wording =
                        isGone ? "未发现开展本次抽查涉及的经营活动" : county.result(of: first + place)
                    let day = edges.contains(.latePublication) && place == 0 ? longAgo : today
                    events.append(
                        desk.visit(
                            row.plain,
                            VisitForm(
                                on: day, officers: row.texts("team"), outcome: isGone ? "gone" : Self.outcome(wording),
                                attempts: wording.contains("无法联系") ? 2 : nil,
                                evidence: Self.outcome(wording) == "done" ? nil : Self.photograph)))
                    events.append(
                        try await desk.record(row, Self.form(wording, on: day, items: items), items: items))
                }
                // `result sheet`, the paper forms typed into it, `result enter`.
                let work = DemoTyping.Work(commands: 2, confirmations: 1, forms: list.count)
                try await person.submit(events, work: work, on: access)
            }
        }
    }

    /// The digest of what shows that nobody was met, or nobody let in.
    private static let photograph = SHA256.hash(Bytes("现场照片（虚构）".utf8)).hex

    private static func outcome(_ wording: String) -> String {
        if wording.contains("无法联系") { return "unreachable" }
        return wording.contains("不配合") ? "refused" : "done"
    }

    private static func form(_ wording: String, on day: String, items: [String]) -> ResultForm {
        let isClean = wording.hasPrefix("未发现")
        let disposal =
            switch wording {
            case "发现问题已责令改正": "责令改正，后续跟踪由日常监管部门负责"
            case "发现问题待后续处理": "发现案件线索，初步固定相关证据后移送办案机构"
            case "通过登记的住所（经营场所）无法联系": "违反其他部门相关规定，抄告相关部门"
            case "不配合检查情节严重": "其他"
            default: "未发现问题或相关问题已规范、已改正，无需后续处置"
            }
        var form = ResultForm(
            completed: day, methods: ["实地核查"], wordings: [wording], disposals: [disposal],
            closedOn: isClean ? day : nil)
        if disposal == "其他" { form.note = "拒绝配合情况已记录，提请约谈（虚构）" }
        if !isClean, let item = items.first {
            form.items = [ResultForm.Item(item: item, found: wording, disposal: disposal)]
        }
        return form
    }

    /// Confirmations by the second of each team.
    private func confirm(_ rows: [BusinessRow]) async throws {
        var work: [String: [BusinessRow]] = [:]
        for row in rows where row.text("standing") == "recorded" {
            let team = row.texts("team")
            if team.count > 1 { work[team[1], default: []].append(row) }
        }
        for (own, list) in work.sorted(by: { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }) {
            guard let person = office.inspectors[own] else { continue }
            try await person.use { access in
                let desk = InspectionDesk(access: access)
                var events: [Composed] = []
                for row in list { events.append(try await desk.confirm(row)) }
                try await person.submit(events, on: access)
            }
        }
    }

    /// Review, publication approval, publication, the channel's receipt.
    private mutating func finish(_ rows: [BusinessRow]) async throws {
        func each(
            _ person: DemoPerson, _ body: (InspectionDesk, BusinessRow) async throws -> Composed
        ) async throws {
            try await person.use { access in
                let desk = InspectionDesk(access: access)
                var events: [Composed] = []
                for row in rows { events.append(try await body(desk, row)) }
                try await person.submit(events, on: access)
            }
        }
        await office.typing.newDay()
        try await each(office.reviewer) { try await $0.review($1, passes: true, reason: nil) }
        try await each(office.leader) { try await $0.approvePublication($1) }
        try await each(office.clerk) { try await $0.publish($1, channel: "国家企业信用信息公示系统", until: nil) }
        await office.typing.newDay()
        let evidence = SHA256.hash(Bytes("回执截图（虚构）".utf8)).hex
        try await each(office.clerk) {
            try await $0.acknowledge(
                $1, channel: "国家企业信用信息公示系统", number: "GS-\($1.plain)", address: nil, on: today, evidence: evidence)
        }
        published = rows.count
        example = rows.first?.plain ?? ""
    }

    /// A correction goes the whole way again.
    mutating func correct(_ row: BusinessRow) async throws {
        guard let person = inspector(row, 0) else { return }
        let items = try await office.clerk.use { try await InspectionDesk(access: $0).items(of: task) }
        try await person.use { access in
            let desk = InspectionDesk(access: access)
            var form = Self.form("发现问题已责令改正", on: today, items: items)
            form.reason = "经异议核实，更正检查结果"
            try await person.submit([try await desk.record(row, form, items: items)], on: access)
        }
        let again = try await rows().filter { $0.key == row.key }
        try await confirm(again)
        try await finish(again)
    }
}
