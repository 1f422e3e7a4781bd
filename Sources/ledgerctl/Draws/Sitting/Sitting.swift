// A sitting (抽取会): many draws at one table, taken through their phases together, so that everybody acts once a phase
// for the whole list and nobody is called up for each draw by itself.

import DoubleRandom
import Ledger
import LedgerClient

/// The draws of a sitting as they stand.
struct Sitting: Sendable {
    /// In the order in which they were named.
    let draws: [RecordedDraw]
    /// Who holds the role of supervisor.
    let supervisors: Set<ActorName>
    /// When they stood so.
    let now: Timestamp

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

    private func duties(of actor: ActorName, in draw: RecordedDraw) -> [DrawDuty] {
        draw.duties(of: actor, isSupervisor: supervisors.contains(actor), now: now)
    }

    /// What somebody has to do now with the own key, for the whole list.
    func turn(of actor: ActorName) -> (step: DrawStep, draws: [RecordedDraw])? {
        let isSealed = current.allSatisfy { $0.freshSlots.allSatisfy { $0.commit != nil } }
        let waiting = current.compactMap { draw -> (RecordedDraw, DrawStep)? in
            let duty = duties(of: actor, in: draw).first { !$0.isOnPaper && DrawStep.ofSitting.contains($0.step) }
            // A sitting is closed as one.
            guard let step = duty?.step, step != .close || isSealed else { return nil }
            return (draw, step)
        }
        guard let step = waiting.first?.1 else { return nil }
        return (step, waiting.filter { $0.1 == step }.map(\.0))
    }

    /// What a sitting waits for from somebody.
    struct Awaited {
        let actor: ActorName
        let step: DrawStep
        /// The command, where it is typed for one draw by itself: for somebody on paper, and around copies of openings.
        var command: String?
    }

    /// Whom the sitting waits for, in the order of slots; empty where it waits for the service.
    var awaited: [Awaited] {
        var people: [ActorName] = []
        for slot in current.flatMap(\.freshSlots) {
            for actor in [slot.signer, slot.custodian].compactMap({ $0.flatMap { ActorName($0) } })
            where !people.contains(actor) { people.append(actor) }
        }
        return people.flatMap { actor -> [Awaited] in
            let own = turn(of: actor).map { [Awaited(actor: actor, step: $0.step)] } ?? []
            return own
                + current.flatMap { draw in
                    duties(of: actor, in: draw).filter { $0.isOnPaper || Sitting.byHand.contains($0.step) }.map {
                        Awaited(actor: actor, step: $0.step, command: $0.step.command(draw.id, $0))
                    }
                }
        }
    }

    private static let byHand: Set<DrawStep> = [.handOver, .custody, .revealHeld]
}

/// Reads the draws of a sitting again and again.
struct SittingReader {
    private let access: any LedgerAccess
    private let draws: DrawReader
    private let supervisors: Set<ActorName>

    init(_ access: any LedgerAccess) async throws {
        self.access = access
        draws = DrawReader(access)
        let known = try await access.actors().actors
        supervisors = Set(known.filter { $0.roles.contains("supervisor") }.compactMap { ActorName($0.actor) })
    }

    /// The draws as they stand now.
    func read(_ ids: [Bytes]) async throws -> Sitting {
        var read: [RecordedDraw] = []
        for id in ids { read.append(try await draws.read(id)) }
        return Sitting(draws: read, supervisors: supervisors, now: Program.now())
    }

    /// The numbers of the draws that are not over and in which somebody has a slot, enters a sheet or keeps a copy.
    func live(of actor: ActorName) async throws -> [Bytes] {
        let rows = try await access.state(table: StateTable("draw"), prefix: []).map { BusinessRow($0) }
        let open = rows.filter { !["done", "void", "external"].contains($0.text("standing") ?? "done") }.map(\.key)
        return try await read(open).draws.filter { draw in
            draw.freshSlots.contains { [$0.party, $0.signer, $0.custodian].contains(actor.bytes) }
        }.map(\.id)
    }
}
