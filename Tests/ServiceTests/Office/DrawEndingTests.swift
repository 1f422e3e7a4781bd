import DoubleRandom
import Foundation
import Testing

@testable import Ledger

@Suite("the other ends of a draw, by real people over a service")
struct DrawEndingTests {
    private func file(_ office: ServiceOffice, _ text: String) throws -> String {
        let path = office.ledger.folder + "/proof-\(Hex.string(Random.bytes(4))).txt"
        try FileIO.create(path, Bytes(text.utf8), mode: 0o600)
        return path
    }

    @Test("dice decide after everybody has shown theirs; then a replacement and a strike move the next ticket up")
    func dice() async throws {
        let office = try await ServiceOffice.open()
        try await office.openLadders()
        let draw = "\(office.task)-E1"
        try await office.freeze(["--beacon", "dice"])
        try await office.seal(draw)
        // The service opens its rung by itself, before the reveals are fixed.
        try await office.row(draw, shows: #"\"last\""#)
        try await office.reveal(draw)
        try await office.act("clerk", "draw", "fix", draw)
        let todo = try await office.run("attendant", ["todo"])
        #expect(todo.output.contains("draw confirm \(draw)"), "\(todo.output)")
        for name in ["supervisor", "attendant"] { try await office.act(name, "draw", "confirm", draw) }
        let proof = try file(office, "photo")
        let few = try await office.run(
            "clerk", ["draw", "beacon", draw, "--value", "12345", "--evidence", proof, "--yes"])
        #expect(few.status == 1 && few.notes.contains("draw.beacon"))
        try await office.act("clerk", "draw", "beacon", draw, "--value", "5234561234", "--evidence", proof)
        for name in ["supervisor", "attendant"] { try await office.act(name, "draw", "confirm", draw) }
        try await office.standing(draw, "done")
        let checked = try await office.run("supervisor", ["draw", "verify", draw, "--json"])
        #expect(checked.status == 0 && checked.objects.first?["verdict"]?.word == "consistent", "\(checked.output)")

        // The supervisor says no once, with a reason: the list stays, and nothing waits any more.
        let ask = ["draw", "replace", draw, "\(office.task)-00001", "--reason", "无法联系", "--evidence", proof, "--yes"]
        #expect(try await office.run("clerk", ask).status == 0)
        let mute = try await office.run("supervisor", ["draw", "confirm", draw, "--decline", "--yes"])
        #expect(mute.status == 64 && mute.notes.contains("--reason"), "\(mute.notes)")
        try await office.act("supervisor", "draw", "confirm", draw, "--decline", "--reason", "电话可以打通")
        #expect(try await office.run("supervisor", ["todo"]).output.contains("draw confirm \(draw)") == false)
        let told = try await office.run("clerk", ["draw", "show", draw, "--json"])
        #expect(told.objects[0]["standing"]?.word == "done", "\(told.output)")

        try await office.act(
            "clerk", "draw", "replace", draw, "\(office.task)-00001", "--reason", "无法联系", "--evidence", proof)
        #expect(try await office.run("supervisor", ["todo"]).output.contains("draw confirm \(draw)"))
        try await office.act("supervisor", "draw", "confirm", draw)
        try await office.standing(draw, "done")
        let shown = try await office.run("clerk", ["draw", "show", draw, "--opened", "--json"]).objects[0]
        let second = try #require(shown["result"]?.elements?[1]["object"]?.word)
        try await office.act("supervisor", "draw", "strike", draw, second, "--reason", "不在范围", "--evidence", proof)
        try await office.standing(draw, "done")
        let again = try await office.run("supervisor", ["draw", "verify", draw])
        #expect(again.status == 0, "\(again.output)")
        #expect(again.output.contains("successor in \(office.task)-00001"))
        #expect(again.output.contains("successor in \(office.task)-00002"))
        await office.daemon.stop()
    }

    @Test("a draw is given up by name; the next one takes its number up, and a silent server is named")
    func void() async throws {
        let office = try await ServiceOffice.open()
        try await office.openLadders()
        let (first, second) = ("\(office.task)-E1", "\(office.task)-E2")
        // The ladder is away: the service stays silent after the last reveal.
        let sealed = "\(office.ledger.directory.path)/ladders/\(office.task)-S1.ladder"
        try FileManager.default.moveItem(atPath: sealed, toPath: sealed + ".away")
        try await office.freeze()
        try await office.seal(first)
        try await office.reveal(first)
        try await office.act("clerk", "draw", "void", first, "--party", "server", "--reason", "链值未公开")
        let asked = try await office.run("supervisor", ["todo"])
        #expect(asked.output.contains("draw confirm \(first) --void"), "\(asked.output)")
        try await office.act("supervisor", "draw", "confirm", first, "--void")
        try await office.standing(first, "void")
        let listed = try await office.run("clerk", ["draw", "list"])
        #expect(listed.output.contains("VOID"))
        // Profile A is refused now.
        await #expect(throws: DaemonProcess.Failure.self) { try await office.freeze() }
        try FileManager.default.moveItem(atPath: sealed + ".away", toPath: sealed)
        try await office.freeze(["--beacon", "dice"])
        try await office.seal(second)
        try await office.row(second, shows: #"\"last\""#)
        // The next rung exposes the one that was withheld.
        let exposed = try await office.run("supervisor", ["draw", "verify", first, "--json"])
        #expect(exposed.objects.first?["suppressed"]?.elements?.count == 2, "\(exposed.output)")
        await office.daemon.stop()
    }
}
