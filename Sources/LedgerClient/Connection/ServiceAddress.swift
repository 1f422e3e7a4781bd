import Foundation
import Ledger

/// Where a ledger service is reached (服务地址): a Unix socket or an HTTP server.
///
/// Examples: `/run/ledgerd/ledgerd.sock`, `http+unix:/run/ledgerd/ledgerd.sock`, `https://ledger.example:8443`.
public struct ServiceAddress: Hashable, Sendable, CustomStringConvertible {
    /// How it is reached.
    public enum Transport: Hashable, Sendable {
        /// A Unix socket by its absolute path.
        case socket(String)
        /// A server by name and port, with TLS or without.
        case tcp(isSecure: Bool, host: String, port: Int)
    }

    /// How it is reached.
    public let transport: Transport
    /// The name that a session's note is made out to.
    public let audience: SessionAudience

    /// The longest path of a socket, without its NUL.
    public static let maximumSocketPath = 107
    /// Where the daemon listens unless configured otherwise.
    public static let standardSocket = "/run/ledgerd/ledgerd.sock"

    /// Reads an address.
    /// - Throws: `service.address`.
    public init(parsing text: String) throws(LedgerError) {
        let shown = DisplayText.clean(text, limit: 120)
        let path = text.hasPrefix("http+unix:") ? String(text.dropFirst("http+unix:".count)) : text
        if path.hasPrefix("/"), !path.hasPrefix("//") {
            guard path.utf8.count <= ServiceAddress.maximumSocketPath,
                let audience = SessionAudience("http+unix:\(path)".utf8)
            else { throw LedgerError(.serviceAddress, shown) }
            self.audience = audience
            transport = .socket(path)
            return
        }
        guard let url = URLComponents(string: text), let scheme = url.scheme?.lowercased(),
            scheme == "http" || scheme == "https", let host = url.host?.lowercased(), !host.isEmpty,
            url.path.isEmpty || url.path == "/", url.query == nil, url.fragment == nil, url.user == nil,
            url.password == nil
        else { throw LedgerError(.serviceAddress, shown) }
        let port = url.port ?? (scheme == "https" ? 443 : 80)
        guard (1...65_535).contains(port), let audience = SessionAudience("\(scheme)://\(host):\(port)".utf8) else {
            throw LedgerError(.serviceAddress, shown)
        }
        self.audience = audience
        transport = .tcp(isSecure: scheme == "https", host: host, port: port)
    }

    /// The names under which this very address may stand in a service's configuration: with the standard port and
    /// without it.
    public var audiences: [SessionAudience] {
        guard case .tcp(let isSecure, let host, let port) = transport, port == (isSecure ? 443 : 80),
            let short = SessionAudience("\(isSecure ? "https" : "http")://\(host)".utf8)
        else { return [audience] }
        return [audience, short]
    }

    /// A request's URL.
    func url(_ path: String, _ query: [(String, String)]) -> String {
        let base =
            switch transport {
            case .socket(let path): "http+unix://\(ServiceAddress.escape(path))"
            case .tcp(let isSecure, let host, let port): "\(isSecure ? "https" : "http")://\(host):\(port)"
            }
        let pairs = query.map { "\($0.0)=\(ServiceAddress.escape($0.1))" }
        return base + path + (pairs.isEmpty ? "" : "?" + pairs.joined(separator: "&"))
    }

    /// Percent-encodes all but the unreserved characters of RFC 3986.
    static func escape(_ text: String) -> String {
        let kept = CharacterSet(charactersIn: "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~")
        return text.addingPercentEncoding(withAllowedCharacters: kept) ?? ""
    }

    public var description: String {
        if case .socket(let path) = transport { path } else { "\(audience)" }
    }
}
