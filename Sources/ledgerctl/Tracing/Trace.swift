// The chain of a result back to the events that it comes from: who decided what when, each step with its entry, its
// documents and its proof. The steps are found by what events concern; what they say is read from their records.

import Draw
import DoubleRandom
import Foundation
import Ledger
import LedgerClient

/// One step of the story.
struct TraceStep {
    /// A file that a record names.
    struct Document {
        let name: String
        let digest: String
        /// Whether it is stored plain; a scan is sealed, and its digest is all that leaves the office.
        let isPlain: Bool
    }

    let entry: Entry
    /// The data as it may be read.
    let lines: [ShownLine]
    /// Files that its records name.
    let documents: [Document]
    let marks: [String]

    var index: EntryIndex { entry.index }
    var author: String { entry.event.signatures.first.map { "\($0.name)" } ?? "?" }
    var records: [IJSONValue] {
        lines.compactMap { line in
            if case .shown(let bytes) = line { try? IJSONValue(parsing: bytes) } else { nil }
        }
    }
    var data: Bytes { lines.flatMap { $0.bytes + [UInt8(ascii: "\n")] } }
}

/// The chain of one inspection.
struct Trace {
    let inspection: String
    let steps: [TraceStep]
    /// Who held which roles, by actor.
    let roles: [String: [String]]
    /// What rows of long events are about, as far as they are about this inspection: ids by member.
    private let own: [String: Set<String>]

    /// The head of an event and those of its rows that are about this inspection.
    func records(of step: TraceStep) -> [IJSONValue] {
        guard let head = step.records.first else { return [] }
        return [head]
            + step.records.dropFirst().filter { record in
                own.allSatisfy { member, ids in
                    BusinessRow(record).text(member).map { ids.contains($0) } ?? true
                }
            }
    }

    /// Finds the inspections that somebody asks for: by its number, by an entry about it, by an object's id, code or name.
    static func inspections(_ subject: String, _ business: Business) async throws -> [String] {
        if let number = UInt64(subject), !TaskArgument.isTask(subject), let index = EntryIndex(exactly: number) {
            return try await inspections(at: index, business)
        }
        if let row = try await business.find("inspection", subject) { return [row.plain] }
        if TaskArgument.isTask(subject) {
            return try await business.rows("inspection", prefix: "\(subject)-").map(\.plain)
        }
        let objects = try await business.rows("object").filter { row in
            [row.plain, row.text("code") ?? "", row.text("name") ?? ""].contains { $0.utf8.elementsEqual(subject.utf8) }
        }
        var found: Set<String> = []
        for object in objects {
            for index in try await business.access.timeline(of: "object:\(object.plain)") {
                let entry = try await business.access.entry(index)
                guard entry.event.header.type.family.elementsEqual("draw".utf8) else { continue }
                for case .shown(let line) in try await business.access.data(of: index) {
                    guard let value = try? IJSONValue(parsing: line), value["object"]?.bytes == object.key,
                        let inspection = value["inspection"]?.word
                    else { continue }
                    found.insert(inspection)
                }
            }
        }
        return found.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
    }

    private static func inspections(at index: EntryIndex, _ business: Business) async throws -> [String] {
        for case .shown(let line) in try await business.access.data(of: index) {
            guard let value = try? IJSONValue(parsing: line) else { continue }
            if let inspection = value["inspection"]?.word { return [inspection] }
            if let about = value["about"]?["index"]?.integer.flatMap({ EntryIndex(exactly: $0) }), about < index {
                return try await inspections(at: about, business)
            }
        }
        return []
    }

