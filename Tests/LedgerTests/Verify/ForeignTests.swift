import Foundation
import Testing

@testable import Ledger

/// Judges that share no line with this program: Python with `cryptography`, Go with `sumdb`.
@Suite struct ForeignTests {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent().deletingLastPathComponent().path
    static let hasPython = (try? Command.run("python3", ["-c", "import cryptography"]))?.status == 0
    static let hasVerifier = hasPython && FileIO.exists("\(root)/Tests/Interop/verify.py") && knowsTheRules
    /// Its verdict needs the document of rule set 0 that entry 0 signs.
    static let knowsTheRules =
        (try? FileIO.read("\(root)/docs/rules/0.md", limit: 1 << 20)).map { SHA256.hash($0) } == RuleSet0().document
    static let hasGo =
        Command.isThere("go") && FileIO.exists("\(root)/Tests/Interop/go/judge.go")
        && FileIO.exists("/usr/share/gocode/src/golang.org/x/mod/sumdb/tlog")

    // MARK: Python

    @Test(.enabled(if: hasVerifier), arguments: ExportDisclosure.allCases)
    func pythonAgreesAboutHonestExports(disclosure: ExportDisclosure) async throws {
        let ledger = try await KindsLedger.make()
        let export = try ExportFile(ledger, disclosure)
        let judged = try python(export, outside: ledger.checkpoint, founding: ledger.ledger.foundingReceipt.entry.leaf)
        #expect(judged.output.hasSuffix("consistent\n"), "\(judged.output)\(judged.errors)")
        #expect(judged.status == (disclosure == .personal ? 0 : 2))
        #expect(judged.status == (try export.verify()).exitCode(requireFull: false))
    }

    @Test(.enabled(if: hasVerifier)) func pythonAgreesAboutChangedExports() async throws {
        let ledger = try await KindsLedger.make()
        let export = try ExportFile(ledger, .personal)
        var random = SplitMix64(state: 7)
        var judged = 0
        for (position, part) in export.parts().enumerated() where part.name != "FORMAT" {
            // Every fifth member, and every one of the kinds of which there are few.
            guard position.isMultiple(of: 5) || !(part.name.hasPrefix("data") || part.name.hasPrefix("channel")) else {
                continue
            }
            var parts = export.parts()
            let place = Int(random.next() % UInt64(part.content.count))
            parts[position].content[place] ^= 1 << UInt8(random.next() % 8)
            try export.write(ExportFile.join(parts))
            let ours: Int32
            do {
                ours = try export.verify().exitCode(requireFull: false)
            } catch {
                ours = 1
            }
            let theirs = try python(export, outside: ledger.checkpoint)
            #expect(ours == 1, "\(part.name)[\(place)]")
            #expect(theirs.status == 1, "\(part.name)[\(place)]: \(theirs.output)\(theirs.errors)")
            judged += 1
        }
        #expect(judged > 20)
    }

    @Test(.enabled(if: hasVerifier)) func pythonAgreesAboutACutAndAboutNoMemory() async throws {
        let test = try await TestLedger()
        try await test.note("one", by: test.administrator)
        let early = try await test.writer.checkpoint()
        try await test.note("two", by: test.administrator)
        let late = try await test.writer.checkpoint()
        try await test.writer.stop()
        let export = try ExportFile(test, .personal, early)
        let cut = try python(export, outside: late)
        #expect(cut.output.hasSuffix("cut\n"), "\(cut.output)\(cut.errors)")
        #expect(cut.status == 1)
        let alone = try python(export, outside: nil)
        #expect(alone.output.hasSuffix("unchecked\n"), "\(alone.output)\(alone.errors)")
        #expect(alone.status == 2)
        let sheet = try python(export, outside: early, founding: LeafHash(SHA256.hash(Bytes())))
        #expect(sheet.output.contains("founding.differs"))
        #expect(sheet.status == 1)
    }

    private func python(
        _ export: ExportFile, outside: SignedCheckpoint?, founding: LeafHash? = nil
    ) throws -> Command.Result {
        var arguments = ["\(ForeignTests.root)/Tests/Interop/verify.py", export.path]
        if let outside {
            let path = "\(export.folder)/outside"
            try Data(outside.bytes).write(to: URL(filePath: path))
            arguments += ["--checkpoint", path]
        }
        if let founding { arguments += ["--founding", founding.base64] }
        return try Command.run("python3", arguments, environment: ["PYTHONDONTWRITEBYTECODE": "1"])
    }

