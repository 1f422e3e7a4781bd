import Foundation
import LedgerClient
import Testing

@testable import Ledger

/// `GET /v1/state`: the office's lists, from the rows that admission judges by.
@Suite("the office reads admission state, as far as the rule sets show it")
struct StateTests {
    private struct Scene {
        let ledger: ServiceLedger
        let daemon: DaemonProcess
        let clerk: Caller
        let nobody: Caller

        init() async throws {
            ledger = try await ServiceLedger()
            daemon = try await DaemonProcess.start(ledger)
            nobody = Caller(ledger)
            let person = try ServicePerson("a0003")
            try await nobody.enrol(person, roles: "clerk")
            clerk = try await nobody.session(of: person)
        }

        /// Values of policy, proposed by the administrator and confirmed by the supervisor.
        func adopt(_ names: [String]) async throws {
            let records =
                [ServiceLedger.record("policy.changed/1", [.init("reason", ServiceLedger.text("r"))])]
                + names.map {
                    ServiceLedger.record(
                        "policy.value/1", [.init("name", ServiceLedger.text($0)), .init("value", .integer(20))])
                }
            let change = try ledger.draft("policy.changed/1", records, by: ledger.administrator.signer)
            let receipt = try await nobody.submit(change)[0]
            try await nobody.submit(ledger.confirmation(of: receipt, type: "policy.confirmed/1"))
        }
    }

    @Test("rows come in pages, by prefix, each with the size they follow from")
    func pages() async throws {
        let scene = try await Scene()
        let names = (1...5).map { "publication.\($0)" } + ["region"]
        try await scene.adopt(names)
        let size = try await scene.nobody.get("/v1/ledger", as: WireLedger.self).size
        var keys: [String] = []
        var after = ""
        repeat {
            let page = try await scene.clerk.get("/v1/state?table=policy&limit=2\(after)", as: WireState.self)
            #expect(page.size == size)
            #expect(page.rows.allSatisfy { (try? IJSONValue(parsing: Bytes($0.value.utf8)))?["value"] == .integer(20) })
            keys += page.rows.map(\.key)
            after = page.next.map { "&after=\($0)" } ?? ""
        } while !after.isEmpty
        #expect(keys == names)
        let some = try await scene.clerk.get("/v1/state?table=policy&prefix=region", as: WireState.self)
        #expect(some.rows.map(\.key) == ["region"])
        await scene.daemon.stop()
    }

    @Test(
        "tables that serve admission alone are not shown, nor what no set knows",
        arguments: [
            "actor", "key", "introduced", "role", "proposal", "target", "ledger", "erased", "disclosed", "nothing",
        ])
    func hidden(table: String) async throws {
        let scene = try await Scene()
        let answer = try await scene.clerk.get("/v1/state?table=\(table)")
        #expect((answer.status, answer.code) == (404, "state.table"))
        #expect(try await scene.nobody.get("/v1/state?table=\(table)").code == "session.missing")
        await scene.daemon.stop()
    }

    @Test(
        "a request that does not read is refused as such",
        arguments: [
            "", "?table=", "?table=policy&limit=0", "?table=policy&limit=1001", "?table=policy&limit=x",
            "?table=policy&table=mark", "?table=policy;x", "?table=policy&offset=3",
            "?table=policy&prefix=\(String(repeating: "a", count: 256))",
        ])
    func malformed(query: String) async throws {
        let scene = try await Scene()
        let answer = try await scene.clerk.get("/v1/state\(query)")
        #expect((answer.status, answer.code) == (400, "request.malformed"))
        await scene.daemon.stop()
    }
}