    init(_ inspection: String, _ business: Business) async throws {
        self.inspection = inspection
        let access = business.access
        let row = try await business.get("inspection", inspection, .inspectionMissing)
        let task = row.text("task") ?? ""
        let taskRow = try await business.get("task", task, .inspectionMissing)
        var found: Set<EntryIndex> = []
        var object: String?
        func add(_ subject: String, families: [String]) async throws {
            for index in try await access.timeline(of: subject) {
                let entry = try await access.entry(index)
                if families.contains(where: { entry.event.header.type.family.elementsEqual($0.utf8) }) {
                    found.insert(index)
                }
            }
        }
        try await add("inspection:\(inspection)", families: ["inspection", "result", "publication"])
        try await add("task:\(task)", families: ["task", "draw", "inspection"])
        for member in ["objects", "inspectors"] {
            guard let draw = taskRow.text(member) else { continue }
            try await add("draw:\(draw)", families: ["draw"])
        }
        if let plan = taskRow.text("plan") { try await add("plan:\(plan)", families: ["plan"]) }
        for item in taskRow.row("scope")?.texts("items") ?? [] { try await add("item:\(item)", families: ["item"]) }
        for value in try await DrawnRecords.read(Bytes(task.utf8), access)
        where value["inspection"]?.word == inspection {
            object = object ?? value["object"]?.word
        }
        if let object { try await add("object:\(object)", families: ["object"]) }
        for inspector in Set(row.team) { try await add("inspector:\(inspector)", families: ["inspector"]) }
        var steps: [TraceStep] = []
        for index in found.sorted() {
            let step = try await Trace.step(index, access)
            if Trace.concerns(step, inspection, object: object) { steps.append(step) }
        }
        let marks = try await Trace.marks(steps.map(\.index), business)
        self.steps = steps.map { step in
            TraceStep(entry: step.entry, lines: step.lines, documents: step.documents, marks: marks[step.index] ?? [])
        }
        own = [
            "inspection": [inspection], "object": Set(object.map { [$0] } ?? []), "inspector": Set(row.team),
            "item": Set(taskRow.row("scope")?.texts("items") ?? []), "line": Set([taskRow.text("line") ?? ""]),
        ]
        roles = Dictionary(try await access.actors().actors.map { ($0.actor, $0.roles) }) { first, _ in first }
    }

    /// Of inspections those of this one and those of the whole task; of declared relations those to this enterprise.
    private static func concerns(_ step: TraceStep, _ inspection: String, object: String?) -> Bool {
        guard let head = step.records.first else { return true }
        let family = step.entry.event.header.type.family
        if family.elementsEqual("inspector".utf8) {
            guard let related = head["object"]?.word else { return true }
            return object.map { $0.utf8.elementsEqual(related.utf8) } ?? false
        }
        guard family.elementsEqual("inspection".utf8) else { return true }
        let named = head["inspection"]?.word.map { [$0] } ?? head["inspections"]?.elements?.compactMap(\.word) ?? []
        return named.isEmpty || named.contains(inspection)
    }

    static func step(_ index: EntryIndex, _ access: any LedgerAccess) async throws -> TraceStep {
        let entry = try await access.entry(index)
        let lines = try await access.data(of: index)
        var documents: [TraceStep.Document] = []
        for case .shown(let line) in lines {
            guard let value = try? IJSONValue(parsing: line) else { continue }
            for name: StaticString in ["file", "scan", "evidence", "screenshot", "list", "verdicts", "paper"] {
                let hex = value[name]?.bytes ?? value[name]?["sha256"]?.bytes
                guard let hex, hex.count == 64, Hex.isHex(hex) else { continue }
                let label = value["name"]?.word ?? "\(name)"
                documents.append(
                    TraceStep.Document(
                        name: DisplayText.clean(label, limit: 30), digest: String(decoding: hex, as: UTF8.self),
                        isPlain: value[name]?["media"] != nil))
            }
        }
        return TraceStep(entry: entry, lines: lines, documents: documents, marks: [])
    }

    private static func marks(_ indexes: [EntryIndex], _ business: Business) async throws -> [EntryIndex: [String]] {
        var found: [EntryIndex: [String]] = [:]
        for row in try await business.rows("mark") {
            guard let number = UInt64(row.plain), let index = EntryIndex(exactly: number), indexes.contains(index)
            else {
                continue
            }
            found[index] = row.texts("codes")
        }
        return found
    }

    /// The author with the roles that the actor holds.
    func author(_ step: TraceStep, in language: Language) -> String {
        if step.author.utf8.elementsEqual("a0000".utf8) {
            return language == .chinese ? "a0000 系统" : "a0000 the service"
        }
        let titles = (roles[step.author] ?? []).map { RoleWords.text($0).chinese }
        return ([step.author] + titles).joined(separator: " ")
    }
}

/// Receipts of the steps, all under one checkpoint.
enum TraceProofs {
    private static let tries = 4

