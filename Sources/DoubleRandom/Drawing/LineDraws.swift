// The draws of one plan line (计划行), over all its tasks: who has drawn and does not like the list draws no other beside it, and
// what was given up with knowledge binds the next. Nothing is noted for it: the rows of draws and tasks say it.

import Draw
import Ledger

/// What earlier draws of a task's plan line ask of the next one of a kind.
struct LineDraws<Rows: RowReading> {
    let rows: Rows
    /// The task that is to be drawn for.
    let number: Bytes
    let task: StateObject
    /// `objects` or `inspectors`.
    let kind: Bytes

    /// What a draw's row keeps of the line: the plan line, and the scope by which tasks without a plan are compared.
    static func members(_ task: StateObject) throws -> KeyValuePairs<StaticString, IJSONValue?> {
        ["plan": task["plan"], "line": task["line"], "scope": .string(try scope(task))]
    }

    /// The digest of what a task may draw from: kind, tags and items, in whatever order they were written.
    static func scope(_ task: StateObject) throws -> Bytes {
        let scope = try ScopeReader(task)
        let parts = [[scope.content.bytes("kind") ?? []], scope.content.list("tags"), scope.items].map { words in
            Bytes(words.sorted { $0.lexicographicallyPrecedes($1) }.joined(separator: [0x09]))
        }
        return Bytes(SHA256.hash(Bytes(parts.joined(separator: [0x0A]))).hex.utf8)
    }

    /// The draw of another task of the line that is not over: it has no result yet, or its task is neither dispatched nor
    /// stopped.
    func live() throws -> Bytes? {
        try draws { try isOfLine($0) }.first { draw in
            guard draw.row.bytes("task") != number else { return false }
            return try DrawCycle.isLive(draw.row) || (hasResult(draw.row) && isWaiting(try standing(of: draw.row)))
        }?.id
    }

    /// The draw that the next of the line takes up: of those that were voided after a reveal, or whose task was stopped
    /// after the result, and that none has taken up, the one that was frozen last. Between a task without a plan and a
    /// plan line of the same scope it holds too.
    func owed() throws -> (id: Bytes, row: StateObject)? {
        try draws { draw in try isOfLine(draw) || isOfScope(draw) }
            .filter { draw in
                guard draw.row["takenBy"] == nil else { return false }
                if draw.row.equals("standing", "void") { return draw.row.bool("bound") }
                return try hasResult(draw.row) && standing(of: draw.row).equals("stopped")
            }
            .max { ($0.row.about("at")?.index.value ?? 0) < ($1.row.about("at")?.index.value ?? 0) }
    }

    private func draws(_ isMeant: (StateObject) throws -> Bool) throws -> [(id: Bytes, row: StateObject)] {
        try rows.all(.draws, prefix: []).filter { try $0.row.bytes("kind") == kind && isMeant($0.row) }
            .map { ($0.key, $0.row) }
    }

    private func isOfLine(_ draw: StateObject) throws -> Bool {
        guard let plan = task.bytes("plan") else { return try draw["plan"] == nil && isOfScope(draw) }
        return draw.bytes("plan") == plan && draw.bytes("line") == task.bytes("line")
    }

    private func isOfScope(_ draw: StateObject) throws -> Bool {
        guard task["plan"] == nil || draw["plan"] == nil else { return false }
        return try draw.bytes("scope") == LineDraws.scope(task)
    }

    private func hasResult(_ draw: StateObject) -> Bool {
        !DrawCycle.isLive(draw) && !draw.equals("standing", "void")
    }

    private func standing(of draw: StateObject) throws -> Bytes {
        try rows.find(.tasks, draw.required("task"))?.bytes("standing") ?? []
    }

    /// Whether a task whose draw has its result can still be left as it is and drawn for elsewhere.
    private func isWaiting(_ standing: Bytes) -> Bool {
        !["dispatched", "completed", "stopped"].contains { standing == Bytes($0.utf8) }
    }
}
