import Foundation
import Testing

@testable import Ledger

@Suite("ledgerd serves the public site to everybody, and nothing but the site")
struct SiteServingTests {
    @Test("pages come with a strict policy and a tag of their state, and other paths, queries and methods are refused")
    func serving() async throws {
        let ledger = try await ServiceLedger()
        let daemon = try await DaemonProcess.start(ledger)
        let caller = Caller(ledger)
        let home = try await caller.get("/")
        #expect(home.status == 200 && home.headers["content-type"] == "text/html; charset=utf-8")
        #expect(home.text.contains("<html lang=\"zh-CN\">"))
        let policy = try #require(home.headers["content-security-policy"])
        #expect(policy.hasPrefix("default-src 'none';") && !policy.contains("unsafe"))
        #expect(home.headers["x-content-type-options"] == "nosniff" && home.headers["cache-control"] == "no-cache")
        let tag = try #require(home.headers["etag"])
        for given in [tag, "\"other\", W/\(tag)", "*"] {
            let same = try await caller.call("GET", "/index.html", headers: ["If-None-Match": given])
            #expect(same.status == 304 && same.body.isEmpty && same.headers["etag"] == tag, "\(given)")
        }
        let cases: [(String, String, Int, String?)] = [
            ("GET", "/style.css", 200, nil), ("GET", "/data/results.json", 200, nil), ("GET", "/feed.xml", 200, nil),
            ("GET", "/search.html?q=a&page=1", 200, nil), ("GET", "/search.html?page=2", 400, "request.malformed"),
            ("GET", "/search.html?q=", 400, "request.malformed"),
            ("GET", "/search.html?q=a&page=0", 400, "request.malformed"),
            ("GET", "/index.html?x=1", 400, "request.malformed"), ("GET", "/nothing.html", 404, nil),
            ("GET", "/results/nothing.tar", 404, "request.unknown"),
            ("GET", "/..%2f/ledger.db", 404, "request.unknown"),
            ("GET", "/data/results-2.json", 404, "request.unknown"),
            ("GET", "/search-index.js", 404, "request.unknown"),
            ("POST", "/index.html", 405, "request.method"), ("DELETE", "/", 405, "request.method"),
        ]
        for (method, path, status, code) in cases {
            let answer = try await caller.call(method, path)
            #expect(answer.status == status, "\(method) \(path)")
            if let code { #expect(answer.code == code, "\(method) \(path)") }
        }
        // Another entry is another state: what was asked for before is no longer the same.
        try await caller.enrol(ServicePerson("a0003"))
        let later = try await caller.call("GET", "/index.html", headers: ["If-None-Match": tag])
        #expect(later.status == 200 && later.headers["etag"] != tag)
        await daemon.stop()
    }
}
