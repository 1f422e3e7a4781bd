import HTTPTypes
import Hummingbird
import Ledger
import LedgerClient

/// Rows of admission state, docs/api.md section 4. What the office reads of them the rule sets say.
extension Routes {
    private static let defaultRows = 100
    private static let maximumName = 40
    private static let maximumKey = 255

    func state(_ request: Request, _ context: DaemonContext) async throws -> Response {
        let query = try request.query("table", "prefix", "after", "limit")
        guard let table = query["table"], (1...Routes.maximumName).contains(table.utf8.count),
            table.utf8.allSatisfy({ (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) })
        else { throw LedgerError(.requestMalformed, "table: 1 to \(Routes.maximumName) letters") }
        let limit = try RequestNumber.limit(
            query["limit"], default: Routes.defaultRows, maximum: StatePage.maximumRows)
        for name in ["prefix", "after"] where (query[name]?.utf8.count ?? 0) > Routes.maximumKey {
            throw LedgerError(.requestMalformed, "\(name): at most \(Routes.maximumKey) bytes")
        }
        _ = try await officeRight(request)
        let (prefix, after) = (Bytes((query["prefix"] ?? "").utf8), query["after"].map { Bytes($0.utf8) })
        let page = try await service.readers.read { store in
            try store.atOneMoment {
                try StatePage(
                    StateTable(table), prefix: prefix, after: after, limit: limit, book: Program.book, in: store)
            }
        }
        return try WireJSON.response(
            WireState(
                size: page.size,
                rows: page.rows.map { row in
                    WireState.Row(
                        key: String(decoding: row.key, as: UTF8.self),
                        value: String(decoding: row.value.encoded, as: UTF8.self))
                }, next: page.next.map { String(decoding: $0, as: UTF8.self) }))
    }
}
