import Foundation
import HTTPTypes
import Hummingbird
import Ledger
import LedgerClient
import PublicSite

/// The public site (公示网站), docs/site.md: every path that is no part of the interface. Served bare, to everybody.
extension Routes {
    private static let maximumQuery = 100
    private static let maximumPage = 100_000

    func sitePage(_ request: Request, _ context: DaemonContext) async throws -> Response {
        let path = try Routes.sitePath(request.uri.path)
        guard let projection = service.projection else { throw LedgerError(.viewsMissing, "office") }
        return try await service.admittance.page {
            // What was receipted is in it.
            await projection.catchUp()
            let size =
                projection.status.views.filter { ["office", "timeline"].contains($0.name) }.map(\.position).min() ?? 0
            let site = try await service.site.site(of: size)
            if path == "search.html", let answer = try await search(request, site) { return answer }
            _ = try request.query()
            guard let file = try await service.site.file(path, of: site) else {
                // Programs that call the interface get its errors, people a page.
                guard path.hasSuffix(".html") || !path.contains(".") && !path.hasPrefix("v1") else {
                    throw LedgerError(.requestUnknown)
                }
                var answer = Routes.answer(site.missing(path), status: .notFound)
                answer.headers[.cacheControl] = "no-store"
                return answer
            }
            return Routes.answer(file, request: request, tag: "\"\(site.version)\"")
        }
    }

    /// The path without its first slash; a folder stands for its index.
    private static func sitePath(_ path: String) throws -> String {
        let name = path.hasPrefix("/") ? String(path.dropFirst()) : path
        guard name.utf8.count <= 300, !name.contains("//") else { throw LedgerError(.requestUnknown) }
        return name.isEmpty || name.hasSuffix("/") ? name + "index.html" : name
    }

    private func search(_ request: Request, _ site: PublicSite) async throws -> Response? {
        let query = try request.query("q", "page")
        guard let text = query["q"] else {
            guard query.isEmpty else { throw LedgerError(.requestMalformed, "page without q") }
            return nil
        }
        guard (1...Routes.maximumQuery).contains(text.unicodeScalars.count) else {
            throw LedgerError(.requestMalformed, "q: 1 to \(Routes.maximumQuery) characters")
        }
        let number = try RequestNumber.parse(query["page"], "page") ?? 1
        guard (1...UInt64(Routes.maximumPage)).contains(number) else {
            throw LedgerError(.requestMalformed, "page: from 1 to \(Routes.maximumPage)")
        }
        let file = try await service.site.search(text, number: Int(number), of: site)
        var answer = Routes.answer(file, request: request, tag: "\"\(site.version)\"")
        answer.headers[.cacheControl] = "no-store"
        return answer
    }

    private static func answer(
        _ file: SiteFile, request: Request? = nil, tag: String? = nil, status: HTTPResponse.Status = .ok
    ) -> Response {
        var headers = siteHeaders
        headers[.contentType] = file.mediaType
        headers[.cacheControl] = "no-cache"
        if let tag {
            headers[.eTag] = tag
            if request?.headers[.ifNoneMatch].map({ matches($0, tag) }) ?? false {
                headers[.contentType] = nil
                return Response(status: .notModified, headers: headers)
            }
        }
        return Response(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: file.bytes)))
    }

    /// RFC 9110 13.1.2: any of the tags, weak ones too, or `*`.
    static func matches(_ field: String, _ tag: String) -> Bool {
        field.split(separator: ",").contains { part in
            var part = part.trimmingCharacters(in: .whitespaces)
            if part.hasPrefix("W/") { part.removeFirst(2) }
            return part == tag || part == "*"
        }
    }

    /// Nothing from elsewhere, no script or style inside a page, no frame around it.
    private static let siteHeaders: HTTPFields = {
        var headers: HTTPFields = [
            .contentSecurityPolicy:
                "default-src 'none'; style-src 'self'; script-src 'self'; worker-src 'self'; img-src 'self' data:; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
            .xContentTypeOptions: "nosniff",
        ]
        for (name, value) in [
            ("Referrer-Policy", "no-referrer"), ("X-Frame-Options", "DENY"),
            ("Cross-Origin-Opener-Policy", "same-origin"), ("Cross-Origin-Resource-Policy", "same-origin"),
            ("Permissions-Policy", "camera=(), geolocation=(), microphone=()"),
        ] {
            if let name = HTTPField.Name(name) { headers[name] = value }
        }
        return headers
    }()
}
