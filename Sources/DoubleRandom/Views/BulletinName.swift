import Ledger

/// The publication views by name.
public enum BulletinName: String, CaseIterable, Sendable {
    /// 随机抽查事项清单.
    case items
    /// 抽查计划公告.
    case plans
    /// 抽查任务公告.
    case tasks
    /// 抽查结果公告 of a task.
    case results
    /// 双随机抽查结果信息 as gsxt takes it, a row an item of each object; of a task, or of all.
    case gsxt

    /// Makes the view from the office's books.
    public func bulletin(in books: some OfficeBooks, task: Bytes = []) throws -> Bulletin {
        switch self {
        case .items: return try books.itemBulletin()
        case .plans: return try books.planBulletin()
        case .tasks: return try books.taskBulletin()
        case .results: return try books.resultBulletin(of: task)
        case .gsxt: return try books.spotCheckBulletin(of: task)
        }
    }
}

extension OfficeBooks {
    /// Every published result of a task, or of all, with the field names of the national system.
    func spotCheckBulletin(of task: Bytes) throws -> Bulletin {
        let prefix = task.isEmpty ? [] : task + [UInt8(ascii: "-")]
        var columns: [String] = []
        var rows: [[Bytes]] = []
        for (id, _) in try self.rows(.inspections, prefix: prefix) {
            guard let result = try spotCheckResult(id) else { continue }
            if columns.isEmpty {
                columns = result.fields.map(\.name) + ["seqno", "raninsItemName", "raninsCheckResName"]
            }
            for detail in result.details {
                rows.append(
                    result.fields.map(\.value) + [Bytes("\(detail.number)".utf8), detail.item, detail.result])
            }
        }
        return Bulletin(title: "双随机抽查结果信息", columns: columns, rows: rows)
    }
}
