import Draw
import Ledger

@testable import DoubleRandom

/// From the drawn task to the published result.
extension Bench {
    static let first = "\(Bench.task)-00001"

    /// A task with two inspections whose teams are drawn from I-1 … I-n; people as of ``Bench/inspectors(_:)``.
    func matched(inspectors count: Int = 4, validTo: String = "2026-12-31") throws {
        try planned()
        for year in StandardCalendar.values { try adopt(year.name, year.value) }
        let sitting = try Sitting(self)
        try sitting.openLadders()
        try sitting.drawObjects(10)
        let records = try (1...count).map {
            Bench.inspector("I-\($0)", actor: try person("inspector", $0).name, validTo: validTo)
        }
        try act(
            "inspector.imported/1", [Row.of("inspector.import/1", ["source": .text("名册")])] + records,
            by: person("clerk"))
        try sitting.drawInspectors(
            Sitting.Inspectors(inspectors: (1...count).map { ("I-\($0)", 0) }, inspections: 2))
    }

    /// The team of an inspection: ids and people, in slot order.
    func team(_ inspection: String = Bench.first) throws -> [(id: String, person: Person)] {
        try (state(.inspections, inspection)?.list("team") ?? []).map { id in
            let text = String(decoding: id, as: UTF8.self)
            return (text, try person("inspector", Int(text.dropFirst(2))!))
        }
    }

    /// Somebody of the registry who is not on the team.
    func outsider(_ inspection: String = Bench.first) throws -> (id: String, person: Person) {
        let team = try team(inspection).map(\.id)
        let number = (1...4).first { !team.contains("I-\($0)") }!
        return ("I-\(number)", try person("inspector", number))
    }

    func dispatch() throws {
        try act(
            "inspection.dispatched/1",
            [Row.of("inspection.dispatch/1", ["task": .text(Bench.task), "about": at(.tasks, Bench.task)])],
            by: person("clerk"))
    }

    func approveVisit(
        _ inspection: String = Bench.first, from: String = "2024-03-04", to: String = "2024-04-30",
        by person: Person? = nil
    ) throws {
        try act(
            "inspection.approved/1",
            [
                Row.of(
                    "inspection.approval/1",
                    ["inspections": Row.texts([inspection]), "from": .text(from), "to": .text(to)])
            ], by: person ?? self.person("leader"))
    }

    func notify(_ inspection: String = Bench.first, on day: String = "2024-03-01") throws {
        try act(
            "inspection.notified/1",
            [
                Row.of(
                    "inspection.notice/1",
                    ["inspection": .text(inspection), "on": .text(day), "way": .text("served")])
            ], by: person("clerk"))
    }

    func visit(
        _ inspection: String = Bench.first, on day: String = "2024-03-05", officers: [String]? = nil,
        outcome: String = "done", identified: Bool = true, attempts: Int64? = nil, evidence: Bool = false,
        by person: Person? = nil
    ) throws {
        let team = try team(inspection)
        try act(
            "inspection.visited/1",
            [
                Row.of(
                    "inspection.visit/1",
                    [
                        "inspection": .text(inspection), "on": .text(day),
                        "officers": Row.texts(officers ?? team.map(\.id)), "identified": .bool(identified),
                        "outcome": .text(outcome), "attempts": attempts.map { .integer($0) },
                        "evidence": evidence ? Row.hex : nil,
                    ])
            ], by: person ?? team[0].person)
    }

    @discardableResult
    func record(
        _ inspection: String = Bench.first, completed: String = "2024-03-05", methods: [String] = ["实地核查"],
        wordings: [String] = ["未发现问题"], disposals: [String] = ["未发现问题或相关问题已规范、已改正，无需后续处置"],
        items: [String] = ["SW-02"], type: String = "result.recorded/1", reason: String? = nil, notes: Int = 0,
        form: Bytes? = nil, by person: Person? = nil
    ) throws -> Entry {
        let known = state(.inspections, inspection)?["result"]
        return try act(
            type,
            [
                Row.of(
                    "result.record/1",
                    [
                        "inspection": .text(inspection), "completed": .text(completed),
                        "methods": Row.texts(methods), "wordings": Row.texts(wordings),
                        "disposals": Row.texts(disposals), "closed": .bool(true),
                        "closedOn": .text(completed), "replaces": known, "reason": reason.map { .text($0) },
                    ])
            ]
                + items.map {
                    Row.of(
                        "result.item/1",
                        ["item": .text($0), "checked": .bool(true), "found": .text("无"), "disposal": .text("无")])
                } + (0..<notes).map { _ in Row.of("result.note/1", ["note": .text("备注")]) } + (form.map { [$0] } ?? []),
            by: person ?? team(inspection)[0].person)
    }

    func confirmResult(_ inspection: String = Bench.first, by person: Person? = nil) throws {
        try act(
            "result.confirmed/1",
            [Row.of("result.confirmed/1", ["about": state(.inspections, inspection)?["result"]])],
            by: person ?? team(inspection)[1].person)
    }

    func review(
        _ inspection: String = Bench.first, _ verdict: String = "pass", reason: String? = nil, by person: Person? = nil
    ) throws {
        try act(
            "result.reviewed/1",
            [
                Row.of(
                    "result.review/1",
                    [
                        "inspection": .text(inspection), "about": state(.inspections, inspection)?["result"],
                        "verdict": .text(verdict), "reason": reason.map { .text($0) },
                    ])
            ], by: person ?? self.person("reviewer"))
    }

    func approvePublication(_ inspection: String = Bench.first, by person: Person? = nil) throws {
        try act(
            "publication.approved/1",
            [
                Row.of(
                    "publication.approval/1",
                    ["inspection": .text(inspection), "about": state(.inspections, inspection)?["result"]])
            ], by: person ?? self.person("leader"))
    }

    func publish(_ inspection: String = Bench.first) throws {
        try act(
            "publication.published/1",
            [
                Row.of(
                    "publication.record/1",
                    [
                        "inspection": .text(inspection), "about": state(.inspections, inspection)?["result"],
                        "channel": .text("国家企业信用信息公示系统"),
                    ])
            ], by: person("clerk"))
    }

    func acknowledge(_ inspection: String = Bench.first, on day: String, number: String? = "GS-1") throws {
        try act(
            "publication.acknowledged/1",
            [
                Row.of(
                    "publication.acknowledgement/1",
                    [
                        "inspection": .text(inspection), "about": state(.inspections, inspection)?["result"],
                        "channel": .text("国家企业信用信息公示系统"), "number": number.map { .text($0) },
                        "on": .text(day), "evidence": Row.hex,
                    ])
            ], by: person("clerk"))
    }

    func withdraw(_ inspection: String = Bench.first, decided: String) throws {
        try act(
            "publication.withdrawn/1",
            [
                Row.of(
                    "publication.withdrawal/1",
                    [
                        "inspection": .text(inspection), "about": state(.inspections, inspection)?["result"],
                        "reason": .text("处罚决定被撤销"), "decided": .text(decided),
                    ])
            ], by: person("leader"))
    }

    /// Dispatched, approved, notified, visited, on the days that the defaults name.
    func visited() throws {
        try matched()
        try dispatch()
        try approveVisit()
        try notify()
        try go(to: "2024-03-06T02:00:00.000Z")
        try visit()
    }

    /// … recorded, confirmed, reviewed and approved for publication.
    func readyToPublish() throws {
        try visited()
        try record()
        try confirmResult()
        try review()
        try approvePublication()
    }
}
