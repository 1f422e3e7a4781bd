// A draw as the people in the room work at it: what each composes and signs on the own machine. The same functions serve
// commands and the demonstration.

import Draw
import DoubleRandom
import Foundation
import Ledger
import LedgerClient

/// An event that is about to be composed.
struct Composed {
    let type: StaticString
    let data: [Bytes]
    /// Records that name persons or sealed files.
    var personal: [Bytes]

    init(_ type: StaticString, _ data: [Bytes], personal: [Bytes] = []) {
        self.type = type
        self.data = data
        self.personal = personal
    }
}

extension [Composed] {
    /// The first event names the sealed files that all of them refer to.
    func naming(_ personal: [Bytes]) -> [Composed] {
        guard let first else { return [] }
        return [Composed(first.type, first.data, personal: first.personal + personal)] + dropFirst()
    }
}

extension LedgerAccess {
    /// Rows of admission state for whoever composes.
    func snapshot(_ needs: [StateNeed]) async throws -> StateSnapshot {
        var snapshot = StateSnapshot()
        for need in needs {
            snapshot.add(
                need.table, try await state(table: need.table, prefix: need.prefix).map { ($0.key, $0.value) })
        }
        return snapshot
    }

    /// Drafts on the newest verified entry.
    func drafts(_ events: [Composed]) async throws -> [DraftEvent] {
        let (seen, ledger) = (try await seen(nil), try await name())
        return try events.map { event in
            try DraftEvent(
                ledger: ledger, type: TypeName(literal: event.type), time: Program.now(), seen: seen, data: event.data,
                personal: event.personal, random: Random.bytes(10))
        }
    }
}

/// Composes the acts of a draw for one person.
struct DrawDesk {
    let access: any LedgerAccess
    /// Who acts.
    let actor: ActorName
    /// Where the own sealed values stand.
    let sealed: SealedValues
    private let reader: DrawReader

    init(access: any LedgerAccess, actor: ActorName, sealed: SealedValues) {
        self.access = access
        self.actor = actor
        self.sealed = sealed
        reader = DrawReader(access)
    }

    private var today: CivilDate { Program.now().chinaDate }

    private func composer(_ state: StateSnapshot = StateSnapshot()) -> DrawComposer {
        DrawComposer(state, today: today) { Random.bytes(16) }
    }

    // MARK: Freeze

    /// Whether the next draw of a task is of objects; it is of inspectors after that.
    func isObjectsNext(_ task: Bytes) async throws -> Bool {
        guard let row = try await access.row(StateTable("task"), task) else {
            throw LedgerError(.serviceAnswer, "\(String(decoding: task, as: UTF8.self))")
        }
        return row["objects"] == nil
    }

    /// The freeze of the next draw of a task. Of a draw of inspectors it opens the list of objects, which leaves a trace:
    /// only with it can recusals be found.
    func freeze(_ request: FreezeRequest) async throws -> ComposedFreeze {
        var request = request
        if try await isObjectsNext(request.task) {
            let composer = composer(try await access.snapshot(DrawComposer.needs(objectsOf: request.task)))
            request.earlier = try await earlier(
                "population", of: composer.bindingPredecessor(of: request.task, isObjects: true))
            return try composer.objects(request)
        }
        let state = try await access.snapshot(DrawComposer.needs(inspectorsOf: request.task))
        request.earlier = try await earlier(
            "inspectors", of: composer(state).bindingPredecessor(of: request.task, isObjects: false))
        request.objects = try await objects(of: request.task)
        request.salt = Hash256(bytes: Random.bytes(32))
        return try composer(state).inspectors(request)
    }

