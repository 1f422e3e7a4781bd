import Foundation
import Ledger
import Logging
import PublicSite

/// What the daemon is told: `config/ledgerd.yaml` says of every key what it means.
struct Settings: Sendable {
    struct TLS: Sendable {
        var certificate: String
        var key: String
    }

    struct TCP: Sendable {
        var host: String
        var port: Int
        var tls: TLS?
    }

    var directory: LedgerDirectory
    var serviceKey: String
    var servicePassphraseFile: String
    var socket: String?
    var socketMode: mode_t
    var tcp: TCP?
    var audiences: [SessionAudience]
    var maximumConnections: Int
    var headerBytes: Int
    var idle: Duration
    var read: Duration
    var readBytesPerSecond: Int
    var write: Duration
    var uploads: Int
    var submissions: Int
    var writer: WriterOptions
    var readerConnections: Int
    var sessionMilliseconds: Int64
    var maximumSessions: Int
    var maximumNonces: Int
    var heartbeat: Duration
    var shutdown: Duration
    /// The recheck for readers' browsers; nil: pages have none.
    var recheck: RecheckFiles?
    var logLevel: Logger.Level
    var logsJSON: Bool

    /// The longest session, annex D18: 8 hours.
    static let maximumSessionSeconds = 8 * 3_600

    /// Reads and checks every key.
    /// - Throws: `config.invalid`, naming the key.
    init(_ sources: SettingSources, environment: [String: String]) throws {
        directory = LedgerDirectory(try sources.text(.directory, default: "/var/lib/ledgerd/ledger"))
        let credentials = environment["CREDENTIALS_DIRECTORY"]
        func secret(_ key: SettingKey, credential: String, default path: String) throws -> String {
            let configured = try sources.text(key, default: "")
            if !configured.isEmpty { return configured }
            if let credentials, FileIO.exists("\(credentials)/\(credential)") { return "\(credentials)/\(credential)" }
            return path
        }
        serviceKey = try secret(.serviceKey, credential: "service.key", default: directory.serviceKey)
        servicePassphraseFile = try secret(
            .servicePassphraseFile, credential: "service.passphrase", default: directory.path + "/service.passphrase")

        let path = try sources.text(.socket, default: "/run/ledgerd/ledgerd.sock")
        guard path.isEmpty || (path.hasPrefix("/") && path.utf8.count <= 107) else {
            throw LedgerError(.configInvalid, "listen.socket: an absolute path of at most 107 bytes, or nothing")
        }
        socket = path.isEmpty ? nil : path
        let mode = try sources.text(.socketMode, default: "0660")
        guard let bits = mode_t(mode, radix: 8), (0...0o777).contains(bits), bits & 0o600 == 0o600 else {
            throw LedgerError(
                .configInvalid, "listen.socketMode: octal such as 0660, readable and writable by its owner")
        }
        socketMode = bits
        tcp = try Settings.tcp(sources)
        guard socket != nil || tcp != nil else {
            throw LedgerError(.configInvalid, "listen.socket and listen.tcpPort: one of them is needed")
        }
        audiences = try Settings.audiences(sources, socket: socket, tcp: tcp)

        maximumConnections = try sources.number(.maximumConnections, default: 512, in: 1...65_536)
        headerBytes = try sources.number(.headerBytes, default: 16 << 10, in: 1 << 10...1 << 20)
        idle = .seconds(try sources.number(.idleSeconds, default: 60, in: 1...3_600))
        read = .seconds(try sources.number(.readSeconds, default: 30, in: 1...3_600))
        readBytesPerSecond = try sources.number(.readBytesPerSecond, default: 16 << 10, in: 1...1 << 30)
        write = .seconds(try sources.number(.writeSeconds, default: 30, in: 1...3_600))
        uploads = try sources.number(.uploads, default: 8, in: 1...1_024)
        submissions = try sources.number(.submissions, default: 64, in: 1...4_096)
        writer = WriterOptions()
        writer.maximumQueuedEvents = try sources.number(.queuedEvents, default: 10_000, in: 1...1_000_000)
        writer.maximumQueuedByteCount = try sources.number(.queuedBytes, default: 256 << 20, in: 1 << 20...16 << 30)
        writer.maximumBatchEvents = try sources.number(.batchEvents, default: 1_000, in: 1...10_000)
        writer.reservedDiskByteCount = UInt64(
            try sources.number(.reservedDiskBytes, default: 16 << 20, in: 0...1 << 40))
        readerConnections = try sources.number(.readerConnections, default: 4, in: 1...64)
        sessionMilliseconds =
            Int64(
                try sources.number(
                    .sessionSeconds, default: Settings.maximumSessionSeconds, in: 1...Settings.maximumSessionSeconds))
            * 1_000
        maximumSessions = try sources.number(.maximumSessions, default: 1_024, in: 1...1_000_000)
        maximumNonces = try sources.number(.maximumNonces, default: 1_024, in: 1...1_000_000)
        heartbeat = .seconds(try sources.number(.heartbeatSeconds, default: 5, in: 1...60))
        shutdown = .seconds(try sources.number(.shutdownSeconds, default: 25, in: 1...3_600))
        let recheck = try sources.text(.recheck, default: "")
        self.recheck = recheck.isEmpty ? nil : try RecheckFiles(folder: recheck)
        let level = try sources.text(.logLevel, default: "info")
        guard let logLevel = Logger.Level(rawValue: level) else {
            throw LedgerError(
                .configInvalid,
                "log.level: one of \(Logger.Level.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        self.logLevel = logLevel
        switch try sources.text(.logFormat, default: "text") {
        case "text": logsJSON = false
        case "json": logsJSON = true
        default: throw LedgerError(.configInvalid, "log.format: text or json")
        }
    }

    private static func tcp(_ sources: SettingSources) throws -> TCP? {
        let port = try sources.number(.tcpPort, default: 0, in: 0...65_535)
        let host = try sources.text(.tcpHost, default: "127.0.0.1")
        let certificate = try sources.text(.tlsCertificate, default: "")
        let key = try sources.text(.tlsKey, default: "")
        guard certificate.isEmpty == key.isEmpty else {
            throw LedgerError(.configInvalid, "listen.tlsCertificate and listen.tlsKey: both or neither")
        }
        guard port > 0 else { return nil }
        let tls = certificate.isEmpty ? nil : TLS(certificate: certificate, key: key)
        // Submissions and sessions over plain TCP stay on the machine, where a proxy may stand before them.
        guard tls != nil || ["127.0.0.1", "::1", "localhost"].contains(host) else {
            throw LedgerError(
                .configInvalid, "listen.tcpHost: without listen.tlsCertificate only 127.0.0.1, ::1 or localhost")
        }
        return TCP(host: host, port: port, tls: tls)
    }

    private static func audiences(
        _ sources: SettingSources, socket: String?, tcp: TCP?
    ) throws -> [SessionAudience] {
        var names: [String] = []
        if let socket { names.append("http+unix:\(socket)") }
        if let tcp {
            let host = tcp.host.contains(":") ? "[\(tcp.host)]" : tcp.host
            names.append("\(tcp.tls == nil ? "http" : "https")://\(host):\(tcp.port)")
        }
        names += try sources.list(.audiences)
        return try names.map { name in
            guard let audience = SessionAudience(name.utf8) else {
                throw LedgerError(.configInvalid, "listen.audiences: \(name)")
            }
            return audience
        }
    }
}
