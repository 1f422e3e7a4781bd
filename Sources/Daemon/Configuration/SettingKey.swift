/// A configuration key that the daemon knows: the file's name for it, `a.b`; in the environment `LEDGERD_A_B`.
struct SettingKey: Hashable, Sendable {
    enum Kind: Sendable {
        case text, number, list
    }

    let name: String
    let kind: Kind

    init(_ name: String, _ kind: Kind) {
        self.name = name
        self.kind = kind
    }

    /// The name in the environment, without `LEDGERD_`: `listen.socketMode` is `LISTEN_SOCKET_MODE`.
    var environmentName: String {
        var output = ""
        var previousIsLower = false
        for character in name {
            if character.isUppercase, previousIsLower { output.append("_") }
            output.append(character == "." ? "_" : Character(character.uppercased()))
            previousIsLower = character.isLowercase
        }
        return output
    }

    static let directory = SettingKey("ledger.directory", .text)
    static let serviceKey = SettingKey("ledger.serviceKey", .text)
    static let servicePassphraseFile = SettingKey("ledger.servicePassphraseFile", .text)
    static let socket = SettingKey("listen.socket", .text)
    static let socketMode = SettingKey("listen.socketMode", .text)
    static let tcpHost = SettingKey("listen.tcpHost", .text)
    static let tcpPort = SettingKey("listen.tcpPort", .number)
    static let tlsCertificate = SettingKey("listen.tlsCertificate", .text)
    static let tlsKey = SettingKey("listen.tlsKey", .text)
    static let audiences = SettingKey("listen.audiences", .list)
    static let maximumConnections = SettingKey("listen.maximumConnections", .number)
    static let headerBytes = SettingKey("limits.headerBytes", .number)
    static let idleSeconds = SettingKey("limits.idleSeconds", .number)
    static let readSeconds = SettingKey("limits.readSeconds", .number)
    static let readBytesPerSecond = SettingKey("limits.readBytesPerSecond", .number)
    static let writeSeconds = SettingKey("limits.writeSeconds", .number)
    static let uploads = SettingKey("limits.uploads", .number)
    static let submissions = SettingKey("limits.submissions", .number)
    static let queuedEvents = SettingKey("writer.queuedEvents", .number)
    static let queuedBytes = SettingKey("writer.queuedBytes", .number)
    static let batchEvents = SettingKey("writer.batchEvents", .number)
    static let reservedDiskBytes = SettingKey("writer.reservedDiskBytes", .number)
    static let readerConnections = SettingKey("readers.connections", .number)
    static let sessionSeconds = SettingKey("sessions.seconds", .number)
    static let maximumSessions = SettingKey("sessions.maximum", .number)
    static let maximumNonces = SettingKey("sessions.maximumNonces", .number)
    static let heartbeatSeconds = SettingKey("health.heartbeatSeconds", .number)
    static let shutdownSeconds = SettingKey("shutdown.seconds", .number)
    static let recheck = SettingKey("site.recheck", .text)
    static let logLevel = SettingKey("log.level", .text)
    static let logFormat = SettingKey("log.format", .text)

    /// All of them; whatever else a file or the environment says stops the start.
    static let all: [SettingKey] = [
        directory, serviceKey, servicePassphraseFile, socket, socketMode, tcpHost, tcpPort, tlsCertificate, tlsKey,
        audiences, maximumConnections, headerBytes, idleSeconds, readSeconds, readBytesPerSecond, writeSeconds, uploads,
        submissions, queuedEvents, queuedBytes, batchEvents, reservedDiskBytes, readerConnections, sessionSeconds,
        maximumSessions, maximumNonces, heartbeatSeconds, shutdownSeconds, recheck, logLevel, logFormat,
    ]
}
