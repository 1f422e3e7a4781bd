import Dispatch
import Foundation
import Logging
import Synchronization

/// Writes one line an event to standard output, off the threads that log: as `key=value` text or as JSON.
///
/// The message is the event's stable name, docs/operations.md. Under journald (`JOURNAL_STREAM`) a line begins with its
/// priority, sd-daemon(3). No record's content is ever handed to a logger.
struct LineLogHandler: LogHandler {
    enum Format: Sendable {
        case text(journal: Bool)
        case json
    }

    var logLevel: Logger.Level
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?
    private let format: Format

    init(level: Logger.Level, format: Format) {
        logLevel = level
        self.format = format
    }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        var fields = metadata
        if let provided = metadataProvider?.get() { fields.merge(provided) { $1 } }
        if let own = event.metadata { fields.merge(own) { $1 } }
        let pairs = fields.map { ($0.key, "\($0.value)") }.sorted { $0.0 < $1.0 }
        let line: String
        switch format {
        case .text(let journal):
            line = LineLogHandler.text("\(event.message)", level: event.level, pairs, journal: journal)
        case .json: line = LineLogHandler.json("\(event.message)", level: event.level, pairs)
        }
        LogOutput.shared.write(line)
    }

    static func text(_ event: String, level: Logger.Level, _ pairs: [(String, String)], journal: Bool) -> String {
        var line = journal ? "<\(priority(level))>" : "\(SystemClock.now()) "
        line += "\(level.rawValue) \(flat(event))"
        for (key, value) in pairs { line += " \(key)=\(quoted(value))" }
        return line
    }

    static func json(_ event: String, level: Logger.Level, _ pairs: [(String, String)]) -> String {
        let members = [("time", "\(SystemClock.now())"), ("level", level.rawValue), ("event", event)] + pairs
        return "{" + members.map { "\(escaped($0.0)):\(escaped($0.1))" }.joined(separator: ",") + "}"
    }

    private static func priority(_ level: Logger.Level) -> Int {
        switch level {
        case .trace, .debug: 7
        case .info: 6
        case .notice: 5
        case .warning: 4
        case .error: 3
        case .critical: 2
        }
    }

    private static func flat(_ text: String) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : $0 }))
    }

    private static func quoted(_ value: String) -> String {
        let isPlain = value.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "\"") } && !value.isEmpty
        return isPlain ? value : escaped(value)
    }

    private static func escaped(_ text: String) -> String {
        var output = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": output += "\\\""
            case "\\": output += "\\\\"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F:
                let hex = String(scalar.value, radix: 16)
                output += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: output.unicodeScalars.append(scalar)
            }
        }
        return output + "\""
    }
}

/// Standard output, written in order on a thread of its own; lines that a blocked reader leaves no room for are counted
/// and dropped.
final class LogOutput: Sendable {
    static let shared = LogOutput()
    private static let maximumWaiting = 10_000
    private let queue = DispatchQueue(label: "ledgerd.log")
    private let waiting = Mutex((lines: 0, dropped: 0))

    func write(_ line: String) {
        let dropped: Int? = waiting.withLock { state in
            guard state.lines < LogOutput.maximumWaiting else {
                state.dropped += 1
                return nil
            }
            state.lines += 1
            defer { state.dropped = 0 }
            return state.dropped
        }
        guard let dropped else { return }
        queue.async {
            if dropped > 0 { LogOutput.put("warning log.dropped count=\(dropped)\n") }
            LogOutput.put(line + "\n")
            self.waiting.withLock { $0.lines -= 1 }
        }
    }

    /// Returns when all that was logged has been written.
    func flush() { queue.sync {} }

    private static func put(_ text: String) {
        var bytes = Array(text.utf8)[...]
        while !bytes.isEmpty {
            let written = bytes.withUnsafeBytes { Foundation.write(STDOUT_FILENO, $0.baseAddress, $0.count) }
            if written < 0 && errno == EINTR { continue }
            guard written > 0 else { return }
            bytes = bytes.dropFirst(written)
        }
    }
}
