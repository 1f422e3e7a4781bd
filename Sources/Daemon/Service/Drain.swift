import Logging
import ServiceLifecycle

/// The first to be told of a shutdown: takes nothing more in and waits until what was accepted is committed. Only then
/// the servers are told to close their connections, once each has its answer.
struct Drain: Service {
    let admittance: Admittance
    let notifier: SystemdNotifier
    let logger: Logger

    func run() async throws {
        try? await gracefulShutdown()
        notifier.stopping()
        logger.info("service.draining")
        await admittance.drain()
        logger.info("service.drained")
    }
}
