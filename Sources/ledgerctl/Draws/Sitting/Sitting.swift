// A sitting (抽取会): many draws at one table, taken through their phases together, so that everybody acts once a phase
// for the whole list and nobody is called up for each draw by itself.

import DoubleRandom
import Ledger
import LedgerClient

/// What a person has to do in a draw.
enum SittingStep: Equatable, Sendable {
    /// The supervisor agrees to the frozen lists (确认冻结).
    case confirmFreeze
    /// A value of the own is sealed (封号).
    case commit
    /// The operator ends the sealing (封存).
    case close
    /// Everybody else agrees to the close (确认封存).
    case confirmClose
    /// The sealed value is opened (开号).
    case reveal
    /// Profile B: the operator fixes which reveals count (固定).
    case fix
    /// Profile B: those whose reveals count agree to the fix (确认固定).
    case confirmFix

    var name: BilingualText {
        switch self {
        case .confirmFreeze: BilingualText("confirm the freeze", "确认冻结")
        case .commit: BilingualText("seal a value", "封号")
        case .close: BilingualText("close", "封存")
        case .confirmClose: BilingualText("confirm the close", "确认封存")
        case .reveal: BilingualText("reveal", "开号")
        case .fix: BilingualText("fix", "固定")
        case .confirmFix: BilingualText("confirm the fix", "确认固定")
        }
    }
}

/// The draws of a sitting as they stand.
struct Sitting: Sendable {
    /// In the order in which they were named.
    let draws: [RecordedDraw]
    /// Who holds the role of supervisor.
    let supervisors: Set<ActorName>

    /// The draws that hold up the others: a phase begins when every draw has come to it.
    var current: [RecordedDraw] {
        let least = draws.map { Sitting.order($0.standing) }.min()
        return draws.filter { Sitting.order($0.standing) == least && !Sitting.isOver($0) }
    }

    /// Whether every draw has come to its end: a result, or a void by name.
    var isDone: Bool { draws.allSatisfy(Sitting.isOver) }

    /// Whether nobody can seal anything any more.
    var isClosed: Bool { draws.allSatisfy { Sitting.order($0.standing) >= Sitting.order(.closed) } }

    /// Replacements come after the sitting.
    private static func isOver(_ draw: RecordedDraw) -> Bool { order(draw.standing) == order(.done) }

    private static func order(_ standing: RecordedDraw.Standing) -> Int {
        switch standing {
        case .frozen: 0
        case .agreed: 1
        case .ready: 2
        case .closing: 3
        case .closed: 4
        case .fixing: 5
        case .fixed: 6
        case .opened: 7
        case .done, .void, .replacing, .pooled, .reseeding: 8
        }
    }

    /// What somebody has to do now, for the whole list.
    func turn(of actor: ActorName) -> (step: SittingStep, draws: [RecordedDraw])? {
        let waiting = current.compactMap { draw in step(of: actor, in: draw).map { (draw, $0) } }
        guard let step = waiting.first?.1 else { return nil }
        return (step, waiting.filter { $0.1 == step }.map(\.0))
    }

    private func step(of actor: ActorName, in draw: RecordedDraw) -> SittingStep? {
        let slots = draw.freshSlots
        let own = slots.first { $0.party == actor.bytes }
        switch draw.standing {
        case .frozen: return supervisors.contains(actor) && own != nil ? .confirmFreeze : nil
        // The public value of profile B is stated by hand (draw beacon), whenever it is drawn.
        case .agreed, .fixed, .opened, .done, .void, .replacing, .pooled, .reseeding: return nil
        case .ready:
            if let own, own.commit == nil { return .commit }
            let isSealed = current.allSatisfy { $0.freshSlots.allSatisfy { $0.commit != nil } }
            return draw.author == actor && isSealed ? .close : nil
        case .closing:
            guard own != nil, draw.author != actor, !draw.confirmations.contains(actor.bytes) else { return nil }
            return .confirmClose
        case .closed:
            if let own, !own.isRevealed {
                // Where custodians hold copies nobody reveals before the last of them does (draw custody).
                return draw.custodyHours == nil || slots.allSatisfy(\.isHeld) ? .reveal : nil
            }
            return draw.profile == .b && draw.author == actor && slots.allSatisfy(\.isRevealed) ? .fix : nil
        case .fixing:
            guard let own, own.isRevealed, draw.author != actor, !draw.confirmations.contains(actor.bytes) else {
                return nil
            }
            return .confirmFix
        }
    }

    /// Whom the sitting waits for, each once, in the order of slots; empty where it waits for the service.
    var awaited: [(actor: ActorName, step: SittingStep, count: Int)] {
        var parties: [ActorName] = []
        for draw in current {
            for party in draw.freshSlots.compactMap({ ActorName($0.party) }) where !parties.contains(party) {
                parties.append(party)
            }
        }
        return parties.compactMap { party in turn(of: party).map { (party, $0.step, $0.draws.count) } }
    }
}

/// Reads the draws of a sitting again and again: what a freeze fixed is read once.
actor SittingReader {
    private let access: any LedgerAccess
    private let supervisors: Set<ActorName>
    private var contributors: [EntryIndex: [StateObject]] = [:]

    init(_ access: any LedgerAccess) async throws {
        self.access = access
        let known = try await access.actors().actors
        supervisors = Set(known.filter { $0.roles.contains("supervisor") }.compactMap { ActorName($0.actor) })
    }

    /// The draws as they stand now.
    func read(_ ids: [Bytes]) async throws -> Sitting {
        var draws: [RecordedDraw] = []
        for id in ids {
            let state = try await access.snapshot(RecordedDraw.needs(withoutLists: id))
            let frozen = try RecordedDraw(id, in: state)
            guard let place = frozen.frozenAt?.index else { throw LedgerError(.serviceAnswer, DrawWords.id(id)) }
            if contributors[place] == nil {
                contributors[place] = try await access.data(of: place).compactMap { line in
                    guard case .shown(let bytes) = line, let members = try? IJSONValue(parsing: bytes).members,
                        members.contains(where: {
                            $0.name == Bytes("type".utf8) && $0.value == .text("draw.contributor/1")
                        })
                    else { return nil }
                    return StateObject(members)
                }
            }
            draws.append(try RecordedDraw(id, in: state, contributors: contributors[place]))
        }
        return Sitting(draws: draws, supervisors: supervisors)
    }

    /// The numbers of the draws that are not over and in which somebody has a slot.
    func live(of actor: ActorName) async throws -> [Bytes] {
        let rows = try await access.state(table: StateTable("draw"), prefix: []).map { BusinessRow($0) }
        let open = rows.filter { !["done", "void", "external"].contains($0.text("standing") ?? "done") }.map(\.key)
        return try await read(open).draws.filter { draw in
            draw.freshSlots.contains { $0.party == actor.bytes }
        }.map(\.id)
    }
}
