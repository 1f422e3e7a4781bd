import DoubleRandom
import Foundation
import Testing

@testable import Ledger

@Suite("custody, reseeds and the end of an embargo, by real people over a service")
struct DrawKeepingTests {
    @Test("copies go to custodians after the close; who stays silent is revealed for, after the hours of the policy")
    func custody() async throws {
        let office = try await ServiceOffice.open()
        try await office.openLadders()
        try await office.confirmed(
            "policy.changed/1",
            [
                ServiceOffice.record("policy.changed/1", ["reason": .text("启用开号副本保管")]),
                ServiceOffice.record("policy.value/1", ["name": .text("draw.custody"), "value": .integer(1)]),
            ])
        let draw = "\(office.task)-E1"
        let keepers = ["clerk": "reviewer", "supervisor": "inspector1", "attendant": "inspector2"]
        let parties = ["clerk", "supervisor", "attendant"]
        await #expect(throws: DaemonProcess.Failure.self, "policy asks for custodians") { try await office.freeze() }
        try await office.freeze(
            parties.flatMap {
                ["--custodian", "\(office.person($0).actor)=\(office.person(keepers[$0]!).actor)"]
            })
        try await office.seal(draw)
        let early = try await office.run("clerk", ["draw", "reveal", draw, "--yes"])
        #expect(early.status == 1 && early.notes.contains("draw.incomplete"), "\(early.notes)")
        let waiting = try await office.run("clerk", ["draw", "show", draw], language: "zh_CN.UTF-8")
        #expect(waiting.output.contains("待保管人") && waiting.output.contains("副本待"), "\(waiting.output)")
        #expect(try await office.run("clerk", ["todo"]).output.contains("draw hand-over \(draw) --to …"))
        #expect(try await office.run("reviewer", ["todo"]).output.contains("draw custody \(draw) 01 --value …"))
        for (place, party) in parties.enumerated() {
            let copy = "\(office.ledger.folder)/\(party).copy"
            let handed = try await office.run(party, ["draw", "hand-over", draw, "--to", copy])
            #expect(handed.status == 0, "\(handed.notes)")
            #expect(try FileIO.mode(of: copy) == 0o600)
            let keeper = keepers[party]!
            if party == "supervisor" {
                // A copy of somebody else's value opens nothing, and is found out before anything is signed.
                let other = "\(office.ledger.folder)/clerk.copy"
                let wrong = try await office.run(
                    keeper, ["draw", "custody", draw, "02", "--value", other, "--yes"], language: "zh_CN.UTF-8")
                #expect(wrong.status == 1 && wrong.notes.contains("draw.custody"), "\(wrong.notes)")
            }
            try await office.act(keeper, "draw", "custody", draw, "0\(place + 1)", "--value", copy)
        }
        let held = try await office.run("clerk", ["draw", "show", draw, "--json"]).objects[0]["slots"]?.elements
        #expect(held?.allSatisfy { $0["held"]?.bool == true } == true)
        for party in ["clerk", "attendant"] { try await office.act(party, "draw", "reveal", draw) }
        let soon = try await office.run("inspector1", ["draw", "custody", draw, "02", "--reveal", "--yes"])
        #expect(soon.status == 1 && soon.notes.contains("draw.custody"), "\(soon.notes)")
        #expect(!(try await office.run("inspector1", ["todo"]).output.contains("--reveal")))
        try await office.setClock(ahead: 61 * 60_000)
        #expect(
            try await office.run("inspector1", ["todo"]).output.contains("draw custody \(draw) 02 --reveal"))
        try await office.act("inspector1", "draw", "custody", draw, "02", "--reveal")
        try await office.standing(draw, "done")
        let checked = try await office.run("supervisor", ["draw", "verify", draw])
        #expect(checked.status == 0, "\(checked.output)")
        let gone = try await office.run("inspector1", ["draw", "custody", draw, "02", "--reveal", "--yes"])
        #expect(gone.status == 1 && gone.notes.contains("draw.nothingSealed"), "\(gone.notes)")
        await office.daemon.stop()
    }

    @Test(
        "a struck object's place is followed, people are drawn for who is there now; without standby two ladders decide"
    )
    func reserve() async throws {
        let office = try await ServiceOffice.open(inspectors: 3)
        try await office.openLadders()
        let (objects, inspectors) = ("\(office.task)-E1", "\(office.task)-I1")
        let first = "\(office.task)-00001"
        let proof = office.ledger.folder + "/proof.txt"
        try FileIO.create(proof, Bytes("依据\n".utf8), mode: 0o600)
        try await office.draw(objects)
        func drawn(_ draw: String) async throws -> [IJSONValue] {
            try await office.run("clerk", ["draw", "show", draw, "--opened", "--json"]).objects[0]["result"]?.elements
                ?? []
        }
        func at(_ place: String, _ member: StaticString, in rows: [IJSONValue]) -> IJSONValue? {
            rows.first { $0[member]?.word == place }
        }
        let struck = try #require(at(first, "inspection", in: try await drawn(objects))?["object"]?.word)
        // Whoever is related to the object that follows is kept from its inspection, not from the one that was struck.
        try await office.act(
            "supervisor", "draw", "strike", objects, struck, "--reason", "不在范围", "--evidence", proof)
        try await office.standing(objects, "done")
        let follower = try #require(at(first, "inspection", in: try await drawn(objects)))
        let followed = try #require(follower["object"]?.word)
        #expect(followed != struck && follower["replacedAt"]?.integer != nil)
        for (object, change) in [(struck, "struck"), (followed, "follows")] {
            let ticket = try await office.run("clerk", ["draw", "ticket", objects, object, "--json"])
            let later = ticket.objects.first?["later"]?.elements?.first
            #expect(later?["change"]?.word == change && later?["inspection"]?.word == first, "\(ticket.output)")
        }
        let told = try await office.run("clerk", ["draw", "ticket", objects, struck], language: "zh_CN.UTF-8")
        #expect(told.output.contains("此后：经第") && told.output.contains("条剔除"), "\(told.output)")
        for object in [struck, followed] {
            try await office.act(
                "clerk", "inspector", "relate", object == struck ? "I-1" : "I-3", object, "--relation", "other",
                "--evidence", proof)
        }
        try await office.draw(inspectors)
        let team = try await drawn(inspectors)
        #expect(
            Set(team.filter { $0["inspection"]?.word == first }.compactMap { $0["inspector"]?.word }) == ["I-1", "I-2"])

        // The other inspection: its one standby follows, then nobody is left, then somebody is brought in.
        let second = "\(office.task)-00002"
        let slot = "\(second).1"
        func ask() async throws {
            try await office.act(
                "clerk", "draw", "replace", inspectors, second, "--slot", "1", "--reason", "请病假", "--evidence", proof)
            try await office.act("supervisor", "draw", "confirm", inspectors)
        }
        try await ask()
        try await office.standing(inspectors, "done")
        let standby = try #require(at(slot, "slot", in: try await drawn(inspectors))?["inspector"]?.word)
        #expect(standby != at(slot, "slot", in: team)?["inspector"]?.word)
        try await ask()
        let waiting = try await office.run("clerk", ["draw", "show", inspectors], language: "zh_CN.UTF-8")
        #expect(waiting.output.contains("待系统得出接替者"), "\(waiting.output)")
        let sheet = office.ledger.folder + "/more.csv"
        let year = office.today.components.year
        try FileIO.create(
            sheet,
            Bytes(
                """
                工号,姓名,所在业务部门(机构),人员性质,执法证编号,执法证有效期起,执法证有效期
                7,张三,执法大队,执法人员,冀B7,\(year - 1)-01-01,\(year + 1)-12-31
                8,李四,执法大队,执法人员,冀B8,\(year - 1)-01-01,\(year + 1)-12-31

                """.utf8), mode: 0o600)
        try await office.act("clerk", "inspector", "import", sheet, "--source", "人事")
        try await office.standing(inspectors, "pooled")
        let todo = try await office.run("supervisor", ["todo"], language: "zh_CN.UTF-8")
        #expect(todo.output.contains("draw reserve \(inspectors)"), "\(todo.output)")
        let notOwn = try await office.run("clerk", ["draw", "reserve", inspectors, "--yes"])
        #expect(notOwn.status == 1, "\(notOwn.notes)")
        try await office.act(
            "supervisor", "draw", "reserve", inspectors, "--ladder-passphrase-file",
            office.ledger.folder + "/custodian")
        try await office.standing(inspectors, "done")
        let last = try #require(at(slot, "slot", in: try await drawn(inspectors))?["inspector"]?.word)
        #expect(["I-7", "I-8"].contains(last))
        for draw in [objects, inspectors] {
            let checked = try await office.run("supervisor", ["draw", "verify", draw])
            #expect(checked.status == 0, "\(checked.output)")
        }
        await office.daemon.stop()
    }

    @Test("a daemon that runs past midnight in China opens what the embargo has kept, on the first day after it")
    func midnight() async throws {
        let office = try await ServiceOffice.open()
        try await office.openLadders()
        let draw = "\(office.task)-E1"
        try await office.draw(draw)
        let day: Int64 = 86_400_000
        let sinceMidnight = (office.now.milliseconds + 8 * 3_600_000) % day
        let midnight = office.now.milliseconds - sinceMidnight + day
        try await office.setClock(ahead: day - sinceMidnight - 8_000)
        let before = try #require(try entries(office).last)
        #expect(before.event.header.type != TypeName(literal: "draw.disclosed/1"))
        try #require(office.now.milliseconds < midnight)
        try await office.row(draw, shows: #"\"disclosedOn\""#)
        let said = try #require(
            try entries(office).first { $0.event.header.type == TypeName(literal: "draw.disclosed/1") })
        #expect(said.received.milliseconds >= midnight)
        #expect(said.received.chinaDate.dayNumber == office.today.dayNumber + 1)
        #expect(said.index.value == before.index.value + 1, "nothing but the clock moved it")
        let shown = try await office.run(
            "clerk", ["draw", "bundle", draw, "--out", office.ledger.folder + "/open.tar"])
        #expect(shown.status == 0 && !shown.output.contains("not disclosed"), "\(shown.output) \(shown.notes)")
        await office.daemon.stop()
    }

    private func entries(_ office: ServiceOffice) throws -> [Entry] {
        let store = try SQLiteStore(path: office.ledger.directory.database, mode: .read)
        defer { try? store.close() }
        return try store.entries(from: .founding, limit: 5_000).map { try Entry(parsing: $0.bytes) }
    }
}
