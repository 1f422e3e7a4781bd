import Foundation
import Testing

@testable import Ledger

/// The worked example of docs/format.md, read out of the document.
@Suite("The example of docs/format.md") struct DocumentTests {
    private let blocks: [(kind: String, bytes: Bytes)]
    private let text: String

    init() throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        text = try String(contentsOf: root.appending(path: "docs/format.md"), encoding: .utf8)
        var blocks: [(kind: String, bytes: Bytes)] = []
        var open: (kind: String, bytes: Bytes)?
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            if line.hasPrefix("```") {
                if let block = open {
                    blocks.append(block)
                    open = nil
                } else {
                    open = (String(line.dropFirst(3)), [])
                }
            } else {
                open?.bytes += Bytes((line + "\n").utf8)
            }
        }
        self.blocks = blocks
    }

    private func blocks(_ kind: String) -> [Bytes] { blocks.filter { $0.kind == kind }.map(\.bytes) }

    private var keys: [VerifierKey] {
        get throws {
            try RecordLines(blocks("vkey")[0]).map { try VerifierKey(parsing: $0) }
        }
    }

    @Test("the records have the roots that the events sign") func records() throws {
        let lists = try blocks("record").map { try RecordList(parsing: $0) }
        let events = try blocks("event").map { try Event(parsing: $0) }
        #expect(lists.count == 2 && events.count == 2)
        #expect(lists[1].commitment == events[0].header.data)
        #expect(lists[0].commitment == events[1].header.data)
        for list in lists { #expect(try !list.records().isEmpty) }
    }

    @Test("the events are signed by the keys of the example") func events() throws {
        for event in try blocks("event").map({ try Event(parsing: $0) }) {
            for signature in event.signatures {
                let key = try #require(try keys.first { signature.isNamed(by: $0) })
                #expect(key.verifies(signature, of: event.note.text))
            }
        }
    }

    @Test("the entries link, name their channel and give the checkpoint's root") func entries() throws {
        let entries = try blocks("entry").map { try Entry(parsing: $0) }
        #expect(entries.map(\.index.value) == [0, 1])
        #expect(entries[0].previous == .none)
        #expect(entries[1].previous == entries[0].leaf)
        #expect(entries[1].event.header.seen == SeenEntry(index: .founding, leaf: entries[0].leaf))
        #expect(RFC6962.leafHash(Bytes(blocks("channel")[0].dropLast())) == entries[1].channel)
        for entry in entries { #expect(text.contains(entry.leaf.base64)) }
        for signed in try blocks("checkpoint").map({ try SignedCheckpoint(parsing: $0) }) {
            #expect(signed.checkpoint.size == 2)
            #expect(signed.checkpoint.root == RFC6962.root(entries.map(\.leaf.digest)))
            #expect(try signed.note.verified(by: keys).count == 1)
        }
    }

    @Test("the witness's cosignature holds at its time") func cosignature() throws {
        let signed = try SignedCheckpoint(parsing: blocks("checkpoint")[1])
        let key = try VerifierKey(
            parsing: Bytes("witness.example+da76602f+BG56HN0psLeP0Tr0xVmP7/TvKpcWbjym8uT7/M2AUFvx".utf8))
        let verified = try signed.note.verified(by: [key])
        #expect(Cosignature(blob: verified[0].signature.signature)?.time == 1_726_129_860)
    }

    @Test("the receipt leads from entry 1 to the checkpoint") func receipt() throws {
        let receipt = try Receipt(parsing: blocks("tlog-proof")[0])
        let origin = try #require(LedgerName("qianan.example/commerce"))
        try receipt.verify(event: Event(parsing: blocks("event")[1]), origin: origin, logKeys: keys)
        #expect(receipt.bytes == blocks("tlog-proof")[0])
    }

    @Test("the word list of the document is the program's") func words() {
        let english = WordList.words((0...255).map { UInt8($0) }, in: .english)
        let chinese = WordList.words((0...255).map { UInt8($0) }, in: .chinese)
        for value in 0...255 {
            let row = "`\(Hex.string([UInt8(value)]))` | \(english[value]) | \(chinese[value]) |"
            #expect(text.contains(row), "\(row)")
        }
    }
}
