/// The sentences of rule set 0.
public struct LedgerNarration: EventNarrating {
    /// The sentences.
    public init() {}

    public func narration(of event: ViewEvent, roles: RoleTerms) -> Narration? {
        guard event.isComplete, let head = event.records.first, let reader = try? RecordReader(head.record) else {
            return nil
        }
        return try? narration(of: event, reader, roles)
    }

    private func narration(of event: ViewEvent, _ reader: RecordReader, _ roles: RoleTerms) throws -> Narration? {
        let records = event.records.map(\.record)
        let reason = LedgerNarration.reason(reader)
        switch String(decoding: event.type.bytes, as: UTF8.self) {
        case "ledger.founded/1":
            let content = try FoundingContent(records)
            let second = content.supervisor.actor
            return .act(
                BilingualText(
                    "(\(roles[.administrator].english)) and \(second) (\(roles[.supervisor].english)) "
                        + "found the ledger \(content.origin) under rule set \(content.rules.set)",
                    "（\(roles[.administrator].chinese)）与 \(second)（\(roles[.supervisor].chinese)）"
                        + "创立账本 \(content.origin)，适用规则集 \(content.rules.set)"
                ))
        case "ledger.rekeyed/1":
            let isCheckpoint = try reader.bytes("purpose").equals("checkpoint")
            let key = try reader.vkey("vkey").id
            return .proposal(
                BilingualText(
                    "a new \(isCheckpoint ? "checkpoint" : "engine") key \(key)\(reason.english)",
                    "更换账本的\(isCheckpoint ? "存证单密钥" : "引擎密钥")（\(key)）\(reason.chinese)"))
        case "actor.enrolled/1":
            let new = try NewKey(records)
            let actor = new.actor.map { "\($0)" } ?? "?"
            return .proposal(
                BilingualText("the enrolment of \(actor) with key \(new.key.id)", "登记人员 \(actor)（密钥 \(new.key.id)）"))
        case "actor.rekeyed/1":
            let new = try NewKey(records)
            let actor = new.actor.map { "\($0)" } ?? "?"
            return .proposal(
                BilingualText(
                    "key \(new.key.id) for \(actor) in place of a lost one\(reason.english)",
                    "为 \(actor) 更换遗失的密钥（新密钥 \(new.key.id)）\(reason.chinese)"))
        case "actor.rotated/1":
            let new = try NewKey(records)
            return .act(BilingualText("changes the own key to \(new.key.id)", "更换本人密钥为 \(new.key.id)"))
        case "actor.suspended/1":
            let actor = try reader.actor("actor")
            return .act(BilingualText("suspends \(actor)\(reason.english)", "停用 \(actor)\(reason.chinese)"))
        case "actor.restored/1":
            let actor = try reader.actor("actor")
            return .proposal(
                BilingualText("letting \(actor) act again\(reason.english)", "恢复 \(actor)\(reason.chinese)"))
        case "actor.granted/1":
            let grant = try RoleGrant(records[0])
            let span = LedgerNarration.span(grant)
            return .proposal(
                BilingualText(
                    "the role \(roles[grant.role].english) for \(grant.actor)\(span.english)",
                    "授予 \(grant.actor) \(roles[grant.role].chinese)角色\(span.chinese)"))
        case "actor.revoked/1":
            let (actor, role) = (try reader.actor("actor"), try reader.role("role"))
            return .act(
                BilingualText(
                    "ends the role \(roles[role].english) of \(actor)\(reason.english)",
                    "收回 \(actor) 的\(roles[role].chinese)角色\(reason.chinese)"))
        case "policy.changed/1":
            let names = records.dropFirst().compactMap { record in
                (try? record.value())?["name"]?.bytes?.forDisplay(limit: 64)
            }
            return .proposal(
                BilingualText(
                    "new values for \(names.joined(separator: ", "))\(reason.english)",
                    "变更政策参数 \(names.joined(separator: "、"))\(reason.chinese)"))
        case "rules.adopted/1":
            let set = try SetRecord(records[0]).number
            return .proposal(BilingualText("rule set \(set)", "采用规则集 \(set)"))
        case "access.read/1":
            let reading = try reader.actor("actor")
            return .act(
                BilingualText(
                    "lets \(reading) open \(records.count) record\(records.count == 1 ? "" : "s") before they are public",
                    "允许 \(reading) 提前查看 \(records.count) 条待公开记录"))
        case "clock.accepted/1":
            return .act(
                BilingualText("vouches for the clock\(reason.english)", "认可系统时钟\(reason.chinese)"))
        case "clock.corrected/1":
            let stated = Timestamp(try reader.bytes("received"))?.beijing ?? "?"
            return .proposal(
                BilingualText(
                    "setting the ledger's clock back to \(stated)\(reason.english)",
                    "将账本时钟校正为 \(stated)\(reason.chinese)"))
        case "personal.erased/1":
            let subject = try reader.bytes("subject").forDisplay(limit: 64)
            let count = records.count - 1
            return .proposal(
                BilingualText(
                    "the erasure of \(count) personal record\(count == 1 ? "" : "s") of \(subject)\(reason.english)",
                    "删除 \(subject) 的 \(count) 条个人记录\(reason.chinese)"))
        default: return try LedgerNarration.decision(event, reader)
        }
    }

    private static func decision(_ event: ViewEvent, _ reader: RecordReader) throws -> Narration? {
        switch String(decoding: event.type.name.drop { $0 != UInt8(ascii: ".") }, as: UTF8.self) {
        case ".confirmed": .decision(isConfirmed: true, about: try reader.about().index)
        case ".declined": .decision(isConfirmed: false, about: try reader.about().index)
        default: nil
        }
    }

    private static func reason(_ reader: RecordReader) -> BilingualText {
        guard let reason = reader.value("reason")?.bytes?.forDisplay(limit: 240), !reason.isEmpty else {
            return BilingualText("", "")
        }
        return BilingualText(" (reason: \(reason))", "（理由：\(reason)）")
    }

    private static func span(_ grant: RoleGrant) -> BilingualText {
        switch (grant.from, grant.to) {
        case (let from?, let to?): BilingualText(" from \(from) to \(to)", "（\(from) 至 \(to)）")
        case (let from?, nil): BilingualText(" from \(from)", "（自 \(from) 起）")
        case (nil, let to?): BilingualText(" to \(to)", "（至 \(to) 止）")
        case (nil, nil): BilingualText("", "")
        }
    }
}