    static func read(_ indexes: [EntryIndex], _ access: any LedgerAccess) async throws -> [EntryIndex: Receipt] {
        for attempt in 1... {
            var receipts: [EntryIndex: Receipt] = [:]
            var checkpoints: Set<SignedCheckpoint> = []
            for index in indexes {
                let receipt = try Receipt(parsing: try await access.receipt(index).bytes)
                checkpoints.insert(receipt.proof.checkpoint)
                receipts[index] = receipt
            }
            // Entries that came in meanwhile, this reading's own trace among them, moved the checkpoint.
            if checkpoints.count <= 1 || attempt == tries { return receipts }
        }
        return [:]
    }
}

/// A trace as one file that proves itself.
enum TraceBundle {
    static func make(_ trace: Trace, _ access: any LedgerAccess) async throws -> ProofBundle {
        var steps = Dictionary(uniqueKeysWithValues: trace.steps.map { ($0.index, $0) })
        for index in try await introductions(of: trace.steps, access) where steps[index] == nil {
            steps[index] = try await Trace.step(index, access)
        }
        var attachments: [Digest: Bytes] = [:]
        for step in steps.values {
            for document in step.documents where document.isPlain {
                guard let digest = Hex.decode(Bytes(document.digest.utf8)).flatMap({ Digest($0) }),
                    let bytes = try await AttachmentReading.fetch(digest, access)
                else { continue }
                attachments[digest] = bytes
            }
        }
        let order = steps.keys.sorted()
        let receipts = try await TraceProofs.read(order, access)
        return ProofBundle(
            subject: Bytes(trace.inspection.utf8),
            members: order.compactMap { index in
                receipts[index].flatMap { receipt in
                    steps[index].map { ProofBundle.Member(receipt: receipt, data: $0.data) }
                }
            }, attachments: attachments)
    }
}

extension TraceBundle {
    /// The founding, where the keys of all signers were introduced (annex D4) and who confirmed them, and whose keys these
    /// have in turn; and where the ledger's own keys were changed.
    static func introductions(
        of steps: [TraceStep], _ access: any LedgerAccess
    ) async throws -> Set<EntryIndex> {
        var introduced: [String: Set<EntryIndex>] = [:]
        for record in try await access.records(of: TypeName(literal: "actor.key/1")) {
            guard let actor = try IJSONValue(parsing: record.line)["actor"]?.word else { continue }
            introduced[actor, default: []].insert(record.index)
        }
        var confirmed: [EntryIndex: Set<EntryIndex>] = [:]
        for type: StaticString in ["actor.confirmed/1", "ledger.confirmed/1"] {
            for record in try await access.records(of: TypeName(literal: type)) {
                guard let about = try IJSONValue(parsing: record.line)["about"]?["index"]?.index else { continue }
                confirmed[about, default: []].insert(record.index)
            }
        }
        var signers = Set(steps.flatMap { $0.entry.event.signatures.map { "\($0.name)" } })
        var open = signers
        var found: Set<EntryIndex> = [.founding]
        var fresh = Set(try await access.records(of: TypeName(literal: "ledger.rekeyed/1")).map(\.index))
        while !open.isEmpty || !fresh.isEmpty {
            fresh.formUnion(open.flatMap { introduced[$0] ?? [] })
            fresh.formUnion(fresh.flatMap { confirmed[$0] ?? [] })
            fresh.subtract(found)
            found.formUnion(fresh)
            open = []
            for index in fresh {
                open.formUnion(try await access.entry(index).event.signatures.map { "\($0.name)" })
            }
            open.subtract(signers)
            signers.formUnion(open)
            fresh = []
        }
        return found
    }
}

/// Attachments into memory; nil where they are not stored, or not for this reader.
enum AttachmentReading {
    static func fetch(_ digest: Digest, _ access: any LedgerAccess) async throws -> Bytes? {
        let path = NSTemporaryDirectory() + "ledgerctl-\(getpid())-\(Hex.string(Random.bytes(6)))"
        defer { unlink(path) }
        do {
            try await access.fetch(digest, to: path) { _, _ in }
            return try FileIO.read(path, limit: Int(StoredAttachment.maximumByteCount))
        } catch let error as LedgerError
            where [.attachmentMissing, .sessionForbidden, .sessionMissing].contains(error.code)
        {
            return nil
        }
    }
}
