import Foundation
import LedgerClient
import Testing

@testable import Ledger

@Suite("over TCP the service is reached by name and certificate, and in plain text on its own machine alone")
struct NetworkTests {
    private static func secure(
        _ ledger: ServiceLedger, port: Int, _ certificate: Certificate
    ) -> KeyValuePairs<String, String> {
        [
            "listen.tcpHost": "localhost", "listen.tcpPort": "\(port)",
            "listen.tlsCertificate": certificate.certificate, "listen.tlsKey": certificate.key,
        ]
    }

    @Test("plain TCP on loopback takes submissions and sessions for its URL, and the channel record says tcp")
    func plain() async throws {
        let ledger = try await ServiceLedger()
        let port = try FreePort.find()
        let daemon = try await DaemonProcess.start(ledger, settings: ["listen.tcpPort": "\(port)"])
        let url = "http://127.0.0.1:\(port)"
        let caller = Caller(ledger, base: url)
        let receipt = try await caller.submit(ledger.note("over TCP", by: ledger.administrator))[0]
        let note = try await caller.statement(
            by: ledger.administrator.signer, audience: SessionAudience(url.utf8)!)
        let token = try await caller.open(note).json(WireSession.self).token
        let session = Caller(ledger, token: token, base: url)
        let channel = try await session.get("/v1/entries/\(receipt.entry.index)/channel").body.dropLast()
        let record = try IJSONValue(parsing: Bytes(channel))
        #expect(record["transport"]?.word == "tcp")
        #expect(record["peer"]?.word?.hasPrefix("127.0.0.1") == true)
        // A session that is signed for the socket does not open one over TCP by another name.
        let elsewhere = try await caller.statement(
            by: ledger.administrator.signer, audience: SessionAudience("http://localhost:\(port)".utf8)!)
        #expect(try await caller.open(elsewhere).code == "session.refused")
        await daemon.stop()
    }

    @Test("over TLS ledgerctl works with the authority's file, and with nothing else")
    func certificate() async throws {
        let ledger = try await ServiceLedger()
        let port = try FreePort.find()
        let certificate = try await Certificate.make(in: ledger.folder)
        let other = try await Certificate.make(in: ledger.folder, name: "other")
        let daemon = try await DaemonProcess.start(ledger, settings: Self.secure(ledger, port: port, certificate))
        let place = try Workplace("https://localhost:\(port)")
        let trusting = ["--ca", certificate.certificate]
        let key = try place.key(ledger.administrator)
        let submit = ["submit", "--type", "note.taken/1", "--record", #"{"text":"over TLS"}"#, "--yes"] + key

        #expect(try await place.run(["status", "--json"] + trusting).status == 0)
        let submitted = try await place.run(submit + trusting)
        #expect(submitted.status == 0, "\(submitted.notes)")
        // Reading the internal record opens a session for the URL.
        let shown = try await place.run(["show", "1"] + trusting + key)
        #expect(shown.output.contains("over TLS"), "\(shown.output)\(shown.notes)")

        for (arguments, server) in [
            ([], nil), (["--ca", other.certificate], nil), (trusting, "https://127.0.0.1:\(port)"),
        ] as [([String], String?)] {
            for command in [["status"], submit] {
                let refused = try await place.run(command + arguments, server: server)
                #expect(refused.status == 1, "\(arguments) \(server ?? "")")
                #expect(refused.notes.contains("service.untrusted"), "\(refused.notes)")
                #expect(refused.notes.contains("--ca"), "\(refused.notes)")
            }
        }
        let plain = try await place.run(["status"], server: "http://localhost:\(port)")
        #expect(plain.status != 0)
        #expect(try await Caller(ledger).get("/v1/ledger", as: WireLedger.self).size == 2)
        #expect(await daemon.stop() == 0)
    }

    @Test("a TCP client that speaks no TLS, or half of it, hurts nobody")
    func noTLS() async throws {
        let ledger = try await ServiceLedger()
        let port = try FreePort.find()
        let certificate = try await Certificate.make(in: ledger.folder)
        let daemon = try await DaemonProcess.start(ledger, settings: Self.secure(ledger, port: port, certificate))
        for bytes in [Bytes("GET /v1/ledger HTTP/1.1\r\nHost: x\r\n\r\n".utf8), [0x16, 0x03, 0x01, 0x02, 0x00, 0x01]] {
            let client = try RawConnection(host: "localhost", port: port)
            client.send(bytes)
            client.finishSending()
            #expect(client.readToEnd()?.contains("instance") == false)
        }
        let place = try Workplace("https://localhost:\(port)")
        #expect(try await place.run("status", "--ca", certificate.certificate).status == 0)
        await daemon.stop()
    }

    @Test(
        "without a certificate it listens on no other address",
        arguments: ["0.0.0.0", "::", "192.0.2.7", "ledger.example", ""])
    func elsewhere(host: String) async throws {
        let ledger = try await ServiceLedger()
        let run = try await DaemonProcess.run(
            DaemonProcess.arguments(
                ledger, settings: ["listen.tcpHost": host, "listen.tcpPort": "\(try FreePort.find())"]))
        #expect(run.status == 78)
        #expect(run.output.contains("config.invalid"))
        #expect(run.output.contains("listen.tcpHost"))
        #expect(!FileIO.exists(ledger.socket))
    }

    @Test("a certificate that is not there, does not read or has another key stops the start by its name")
    func wrongCertificate() async throws {
        let ledger = try await ServiceLedger()
        let port = try FreePort.find()
        let right = try await Certificate.make(in: ledger.folder)
        let other = try await Certificate.make(in: ledger.folder, name: "other")
        for wrong in [
            Certificate(certificate: "\(ledger.folder)/none.pem", key: right.key),
            Certificate(certificate: ledger.passphraseFile, key: right.key),
            Certificate(certificate: right.certificate, key: "\(ledger.folder)/none.key"),
            Certificate(certificate: right.certificate, key: other.key),
        ] {
            let arguments = DaemonProcess.arguments(ledger, settings: Self.secure(ledger, port: port, wrong))
            for arguments in [arguments, arguments + ["--check-config"]] {
                let run = try await DaemonProcess.run(arguments)
                #expect(run.status == 78, "\(wrong): \(run.output)")
                #expect(run.output.contains("listen.tlsCertificate"), "\(run.output)")
            }
        }
    }
}
