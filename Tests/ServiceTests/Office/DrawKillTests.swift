import Draw
import DoubleRandom
import Foundation
import Testing

@testable import Ledger

@Suite("the daemon is killed between any two phases of a draw and goes on")
struct DrawKillTests {
    /// The types of the entries as they stand on disk, each as often as it is there.
    private func types(_ office: ServiceOffice) throws -> [String] {
        let store = try SQLiteStore(path: office.ledger.directory.database, mode: .read)
        defer { try? store.close() }
        return try store.entries(from: .founding, limit: 5_000).map {
            "\(try Entry(parsing: $0.bytes).event.header.type)"
        }
    }

    private func killed(_ office: ServiceOffice) async throws {
        await office.kill()
        try await office.restart()
    }

    /// Lets the daemon die as it commits an event, before it can say the next. Which call of the store that is may differ
    /// with what a start does: the first that leaves the event in the ledger is the one.
    private func dying(
        _ office: ServiceOffice, at type: String, before next: String, _ act: (() async throws -> Void)? = nil
    ) async throws {
        let known = try types(office)
        func count(_ name: String) throws -> Int { try types(office).count { $0 == name } }
        let shim = try await UnknownOutcomeTests.shim(in: office.ledger.folder)
        for call in 1...8 {
            await office.kill()
            // It may be dead before it says that it is ready.
            try? await office.restart(
                environment: [
                    "LD_PRELOAD": shim, "FAULT_ROOT": office.ledger.directory.path,
                    "FAULT_CALL": "fdatasync /ledger.db-wal", "FAULT_AT": "\(call)", "FAULT_KILL": "1",
                ])
            if office.daemon.isRunning { try? await act?() }
            #expect(await office.daemon.wait() == -SIGKILL)
            guard try count(type) > known.count(where: { $0 == type }) else { continue }
            #expect(try count(next) == known.count { $0 == next }, "\(next) came before the daemon was dead")
            return
        }
        Issue.record("the daemon never died at \(type)")
    }

    @Test(
        "ladder, freeze, preflight, each commit, close, its confirmations, each reveal, rung, result: killed after each"
    )
    func everyBoundary() async throws {
        let office = try await ServiceOffice.open()
        try await office.openLadders()
        try await killed(office)
        let (objects, draw) = ("\(office.task)-E1", "\(office.task)-I1")
        try await office.draw(objects)
        try await killed(office)
        try await office.freeze()
        try await dying(office, at: "draw.confirmed/1", before: "draw.preflight/1") {
            try await office.act("supervisor", "draw", "confirm", draw)
        }
        try await office.restart()
        try await office.standing(draw, "ready")
        try await killed(office)
        for name in ["clerk", "supervisor", "attendant"] {
            try await office.act(name, "draw", "commit", draw)
            try await killed(office)
        }
        try await office.act("clerk", "draw", "close", draw)
        try await killed(office)
        for name in ["supervisor", "attendant"] {
            try await office.act(name, "draw", "confirm", draw)
            try await killed(office)
        }
        for name in ["clerk", "supervisor"] {
            try await office.act(name, "draw", "reveal", draw)
            try await killed(office)
        }
        try await dying(office, at: "draw.reveal/1", before: "draw.rung/1") {
            try await office.act("attendant", "draw", "reveal", draw)
        }
        try await dying(office, at: "draw.rung/1", before: "draw.result/1")
        try await dying(office, at: "draw.result/1", before: "draw.disclosed/1")
        try await office.restart()
        try await office.standing(draw, "done")

        // Nothing is said twice, whatever was cut off.
        let all = try types(office)
        for (type, count) in [
            ("draw.freeze/1", 2), ("draw.preflight/1", 1), ("draw.commit/1", 6), ("draw.close/1", 2),
            ("draw.reveal/1", 6), ("draw.rung/1", 2), ("draw.result/1", 2),
        ] { #expect(all.count { $0 == type } == count, "\(type)") }
        for draw in [objects, draw] {
            let checked = try await office.run("supervisor", ["draw", "verify", draw, "--json"])
            #expect(checked.status == 0 && checked.objects.first?["verdict"]?.word == "consistent", "\(checked.output)")
        }
        await office.daemon.stop()
        let verified = try await office.run(
            "supervisor",
            [
                "verify", "--ledger", office.ledger.directory.path, "--founding",
                office.ledger.founding.entry.leaf.base64,
            ])
        #expect(verified.status != 1, "\(verified.output) \(verified.notes)")
        try secrets(office)
    }

    /// The ladder's secret stands in no file of the ledger, in no log and in nothing else of this place but where it is
    /// sealed; a rung that was used stands in no log.
    private func secrets(_ office: ServiceOffice) throws {
        let id = DrawID("\(office.task)-S1")!
        var words = Bytes(ServiceOffice.custodianPass.utf8)
        let ladder = try LadderFolder.open(
            "\(office.ledger.folder)/\(id).copy", id: id, rungs: 16, passphrase: SecretBytes.taking(&words))
        let secret = try ladder.rung(16)
        let forms = [secret.bytes, secret.hexBytes, Bytes(Base64.encode(secret.bytes))]
        let used = try [1, 2].map { try ladder.rung($0).hexBytes }
        var count = 0
        let files = FileManager.default.enumerator(atPath: office.ledger.folder)
        while let name = files?.nextObject() as? String {
            let path = "\(office.ledger.folder)/\(name)"
            guard (try? FileManager.default.attributesOfItem(atPath: path)[.type] as? FileAttributeType) == .typeRegular
            else { continue }
            let bytes = try FileIO.read(path, limit: 256 << 20)
            count += 1
            for form in forms { #expect(!bytes.contains(form), "\(name)") }
            guard name.hasPrefix("log.") else { continue }
            for rung in used { #expect(!bytes.contains(rung), "\(name)") }
        }
        #expect(count > 20)
    }
}
