import Foundation
import HTTPTypes
import Hummingbird
import Ledger
import Logging
import NIOCore

/// What a request comes with: the connection that it came over.
struct DaemonContext: RequestContext {
    var coreContext: CoreRequestContextStorage
    let connection: any NIOCore.Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        connection = source.channel
    }

    /// Whether it came over the Unix socket.
    var isUnixSocket: Bool { connection.localAddress?.pathname != nil }

    /// Where a submission came from, for the channel record.
    func channel(userAgent: String?) async -> Ledger.Channel {
        let client = userAgent ?? ""
        guard isUnixSocket else {
            let peer = connection.remoteAddress.flatMap(\.ipAddress) ?? "unknown"
            return Ledger.Channel(transport: "tcp", peer: peer, client: client)
        }
        let peer = (try? await PeerCredentials.of(connection)).map { "uid \($0.uid) pid \($0.pid)" } ?? "unknown"
        return Ledger.Channel(transport: "socket", peer: peer, client: client)
    }
}

/// `struct ucred`, unix(7): who is at the other end of a Unix socket, as the system says it.
struct PeerCredentials: Sendable {
    var pid: Int32
    var uid: UInt32
    var gid: UInt32

    static func of(_ connection: any NIOCore.Channel) async throws -> PeerCredentials {
        guard let provider = connection as? any SocketOptionProvider else { throw LedgerError(.requestMalformed) }
        return try await provider.unsafeGetSocketOption(
            level: NIOBSDSocket.OptionLevel(rawValue: SOL_SOCKET), name: NIOBSDSocket.Option(rawValue: SO_PEERCRED)
        ).get()
    }
}
