import DoubleRandom
import Ledger
import Logging
import ServiceLifecycle

/// Admission state through the daemon's reading connections.
struct PooledState: StateAccess {
    let readers: ReaderPool

    func read<Value: Sendable>(_ body: @escaping @Sendable (any StateReading) throws -> Value) async throws -> Value {
        try await readers.read { store in try body(store) }
    }
}

/// Lets the engine speak after every commit that touches a draw or an inspector, when a day begins, and at the start.
struct DrawFollowing: Service {
    let engine: DrawEngine
    let touches: AsyncStream<Void>
    let again: AsyncStream<Void>.Continuation
    let logger: Logger

    /// When what failed is tried again without a commit: somebody may have brought the ladder back.
    private static let pause = Duration.seconds(30)

    /// Embargoes end with a day in China; a clock that is set meanwhile is seen within the hour.
    static func untilNextDay(from now: Timestamp) -> Duration {
        let dayLength: Int64 = 86_400_000
        let sinceMidnight = (now.milliseconds + 8 * 3_600_000) % dayLength
        return .milliseconds(min(dayLength - sinceMidnight + 1_000, 3_600_000))
    }

    func run() async throws {
        let days = Task {
            while !Task.isCancelled {
                try await Task.sleep(for: DrawFollowing.untilNextDay(from: SystemClock.now()))
                again.yield()
            }
        }
        defer { days.cancel() }
        await cancelWhenGracefulShutdown {
            again.yield()
            for await _ in touches {
                let reports = await engine.advance()
                var mustRetry = false
                for report in reports { mustRetry = tell(report) || mustRetry }
                guard mustRetry else { continue }
                Task {
                    try? await Task.sleep(for: DrawFollowing.pause)
                    again.yield()
                }
            }
        }
    }

    /// Whether what is told may be over when it is tried again.
    private func tell(_ report: DrawEngine.Report) -> Bool {
        switch report {
        case .said(let draw, let type, let index):
            logger.info(
                "draw.said", metadata: ["draw": "\(text(draw))", "type": "\(type)", "index": "\(index)"])
            return false
        case .infeasible(let draw, let slots):
            logger.warning("draw.infeasible", metadata: ["draw": "\(text(draw))", "slots": "\(slots)"])
            return false
        case .failed(let draw, let error):
            logger.error(
                "draw.waits",
                metadata: ["draw": "\(text(draw))", "error": "\(error.code.rawValue)", "detail": "\(error.detail)"])
            return ![.writerStopped, .storeUnknown].contains(error.code)
        }
    }

    static func touchesDraw(_ appended: AppendedEntry) -> Bool {
        let family = appended.entry.event.header.type.family
        return family.elementsEqual("draw".utf8) || family.elementsEqual("inspector".utf8)
    }

    private func text(_ draw: Bytes) -> String { String(decoding: draw, as: UTF8.self) }
}
