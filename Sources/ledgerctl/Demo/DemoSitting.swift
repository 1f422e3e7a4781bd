import DoubleRandom
import Draw
import Foundation
import Ledger
import LedgerClient

/// The draws of one task: who is in the room, each with an own key.
struct DemoSitting {
    let office: DemoOffice
    let task: String
    let ladders: LadderFolder
    let ladderPassphrase: @Sendable () throws -> SecretBytes

    private var serverLadder: String { "\(task)-S1" }
    private var reserveLadder: String { "\(task)-R1" }
    private static let rungs = 16

    /// Row 0: the server's ladder by the administrator, the reserve by the supervisor; the leader keeps both copies. A copy's
    /// new passphrase is typed twice, the reserve's own once.
    func openLadders() async throws {
        let custody = "\(office.folder)/leader/custody"
        let reserves = LadderFolder("\(office.folder)/supervisor/ladders")
        try FileManager.default.createDirectory(
            atPath: custody, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        for (name, owner, folder, isServer) in [
            (serverLadder, office.administrator, ladders, true), (reserveLadder, office.supervisor, reserves, false),
        ] {
            guard let id = DrawID(name) else { throw LedgerError(.serviceAnswer, name) }
            let ladder = try folder.make(
                id, rungs: DemoSitting.rungs, passphrase: ladderPassphrase(),
                copy: ("\(custody)/\(name).copy", ladderPassphrase()))
            let receipts = try await owner.drawing { desk, access in
                try await owner.submit(
                    [
                        desk.ladder(
                            id.bytes, rungs: DemoSitting.rungs, anchor: ladder.anchor, custodian: office.leader.actor,
                            isServer: isServer)
                    ], work: DemoTyping.Work(commands: 1, confirmations: 1, passphrases: isServer ? 2 : 3), on: access)
            }
            try await confirm(receipts, by: office.leader)
        }
    }

    private func confirm(_ receipts: [Receipt], by person: DemoPerson) async throws {
        try await person.drawing { desk, access in
            try await person.submit(
                receipts.map { desk.confirm(SeenEntry(index: $0.entry.index, leaf: $0.entry.leaf)) }, on: access)
        }
    }

    private func request(attendants: [ActorName]) -> FreezeRequest {
        FreezeRequest(
            task: Bytes(task.utf8), author: office.clerk.actor, supervisor: office.supervisor.actor,
            attendants: attendants, ladder: Bytes(serverLadder.utf8), reserve: Bytes(reserveLadder.utf8),
            embargo: office.today, place: Bytes("三楼会议室".utf8))
    }

    func refusalWithoutAttendant() async throws -> LedgerError? {
        let freeze = try await office.clerk.drawing { desk, _ in
            let freeze = try await desk.freeze(request(attendants: []))
            try await desk.attach(freeze, keeping: nil)
            return freeze
        }
        return try await office.clerk.refusal(Composed("draw.freeze/1", freeze.data))
    }

    /// A draw that is given up before anybody has shown a value (作废): its number stays, and the next one is as free as the
    /// first.
    func void(exclusions: [FreezeRequest.Exclusion], reason: String) async throws -> Bytes {
        let freeze = try await freeze(exclusions)
        try await wait(for: "ready", freeze.draw)
        let party = Bytes("\(office.attendant.actor)".utf8)
        let asked = try await office.clerk.drawing { desk, access in
            let recorded = try await desk.draw(freeze.draw)
            return try await office.clerk.submit(
                [desk.void(recorded, party: party, reason: Bytes(reason.utf8), evidence: nil)], on: access)
        }
        try await office.supervisor.drawing { desk, access in
            try await office.supervisor.submit(
                asked.map {
                    desk.confirm(SeenEntry(index: $0.entry.index, leaf: $0.entry.leaf), draw: freeze.draw)
                }, on: access)
        }
        return freeze.draw
    }

    private func freeze(_ exclusions: [FreezeRequest.Exclusion]) async throws -> ComposedFreeze {
        let (freeze, receipts) = try await office.clerk.drawing { desk, access in
            var request = request(attendants: [office.attendant.actor])
            request.exclusions = exclusions
            let freeze = try await desk.freeze(request)
            guard freeze.preflight?.isFeasible ?? true else { throw LedgerError(.drawUnmatchable, task) }
            try await desk.attach(freeze, keeping: nil)
            return (freeze, try await office.clerk.submit([Composed("draw.freeze/1", freeze.data)], on: access))
        }
        try await confirm(receipts, by: office.supervisor)
        return freeze
    }

    /// A whole draw: of objects first, of inspectors after that.
    @discardableResult
    func draw(exclusions: [FreezeRequest.Exclusion] = []) async throws -> ComposedFreeze {
        let freeze = try await freeze(exclusions)
        try await wait(for: "ready", freeze.draw)
        let parties = [office.clerk, office.supervisor, office.attendant]
        for party in parties {
            try await party.drawing { desk, access in
                try await party.submit([desk.commit(desk.draw(freeze.draw))], on: access)
            }
        }
        let closed = try await office.clerk.drawing { desk, access in
            try await office.clerk.submit([desk.close(desk.draw(freeze.draw))], on: access)
        }
        for party in parties.dropFirst() { try await confirm(closed, by: party) }
        for party in parties {
            try await party.drawing { desk, access in
                let draw = try await desk.draw(freeze.draw)
                try await party.submit([desk.reveal(draw)], on: access)
                desk.sealed.forget(draw, slot: try desk.slot(draw))
            }
        }
        try await wait(for: "done", freeze.draw)
        return freeze
    }

    private static let patience = Duration.seconds(600)
    private static let pause = Duration.milliseconds(20)

    /// Waits for what the service says by itself.
    private func wait(for standing: String, _ draw: Bytes) async throws {
        let limit = ContinuousClock.now + DemoSitting.patience
        try await office.clerk.use { access in
            while try await access.row(StateTable("draw"), draw).map({ BusinessRow($0).text("standing") }) != standing {
                guard ContinuousClock.now < limit else { throw LedgerError(.serviceSilent, DrawWords.id(draw)) }
                try await Task.sleep(for: DemoSitting.pause)
            }
        }
    }
}
