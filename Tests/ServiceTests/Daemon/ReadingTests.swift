import Foundation
import LedgerClient
import Testing

@testable import Ledger

/// Every route that shows something not public, under every way not to have the right.
@Suite("nobody reads without a session whose role may read it")
struct ReadingTests {
    /// A ledger with a note of three records (office, public, due), a personal record and a clerk.
    private struct Scene {
        let ledger: ServiceLedger
        let daemon: DaemonProcess
        let caller: Caller
        let clerk: ServicePerson
        let index: UInt64
        let lines: [Bytes]
        let personal: Bytes

        init(settings: KeyValuePairs<String, String> = [:]) async throws {
            ledger = try await ServiceLedger()
            daemon = try await DaemonProcess.start(ledger, settings: settings)
            caller = Caller(ledger)
            clerk = try ServicePerson("a0003")
            try await caller.enrol(clerk, roles: "clerk")
            lines = [
                ServiceLedger.note("office"), ServiceLedger.note("public", type: "note.public.text/1"),
                ServiceLedger.note("due", type: "note.due.text/1"),
            ]
            personal = ServiceLedger.record(
                "note.personal.contact/1", [.init("subject", ServiceLedger.text("s-1"))])
            index = try await caller.submit(
                ledger.draft("note.taken/1", lines, personal: [personal], by: clerk.signer))[0].entry.index.value
        }

        /// Routes that need a session, and those that show marks where there is none.
        var routes: [String] {
            [
                "/v1/entries/\(index)", "/v1/entries/\(index)/receipt", "/v1/entries/\(index)/channel",
                "/v1/timeline?subject=a0003", "/v1/state?table=mark",
            ]
        }

        var allRoutes: [String] {
            routes + [
                "/v1/entries?from=0", "/v1/entries/\(index)/data", "/v1/entries/\(index)/personal",
                "/v1/records?type=note.text/1", "/v1/proposals",
                "/v1/attachments/\(String(repeating: "0", count: 64))", "/v1/sessions/current",
            ]
        }

        func withheld(_ line: Bytes) -> String { "!sha256:\(RFC6962.leafHash(line).base64)" }

        func isHidden(in text: String) -> Bool {
            ![lines[0], lines[2], personal].contains { text.contains(String(decoding: $0, as: UTF8.self)) }
        }
    }

