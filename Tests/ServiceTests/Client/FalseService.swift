import Foundation
import Synchronization

@testable import Ledger
@testable import LedgerClient

/// Stands between client and daemon, on a socket of its own, and changes what the daemon answers.
final class FalseService: Sendable {
    typealias Alteration = @Sendable (_ path: String, _ body: Bytes) throws -> Bytes
    /// A whole answer in place of the daemon's; nil lets it through.
    typealias Interception = @Sendable (_ method: String, _ path: String) -> Bytes?

    let socket: String
    private let upstream: String
    private let listener: Int32
    private let state = Mutex(State())

    private struct State {
        var alteration: Alteration = { $1 }
        var interception: Interception = { _, _ in nil }
        var seen: [String] = []
    }

    init(before ledger: ServiceLedger) throws {
        socket = "\(ledger.folder)/lie.\(UUID().uuidString.prefix(6))"
        upstream = ledger.socket
        listener = try LocalSocket.listen(at: socket)
        let thread = Thread { [listener, weak self] in
            while true {
                let descriptor = accept(listener, nil, nil)
                guard descriptor >= 0, let self else { return }
                DispatchQueue.global().async {
                    self.serve(descriptor)
                    close(descriptor)
                }
            }
        }
        thread.start()
    }

    func alter(_ alteration: @escaping Alteration) { state.withLock { $0.alteration = alteration } }
    func intercept(_ interception: @escaping Interception) { state.withLock { $0.interception = interception } }
    /// Method and path of each request so far.
    var seen: [String] { state.withLock { $0.seen } }
    func stop() { shutdown(listener, Int32(SHUT_RDWR)) }

    /// An answer with a body.
    static func answer(_ status: String, _ body: Bytes, headers: String = "") -> Bytes {
        Bytes("HTTP/1.1 \(status)\r\n\(headers)Content-Length: \(body.count)\r\nConnection: close\r\n\r\n".utf8) + body
    }

    private func serve(_ client: Int32) {
        var request = Bytes()
        guard let head = FalseService.readHead(client, into: &request) else { return }
        let words = String(decoding: request.prefix { $0 != 0x0D }, as: UTF8.self).split(separator: " ")
        guard words.count == 3 else { return }
        let (method, path) = (String(words[0]), String(words[1].split(separator: "?")[0]))
        let (alteration, interception) = state.withLock { state in
            state.seen.append("\(method) \(path)")
            return (state.alteration, state.interception)
        }
        let length = FalseService.header("content-length", in: request.prefix(head)).flatMap { Int($0) } ?? 0
        guard FalseService.read(client, into: &request, until: head + length) else { return }
        if let answer = interception(method, path) {
            _ = LocalSocket.write(client, answer)
            return
        }
        guard let server = try? LocalSocket.connect(to: upstream) else { return }
        defer { close(server) }
        // One request a connection, so that the end of the answer is the end of the stream.
        var forwarded = request
        let line = request.firstIndex(of: 0x0A)! + 1
        forwarded.insert(contentsOf: Bytes("Connection: close\r\n".utf8), at: line)
        guard LocalSocket.write(server, forwarded) else { return }
        var answer = Bytes()
        guard let answerHead = FalseService.readHead(server, into: &answer) else { return }
        var buffer = Bytes(repeating: 0, count: 65_536)
        while true {
            let count = recv(server, &buffer, buffer.count, 0)
            if count <= 0 { break }
            answer += buffer[..<count]
        }
        let top = String(decoding: answer.prefix(answerHead), as: UTF8.self)
        let status = top.split(separator: "\r\n")[0].dropFirst("HTTP/1.1 ".count)
        let chunked = FalseService.header("transfer-encoding", in: answer.prefix(answerHead)) == "chunked"
        var body = Bytes(answer[answerHead...])
        if chunked { body = FalseService.joined(body) }
        if status.hasPrefix("2") { body = (try? alteration(path, body)) ?? body }
        _ = LocalSocket.write(client, FalseService.answer(String(status), body))
    }

    private static func readHead(_ descriptor: Int32, into bytes: inout Bytes) -> Int? {
        let end = Bytes("\r\n\r\n".utf8)
        var buffer = Bytes(repeating: 0, count: 4_096)
        while true {
            if let position = bytes.indices.first(where: { bytes[$0...].starts(with: end) }) { return position + 4 }
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { return nil }
            bytes += buffer[..<count]
        }
    }

    private static func read(_ descriptor: Int32, into bytes: inout Bytes, until size: Int) -> Bool {
        var buffer = Bytes(repeating: 0, count: 65_536)
        while bytes.count < size {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            guard count > 0 else { return false }
            bytes += buffer[..<count]
        }
        return true
    }

    private static func header(_ name: String, in head: ArraySlice<UInt8>) -> String? {
        for line in String(decoding: head, as: UTF8.self).split(separator: "\r\n") {
            let parts = line.split(separator: ":", maxSplits: 1)
            if parts.count == 2, parts[0].lowercased() == name { return parts[1].trimmingCharacters(in: .whitespaces) }
        }
        return nil
    }

    private static func joined(_ chunked: Bytes) -> Bytes {
        var (output, rest) = (Bytes(), chunked[...])
        while let end = rest.firstIndex(of: 0x0D),
            let size = Int(String(decoding: rest[..<end], as: UTF8.self), radix: 16), size > 0,
            rest.count >= end - rest.startIndex + 2 + size
        {
            let start = end + 2
            output += rest[start..<start + size]
            rest = rest[(start + size + 2)...]
        }
        return output
    }
}
