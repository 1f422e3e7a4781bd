import Foundation
import Testing

@testable import Ledger

/// What every store must do; a new one joins by a line in `StoreFactory.all`.
@Suite("Every event store", .serialized)
struct StoreConformanceTests {
    private func withStore(
        _ factory: StoreFactory, _ body: (any EventStore, String) throws -> Void
    ) throws {
        let folder = try TestFolder.make()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let store = try factory.make(folder)
        try body(store, folder)
        try factory.close(store)
    }

    @Test("an empty store has nothing", arguments: StoreFactory.all)
    func empty(factory: StoreFactory) throws {
        try withStore(factory) { (store, _) throws in
            #expect(try store.size() == 0)
            #expect(try store.entries(from: .founding, limit: 10) == [])
            #expect(try store.storedHash(0) == nil)
            #expect(try store.ancestor(.founding) == nil)
            #expect(try store.stateRows(StateTable("actor"), prefix: []) == [])
            #expect(try store.attachment(RFC6962.emptyRoot) == nil)
        }
    }

    @Test("what was appended is read back byte for byte, in ranges, after reopening too", arguments: StoreFactory.all)
    func readBack(factory: StoreFactory) throws {
        try withStore(factory) { (store, folder) throws in
            var chain = try ChainFixture()
            let sealed = SealedRecord(
                leaf: RFC6962.leafHash([1]), keyName: Random.bytes(16), sealed: Random.bytes(100))
            let batches = [
                try chain.batch(1), try chain.batch(5, personal: [sealed, sealed]), try chain.batch(4),
            ]
            for batch in batches { try store.append(batch) }
            let appended = batches.flatMap(\.entries)
            func check(_ store: any EventStore) throws {
                #expect(try store.size() == 10)
                for (from, limit, range) in [
                    (0, 100, 0..<10), (0, 3, 0..<3), (7, 2, 7..<9), (9, 5, 9..<10), (10, 5, 10..<10), (3, 0, 3..<3),
                ] {
                    let read = try store.entries(from: EntryIndex(UInt64(from)), limit: limit)
                    #expect(read.map(\.index.value) == range.map { UInt64($0) })
                    for (stored, entry) in zip(read, appended[range]) {
                        #expect(stored.bytes == entry.entry.bytes)
                        #expect(stored.channel == entry.channel)
                        #expect(stored.data == entry.data.bytes)
                        #expect(stored.personal.count == entry.personal.count)
                        #expect(entry.personal.indices.allSatisfy { stored.personal[UInt64($0)] == sealed })
                    }
                }
                for entry in appended.map(\.entry) {
                    #expect(try store.index(of: entry.event.header.id) == entry.index)
                    #expect(try store.ancestor(entry.index) == Ancestor(leaf: entry.leaf, received: entry.received))
                }
                let hashes = batches.flatMap(\.hashes)
                #expect(UInt64(hashes.count) == StoredHashes.count(size: 10))
                for (position, hash) in hashes.enumerated() {
                    #expect(try store.storedHash(UInt64(position)) == hash)
                }
                #expect(try store.storedHash(UInt64(hashes.count)) == nil)
                #expect(try store.index(of: EventID(time: appended[0].entry.received, random: Random.bytes(10))) == nil)
            }
            try check(store)
            let again = try factory.reopen(folder)
            try check(again)
            try factory.close(again)
        }
    }

