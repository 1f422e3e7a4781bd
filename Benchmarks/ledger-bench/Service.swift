// The daemon under load, over its socket. Clients share the machine with it, as bounds of the same run do.

import Foundation
import Ledger
import Synchronization

/// How long each request took.
final class Latencies: Sendable {
    private let values = Mutex<[Duration]>([])
    private let failure = Mutex<(any Error)?>(nil)

    func add(_ more: [Duration]) { values.withLock { $0 += more } }
    func fail(_ error: any Error) { failure.withLock { $0 = $0 ?? error } }

    /// A figure line. Throws what a client threw.
    func report(_ name: String, in duration: Duration, peak: Int) throws {
        if let failure = failure.withLock({ $0 }) { throw failure }
        let sorted = values.withLock { $0.sorted() }
        func percentile(_ share: Double) -> Double {
            sorted.isEmpty ? 0 : seconds(sorted[min(sorted.count - 1, Int(Double(sorted.count) * share))]) * 1_000
        }
        print(
            String(
                format: "%@ %d %.3f %.0f %d %.2f %.2f %.2f", name, sorted.count, seconds(duration),
                Double(sorted.count) / seconds(duration), peak, percentile(0.5), percentile(0.99), percentile(1)))
    }
}

/// A ledger with signed submissions that are not in it yet.
struct Prepared {
    let files: [Bytes]
    let author: NoteSigner

    init(_ folder: String, count: Int) async throws {
        let (writer, author, seen) = try await found(folder)
        try await writer.stop()
        self.author = author
        files = try (0..<count).map { number in
            var draft = try DraftEvent(
                ledger: ledger, type: TypeName("note.taken/1")!, time: now(), seen: seen,
                data: [
                    record("note.text/1", [.init("number", .integer(Int64(number))), .init("text", text("检查记录"))])
                ], random: Random.bytes(10))
            draft.sign(with: author)
            return try draft.fileBytes()
        }
    }
}

/// Hands files in over a connection of its own, one after another.
private func submitAll(_ files: ArraySlice<Bytes>, _ socket: String, into latencies: Latencies) {
    do {
        let wire = try Wire(socket)
        var taken: [Duration] = []
        for file in files {
            let start = ContinuousClock.now
            try wire.submit(file)
            taken.append(ContinuousClock.now - start)
        }
        latencies.add(taken)
    } catch {
        latencies.fail(error)
    }
}

/// Runs a body on so many threads and waits for all.
private func onThreads(_ count: Int, _ body: @escaping @Sendable (Int) -> Void) {
    let group = DispatchGroup()
    for number in 0..<count {
        group.enter()
        let thread = Thread {
            body(number)
            group.leave()
        }
        thread.start()
    }
    group.wait()
}

/// Appends of several clients, each waiting for its receipt before it sends the next.
func serve(_ program: String, _ folder: String, count: Int, clients: Int) async throws {
    let files = try await Prepared(folder, count: count).files
    let daemon = try DaemonUnderTest(program, folder)
    let socket = daemon.socket
    let latencies = Latencies()
    let start = ContinuousClock.now
    await withCheckedContinuation { done in
        Thread {
            onThreads(clients) { number in
                submitAll(files[count * number / clients..<count * (number + 1) / clients], socket, into: latencies)
            }
            done.resume()
        }.start()
    }
    let duration = ContinuousClock.now - start
    try latencies.report("serve-\(clients)", in: duration, peak: daemon.peakMemory)
    daemon.stop()
}

/// Appends of one client, first alone, then while another one stores an attachment.
func upload(_ program: String, _ folder: String, count: Int, mebibytes: Int) async throws {
    let prepared = try await Prepared(folder, count: count * 2)
    let daemon = try DaemonUnderTest(program, folder)
    let socket = daemon.socket
    let token = try session(socket, prepared.author)
    let content = Random.bytes(mebibytes << 20)
    let path = "/v1/attachments/\(SHA256.hash(content).hex)"
    let files = prepared.files
    let (alone, beside) = (Latencies(), Latencies())
    let times: (alone: Duration, beside: Duration) = await withCheckedContinuation { done in
        Thread {
            let start = ContinuousClock.now
            submitAll(files[..<count], socket, into: alone)
            let middle = ContinuousClock.now
            let stored = Mutex<ContinuousClock.Instant?>(nil)
            onThreads(2) { number in
                guard number == 0 else {
                    // As long as the upload lasts, and no longer.
                    do {
                        let wire = try Wire(socket)
                        var taken: [Duration] = []
                        for file in files[count...] where stored.withLock({ $0 == nil }) {
                            let start = ContinuousClock.now
                            try wire.submit(file)
                            taken.append(ContinuousClock.now - start)
                        }
                        beside.add(taken)
                    } catch {
                        beside.fail(error)
                    }
                    return
                }
                do {
                    try Wire(socket).request(
                        "PUT", path,
                        headers: ["Authorization: Bearer \(token)", "Content-Type: application/octet-stream"],
                        body: content, status: 201)
                } catch {
                    beside.fail(error)
                }
                stored.withLock { $0 = .now }
            }
            let end = stored.withLock { $0 } ?? .now
            done.resume(returning: (middle - start, end - middle))
        }.start()
    }
    try alone.report("append-alone", in: times.alone, peak: daemon.peakMemory)
    try beside.report("append-beside-upload", in: times.beside, peak: daemon.peakMemory)
    print(
        String(
            format: "upload-mib %d %.3f %.0f %d", mebibytes, seconds(times.beside),
            Double(mebibytes) / seconds(times.beside), daemon.peakMemory))
    daemon.stop()
}

/// From the start of the process to READY, on a ledger as it stands.
func start(_ program: String, _ folder: String) throws {
    let directory = LedgerDirectory(folder)
    let store = try SQLiteStore(path: directory.database, mode: .read)
    let size = Int(try store.size())
    try store.close()
    let daemon = try DaemonUnderTest(program, folder)
    print(
        String(
            format: "start %d %.3f %.0f %d", size, seconds(daemon.readyAfter),
            Double(size) / seconds(daemon.readyAfter), daemon.peakMemory))
    daemon.stop()
}

/// Opens a session of the author, docs/api.md section 2.
private func session(_ socket: String, _ author: NoteSigner) throws -> String {
    struct Nonce: Decodable { let nonce: String, ledger: String, instance: String, audiences: [String] }
    struct Opened: Decodable { let token: String }
    let wire = try Wire(socket)
    let nonce = try JSONDecoder().decode(
        Nonce.self, from: Data(wire.request("POST", "/v1/sessions/nonce", status: 201)))
    let statement = SessionStatement(
        ledger: ledger, instance: Hex.decode(Bytes(nonce.instance.utf8))!,
        audience: SessionAudience(nonce.audiences[0].utf8)!, nonce: Base64.decode(Bytes(nonce.nonce.utf8))!,
        time: now())!
    let note = try SignedNote(signing: statement.text, with: [author])
    let opened = try wire.request(
        "POST", "/v1/sessions", headers: ["Content-Type: text/plain; charset=utf-8"], body: note.bytes, status: 201)
    return try JSONDecoder().decode(Opened.self, from: Data(opened)).token
}
