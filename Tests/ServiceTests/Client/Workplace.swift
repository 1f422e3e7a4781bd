import Foundation

@testable import Ledger

/// Where a person sits: key files, a state folder, and `ledgerctl` as a process.
final class Workplace: Sendable {
    /// How a command ended.
    struct Outcome: Sendable {
        let status: Int32
        let output: String
        let notes: String

        /// The JSON objects of the output, one a line.
        var objects: [IJSONValue] {
            output.split(separator: "\n").compactMap { try? IJSONValue(parsing: Bytes($0.utf8)) }
        }
    }

    let machine: Machine
    let server: String

    init(_ server: String) throws {
        machine = try Machine()
        self.server = server
        try FileIO.makeFolder(machine.folder + "/run")
        try FileIO.create(machine.folder + "/pass", Bytes("correct horse battery\n".utf8), mode: 0o600)
    }

    /// The options under which somebody signs.
    func key(_ people: ServicePerson...) throws -> [String] {
        try people.flatMap { person in
            let path = "\(machine.folder)/\(person.actor).key"
            if !FileIO.exists(path) {
                var passphrase = Bytes("correct horse battery".utf8)
                try KeyFile(
                    sealing: [person.held], passphrase: SecretBytes.taking(&passphrase),
                    cost: KeyFile.Cost(passes: 1, memory: 8 << 10)!
                ).write(path)
            }
            return ["--key", path]
        } + ["--passphrase-file", machine.folder + "/pass"]
    }

    func run(_ arguments: String..., language: String = "en_GB.UTF-8", server: String? = nil) async throws -> Outcome {
        try await run(arguments, language: language, server: server)
    }

    func run(
        _ arguments: [String], language: String = "en_GB.UTF-8", server: String? = nil,
        environment: [String: String] = [:]
    ) async throws -> Outcome {
        let process = Process()
        process.executableURL = try DaemonProcess.products.appending(path: "ledgerctl")
        process.arguments = arguments
        process.environment = [
            "PATH": "/usr/bin:/bin", "LC_ALL": language, "HOME": machine.folder, "LEDGERCTL_STATE": machine.state.path,
            "XDG_RUNTIME_DIR": machine.folder + "/run", "LEDGER_SERVER": server ?? self.server,
        ].merging(environment) { $1 }
        let (output, notes) = (Pipe(), Pipe())
        process.standardOutput = output
        process.standardError = notes
        process.standardInput = FileHandle.nullDevice
        let (ended, end) = AsyncStream<Int32>.makeStream()
        process.terminationHandler = {
            end.yield($0.terminationStatus)
            end.finish()
        }
        try process.run()
        async let text = Workplace.text(output)
        async let noteText = Workplace.text(notes)
        var status: Int32 = -1
        for await value in ended { status = value }
        return Outcome(status: status, output: await text, notes: await noteText)
    }

    private static func text(_ pipe: Pipe) async -> String {
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                let bytes = pipe.fileHandleForReading.readDataToEndOfFile()
                continuation.resume(returning: String(decoding: bytes, as: UTF8.self))
            }
        }
    }
}
