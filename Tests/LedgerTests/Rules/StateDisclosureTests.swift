import Foundation
import Testing

@testable import Ledger

@Suite("Admission state as the office reads it")
struct StateDisclosureTests {
    /// A set that shows one table whole, one in part and none else.
    private struct Showing: RuleSet {
        let number: UInt64 = 7
        let document = RuleSet0().document
        func rule(for type: TypeName) -> EventRule? { nil }
        func visibility(of recordType: TypeName) -> Visibility? { nil }
        func disclosure(of table: StateTable) -> StateDisclosure? {
            switch table.name {
            case "list": .rows
            case "visit": .members(["standing", "task"])
            default: nil
            }
        }
    }

    private static let book = RuleBook([RuleSet0(), Showing()])

    private static func key(_ table: String, _ text: String) -> StateKey {
        StateKey(StateTable(table), Bytes(text.utf8))
    }

    private func withStore(
        _ rows: [(key: StateKey, value: Bytes?)], _ body: (any EventStore) throws -> Void
    ) throws {
        let folder = try TestFolder.make()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        let store = try SQLiteStore(path: folder + "/ledger.db", mode: .create)
        var chain = try ChainFixture()
        try store.append(chain.batch(3, state: rows))
        try body(store)
        try store.close()
    }

    @Test("set 0 shows policies, the set in force and marks, and nothing that says who may sign")
    func setZero() {
        let shown = StateTable.all.filter { RuleSet0().disclosure(of: $0) != nil }
        #expect(shown == [.policies, .rules, .marks])
    }

    @Test("a table that no set shows is refused, whatever stands in it")
    func unknown() throws {
        try withStore([(Self.key("secret", "a"), Bytes("{}".utf8))]) { store in
            for name in ["secret", "actor", "ledger", "none"] {
                let error = ledgerError { _ = try StatePage(StateTable(name), book: Self.book, in: store) }
                #expect(error?.code == .stateTable, "\(name)")
            }
        }
    }

    @Test("of a row that holds what is not public yet only the named members are shown")
    func members() throws {
        let value = #"{"task":"1","object":"OBJ-7","team":["I-1"],"standing":"assigned"}"#
        try withStore([(Self.key("visit", "1-1"), Bytes(value.utf8))]) { store in
            let page = try StatePage(StateTable("visit"), book: Self.book, in: store)
            #expect(
                page.rows.map { String(decoding: $0.value.encoded, as: UTF8.self) }
                    == [#"{"task":"1","standing":"assigned"}"#])
            #expect(page.size == 3)
        }
    }

    @Test("pages of every size join to the same rows, by prefix too", arguments: [1, 2, 3, 7, 100])
    func pages(limit: Int) throws {
        let keys = ["a", "a/1", "a/10", "a/2", "ab", "b", "b/1", "文"]
        try withStore(keys.map { (Self.key("list", $0), Bytes("{}".utf8)) }) { store in
            for prefix in ["", "a", "a/", "b/1", "c"] {
                var found: [Bytes] = []
                var after: Bytes?
                var pages = 0
                repeat {
                    let page = try StatePage(
                        StateTable("list"), prefix: Bytes(prefix.utf8), after: after, limit: limit, book: Self.book,
                        in: store)
                    #expect(page.rows.count <= limit)
                    found += page.rows.map(\.key)
                    after = page.next
                    pages += 1
                } while after != nil && pages < 20
                #expect(found == keys.filter { $0.hasPrefix(prefix) }.map { Bytes($0.utf8) })
            }
        }
    }

    @Test("a page ends before its values grow past 4 MiB, and goes on after")
    func large() throws {
        let value = Bytes("{\"t\":\"\(String(repeating: "x", count: 60_000))\"}".utf8)
        let rows = (100..<200).map { (key: Self.key("list", "\($0)"), value: Bytes?.some(value)) }
        try withStore(rows) { store in
            let first = try StatePage(StateTable("list"), book: Self.book, in: store)
            #expect(first.rows.count == StatePage.maximumByteCount / value.count)
            let rest = try StatePage(StateTable("list"), after: first.next, book: Self.book, in: store)
            #expect(first.rows.count + rest.rows.count == 100)
            #expect(rest.next == nil)
        }
    }
}
