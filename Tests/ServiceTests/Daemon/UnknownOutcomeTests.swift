import Foundation
import LedgerClient
import Testing

@testable import Ledger

@Suite("a commit of unknown outcome ends the process, and loses nothing that was acknowledged")
struct UnknownOutcomeTests {
    /// The shim of Tests/Faults, built into a folder.
    static func shim(in folder: String) async throws -> String {
        let source = InterfaceTests.root.appending(path: "Tests/Faults/faultshim.c").path
        let library = "\(folder)/faultshim.so"
        if FileIO.exists(library) { return library }
        try await Tool.run(
            "/usr/bin/gcc", "-shared", "-fPIC", "-O1", "-o", library, source, "-ldl", "-lpthread")
        return library
    }

    @Test(
        "the client hears it, the exit is 74, receipts are honoured, and the same again enters once",
        arguments: [EIO, ENOSPC])
    func unknownOutcome(error: Int32) async throws {
        let ledger = try await ServiceLedger()
        let armed = "\(ledger.folder)/armed"
        let daemon = try await DaemonProcess.start(
            ledger,
            environment: [
                "LD_PRELOAD": try await Self.shim(in: ledger.folder), "FAULT_ROOT": ledger.directory.path,
                "FAULT_CALL": "fdatasync /ledger.db-wal", "FAULT_ARM": armed, "FAULT_AT": "1",
                "FAULT_ERRNO": "\(error)",
            ])
        let caller = Caller(ledger)
        let drafts = try (0..<5).map { try ledger.note("acknowledged \($0)", by: ledger.administrator) }
        var receipts: [Receipt] = []
        for draft in drafts { receipts += try await caller.submit(draft) }
        let unknown = try ledger.note("unknown", by: ledger.administrator)

        try FileIO.create(armed, [], mode: 0o600)
        let answer = try await caller.post([unknown])
        #expect(answer.status == 500)
        try #require(answer.code == "store.unknown")
        // Until it has ended nothing more is taken in, and nothing is promised.
        let after = try? await caller.post([try ledger.note("after", by: ledger.administrator)])
        #expect(after.map { $0.status >= 500 } ?? true, "\(after?.text ?? "")")
        #expect(await daemon.wait() == 74)
        #expect(daemon.log.contains("store.unknown"))

        let again = try await DaemonProcess.start(ledger)
        let session = try await caller.session(of: ledger.administrator)
        for receipt in receipts {
            #expect(try await session.get("/v1/entries/\(receipt.entry.index)").body == receipt.entry.bytes)
        }
        let second = try await caller.submit(unknown)[0]
        #expect(try await caller.submit(unknown)[0].entry == second.entry)
        #expect(second.entry.index.value == 6)
        #expect(try await caller.get("/v1/ledger", as: WireLedger.self).size == 7)
        #expect(await again.stop() == 0)
    }
}
