import Dispatch
import Foundation

/// The signals that end a process, as bytes on a pipe, so that a key is wiped in order before it ends.
public final class StopSignals {
    /// Becomes readable with the first signal.
    public let descriptor: Int32
    private let sources: [any DispatchSourceSignal]

    /// From now on SIGTERM, SIGINT and SIGHUP arrive here.
    public init() {
        var ends: [Int32] = [-1, -1]
        guard pipe(&ends) == 0 else { preconditionFailure("a process has two descriptors to spare") }
        descriptor = ends[0]
        let input = ends[1]
        let queue = DispatchQueue(label: "ledger.client.signals")
        sources = [SIGTERM, SIGINT, SIGHUP].map { number in
            signal(number, SIG_IGN)
            let source = DispatchSource.makeSignalSource(signal: number, queue: queue)
            source.setEventHandler { _ = [UInt8(0)].withUnsafeBytes { write(input, $0.baseAddress, 1) } }
            source.resume()
            return source
        }
    }
}