    @Test("without a session: 401, or marks in place of what is not public")
    func nobody() async throws {
        let scene = try await Scene()
        for route in scene.routes { #expect(try await scene.caller.get(route).code == "session.missing", "\(route)") }
        for route in scene.allRoutes {
            #expect(scene.isHidden(in: try await scene.caller.get(route).text), "\(route)")
        }
        let data = try await scene.caller.get("/v1/entries/\(scene.index)/data").text
        #expect(
            data.split(separator: "\n").map(String.init) == [
                scene.withheld(scene.lines[0]), String(decoding: scene.lines[1], as: UTF8.self),
                scene.withheld(scene.lines[2]),
            ])
        #expect(
            try await scene.caller.get("/v1/entries/\(scene.index)/personal").text == scene.withheld(scene.personal)
                + "\n")
        #expect(try await scene.caller.get("/v1/records?type=note.text/1", as: WireRecords.self).records == [])
        #expect(
            try await scene.caller.get("/v1/records?type=note.public.text/1", as: WireRecords.self).records.count == 1)
        let listed = try await scene.caller.get("/v1/entries?from=\(scene.index)", as: WireEntries.self)
        #expect(listed.entries.map(\.entry) == [nil])
        let put = try await scene.caller.call(
            "PUT", "/v1/attachments/\(SHA256.hash([1]).hex)", body: [1], type: Caller.octets)
        #expect(put.code == "session.missing")
        await scene.daemon.stop()
    }

    @Test("a clerk reads what is for the office, not what is personal")
    func wrongRole() async throws {
        let scene = try await Scene()
        let clerk = try await scene.caller.session(of: scene.clerk)
        for route in scene.routes { #expect(try await clerk.get(route).status == 200, "\(route)") }
        let data = try await clerk.get("/v1/entries/\(scene.index)/data").text
        #expect(data == scene.lines.map { String(decoding: $0, as: UTF8.self) + "\n" }.joined())
        #expect(
            try await clerk.get("/v1/entries/\(scene.index)/personal").text == scene.withheld(scene.personal) + "\n")
        let supervisor = try await scene.caller.session(of: scene.ledger.supervisor)
        #expect(
            try await supervisor.get("/v1/entries/\(scene.index)/personal").text
                == String(decoding: scene.personal, as: UTF8.self) + "\n")
        await scene.daemon.stop()
    }

    @Test("opening a due record early is said in the ledger before it is shown, by every route that shows it")
    func due() async throws {
        let scene = try await Scene()
        let clerk = try await scene.caller.session(of: scene.clerk)
        var size = try await scene.caller.get("/v1/ledger", as: WireLedger.self).size
        for route in ["/v1/entries/\(scene.index)/data", "/v1/records?type=note.due.text/1"] {
            #expect(try await clerk.get(route).text.contains("due"))
            let after = try await scene.caller.get("/v1/ledger", as: WireLedger.self).size
            #expect(after == size + 1, "\(route)")
            let entry = try Entry(parsing: try await clerk.get("/v1/entries/\(size)").body)
            #expect("\(entry.event.header.type)" == "access.read/1")
            let line = try await clerk.get("/v1/entries/\(size)/data").body.dropLast()
            let record = try IJSONValue(parsing: Bytes(line))
            #expect(record["actor"]?.word == "a0003")
            #expect(record["index"]?.integer == Int64(scene.index))
            #expect(record["leaf"]?.word == RFC6962.leafHash(scene.lines[2]).base64)
            size = after
        }
        // Bytes of the entry and lists hold no record, and leave no trace.
        for route in ["/v1/entries/\(scene.index)", "/v1/entries?from=0", "/v1/proposals"] {
            #expect(try await clerk.get(route).status == 200)
        }
        #expect(try await scene.caller.get("/v1/ledger", as: WireLedger.self).size == size)
        await scene.daemon.stop()
    }

    @Test("lists go on page by page, hold what was just accepted, and are the same without the views")
    func lists() async throws {
        let scene = try await Scene()
        let clerk = try await scene.caller.session(of: scene.clerk)
        let ledger = scene.ledger
        func all() async throws -> (records: [WireRecords.Record], entries: [WireTimeline.Entry]) {
            var records: [WireRecords.Record] = []
            var after = ""
            repeat {
                let page = try await clerk.get("/v1/records?type=note.text/1&limit=2\(after)", as: WireRecords.self)
                records += page.records
                after = page.next.map { "&after=\($0)" } ?? ""
            } while !after.isEmpty
            var entries: [WireTimeline.Entry] = []
            repeat {
                let page = try await clerk.get("/v1/timeline?subject=a0003&limit=2\(after)", as: WireTimeline.self)
                entries += page.entries
                after = page.next.map { "&after=\($0)" } ?? ""
            } while !after.isEmpty
            return (records, entries)
        }
        for count in 1...5 {
            let lines = (0..<count).map { ServiceLedger.note("\(count).\($0)") }
            try await scene.caller.submit(ledger.draft("note.taken/1", lines, by: scene.clerk.signer))
            let listed = try await all()
            #expect(listed.records.suffix(count).map(\.line) == lines.map { String(decoding: $0, as: UTF8.self) })
            #expect(listed.records.count == 1 + count * (count + 1) / 2)
            #expect(listed.entries.last?.type == "note.taken/1")
            #expect(listed.entries.filter { $0.author == "a0003" }.count == 1 + count)
        }
        let status = try await scene.caller.get("/v1/status", as: WireStatus.self)
        #expect(status.views.map(\.name) == ["actors", "attachments", "marks", "office", "records", "timeline"])
        let before = try await all()
        await scene.daemon.stop()
        // Somebody else keeps the views.
        let lock = try ProcessLock(path: ledger.directory.views + ".lock", code: .viewsLocked)
        let plain = try await DaemonProcess.start(ledger)
        let again = try await Caller(ledger).session(of: scene.clerk)
        let records = try await again.get("/v1/records?type=note.text/1", as: WireRecords.self).records
        #expect(records == before.records)
        let warnings = try await again.get("/v1/status", as: WireStatus.self).warnings.map(\.code)
        #expect(warnings.contains("views.stopped"))
        lock.release()
        await plain.stop()
    }

    @Test("after the largest number that an index can have there is nothing, in every list")
    func largestIndex() async throws {
        let scene = try await Scene()
        let clerk = try await scene.caller.session(of: scene.clerk)
        let last = "9007199254740991"
        #expect(try await clerk.get("/v1/timeline?subject=a0003&after=\(last)", as: WireTimeline.self).entries == [])
        #expect(
            try await clerk.get("/v1/records?type=note.text/1&after=\(last).\(last)", as: WireRecords.self).records
                == [])
        #expect(try await clerk.get("/v1/entries?from=\(last)", as: WireEntries.self).entries == [])
        for query in ["consistency?from=\(last)", "consistency?from=0&to=\(last)", "inclusion?index=\(last)"] {
            #expect(try await clerk.get("/v1/proofs/\(query)").code == "proof.range")
        }
        await scene.daemon.stop()
    }

    @Test("a session that has ended opens nothing, by every route", arguments: Ending.allCases)
    func ended(_ ending: Ending) async throws {
        let scene = try await Scene(settings: ending == .expired ? ["sessions.seconds": "1"] : [:])
        let session = try await scene.caller.session(of: scene.clerk)
        let ledger = scene.ledger
        switch ending {
        case .closed: #expect(try await session.call("DELETE", "/v1/sessions/current").status == 204)
        case .expired:
            // The session's own second passes; whatever asks until then is answered.
            while try await session.get("/v1/sessions/current").status == 200 {}
        case .suspended:
            try await scene.caller.submit(ledger.act("actor.suspended/1", on: scene.clerk, by: ledger.administrator))
        case .suspendedAndRestored:
            try await scene.caller.submit(ledger.act("actor.suspended/1", on: scene.clerk, by: ledger.administrator))
            let restored = try await scene.caller.submit(
                ledger.act("actor.restored/1", on: scene.clerk, by: ledger.administrator))
            try await scene.caller.submit(ledger.confirmation(of: restored[0]))
        case .lastRole:
            try await scene.caller.submit(
                ledger.act("actor.revoked/1", on: scene.clerk, role: "clerk", by: ledger.administrator))
        case .rekeyed:
            let fresh = try ServicePerson("a0003")
            try await scene.caller.submit(
                ledger.draft(
                    "actor.rotated/1",
                    [
                        ServiceLedger.record("actor.rotated/1", [fresh.named]),
                        ServiceLedger.record(
                            "actor.key/1",
                            [
                                fresh.named, .init("vkey", .string(fresh.signer.key.text)),
                                .init("purpose", ServiceLedger.text("person")),
                            ]),
                    ], by: scene.clerk.signer, fresh.signer))
        }
        for route in scene.allRoutes {
            let answer = try await session.get(route)
            #expect(answer.status == 401, "\(route)")
            #expect(answer.code == "session.ended", "\(route)")
        }
        await scene.daemon.stop()
    }

    enum Ending: String, CaseIterable, Sendable {
        case closed, expired, suspended, suspendedAndRestored, lastRole, rekeyed
    }

    @Test("a token of another ledger's session, or no token at all, opens nothing")
    func foreignToken() async throws {
        let scene = try await Scene()
        let other = try await Scene()
        let foreign = try await other.caller.session(of: other.clerk)
        let here = Caller(scene.ledger, token: foreign.token)
        for route in scene.allRoutes { #expect(try await here.get(route).code == "session.ended", "\(route)") }
        for text in ["Bearer x", "Basic YTpi", "Bearer "] {
            let answer = try await scene.caller.call("GET", "/v1/entries/\(scene.index)", authorization: text)
            #expect(answer.status == 401, "\(text)")
        }
        await scene.daemon.stop()
        await other.daemon.stop()
    }
}
