import Foundation
import Synchronization
import Testing

@testable import Ledger

/// One file that a stranger can check: what it shows, what it withholds, and that nothing in it can be changed unseen.
@Suite struct ExportTests {
    @Test(arguments: ExportDisclosure.allCases)
    func anExportOfAnHonestLedgerIsConsistent(disclosure: ExportDisclosure) async throws {
        let ledger = try await KindsLedger.make()
        let export = try ExportFile(ledger, disclosure)
        let report = try export.verify()
        #expect(report.findings == [])
        #expect(report.verdict == .consistent)
        #expect(report.size == ledger.size)
        #expect(report.root == ledger.checkpoint.checkpoint.root)
        #expect(report.counts[.signatures]?.rechecked ?? 0 > ledger.size)
        #expect(report.counts[.personal]?.erased == ledger.erasedCount)
        // Whoever sees everything has checked everything; the others are told so.
        #expect(report.exitCode(requireFull: false) == (disclosure == .personal ? 0 : 2))
    }

    @Test func whatIsWithheldStandsAsItsLeafHash() async throws {
        let ledger = try await KindsLedger.make()
        let full = try ExportFile(ledger, .personal).members()
        let office = try ExportFile(ledger, .office).members()
        let open = try ExportFile(ledger, .public).members()
        let gone = "personal/\(ledger.erasedIndex)"
        for (name, content) in full where name.hasPrefix("data/") || name.hasPrefix("personal/") {
            let lines = content.lines
            let isPersonal = name.hasPrefix("personal/")
            #expect(office[name] == (isPersonal && name != gone ? Bytes(lines.map(withheld).joined()) : content))
            let visible = open[name]!.lines
            #expect(visible.count == lines.count)
            for (shown, line) in zip(visible, lines) where name != gone {
                let isPublic = line.contains(subsequence: "\"type\":\"note.public.text/1\"")
                let isOffice = ["\"type\":\"note.", "\"type\":\"access."].contains { line.contains(subsequence: $0) }
                #expect(shown + [newline] == (isOffice && !isPublic ? withheld(line) : line + [newline]))
            }
        }
        for members in [full, office, open] {
            let lines = members[gone]!.lines
            #expect(lines.count == Int(ledger.erasedCount))
            #expect(lines.allSatisfy { DisclosureMark.erased.leaf(of: $0[...]) != nil })
        }
        // Attachments go with the records that name them; channel records are the office's.
        #expect(full.keys.filter { $0.hasPrefix("attachments/") }.count == 2)
        #expect(office.keys.filter { $0.hasPrefix("attachments/") } == ["attachments/\(ledger.plainAttachment.hex)"])
        #expect(open.keys.filter { $0.hasPrefix("attachments/") || $0.hasPrefix("channel/") } == [])
        #expect(office.keys.filter { $0.hasPrefix("channel/") }.count == Int(ledger.size))
    }

    private func withheld(_ line: Bytes) -> Bytes {
        DisclosureMark.withheld.line(RFC6962.leafHash(line)) + [newline]
    }

    @Test(arguments: ExportDisclosure.allCases)
    func theSameLedgerGivesTheSameBytes(disclosure: ExportDisclosure) async throws {
        let ledger = try await KindsLedger.make()
        #expect(try ExportFile(ledger, disclosure).bytes == ExportFile(ledger, disclosure).bytes)
    }

