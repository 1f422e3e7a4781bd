// From dispatch to publication, as each person composes it on the own machine. The same functions serve commands and the
// demonstration.

import DoubleRandom
import Foundation
import Ledger
import LedgerClient

/// What is said of a visit (到场检查).
struct VisitForm {
    var on: String
    var officers: [String]
    var outcome = "done"
    var identified = true
    var place: String?
    var attempts: Int?
    var evidence: String?
}

/// What is said of a result (检查结果).
struct ResultForm {
    /// One item of the form.
    struct Item {
        let item: String
        var checked = true
        var found = "无"
        var disposal = "无"
    }

    var completed: String
    var methods: [String]
    var wordings: [String]
    var disposals: [String]
    /// The day on which nothing is left to do; nil while something is.
    var closedOn: String?
    /// By item; those that are missing were checked and nothing was found.
    var items: [Item] = []
    var note: String?
    var scan: String?
    /// What the enterprise says of it (被检查单位意见).
    var opinion: String?
    /// `signed` or `refused`; the latter with who saw it in ``refusal``.
    var signature: String?
    var refusal: String?
    /// Why a published result is corrected.
    var reason: String?
}

/// Composes the acts of inspections for one person.
struct InspectionDesk {
    let access: any LedgerAccess

    // MARK: Reading

    func row(_ id: String) async throws -> BusinessRow {
        let key = Bytes(id.utf8)
        guard let value = try await access.row(StateTable("inspection"), key) else {
            throw LedgerError(.inspectionMissing, DisplayText.clean(id, limit: 64))
        }
        return BusinessRow(key: key, value)
    }

    /// The inspections that arguments name: ids, or a task for all of its that stand somewhere.
    func rows(_ arguments: [String], standing: [String]) async throws -> [BusinessRow] {
        var rows: [BusinessRow] = []
        for argument in arguments {
            if TaskArgument.isTask(argument) {
                rows += try await access.state(table: StateTable("inspection"), prefix: Bytes("\(argument)-".utf8))
                    .map { BusinessRow($0) }.filter { standing.contains($0.text("standing") ?? "") }
            } else {
                rows.append(try await row(argument))
            }
        }
        guard !rows.isEmpty else { throw LedgerError(.inspectionMissing, arguments.joined(separator: " ")) }
        return rows
    }

    /// The inspector of the registry that an actor is, or nil.
    func inspector(of actor: ActorName) async throws -> String? {
        try await access.row(StateTable("number"), Bytes("inspectorOf/\(actor)".utf8))
            .flatMap { BusinessRow($0).text("inspector") }
    }

    /// The items of a task, in their order.
    func items(of task: String) async throws -> [String] {
        let row = try await access.row(StateTable("task"), Bytes(task.utf8)).map { BusinessRow($0) }
        return row?.row("scope")?.texts("items") ?? []
    }

    private func about(_ row: BusinessRow, _ member: String) async throws -> IJSONValue {
        guard let place = row.place(member) else { throw LedgerError(.serviceAnswer, "\(row.name): \(member)") }
        let seen = try await access.seen(place.index)
        guard seen.leaf == place.leaf else { throw LedgerError(.proofWrong, "entry \(place.index)") }
        return Decision.about(seen).value
    }

    // MARK: Acts

    func dispatch(_ task: String) async throws -> Composed {
        guard let value = try await access.row(StateTable("task"), Bytes(task.utf8)) else {
            throw LedgerError(.inspectionMissing, DisplayText.clean(task, limit: 64))
        }
        return Composed(
            "inspection.dispatched/1",
            [
                BusinessRecord.make(
                    "inspection.dispatch/1",
                    ["task": .text(task), "about": try await about(BusinessRow(value), "at")])
            ])
    }

    func approve(_ ids: [String], from: String, to: String, paper: IJSONValue? = nil) -> Composed {
        Composed(
            "inspection.approved/1",
            [
                BusinessRecord.make(
                    "inspection.approval/1",
                    ["inspections": .texts(ids), "from": .text(from), "to": .text(to), "paper": paper])
            ])
    }

    func notify(_ id: String, on: String, way: String, reason: String?, evidence: String?) -> Composed {
        Composed(
            "inspection.notified/1",
            [
                BusinessRecord.make(
                    "inspection.notice/1",
                    [
                        "inspection": .text(id), "on": .text(on), "way": .text(way), "reason": .text(reason),
                        "evidence": .text(evidence),
                    ])
            ])
    }

