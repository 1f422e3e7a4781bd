// The public sources of randomness that an office takes, as policy `draw.beacons` has them: which rounds may still be named,
// and how a published value is written down, so that it has one spelling.

import Draw
import Ledger

/// The public sources that an office takes (公开随机源), from policy `draw.beacons`.
enum BeaconSources {
    private static func source(_ source: Bytes, _ act: Act) throws -> (row: StateObject, kind: Bytes) {
        guard let row = try act.word(source, of: .beacons), let kind = row.bytes("kind") else {
            throw LedgerError(.drawBeacon, source.shown)
        }
        return (row, kind)
    }

    /// Of a source: `lottery`, `drand` or `dice`.
    static func kind(of source: Bytes, _ act: Act) throws -> Bytes { try self.source(source, act).kind }

    /// A round that a freeze may name. Of dice it is the draw itself; of drand a number whose moment has not come.
    /// - Throws: `policy.missing` where the policy does not say when the rounds of a drand chain come.
    static func check(round: Bytes, of source: Bytes, draw: Bytes, _ act: Act) throws {
        let (row, kind) = try self.source(source, act)
        if kind.equals("dice") {
            guard round == draw else { throw LedgerError(.drawBeacon, draw.shown) }
        } else if kind.equals("drand") {
            guard let number = Decimal53.parse(round[...]), number > 0 else {
                throw LedgerError(.drawBeacon, round.shown)
            }
            guard let genesis = row.integer("genesis"), let period = row.integer("period"), period > 0 else {
                throw LedgerError(.policyMissing, "\(PolicyName.beacons.rawValue) \(source.shown): genesis, period")
            }
            // Round 1 came at the genesis; what has come already is known.
            let (ahead, overflow) = (Int(clamping: number) - 1).multipliedReportingOverflow(by: period)
            guard !overflow, ahead > Int(act.context.received.milliseconds / 1_000) - genesis else {
                throw LedgerError(.drawBeacon, "round \(round.shown) has come")
            }
        }
    }

    /// Ten dice give 25 bits.
    static let fewestDice = 10

    /// A published value in its one spelling: digits of dice, 32 bytes of drand in hexadecimal digits, a lottery's numbers.
    static func check(value: Bytes, of source: Bytes, _ act: Act) throws {
        let (row, kind) = try self.source(source, act)
        if kind.equals("dice") {
            let faces = UInt8(ascii: "1")...UInt8(ascii: "6")
            guard value.count >= fewestDice, value.allSatisfy({ faces.contains($0) }) else {
                throw LedgerError(.drawBeacon, "10 dice or more, as digits from 1 to 6")
            }
        } else if kind.equals("drand") {
            guard Hash256(hex: value) != nil else { throw LedgerError(.drawBeacon, "64 hexadecimal digits") }
        } else {
            try LotteryValue.check(value, form: row.bytes("form"), isAscending: row.bool("ascending"))
        }
    }
}

/// The numbers of a lottery issue (开奖号码): groups of numbers, two groups separated by `+`, everything by single blanks:
/// `03 07 12 18 25 33 + 09`.
enum LotteryValue {
    /// - Parameters:
    ///   - form: how the issues of the lottery look, a `9` for each digit: `99 99 99 99 99 99 + 99`; nil for any.
    ///   - isAscending: whether the numbers of a group stand in ascending order, whatever order they were drawn in. Without
    ///     it two people could choose among the orders of one issue.
    /// - Throws: `draw.beacon`.
    static func check(_ value: Bytes, form: Bytes?, isAscending: Bool) throws {
        let words = value.split(separator: UInt8(ascii: " "), omittingEmptySubsequences: false)
        let plus: ArraySlice<UInt8> = [UInt8(ascii: "+")]
        let groups = words.split(omittingEmptySubsequences: false) { $0 == plus }
        guard groups.allSatisfy({ group in !group.isEmpty && group.allSatisfy(isNumber) }) else {
            throw LedgerError(.drawBeacon, "digits, single blanks and +, as 03 07 12 + 09")
        }
        if let form {
            guard form == value.map({ isDigit($0) ? UInt8(ascii: "9") : $0 }) else {
                throw LedgerError(.drawBeacon, "numbers as \(form.shown)")
            }
        }
        guard isAscending else { return }
        for group in groups {
            // Of equal length, the order of the text is that of the numbers.
            guard zip(group, group.dropFirst()).allSatisfy({ $0.lexicographicallyPrecedes($1) }) else {
                throw LedgerError(.drawBeacon, "the numbers of a group in ascending order")
            }
        }
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
    private static func isNumber(_ word: ArraySlice<UInt8>) -> Bool { !word.isEmpty && word.allSatisfy(isDigit) }
}
