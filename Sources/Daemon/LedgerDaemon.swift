import ArgumentParser
import Configuration
import Hummingbird
import HummingbirdTLS
import Ledger
import Logging
import ServiceLifecycle

@main
struct LedgerDaemon: AsyncParsableCommand {
    static let configuration = CommandConfiguration(commandName: "ledgerd")
    func run() async throws {}
}