    func visit(_ id: String, _ form: VisitForm) -> Composed {
        Composed(
            "inspection.visited/1",
            [
                BusinessRecord.make(
                    "inspection.visit/1",
                    [
                        "inspection": .text(id), "on": .text(form.on), "officers": .texts(form.officers),
                        "identified": .bool(form.identified), "outcome": .text(form.outcome),
                        "attempts": .count(form.attempts), "place": .text(form.place),
                        "evidence": .text(form.evidence),
                    ])
            ])
    }

    /// The record of one enterprise (一企一表), every item of the task in its order. One that stands already is named as
    /// replaced.
    func record(_ row: BusinessRow, _ form: ResultForm, items: [String]) async throws -> Composed {
        let isCorrection = row.text("standing") == "published"
        let head = BusinessRecord.make(
            "result.record/1",
            [
                "inspection": .string(row.key), "completed": .text(form.completed), "methods": .texts(form.methods),
                "wordings": .texts(form.wordings), "disposals": .texts(form.disposals),
                "closed": .bool(form.closedOn != nil), "closedOn": .text(form.closedOn),
                "replaces": row["result"] == nil ? nil : try await about(row, "result"), "reason": .text(form.reason),
            ])
        let rows = items.map { code in
            let item = form.items.first { $0.item.utf8.elementsEqual(code.utf8) } ?? ResultForm.Item(item: code)
            return BusinessRecord.make(
                "result.item/1",
                [
                    "item": .text(code), "checked": .bool(item.checked), "found": .text(item.found),
                    "disposal": .text(item.disposal),
                ])
        }
        let beside = [form.note, form.scan, form.opinion, form.signature, form.refusal]
        let hasNote = beside.contains { $0 != nil }
        let note = BusinessRecord.make(
            "result.note/1",
            [
                "note": .text(form.note), "scan": .text(form.scan), "opinion": .text(form.opinion),
                "signature": .text(form.signature), "refusal": .text(form.refusal),
            ])
        return Composed(
            isCorrection ? "result.corrected/1" : "result.recorded/1", [head] + rows + (hasNote ? [note] : []))
    }

    func confirm(_ row: BusinessRow) async throws -> Composed {
        Composed(
            "result.confirmed/1",
            [BusinessRecord.make("result.confirmed/1", ["about": try await about(row, "result")])])
    }

    func review(_ row: BusinessRow, passes: Bool, reason: String?) async throws -> Composed {
        Composed(
            "result.reviewed/1",
            [
                BusinessRecord.make(
                    "result.review/1",
                    [
                        "inspection": .string(row.key), "about": try await about(row, "result"),
                        "verdict": .text(passes ? "pass" : "return"), "reason": .text(reason),
                    ])
            ])
    }

    func approvePublication(_ row: BusinessRow, paper: IJSONValue? = nil) async throws -> Composed {
        Composed(
            "publication.approved/1",
            [
                BusinessRecord.make(
                    "publication.approval/1",
                    ["inspection": .string(row.key), "about": try await about(row, "result"), "paper": paper])
            ])
    }

    func publish(_ row: BusinessRow, channel: String, until: String?) async throws -> Composed {
        Composed(
            "publication.published/1",
            [
                BusinessRecord.make(
                    "publication.record/1",
                    [
                        "inspection": .string(row.key), "about": try await about(row, "result"),
                        "channel": .text(channel), "until": .text(until),
                    ])
            ])
    }

    func acknowledge(
        _ row: BusinessRow, channel: String, number: String?, address: String?, on: String, evidence: String
    ) async throws -> Composed {
        Composed(
            "publication.acknowledged/1",
            [
                BusinessRecord.make(
                    "publication.acknowledgement/1",
                    [
                        "inspection": .string(row.key), "about": try await about(row, "result"),
                        "channel": .text(channel), "number": .text(number), "address": .text(address),
                        "on": .text(on), "evidence": .text(evidence),
                    ])
            ])
    }

    /// Withdraws the version that the public sees, which is not the newest one while a correction is under way.
    func withdraw(_ row: BusinessRow, reason: String, decided: String) async throws -> Composed {
        Composed(
            "publication.withdrawn/1",
            [
                BusinessRecord.make(
                    "publication.withdrawal/1",
                    [
                        "inspection": .string(row.key),
                        "about": try await about(row, row["shown"] == nil ? "result" : "shown"),
                        "reason": .text(reason), "decided": .text(decided),
                    ])
            ])
    }
}

/// What a task's number looks like: 18 digits.
enum TaskArgument {
    static func isTask(_ text: String) -> Bool {
        text.utf8.count == 18 && text.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
}