    @Test func nothingIsWrittenOverAndNothingIsLeftOfAFailure() async throws {
        let ledger = try await KindsLedger.make()
        let export = try ExportFile(ledger, .office)
        #expect(throws: LedgerError(.fileExists)) {
            try ExportWriter.write(
                ledger.directory, to: export.path, disclosure: .office, checkpoint: ledger.checkpoint, vaultKey: nil,
                book: TestLedger.book)
        }
        let larger = try SignedCheckpoint(
            signing: Checkpoint(origin: TestLedger.origin, size: ledger.size + 1, root: RFC6962.emptyRoot),
            with: ledger.ledger.keys.checkpoint)
        #expect(throws: LedgerError(.entryMissing)) {
            try ExportWriter.write(
                ledger.directory, to: export.path + ".2", disclosure: .office, checkpoint: larger, vaultKey: nil,
                book: TestLedger.book)
        }
        #expect(try FileManager.default.contentsOfDirectory(atPath: export.folder) == ["export.tar"])
    }

    @Test(.enabled(if: FileIO.exists("/usr/bin/tar") || FileIO.exists("/bin/tar")))
    func tarListsTheMembersInOrder() async throws {
        // More than 256 entries, so that there is a full bundle and a partial one.
        let ledger = try await KindsLedger.make(notes: 230)
        let export = try ExportFile(ledger, .personal)
        let listed = try Command.run("tar", ["tf", export.path])
        #expect(listed.status == 0)
        let names = listed.output.split(separator: "\n").map { Bytes($0.utf8) }
        #expect(names == names.sorted { $0.lexicographicallyPrecedes($1) })
        #expect(names.map { String(decoding: $0, as: UTF8.self) } == (try export.members().keys.sorted()))
        #expect(listed.output.contains("entries/000\nentries/001.p/\(ledger.size - 256)\n"))
        #expect(try export.verify().findings == [])
    }

    // MARK: Changes

    @Test func everyByteOfASmallExportIsWatched() async throws {
        let test = try await TestLedger()
        let file = Bytes("name,number\n".utf8)
        _ = try await test.storeAttachment(file, chunk: 100)
        try await test.append(
            "note.taken/1", [TestLedger.record("note.text/1", [TestLedger.attachment(file, media: "text/csv")])],
            personal: [TestLedger.personalRecord("s1", "name")], by: test.administrator.signer)
        let checkpoint = try await test.writer.checkpoint()
        try await test.writer.stop()
        let export = try ExportFile(test, .personal, checkpoint)
        #expect(try export.verify().exitCode(requireFull: true) == 0)
        let intact = export.bytes
        let silent = Mutex<[Int]>([])
        let files = try (0..<2).map { _ in try ExportFile(test, .personal, checkpoint) }
        await withCheckedContinuation { continuation in
            DispatchQueue.global().async {
                DispatchQueue.concurrentPerform(iterations: files.count) { worker in
                    for position in stride(from: worker, to: intact.count, by: files.count) {
                        var bytes = intact
                        bytes[position] ^= 1 << UInt8(position % 8)
                        if (try? files[worker].isRefused(bytes)) != true { silent.withLock { $0.append(position) } }
                    }
                }
                continuation.resume()
            }
        }
        #expect(silent.withLock { $0.sorted() } == [], "of \(intact.count) bytes")
        // Cut anywhere, or with something behind it, it is no export.
        for length in stride(from: 0, to: intact.count, by: 512) {
            #expect(try export.isRefused(Bytes(intact.prefix(length))), "cut at \(length)")
        }
        #expect(try export.isRefused(intact + Bytes(repeating: 0, count: 512)))
        #expect(try export.isRefused(intact + Bytes("x".utf8)))
    }

    @Test func membersThatAreMissingAreFindingsOrNotDisclosed() async throws {
        let ledger = try await KindsLedger.make()
        let export = try ExportFile(ledger, .personal)
        for (position, member) in export.parts().enumerated() {
            var parts = export.parts()
            parts.remove(at: position)
            let name = member.name
            // What may be left out is named in docs/format.md section 7; the exit code tells that something was.
            if name == "FORMAT" || name.hasPrefix("entries/") {
                #expect(try export.isRefused(ExportFile.join(parts)), "\(name)")
            } else {
                try export.write(ExportFile.join(parts))
                let report = try export.verify()
                #expect(report.findings == [], "\(name)")
                // The outside checkpoint that this one is verified with says all that the file's own says.
                #expect(report.exitCode(requireFull: false) == (name == "checkpoint" ? 0 : 2), "\(name)")
            }
        }
    }

    @Test(arguments: [
        "attachments/\(String(repeating: "0", count: 64))", "channel/99", "data/99", "data/x", "entries/001", "extra",
        "personal/0", "personal/99", "zzz",
    ])
    func membersThatDoNotBelongAreRefused(name: String) async throws {
        let ledger = try await KindsLedger.make()
        let export = try ExportFile(ledger, .personal)
        var parts = export.parts()
        let line = TestLedger.personalRecord("s-kept", "surplus") + [newline]
        parts.append((name, line))
        parts.sort { Bytes($0.name.utf8).lexicographicallyPrecedes(Bytes($1.name.utf8)) }
        #expect(try export.isRefused(ExportFile.join(parts)))
    }

    @Test func aWholeAttachmentThatNobodyNamesIsSurplus() async throws {
        let ledger = try await KindsLedger.make()
        let export = try ExportFile(ledger, .personal)
        let bytes = Bytes("surplus".utf8)
        var parts = export.parts()
        parts.append(("attachments/\(SHA256.hash(bytes).hex)", bytes))
        parts.sort { Bytes($0.name.utf8).lexicographicallyPrecedes(Bytes($1.name.utf8)) }
        #expect(try export.isRefused(ExportFile.join(parts)))
    }

    @Test func membersOutOfOrderOrTwiceAreRefused() async throws {
        let ledger = try await KindsLedger.make()
        let export = try ExportFile(ledger, .office)
        let parts = export.parts()
        for position in parts.indices.dropLast() {
            var swapped = parts
            swapped.swapAt(position, position + 1)
            #expect(try export.isRefused(ExportFile.join(swapped)))
            var twice = parts
            twice.insert(parts[position], at: position)
            #expect(try export.isRefused(ExportFile.join(twice)))
        }
    }

    @Test func aRecordCannotBePassedOffAsErased() async throws {
        let ledger = try await KindsLedger.make()
        let export = try ExportFile(ledger, .personal)
        let name = "personal/\(ledger.sealedAttachmentIndex)"
        let parts = export.parts().map { part -> (name: String, content: Bytes) in
            guard part.name == name else { return part }
            let lines = part.content.lines.map { DisclosureMark.erased.line(RFC6962.leafHash($0)) + [newline] }
            return (name, Bytes(lines.joined()))
        }
        try export.write(ExportFile.join(parts))
        let report = try export.verify()
        // Without an event that names it, the mark proves nothing: the record counts as withheld.
        let honest = try ExportFile(ledger, .personal).verify()
        #expect(report.counts[.personal]?.erased == honest.counts[.personal]?.erased)
        #expect((report.counts[.personal]?.notDisclosed ?? 0) > 0)
        #expect(report.exitCode(requireFull: true) == 1)
    }

    @Test func anExportOfAnEarlierSizeIsCutAgainstALaterCheckpoint() async throws {
        let test = try await TestLedger()
        try await test.note("one", by: test.administrator)
        let early = try await test.writer.checkpoint()
        try await test.note("two", by: test.administrator)
        let late = try await test.writer.checkpoint()
        try await test.writer.stop()
        let export = try ExportFile(test, .office, early)
        #expect(try export.verify(outside: [early]).verdict == .consistent)
        let report = try export.verify(outside: [late])
        #expect(report.findings.map(\.code) == [.treeCut])
        #expect(report.verdict == .cut)
        // The export's own checkpoint must be of all entries in the file.
        let parts = try ExportFile(test, .office, late).parts().map {
            $0.name == "checkpoint" ? ($0.name, early.bytes) : $0
        }
        #expect(try export.isRefused(ExportFile.join(parts)))
    }
}
