import DoubleRandom
import Foundation
import HTTPTypes
import Hummingbird
import Ledger
import LedgerClient

/// The publication views (公示), docs/api.md section 4: what the office takes to the outside channels.
extension Routes {
    private static let maximumBulletinArgument = 64

    func bulletin(_ request: Request, _ context: DaemonContext) async throws -> Response {
        let query = try request.query("name", "task")
        guard let name = query["name"].flatMap({ BulletinName(rawValue: $0) }) else {
            throw LedgerError(
                .requestMalformed, "name: \(BulletinName.allCases.map(\.rawValue).joined(separator: ", "))")
        }
        let task = query["task"] ?? ""
        // In characters, as the document counts them.
        guard task.unicodeScalars.count <= Routes.maximumBulletinArgument else {
            throw LedgerError(.requestMalformed, "task")
        }
        _ = try await officeRight(request)
        guard let projection = service.projection else { throw LedgerError(.viewsMissing, "office") }
        // What was receipted is in it.
        await projection.catchUp()
        let bulletin = try await projection.read { view in
            try name.bulletin(in: OfficeSnapshot(view), task: Bytes(task.utf8))
        }
        return try WireJSON.response(
            WireBulletin(
                title: bulletin.title, columns: bulletin.columns,
                rows: bulletin.rows.map { $0.map { String(decoding: $0, as: UTF8.self) } }))
    }
}