    @Test(.enabled(if: hasPython)) func cryptographyVerifiesOurSignatures() async throws {
        let ledger = try await KindsLedger.make()
        let store = try SQLiteStore(path: ledger.directory.database, mode: .read)
        let entries = try store.entries(from: .founding, limit: .max).map { try Entry(parsing: $0.bytes) }
        var keys = try store.stateRows(after: nil, limit: .max).filter { $0.key.table == .keys }.compactMap {
            KeyState(try IJSONValue(parsing: $0.value))?.vkey
        }
        keys += ledger.ledger.keys.engines.map(\.key)
        var lines: [String] = []
        for entry in entries {
            for signature in entry.event.signatures {
                let key = try #require(keys.first { signature.isNamed(by: $0) })
                lines.append(
                    [key.publicKey, entry.event.note.text, signature.signature].map { Hex.string($0) }
                        .joined(separator: " "))
            }
        }
        let log = ledger.ledger.keys.checkpoint[0].key
        lines.append(
            [log.publicKey, ledger.checkpoint.note.text, ledger.checkpoint.note.signatures[0].signature]
                .map { Hex.string($0) }.joined(separator: " "))
        let script = """
            import sys
            from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
            for line in sys.stdin:
                key, text, signature = map(bytes.fromhex, line.split())
                try: Ed25519PublicKey.from_public_bytes(key).verify(signature, text); print("holds")
                except Exception: print("fails")
            """
        func judge(_ lines: [String]) throws -> [Substring] {
            try Command.run("python3", ["-c", script], input: Bytes(lines.map { "\($0)\n" }.joined().utf8))
                .output.split(separator: "\n")
        }
        #expect(try judge(lines) == lines.map { _ in "holds" })
        // Over one byte more none of them does.
        let longer = lines.map { $0.split(separator: " ") }.map { "\($0[0]) \($0[1])0a \($0[2])" }
        #expect(try judge(longer) == lines.map { _ in "fails" })
    }

    // MARK: Go

    @Test(.enabled(if: hasGo)) func goVerifiesCheckpointsReceiptsAndConsistency() async throws {
        let folder = try TestFolder.make()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let judge = "\(folder)/judge"
        let built = try Command.run(
            "go", ["build", "-o", judge, "\(ForeignTests.root)/Tests/Interop/go/judge.go"],
            environment: [
                "GO111MODULE": "off", "GOPATH": "/usr/share/gocode", "GOCACHE": "\(folder)/cache", "GOFLAGS": "",
            ])
        try #require(built.status == 0, "\(built.errors)")
        let ledger = try await TestLedger()
        let vkey = ledger.keys.checkpoint[0].key.description
        func file(_ name: String, _ bytes: Bytes) throws -> String {
            try Data(bytes).write(to: URL(filePath: "\(folder)/\(name)"))
            return "\(folder)/\(name)"
        }
        var receipts = [ledger.foundingReceipt]
        var checkpoints = [try await ledger.writer.checkpoint()]
        for number in 0..<20 {
            receipts.append(try await ledger.note("note \(number)", by: ledger.administrator))
            checkpoints.append(try await ledger.writer.checkpoint())
        }
        for (number, checkpoint) in checkpoints.enumerated() {
            let path = try file("checkpoint.\(number)", checkpoint.bytes)
            let said = try Command.run(judge, ["checkpoint", vkey, path])
            #expect(said.output.hasPrefix("ok checkpoint linhe.example/commerce size \(number + 1) root "))
        }
        for receipt in receipts {
            let path = try file("receipt", receipt.bytes)
            let said = try Command.run(judge, ["inclusion", vkey, path])
            #expect(said.output.hasPrefix("ok inclusion"), "\(said.errors)")
            #expect(said.output.contains("leaf \(receipt.entry.leaf.base64)"))
            // The entry in it changed: no longer the leaf that is proven.
            var entry = receipt.entry.bytes
            entry[entry.count - 2] ^= 1
            let proof = TlogProof(
                extra: entry, index: receipt.proof.index, proof: receipt.proof.proof,
                checkpoint: receipt.proof.checkpoint)
            // A ledger of one entry proves by its root alone.
            #expect(try Command.run(judge, ["inclusion", vkey, try file("changed", proof.bytes)]).status == 1)
        }
        let store = ledger.writer.store
        for old in [1, 2, 7, 8, 13, 20, 21] {
            for size in [8, 16, 20, 21] where size >= old {
                let proof = try TreeProver.consistency(oldSize: UInt64(old), size: UInt64(size)) { position in
                    try #require(try store.storedHash(position))
                }
                let lines = Bytes(proof.map { "\($0.base64)\n" }.joined().utf8)
                let pair = ["\(folder)/checkpoint.\(old - 1)", "\(folder)/checkpoint.\(size - 1)"]
                let said = try Command.run(judge, ["consistency", vkey] + pair + [try file("proof", lines)])
                #expect(
                    said.output == "ok consistency linhe.example/commerce size \(old) to \(size)\n", "\(said.errors)")
                guard !proof.isEmpty else { continue }
                let wrong = Bytes(proof.dropLast().map { "\($0.base64)\n" }.joined().utf8)
                #expect(try Command.run(judge, ["consistency", vkey] + pair + [try file("proof", wrong)]).status == 1)
            }
        }
    }
}