    /// A list of a voided draw as its freeze attached it; reading it leaves a trace.
    private func earlier(_ name: StaticString, of draw: Bytes?) async throws -> Bytes? {
        guard let draw,
            let frozen = try RecordedDraw(
                draw, in: await access.snapshot(RecordedDraw.needs(withoutLists: draw))
            ).frozenAt
        else { return nil }
        for case .shown(let line) in try await access.data(of: frozen.index) {
            let record = try IJSONValue(parsing: line)
            guard record["name"]?.bytes == Bytes("\(name)".utf8), let hash = record["file"]?["sha256"]?.bytes,
                let digest = Hex.decode(hash).flatMap({ Digest($0) })
            else { continue }
            return try await AttachmentReading.fetch(digest, access)
        }
        return nil
    }

    /// Which object each inspection of a task goes to, as the draw gave it.
    func objects(of task: Bytes) async throws -> [Bytes: Bytes] {
        var objects: [Bytes: Bytes] = [:]
        for record in try await DrawnRecords.read(task, access) {
            guard let inspection = record["inspection"]?.bytes, let object = record["object"]?.bytes else { continue }
            objects[inspection] = object
        }
        return objects
    }

    /// Attaches the lists of a freeze, in exactly their bytes; `folder` keeps them for the printer.
    func attach(_ freeze: ComposedFreeze, keeping folder: String?) async throws {
        let place = folder ?? NSTemporaryDirectory() + "ledgerctl-\(getpid())-\(Hex.string(Random.bytes(6)))"
        try FileManager.default.createDirectory(
            atPath: place, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        defer { if folder == nil { try? FileManager.default.removeItem(atPath: place) } }
        for list in freeze.lists {
            let path = "\(place)/\(list.name).txt"
            unlink(path)
            try FileIO.create(path, list.bytes, mode: 0o600)
            try await access.attach(path) { _, _ in }
        }
    }

    // MARK: Steps

    /// A draw as a party reads it.
    func draw(_ id: Bytes) async throws -> RecordedDraw { try await reader.read(id) }

    /// The own slot.
    func slot(_ draw: RecordedDraw) throws -> Bytes {
        guard let slot = draw.freshSlots.first(where: { $0.party == actor.bytes })?.slot else {
            throw LedgerError(.drawNoSlot, "\(actor)")
        }
        return slot
    }

    /// `mixing` is what a person adds to the value that the machine draws.
    func commit(_ draw: RecordedDraw, mixing: Bytes = []) throws -> Composed {
        let slot = try slot(draw)
        let value = try sealed.value(draw, slot: slot, mixing: mixing)
        return Composed("draw.commit/1", try composer().commit(draw, slot: slot, value: value))
    }

    /// What somebody without a key has sealed on a sheet (纸质签认), as its recorder.
    func commit(_ draw: RecordedDraw, slot: Bytes, commit: Hash256, scan: Bytes) -> Composed {
        Composed("draw.commit/1", composer().commit(draw, slot: slot, commit: commit, scan: scan))
    }

    /// The slot on paper that the actor enters.
    /// - Throws: `draw.noSheet` for any other.
    func sheet(_ draw: RecordedDraw, slot: Bytes) throws -> RecordedDraw.FreshSlot {
        guard let row = draw.freshSlots.first(where: { $0.slot == slot }), row.recorder == actor else {
            throw LedgerError(.drawNoSheet, DrawWords.id(slot))
        }
        return row
    }

    func close(_ draw: RecordedDraw) throws -> Composed { Composed("draw.close/1", try composer().close(draw)) }

    func reveal(_ draw: RecordedDraw) throws -> Composed {
        let slot = try slot(draw)
        guard let value = try sealed.find(draw, slot: slot) else { throw LedgerError(.drawNothingSealed, "\(actor)") }
        return Composed("draw.reveal/1", composer().reveal(draw, slot: slot, value: value))
    }

    /// Takes custody of a copy, which stays on this machine.
    func custody(_ draw: RecordedDraw, slot: Bytes, value: Hash256) throws -> Composed {
        let composed = Composed("draw.custody/1", try composer().custody(draw, slot: slot, value: value))
        try sealed.keep(value, draw, slot: slot)
        return composed
    }

    /// Reveals a value that stands on a sheet, as its recorder; what does not open the commit is refused before it is signed.
    func reveal(_ draw: RecordedDraw, slot: Bytes, value: Hash256) throws -> Composed {
        let row = try sheet(draw, slot: slot)
        guard try draw.commitText(slot: slot, value: value).hash.hexBytes == row.commit else {
            throw LedgerError(.drawSheetValue, DrawWords.id(slot))
        }
        return Composed("draw.reveal/1", composer().reveal(draw, slot: slot, value: value))
    }

    /// Reveals the copy of a slot that is not the own.
    func revealHeld(_ draw: RecordedDraw, slot: Bytes) throws -> Composed {
        guard let value = try sealed.find(draw, slot: slot) else { throw LedgerError(.drawNothingSealed, "\(actor)") }
        return Composed("draw.reveal/1", composer().reveal(draw, slot: slot, value: value))
    }

    func confirm(
        _ entry: SeenEntry, draw: Bytes? = nil, onPaper sheet: (slot: Bytes, scan: Bytes)? = nil
    ) -> Composed {
        Composed("draw.confirmed/1", composer().confirmation(of: entry, draw: draw, onPaper: sheet))
    }

    func decline(_ entry: SeenEntry, draw: Bytes, reason: Bytes) -> Composed {
        Composed("draw.declined/1", composer().declining(entry, draw: draw, reason: reason))
    }

    func void(_ draw: RecordedDraw, party: Bytes, reason: Bytes, evidence: Bytes?) -> Composed {
        Composed("draw.void/1", composer().voiding(draw, party: party, reason: reason, evidence: evidence))
    }

    func strike(_ draw: Bytes, object: Bytes, reason: Bytes, evidence: Bytes) -> Composed {
        Composed(
            "draw.strike/1", composer().strike(draw, object: object, reason: reason, evidence: evidence))
    }

    func replacement(
        _ draw: Bytes, inspection: Bytes, slot: Bytes?, reason: Bytes, evidence: Bytes
    ) -> Composed {
        Composed(
            "draw.replace/1",
            composer().replacement(draw, inspection: inspection, slot: slot, reason: reason, evidence: evidence))
    }

    func reserve(_ draw: Bytes, slot: Bytes, value: Hash256) -> Composed {
        Composed("draw.reserve/1", composer().reserve(draw, slot: slot, value: value))
    }

    func fix(_ draw: RecordedDraw) throws -> Composed { Composed("draw.fix/1", try composer().fix(draw)) }

    func beacon(_ draw: RecordedDraw, value: Bytes, on day: CivilDate, evidence: Bytes) throws -> Composed {
        Composed("draw.beacon/1", try composer().beacon(draw, value: value, on: day, evidence: evidence))
    }

    func ladder(
        _ id: Bytes, rungs: Int, anchor: Hash256, custodian: ActorName, isServer: Bool
    ) -> Composed {
        Composed(
            "draw.ladder/1",
            composer().ladder(id, rungs: rungs, anchor: anchor, custodian: custodian, isServer: isServer))
    }

    /// The entry that asks to void a draw.
    func voiding(_ draw: RecordedDraw) throws -> SeenEntry {
        guard let entry = draw.voidAt, draw.standing != .void else {
            throw LedgerError(.drawNothingToConfirm, DrawWords.id(draw.id))
        }
        return entry
    }

    /// The request for a replacement that a supervisor may decline: the one that waits, else the one whose place is open.
    func declinable(_ draw: RecordedDraw) throws -> SeenEntry {
        guard let entry = draw.requestAt ?? draw.openAt else {
            throw LedgerError(.drawNothingToConfirm, DrawWords.id(draw.id))
        }
        return entry
    }

    private func latest(_ record: StaticString, _ draw: RecordedDraw) async throws -> SeenEntry {
        let all = try await access.records(of: TypeName(literal: record))
        guard let last = all.last(where: { (try? IJSONValue(parsing: $0.line)["draw"]?.bytes) == draw.id }) else {
            throw LedgerError(.serviceAnswer, "\(record)")
        }
        return try await access.seen(last.index)
    }

    /// The entry that a draw waits to have confirmed: its freeze, or its close.
    func awaiting(_ draw: RecordedDraw) async throws -> SeenEntry {
        switch draw.standing {
        case .frozen:
            guard let frozen = draw.frozenAt else { throw LedgerError(.serviceAnswer, "draw") }
            return try await access.seen(frozen.index)
        case .closing: return try await latest("draw.close/1", draw)
        case .fixing: return try await latest("draw.fix/1", draw)
        case .fixed:
            guard let beacon = draw.beaconAt else {
                throw LedgerError(.drawNothingToConfirm, DrawWords.id(draw.id))
            }
            return beacon
        case .done, .replacing:
            guard let request = draw.requestAt else {
                throw LedgerError(.drawNothingToConfirm, DrawWords.id(draw.id))
            }
            return request
        case .agreed, .ready, .closed, .opened, .void, .pooled, .reseeding:
            throw LedgerError(.drawNothingToConfirm, DrawWords.id(draw.id))
        }
    }
}

/// The records of the draws of a task: what was drawn, and who goes.
enum DrawnRecords {
    /// The records of the results of a task's draws as they stand after strikes and replacements: who followed has the
    /// place of who left, with the entry that says so as `replacedAt`. Before they are public, reading them leaves a trace.
    static func read(_ task: Bytes, _ access: any LedgerAccess) async throws -> [IJSONValue] {
        guard let row = try await access.row(StateTable("task"), task) else { return [] }
        var records: [IJSONValue] = []
        for member: StaticString in ["objects", "inspectors"] {
            guard let draw = row[member]?.bytes else { continue }
            for result in try await access.records(of: TypeName(literal: "draw.result/1")) {
                guard try IJSONValue(parsing: result.line)["draw"]?.bytes == draw else { continue }
                records += try await shown(result.index, access)
            }
            for follower in try await access.records(of: TypeName(literal: "draw.replaced/1")) {
                let head = try IJSONValue(parsing: follower.line)
                guard head["draw"]?.bytes == draw else { continue }
                let successor = try await shown(follower.index, access).first {
                    $0["inspector"] != nil || $0["object"] != nil
                }
                let place: StaticString = head["slot"] == nil ? "inspection" : "slot"
                records = replaced(records, place, head, successor?.setting("replacedAt", .number(follower.index)))
            }
        }
        if row["external"] != nil {
            for listed in try await access.records(of: TypeName(literal: "draw.external.list/1")) {
                guard try IJSONValue(parsing: listed.line)["task"]?.bytes == task else { continue }
                records += try await shown(listed.index, access)
            }
        }
        return records
    }

    /// Puts who followed into the place of who left; nobody where none is left.
    private static func replaced(
        _ records: [IJSONValue], _ place: StaticString, _ head: IJSONValue, _ successor: IJSONValue?
    ) -> [IJSONValue] {
        let (drawn, isFollowed): (StaticString, Bool) = (
            head["slot"] == nil ? "ticket" : "inspector", head["followed"]?.bool ?? false
        )
        return records.compactMap { record in
            guard record[drawn] != nil, record[place]?.bytes == head[place]?.bytes else { return record }
            guard isFollowed else { return nil }
            // Where who followed is not disclosed, who left does not stand there any more.
            return successor?.setting("inspection", head["inspection"]).setting("slot", head["slot"])
        }
    }

    private static func shown(_ index: EntryIndex, _ access: any LedgerAccess) async throws -> [IJSONValue] {
        try await access.data(of: index).compactMap { line in
            if case .shown(let bytes) = line { try IJSONValue(parsing: bytes) } else { nil }
        }
    }
}
