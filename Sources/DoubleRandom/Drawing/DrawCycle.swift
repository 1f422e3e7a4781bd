import Draw
import Ledger

enum DrawCycle {
    static let cycle = LifeCycle(
        "draw", .drawStanding,
        [
            ("frozen", "draw.confirmed.objects", "ready"), ("frozen", "draw.confirmed.inspectors", "agreed"),
            ("agreed", "draw.preflight", "ready"), ("ready", "draw.commit", "ready"),
            ("ready", "draw.close", "closing"), ("closing", "draw.confirmed.close", "closing"),
            ("closing", "draw.confirmed.last", "closed"), ("closed", "draw.custody", "closed"),
            ("closed", "draw.reveal", "closed"),
            ("closed", "draw.rung", "closed"), ("closed", "draw.result", "done"),
            // Profile B: the beacon comes after everything else stands.
            ("closed", "draw.fix", "fixing"), ("fixing", "draw.confirmed.fix", "fixing"),
            ("fixing", "draw.confirmed.fixed", "fixed"), ("fixed", "draw.beacon", "fixed"),
            ("fixed", "draw.confirmed.beacon", "fixed"), ("fixed", "draw.confirmed.opened", "opened"),
            ("opened", "draw.result", "done"),
            // After the result: strikes and replacements, never a new draw.
            ("done", "draw.strike", "done"), ("done", "draw.strike.listed", "replacing"),
            ("done", "draw.replace", "done"), ("done", "draw.confirmed.replace", "replacing"),
            ("replacing", "draw.replaced", "done"), ("replacing", "draw.preflight", "pooled"),
            // Nobody can be found for a slot: another place may be asked for meanwhile.
            ("replacing", "draw.replace", "replacing"), ("replacing", "draw.confirmed.replace", "replacing"),
            // A supervisor gives such a place back.
            ("replacing", "draw.declined", "done"), ("pooled", "draw.declined", "done"),
            ("pooled", "draw.reserve", "reseeding"), ("reseeding", "draw.replaced", "done"),
        ]
            // Until the outcome is forced, a draw can be given up by name.
            + ["frozen", "agreed", "ready", "closing", "closed", "fixing", "fixed"].map {
                ($0, "draw.confirmed.void", "void")
            })
    /// Whether a draw may still come to a result.
    static func isLive(_ draw: StateObject) -> Bool {
        !over.contains { draw.equals("standing", $0) }
    }

    private static let over: [StaticString] = ["done", "void", "replacing", "pooled", "reseeding"]

    /// Whether nothing of a draw is under way.
    static func isSettled(_ draw: StateObject) -> Bool {
        draw.equals("standing", "done") || draw.equals("standing", "void")
    }

    static let writes: [StateTable] = [
        .draws, .rosters, .contributions, .ladders, .pending, .tasks, .plans, .inspections, .loads, .embargoed,
        .replacements,
    ]
}

/// Text of a list in state: parts of whole lines, none longer than a row may be even where every byte is escaped.
enum RosterText {
    private static let partByteCount = 8_000

    private static func prefix(_ draw: Bytes, _ name: StaticString) -> Bytes {
        draw + Bytes("/\(name)/".utf8)
    }

    static func write(_ text: Bytes, _ name: StaticString, of draw: Bytes, _ act: Act) {
        var part = Bytes()
        var number = 0
        func flush() {
            act.put(
                .rosters, prefix(draw, name) + Bytes(String(1_000_000 + number).dropFirst().utf8),
                StateObject([.init("text", .string(part))]))
            number += 1
            part.removeAll(keepingCapacity: true)
        }
        for line in RecordLines(text) {
            if !part.isEmpty, part.count + line.count > partByteCount { flush() }
            part += line + [UInt8(ascii: "\n")]
        }
        flush()
        // What an earlier text of this name had more is empty from now on.
        let known = (try? act.all(.rosters, prefix: prefix(draw, name))) ?? []
        for (key, row) in known.dropFirst(number) where row.bytes("text") != [] {
            act.put(.rosters, key, StateObject([.init("text", .string([]))]))
        }
    }

}

extension Act {
    /// Runs pure code of the draw; what it refuses is refused here with the same words.
    static func pure<Value>(_ code: ErrorCode = .drawManifest, _ body: () throws -> Value) throws -> Value {
        do { return try body() } catch let error as DrawError {
            throw LedgerError(code, "\(error.code.rawValue) \(error.detail)")
        }
    }

    func drawID(_ bytes: Bytes) throws -> DrawID {
        guard let id = DrawID(bytes) else { throw LedgerError(.recordInvalid, bytes.shown) }
        return id
    }

    func drawWord(_ bytes: Bytes) throws -> DrawWord {
        guard let word = DrawWord(bytes) else { throw LedgerError(.drawManifest, "\(bytes.shown) is no word") }
        return word
    }

    static func hash(_ bytes: Bytes?) throws -> Hash256 {
        guard let hash = bytes.flatMap({ Hash256(hex: $0) }) else { throw LedgerError(.recordInvalid, "hash") }
        return hash
    }

    /// The draw that a record names.
    func draw(_ row: StateObject) throws -> (id: Bytes, draw: StateObject) {
        let id = try row.required("draw")
        return (id, try get(.draws, id, .drawUnknown))
    }

    static func contributionKey(_ draw: Bytes, _ slot: Bytes) -> Bytes { draw + [UInt8(ascii: "/")] + slot }
}

extension DrawProfile {
    /// The profile that a freeze, or a draw's row, states.
    static func of(_ row: StateObject) -> DrawProfile { row.equals("profile", "B") ? .b : .a }
}
