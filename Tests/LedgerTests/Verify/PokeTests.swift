import Foundation
import Testing

@testable import Ledger

/// Nothing that a ledger stores can be changed unseen. What is left out is named in ``Pokes/expectation(_:_:)``.
///
/// Every byte of a ledger is some 50,000 verifications: those run where the code is optimised (`swift test -c release
/// -Xswiftc -enable-testing`) or POKE_MATRIX is set. Otherwise three bytes of every field of the small ledger stand in.
@Suite(.serialized) struct PokeTests {
    static let isWhole = !_isDebugAssertConfiguration() || ProcessInfo.processInfo.environment["POKE_MATRIX"] != nil

    @Test(.enabled(if: isWhole)) func everyByteOfASmallLedgerIsWatched() async throws {
        let ledger = try await KindsLedger.make()
        try await expectNoSilence(try Pokes(ledger).everyByte(), on: ledger)
        #expect((38...45).contains(ledger.size))
    }

    @Test(.enabled(if: !isWhole)) func threeBytesOfEveryFieldOfASmallLedgerAreWatched() async throws {
        let ledger = try await KindsLedger.make()
        try await expectNoSilence(try Pokes(ledger).everyByte(at: PokeTests.three), on: ledger)
    }

    @Test func rowsRemovedSwappedRepeatedOrAddedAreSeen() async throws {
        let ledger = try await KindsLedger.make()
        let pokes = try Pokes(ledger)
        try await expectNoSilence(pokes.removals() + pokes.swaps() + pokes.duplicates() + pokes.surplus(), on: ledger)
    }

    @Test func valuesOfOtherLengthsAreSeen() async throws {
        let ledger = try await KindsLedger.make()
        try await expectNoSilence(try Pokes(ledger).lengths(), on: ledger)
    }

    /// Three bytes of every field of every eighth row, and of the last row of every table.
    @Test(.enabled(if: isWhole)) func threeBytesOfTheFieldsOfALargeLedgerAreWatched() async throws {
        let ledger = try await KindsLedger.make(notes: 270)
        #expect(ledger.size >= 300)
        let stride = ProcessInfo.processInfo.environment["POKE_STRIDE"].flatMap { Int($0) } ?? 8
        try await expectNoSilence(try Pokes(ledger).everyByte(at: PokeTests.three, stride: stride), on: ledger)
    }

    private static func three(_ count: Int) -> [Int] { count == 0 ? [] : Set([0, count / 2, count - 1]).sorted() }

    private func expectNoSilence(
        _ pokes: [Poke], on ledger: KindsLedger, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let start = ContinuousClock.now
        let outcome = await PokeMatrix.run(pokes, on: ledger)
        #expect(outcome.count == pokes.count, sourceLocation: sourceLocation)
        #expect(outcome.failures.prefix(30) == [], "\(outcome.failures.count) failures", sourceLocation: sourceLocation)
        if ProcessInfo.processInfo.environment["POKE_FIGURES"] != nil {
            print(
                "\(pokes.count) pokes on \(ledger.size) entries, \(ContinuousClock.now - start), findings \(outcome.codes)"
            )
        }
    }
}
