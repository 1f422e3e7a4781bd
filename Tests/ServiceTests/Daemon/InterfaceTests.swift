import Foundation
import LedgerClient
import Testing
import Yams

@testable import Ledger

/// docs/openapi.yaml, docs/api.md and the live server say the same.
@Suite("the interface is the one that is documented")
struct InterfaceTests {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent()

    private static func operations() throws -> Set<String> {
        let text = try String(contentsOf: root.appending(path: "docs/openapi.yaml"), encoding: .utf8)
        let paths = try #require(try Yams.compose(yaml: text)?["paths"]?.mapping)
        var operations: Set<String> = []
        for (path, methods) in paths {
            for (method, _) in try #require(methods.mapping) {
                operations.insert("\(method.string!.uppercased()) \(path.string!)")
            }
        }
        return operations
    }

    @Test("docs/api.md names the operations of docs/openapi.yaml, and no others")
    func documents() throws {
        let text = try String(contentsOf: Self.root.appending(path: "docs/api.md"), encoding: .utf8)
        let named = text.matches(of: /`(GET|POST|PUT|DELETE) (\/[a-z][^`?\[]*)[^`]*`/).map { match in
            let path = String(match.output.2).replacing("/N", with: "/{index}").replacing("<64 hex>", with: "{sha256}")
                .replacing("/V.json", with: "/{view}.json")
            return "\(match.output.1) \(path)"
        }
        #expect(Set(named) == (try Self.operations()))
    }

    @Test("every documented operation is there, and every other method on its path is refused with what it takes")
    func live() async throws {
        let ledger = try await ServiceLedger()
        let daemon = try await DaemonProcess.start(ledger)
        let caller = Caller(ledger)
        let operations = try Self.operations()
        let byPath = Dictionary(grouping: operations.map { $0.split(separator: " ").map(String.init) }) { $0[1] }
        for (path, taken) in byPath {
            let concrete = path.replacing("{index}", with: "0").replacing(
                "{sha256}", with: String(repeating: "0", count: 64)
            ).replacing("{view}", with: "year")
            let methods = Set(taken.map { $0[0] })
            for method in ["GET", "POST", "PUT", "DELETE", "PATCH", "OPTIONS", "QUERY", "M-SEARCH"] {
                let answer = try await caller.call(method, concrete)
                let isRefused = answer.code == "request.method"
                #expect(isRefused == !methods.contains(method), "\(method) \(path): \(answer.status)")
                if isRefused {
                    let allowed = answer.headers["allow"]?.split(separator: ", ").map(String.init) ?? []
                    #expect(Set(allowed).subtracting(["HEAD"]) == methods, "\(path)")
                }
                #expect(answer.code != "request.unknown", "\(method) \(path)")
            }
        }
        await daemon.stop()
    }
}
