import Testing

@testable import Ledger

@Suite("Files of events before they enter")
struct DraftFileTests {
    private func draft() throws -> DraftEvent {
        let person = try TestPerson("a0001")
        var draft = try DraftEvent(
            ledger: TestLedger.origin, type: TypeName(literal: "note.taken/1"), time: TestClock().now,
            seen: SeenEntry(index: .founding, leaf: LeafHash(SHA256.hash(Bytes()))),
            data: [Row.note("a")], personal: [Row.personal("s1", "Wang")], random: Random.bytes(10))
        draft.sign(with: person.signer)
        return draft
    }

    @Test("a file reads as what was written")
    func roundTrip() throws {
        let draft = try draft()
        #expect(try DraftEvent(parsing: draft.fileBytes()) == draft)
    }

    @Test("bytes behind the end, between the members, or a shorter end are refused: nobody was shown them")
    func surplus() throws {
        let bytes = try draft().fileBytes()
        let end = bytes.count
        var files = [
            bytes + [0], bytes + [1], bytes + Bytes(repeating: 0, count: Tar.blockByteCount),
            bytes + Bytes("more".utf8), bytes + bytes, Bytes(bytes.dropLast()),
            Bytes(bytes.dropLast(Tar.blockByteCount)),
        ]
        // The end's two blocks, and the padding of the first member, which starts behind its 18 bytes.
        for position in [end - 1, end - Tar.blockByteCount, Tar.blockByteCount + 18, 2 * Tar.blockByteCount - 1] {
            var changed = bytes
            #expect(changed[position] == 0)
            changed[position] = 1
            files.append(changed)
        }
        for (number, file) in files.enumerated() {
            #expect(ledgerError { try DraftEvent(parsing: file) }?.code == .submissionMalformed, "file \(number)")
        }
    }
}