    @Test("an append that expects another size writes nothing", arguments: StoreFactory.all)
    func expectedSize(factory: StoreFactory) throws {
        try withStore(factory) { (store, _) throws in
            var chain = try ChainFixture()
            try store.append(try chain.batch(3))
            let state: [(key: StateKey, value: Bytes?)] = [(StateKey(StateTable("t"), [1]), [1])]
            for size: UInt64 in [0, 2, 4, 100] {
                var other = chain
                #expect(
                    ledgerError { try store.append(other.batch(1, expectedSize: size, state: state)) }?.code
                        == .storeHead)
            }
            #expect(try store.size() == 3)
            #expect(try store.stateValue(StateKey(StateTable("t"), [1])) == nil)
            #expect(try store.storedHash(StoredHashes.count(size: 3)) == nil)
            try store.append(try chain.batch(1))
        }
    }

    @Test("a batch whose last row does not fit leaves nothing of the others", arguments: StoreFactory.all)
    func atomic(factory: StoreFactory) throws {
        try withStore(factory) { (store, _) throws in
            var chain = try ChainFixture()
            let first = try chain.batch(2)
            try store.append(first)
            let good = try chain.batch(2)
            // The same event id a second time is the last row's fault.
            let bad = AppendBatch(
                expectedSize: 2, entries: good.entries + [first.entries[0]], hashes: good.hashes,
                stateChanges: [(StateKey(StateTable("t"), [1]), [1])])
            #expect(ledgerError { try store.append(bad) }?.code == .storeFailed)
            #expect(try store.size() == 2)
            #expect(try store.index(of: good.entries[0].entry.event.header.id) == nil)
            #expect(try store.storedHash(StoredHashes.count(size: 2)) == nil)
            #expect(try store.stateValue(StateKey(StateTable("t"), [1])) == nil)
            try store.append(good)
            #expect(try store.size() == 4)
        }
    }

    @Test(
        "state is written with its entries, replaced, removed, and read by prefix in key order",
        arguments: StoreFactory.all)
    func state(factory: StoreFactory) throws {
        try withStore(factory) { (store, _) throws in
            var chain = try ChainFixture()
            let (table, other) = (StateTable("role"), StateTable("roles"))
            func key(_ text: String, _ table: StateTable = table) -> StateKey { StateKey(table, Bytes(text.utf8)) }
            try store.append(
                chain.batch(
                    1,
                    state: [
                        (key("a/2"), [2]), (key("a/1"), [1]), (key("a"), [0]), (key("ab/1"), [9]), (key("b/1"), []),
                        (key("a/3", other), [3]), (StateKey(table, [0xFF, 0xFF]), [7]), (StateKey(table, [0xFF]), [6]),
                    ]))
            #expect(try store.stateRows(table, prefix: Bytes("a/".utf8)).map(\.value) == [[1], [2]])
            #expect(try store.stateRows(table, prefix: Bytes("a".utf8)).map(\.value) == [[0], [1], [2], [9]])
            #expect(try store.stateRows(table, prefix: [0xFF]).map(\.value) == [[6], [7]])
            #expect(try store.stateRows(table, prefix: []).count == 7)
            func page(_ prefix: String, after key: String?, _ limit: Int) throws -> [Bytes] {
                let after = key.map { Bytes($0.utf8) }
                return try store.stateRows(table, prefix: Bytes(prefix.utf8), after: after, limit: limit).map(\.value)
            }
            #expect(try page("a", after: nil, 2) == [[0], [1]])
            #expect(try page("a", after: "a/1", 9) == [[2], [9]])
            #expect(try page("a/", after: "a", 9) == [[1], [2]])
            #expect(try page("a/", after: "a/2", 9) == [])
            #expect(try page("a", after: "b", 9) == [])
            #expect(try page("", after: nil, 0) == [])
            #expect(try store.stateRows(table, prefix: Bytes("c".utf8)) == [])
            #expect(try store.stateValue(key("b/1")) == [])
            #expect(try store.stateValue(key("b/2")) == nil)
            try store.append(chain.batch(1, state: [(key("a/1"), [5]), (key("a/2"), nil), (key("none"), nil)]))
            #expect(try store.stateRows(table, prefix: Bytes("a/".utf8)).map(\.value) == [[5]])
        }
    }

    @Test("an attachment is stored in chunks and once; storing it again reads nothing", arguments: StoreFactory.all)
    func attachments(factory: StoreFactory) throws {
        try withStore(factory) { (store, folder) throws in
            let chunks = [
                Random.bytes(StoredAttachment.chunkByteCount), Random.bytes(StoredAttachment.chunkByteCount),
                Random.bytes(10),
            ]
            let id = SHA256.hash(Bytes(chunks.joined()))
            let attachment = StoredAttachment(
                id: id, size: UInt64(chunks.joined().count), chunks: 3, keyName: nil)
            var rest = chunks[...]
            try store.storeAttachment(attachment) { rest.popFirst() }
            try store.storeAttachment(attachment) {
                Issue.record("it is there already")
                return nil
            }
            for store in [store, try factory.reopen(folder)] {
                #expect(try store.attachment(id) == attachment)
                for (position, chunk) in chunks.enumerated() {
                    #expect(try store.attachmentChunk(id, position: UInt64(position)) == chunk)
                }
                #expect(try store.attachmentChunk(id, position: 3) == nil)
            }
            let sealed = StoredAttachment(id: SHA256.hash([1]), size: 1, chunks: 0, keyName: Random.bytes(16))
            try store.storeAttachment(sealed) { nil }
            #expect(try store.attachment(sealed.id) == sealed)
        }
    }

    @Test("an attachment that ends early, late, or with an error is not there at all", arguments: StoreFactory.all)
    func brokenAttachments(factory: StoreFactory) throws {
        struct Broken: Error {}
        try withStore(factory) { (store, _) throws in
            let id = SHA256.hash([2])
            let attachment = StoredAttachment(id: id, size: 3, chunks: 3, keyName: nil)
            for count in [0, 2, 4] {
                var rest = Array(repeating: Bytes([1]), count: count)[...]
                #expect(
                    ledgerError { try store.storeAttachment(attachment) { rest.popFirst() } }?.code == .attachmentWrong)
            }
            var rest = [Bytes([1])][...]
            #expect(throws: Broken.self) {
                try store.storeAttachment(attachment) {
                    guard let chunk = rest.popFirst() else { throw Broken() }
                    return chunk
                }
            }
            #expect(try store.attachment(id) == nil)
            #expect(try store.attachmentChunk(id, position: 0) == nil)
            var whole = Array(repeating: Bytes([1]), count: 3)[...]
            try store.storeAttachment(attachment) { whole.popFirst() }
            #expect(try store.attachment(id) == attachment)
        }
    }

    @Test(
        "appends go on between the chunks of an attachment, which is not there before it is whole",
        arguments: StoreFactory.all)
    func appendsBesideAttachments(factory: StoreFactory) throws {
        try withStore(factory) { (store, folder) throws in
            var chain = try ChainFixture()
            let chunks = (0..<12).map { Bytes(repeating: UInt8($0), count: StoredAttachment.chunkByteCount) }
            let whole = Bytes(chunks.joined())
            let attachment = StoredAttachment(
                id: SHA256.hash(whole), size: UInt64(whole.count), chunks: 12, keyName: nil)
            var rest = chunks[...]
            try store.storeAttachment(attachment) {
                let chunk = rest.popFirst()
                try store.append(try chain.batch(1))
                #expect(try store.attachment(attachment.id) == nil)
                #expect(try store.attachmentChunk(attachment.id, position: 0) == nil)
                return chunk
            }
            #expect(try store.size() == 13)
            for store in [store, try factory.reopen(folder)] {
                #expect(try store.attachment(attachment.id) == attachment)
                #expect(try (0..<12).map { try store.attachmentChunk(attachment.id, position: $0) } == chunks)
            }
        }
    }

    @Test(
        "two who bring the same attachment at once both find it stored, also where one of them breaks off",
        arguments: StoreFactory.all)
    func sameAttachmentTwice(factory: StoreFactory) throws {
        struct Broken: Error {}
        try withStore(factory) { (store, _) throws in
            let chunks = (0..<12).map { Bytes(repeating: UInt8($0), count: 10) }
            for (number, breaksOff) in [false, true].enumerated() {
                let attachment = StoredAttachment(
                    id: SHA256.hash([UInt8(number)]), size: 120, chunks: 12, keyName: nil)
                var (rest, others) = (chunks[...], chunks[...])
                try store.storeAttachment(attachment) {
                    if rest.count == 6 {
                        let other: Result<Void, any Error> = Result {
                            try store.storeAttachment(attachment) {
                                if breaksOff, others.count == 3 { throw Broken() }
                                return others.popFirst()
                            }
                        }
                        #expect((try? other.get()) == nil ? breaksOff : !breaksOff)
                    }
                    return rest.popFirst()
                }
                #expect(try store.attachment(attachment.id) == attachment)
                #expect(try (0..<12).map { try store.attachmentChunk(attachment.id, position: $0) } == chunks)
            }
        }
    }
}
