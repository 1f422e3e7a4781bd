import ArgumentParser
import Foundation
import Ledger
import LedgerClient

/// The ledger that a command works on: a service, or a folder without a daemon.
struct AccessOptions: ParsableArguments {
    @Option(help: "The service: a URL or a socket's path (default: $LEDGER_SERVER). 账本服务地址（URL 或套接字路径）")
    var server: String?

    @Option(help: "A PEM file of the authorities that vouch for the server (default: $LEDGER_CA). 服务器证书的 CA 文件")
    var ca: String?

    @Option(help: "Entry 0 as the founding sheet has it, as hash or words; pins the ledger. 创立单上的叶哈希或词语")
    var founding: String?

    @OptionGroup var ledger: LedgerOptions
    @OptionGroup var service: ServiceOptions

    /// Where a command goes.
    enum Place: Equatable {
        case service(String)
        case folder
    }

    /// What was typed goes before the environment, the environment before the standard socket, a folder comes last.
    func place(environment: [String: String], socketExists: Bool) throws -> Place {
        func set(_ name: String) -> String? { environment[name].flatMap { $0.isEmpty ? nil : $0 } }
        if let server {
            guard ledger.folder == nil else {
                throw ValidationError("Give --server or --ledger, not both. --server 与 --ledger 只能用其一")
            }
            return .service(server)
        }
        if ledger.folder != nil { return .folder }
        if let server = set("LEDGER_SERVER") { return .service(server) }
        if set("LEDGER_DIR") != nil { return .folder }
        return socketExists ? .service(ServiceAddress.standardSocket) : .folder
    }

    /// Opens the ledger, hands it to `body`, and gives back what was opened. `signer` opens sessions.
    func withAccess<Value>(
        _ signer: (any NoteSigning)?, _ body: (any LedgerAccess) async throws -> Value
    ) async throws -> Value {
        let access = try await open(signer)
        do {
            let value = try await body(access)
            await access.close()
            return value
        } catch {
            await access.close()
            throw error
        }
    }

    /// Opens a service; a folder is refused.
    func withService<Value>(
        _ signer: (any NoteSigning)?, _ body: (ServiceAccess) async throws -> Value
    ) async throws -> Value {
        try await withAccess(signer) { access in
            guard let service = access as? ServiceAccess else {
                throw ValidationError("This needs a service: give --server. 该命令需要账本服务：请给出 --server")
            }
            return try await body(service)
        }
    }

    private func open(_ signer: (any NoteSigning)?) async throws -> any LedgerAccess {
        let environment = ProcessInfo.processInfo.environment
        let standard = FileIO.exists(ServiceAddress.standardSocket)
        guard case .service(let text) = try place(environment: environment, socketExists: standard) else {
            return DirectoryAccess(ledger: ledger, service: service)
        }
        let pin = try founding.map { text in
            guard let pin = FoundingPin(text) else {
                throw ValidationError(
                    "--founding takes the 44 characters or the 20 words of the founding sheet. 请输入创立单上的44个字符或20个词语")
            }
            return pin
        }
        var options = ConnectionOptions(now: { Program.now() })
        options.userAgent = Program.name
        options.authorities = ca ?? environment["LEDGER_CA"].flatMap { $0.isEmpty ? nil : $0 }
        let connection = try LedgerConnection(ServiceAddress(parsing: text), signer: signer, options: options)
        do {
            let client = try await VerifyingClient(
                connection, state: StateFolder(environment: environment), pin: pin, now: { Program.now() })
            return ServiceAccess(client: client, console: .standard)
        } catch {
            await connection.close()
            throw error
        }
    }
}
