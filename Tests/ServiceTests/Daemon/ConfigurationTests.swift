import Foundation
import Testing

@testable import Ledger

@Suite("a configuration that does not hold names itself and stops the start")
struct ConfigurationTests {
    private func file(_ text: String) throws -> String {
        let path = "\(NSTemporaryDirectory())/ledgerd-\(UUID().uuidString).yaml"
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        return path
    }

    struct Wrong: Sendable, CustomTestStringConvertible {
        let yaml: String
        let code: String
        let named: String
        var testDescription: String { yaml }
    }

    @Test(
        "in the file",
        arguments: [
            Wrong(yaml: "listen:\n  sockets: /x\n", code: "config.unknownKey", named: "listen.sockets"),
            Wrong(yaml: "listen: /x\n", code: "config.unknownKey", named: "listen"),
            Wrong(yaml: "color: red\n", code: "config.unknownKey", named: "color"),
            Wrong(yaml: "limits:\n  uploads: many\n", code: "config.invalid", named: "limits.uploads"),
            Wrong(yaml: "limits:\n  uploads: 0\n", code: "config.invalid", named: "limits.uploads"),
            Wrong(yaml: "limits:\n  uploads:\n    a: 1\n", code: "config.invalid", named: "limits.uploads"),
            Wrong(yaml: "sessions:\n  seconds: 28801\n", code: "config.invalid", named: "sessions.seconds"),
            Wrong(yaml: "listen:\n  socketMode: '0999'\n", code: "config.invalid", named: "listen.socketMode"),
            Wrong(yaml: "listen:\n  socket: d.sock\n", code: "config.invalid", named: "listen.socket"),
            Wrong(yaml: "listen:\n  socket: ''\n", code: "config.invalid", named: "listen.socket"),
            Wrong(
                yaml: "listen:\n  tcpPort: 8080\n  tcpHost: 0.0.0.0\n", code: "config.invalid", named: "listen.tcpHost"),
            Wrong(yaml: "listen:\n  tlsKey: /x\n", code: "config.invalid", named: "listen.tlsKey"),
            Wrong(yaml: "listen:\n  audiences: ['a b']\n", code: "config.invalid", named: "listen.audiences"),
            Wrong(yaml: "log:\n  level: loud\n", code: "config.invalid", named: "log.level"),
            Wrong(yaml: "log:\n  format: xml\n", code: "config.invalid", named: "log.format"),
            Wrong(yaml: "- a\n", code: "config.invalid", named: "mapping"),
            Wrong(yaml: "a: [\n", code: "config.invalid", named: "yaml"),
        ])
    func wrong(_ wrong: Wrong) async throws {
        let path = try file(wrong.yaml)
        defer { unlink(path) }
        for arguments in [["--config", path, "--check-config"], ["--config", path]] {
            let run = try await DaemonProcess.run(arguments)
            #expect(run.status == 78)
            #expect(run.output.contains(wrong.code), "\(run.output)")
            #expect(run.output.contains(wrong.named), "\(run.output)")
        }
    }

    @Test("in the environment and among the flags")
    func elsewhere() async throws {
        let environment = try await DaemonProcess.run(["--check-config"], environment: ["LEDGERD_LISTEN_SOKET": "/x"])
        #expect(environment.status == 78)
        #expect(environment.output.contains("LEDGERD_LISTEN_SOKET"))
        let value = try await DaemonProcess.run(["--check-config"], environment: ["LEDGERD_LIMITS_UPLOADS": "x"])
        #expect(value.status == 78)
        #expect(value.output.contains("limits.uploads"))
        let flag = try await DaemonProcess.run(["--check-config", "--set", "listen.soket=/x"])
        #expect(flag.status == 78)
        #expect(flag.output.contains("listen.soket"))
        #expect(try await DaemonProcess.run(["--frobnicate"]).status == 64)
    }

    @Test("the file that is shipped names every key with its default, and holds")
    func shipped() async throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        let path = root.appending(path: "config/ledgerd.yaml").path
        #expect(try await DaemonProcess.run(["--config", path, "--check-config"]).status == 0)
        let text = try String(contentsOfFile: path, encoding: .utf8)
        // Every line with a value, uncommented, is one that the daemon takes too.
        let uncommented = text.replacing(/(?m)^(\s*)#(\w+:)/) { "\($0.output.1)\($0.output.2)" }
        let full = try file(uncommented)
        defer { unlink(full) }
        let run = try await DaemonProcess.run(["--config", full, "--check-config"])
        #expect(run.status == 0, "\(run.output)")
        let keys = try await DaemonProcess.run(["--list-settings"]).output.split(separator: "\n").map(String.init)
        #expect(keys.count > 25)
        for key in keys {
            let last = key.split(separator: ".").last.map(String.init) ?? key
            #expect(uncommented.contains("  \(last):"), "\(key)")
        }
    }

    @Test("a ledger that is not there, is open elsewhere or has a cut tail is not served, each with its code")
    func opening() async throws {
        let ledger = try await ServiceLedger()
        let missing = try await DaemonProcess.run(
            DaemonProcess.arguments(ledger, settings: ["ledger.directory": "\(ledger.folder)/none"]))
        #expect(missing.status == 66)
        #expect(missing.output.contains("ledger.missing"))
        let daemon = try await DaemonProcess.start(ledger)
        let second = try await DaemonProcess.run(
            DaemonProcess.arguments(ledger, settings: ["listen.socket": "\(ledger.folder)/e.sock"]))
        #expect(second.status == 75)
        #expect(second.output.contains("ledger.locked"))
        let sameSocket = try await DaemonProcess.run(DaemonProcess.arguments(ledger, settings: [:]))
        #expect(sameSocket.status == 75)
        #expect(sameSocket.output.contains("socket.busy"))
        try await Caller(ledger).submit(ledger.note("x", by: ledger.administrator))
        await daemon.stop()
        // The checkpoint file of a longer ledger.
        let longer = Checkpoint(origin: ledger.origin, size: 3, root: Digest(Random.bytes(32))!)
        try ledger.directory.checkpointFile.write(
            SignedCheckpoint(signing: longer, with: [ledger.keys.checkpoint[0]]))
        let behind = try await DaemonProcess.run(DaemonProcess.arguments(ledger, settings: [:]))
        #expect(behind.status == 1)
        #expect(behind.output.contains("ledger.behind"))
    }

    @Test("keys come from systemd's credentials where the configuration names none")
    func credentials() async throws {
        let ledger = try await ServiceLedger()
        let folder = "\(ledger.folder)/credentials"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try FileManager.default.moveItem(atPath: ledger.serviceKey, toPath: "\(folder)/service.key")
        try FileManager.default.moveItem(atPath: ledger.passphraseFile, toPath: "\(folder)/service.passphrase")
        let daemon = try await DaemonProcess.start(
            ledger, settings: ["ledger.serviceKey": "", "ledger.servicePassphraseFile": ""],
            environment: ["CREDENTIALS_DIRECTORY": folder])
        #expect(await daemon.stop() == 0)
    }
}
