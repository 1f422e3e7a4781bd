import DoubleRandom
import Foundation
import Ledger

/// The machine's clock; the core never reads it itself.
enum SystemClock {
    static func now() -> Timestamp {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        let milliseconds = Int64(time.tv_sec) * 1_000 + Int64(time.tv_nsec) / 1_000_000
        guard let now = Timestamp(milliseconds: milliseconds) else { preconditionFailure("the year is below 10000") }
        return now
    }
}

/// This program.
enum Program {
    static let version = "0.1.0"
    static let name = "ledgerd/\(version)"
    static let api = 1
    static let book = RuleBook([RuleSet0(), RuleSet1()])
}
