// Row 5 of draws.md 2.3, where policy `draw.custody` turns it on: a custodian outside the draw holds a copy of each opening,
// so that nobody can keep a draw from its end by silence.

import Draw
import Ledger

enum CustodyRules {
    static let head = RecordSchema("draw.custody/1", .public, [.must("draw", .id), .must("slot", .digits(2))])
    /// Whoever is enrolled may keep a copy.
    static let roles: [RoleName] = [.clerk, .leader, .supervisor, .administrator, .attendant, .inspector, .reviewer]

    /// "I hold a value that opens this commit": after the close and before any reveal, when a leak could no longer steer
    /// anything. The custodian's own program checks the value before it signs.
    static let spec = EventSpec("draw.custody/1", by: .roles(roles), head: head, writes: DrawCycle.writes) { act in
        let (id, draw) = try act.draw(act.head)
        let moved = try DrawCycle.cycle.move(draw, by: "draw.custody")
        guard draw["custody"] != nil else { throw LedgerError(.drawCustody, "off") }
        let slot = try act.head.required("slot")
        let rows = try act.entropy(of: id, draw).contributors.rows.filter { $0.source == .fresh }
        guard rows.contains(where: { $0.slot.bytes == slot && $0.custodian?.bytes == act.author.bytes }) else {
            throw LedgerError(.drawCustody, "slot \(slot.shown) is not \(act.author)'s")
        }
        let key = Act.contributionKey(id, slot)
        let contribution = try act.get(.contributions, key, .drawCustody)
        guard contribution["held"] == nil, contribution["value"] == nil else {
            throw LedgerError(.drawCustody, "slot \(slot.shown) again")
        }
        act.put(.contributions, key, contribution.with(["held": .bool(true)]))
        act.put(.draws, id, moved.with(["heldAt": .integer(act.context.received.milliseconds)]))
        return []
    }

    /// Where custody is on, each fresh party of a draw in profile A has a custodian of its own outside the draw, who enters
    /// nobody's sheet either.
    /// - Returns: the hours after which custodians reveal; nil where custody is off.
    static func hours(_ contributors: ContributorsManifest, _ sheets: [IJSONValue], _ act: Act) throws -> Int? {
        guard DrawProfile.of(act.head) == .a, let hours = try act.context.policy(PolicyName.custody.rawValue)?.integer,
            hours > 0
        else { return nil }
        let fresh = contributors.rows.filter { $0.source == .fresh }
        let recorders = sheets.compactMap { $0["by"]?.bytes.flatMap { DrawID($0) } }
        let parties = Set(contributors.rows.map(\.party) + recorders)
        var custodians: Set<DrawID> = []
        for row in fresh {
            guard let custodian = row.custodian, !parties.contains(custodian), custodians.insert(custodian).inserted,
                let actor = ActorName(custodian.bytes), try !act.context.roles(of: actor).isEmpty
            else { throw LedgerError(.drawCustody, "slot \(row.slot)") }
        }
        return Int(hours)
    }

    /// A reveal waits until every copy is held; then it is the party's, of a sheet the recorder's, and after the hours of
    /// the policy the custodian's.
    static func requireReveal(_ slot: Bytes, _ id: Bytes, _ draw: StateObject, _ act: Act) throws {
        let rows = try act.entropy(of: id, draw).contributors.rows.filter { $0.source == .fresh }
        guard let row = rows.first(where: { $0.slot.bytes == slot }) else {
            throw LedgerError(.drawCommit, "slot \(slot.shown) is not \(act.author)'s")
        }
        let isOwn = PaperRules.signer(of: slot, party: row.party.bytes, draw) == act.author.bytes
        guard let hours = draw.integer("custody") else {
            guard isOwn else {
                throw LedgerError(.drawCommit, "slot \(slot.shown) is not \(act.author)'s")
            }
            return
        }
        for other in rows {
            guard try act.find(.contributions, Act.contributionKey(id, other.slot.bytes))?["held"] != nil else {
                throw LedgerError(.drawIncomplete, "slot \(other.slot)")
            }
        }
        if isOwn { return }
        guard row.custodian?.bytes == act.author.bytes else {
            throw LedgerError(.drawCommit, "slot \(slot.shown) is not \(act.author)'s")
        }
        let since = Int(act.context.received.milliseconds) - (draw.integer("heldAt") ?? 0)
        guard since / 3_600_000 >= hours else { throw LedgerError(.drawCustody, "the party has time to reveal") }
    }
}
