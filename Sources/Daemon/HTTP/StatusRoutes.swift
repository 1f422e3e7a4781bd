import Foundation
import HTTPTypes
import Hummingbird
import Ledger
import LedgerClient

/// How the service stands, docs/api.md section 3.
extension Routes {
    func health(_ request: Request, _ context: DaemonContext) async throws -> Response {
        _ = try request.query()
        let health = await service.health()
        return try WireJSON.response(health, status: health.status == "healthy" ? .ok : .serviceUnavailable)
    }

    func metrics(_ request: Request, _ context: DaemonContext) async throws -> Response {
        _ = try request.query()
        service.metrics.sample(
            queued: service.writer.queueDepth, sessions: service.sessions.count, heartbeat: service.heartbeat.age)
        let size = service.writer.lastSigned?.checkpoint.size ?? 0
        for view in service.projection?.status.views ?? [] {
            service.metrics.view(view.name, lag: view.lag(behind: size))
        }
        return .bytes(Bytes(service.registry.text().utf8), type: MediaTypes.prometheus)
    }

    func status(_ request: Request, _ context: DaemonContext) async throws -> Response {
        _ = try request.query()
        let now = SystemClock.now()
        let folder = service.settings.directory.path
        let stored = try await service.readers.read { store in
            let size = try store.size()
            let last = size > 0 ? try store.ancestor(EntryIndex(size - 1)) : nil
            return StoredStatus(
                size: size, leaf: last?.leaf.base64 ?? "", received: last.map { "\($0.received)" } ?? "",
                ruleSet: try LedgerFacts(store).ruleSet, roster: try Roster(store, at: now),
                freeBytes: FileIO.freeBytes(at: folder) ?? 0)
        }
        return try WireJSON.response(
            WireStatus(
                ledger: "\(service.identity.ledger)", size: stored.size, head: stored.leaf,
                lastReceived: stored.received,
                lastCommit: service.rate.lastCommit.flatMap { Timestamp(milliseconds: $0) }.map { "\($0)" },
                ratePerSecond: service.rate.perSecond(at: now.milliseconds), queuedEvents: service.writer.queueDepth,
                maximumQueuedEvents: service.settings.writer.maximumQueuedEvents, sessions: service.sessions.count,
                started: "\(service.started)", views: views(stored.size), openProposals: stored.roster.open.count,
                ruleSet: stored.ruleSet, freeBytes: stored.freeBytes, warnings: warnings(stored)))
    }

    private func views(_ size: UInt64) -> [WireStatus.View] {
        (service.projection?.status.views ?? []).map { view in
            WireStatus.View(
                name: view.name, version: view.version, position: view.position, lag: view.lag(behind: size))
        }
    }

    private struct StoredStatus: Sendable {
        let size: UInt64
        let leaf: String
        let received: String
        let ruleSet: UInt64
        let roster: Roster
        let freeBytes: UInt64
    }

    /// Below this, an import or a photograph may no longer fit.
    private static let scarceBytes: UInt64 = 1 << 30
    /// With fewer people of authority the loss of one key ends the ledger, annex D10.
    private static let fewPeople = 3

    private func warnings(_ stored: StoredStatus) -> [WireStatus.Warning] {
        var warnings: [WireStatus.Warning] = []
        func warn(_ code: String, _ text: String, _ textZh: String) {
            warnings.append(WireStatus.Warning(code: code, text: text, textZh: textZh))
        }
        let holders = stored.roster.authorityHolders
        if holders < Routes.fewPeople {
            warn(
                "authority.few",
                "Only \(holders) people are administrator, leader or supervisor: the loss of one key can end the ledger.",
                "仅有\(holders)人具有系统管理员、审批领导或纪检监督人员角色：遗失一把密钥就可能使账本无法继续。")
        }
        if stored.freeBytes < max(Routes.scarceBytes, service.settings.writer.reservedDiskByteCount) {
            warn(
                "disk.low", "\(stored.freeBytes >> 20) MiB are left on the ledger's disk.",
                "账本所在磁盘仅剩 \(stored.freeBytes >> 20) MiB。")
        }
        if service.writer.queueDepth * 5 >= service.settings.writer.maximumQueuedEvents * 4 {
            warn("queue.high", "The writer's queue is nearly full.", "写入队列即将排满。")
        }
        let status = service.projection?.status
        for view in status?.views ?? [] where view.failure != nil {
            warn("view.failed", "The view \(view.name) has stopped.", "视图 \(view.name) 已停止更新。")
        }
        if status == nil || status?.problem != nil {
            warn("views.stopped", "The views cannot be kept; lists are slow.", "视图无法更新，列表查询会变慢。")
        }
        if service.heartbeat.age >= service.settings.heartbeat {
            warn("heartbeat.late", "The writer has not answered for some time.", "写入程序已有一段时间没有响应。")
        }
        return warnings.sorted { $0.code < $1.code }
    }
}
