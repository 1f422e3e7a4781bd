// How a view is made, design principle 1: a pure function of the entries in their order, written into tables of its own.

/// Makes one view (视图) out of entries. Deterministic: the same entries give the same rows, in whatever batches they
/// come; it reads nothing but the event and its own tables, and has no clock.
public protocol Projector: Sendable {
    /// The view's name, one lower-case word.
    var name: String { get }
    /// Its version: another one rebuilds the view.
    var version: Int { get }
    /// What else the rows depend on, such as the versions of what it was put together from: another text rebuilds it.
    var variant: String { get }
    /// Its tables.
    var tables: [ViewTable] { get }
    /// Takes one entry in.
    /// - Throws: whatever shows that the view cannot go on: this view alone stops there.
    func apply(_ event: ViewEvent, to tables: ViewTransaction) throws
}

extension Projector {
    public var variant: String { "" }

    /// What a stored view must have been made by.
    var definition: String {
        let text = "\(name) \(version) \(variant)\n" + tables.map(\.sql).joined()
        return SHA256.hash(Bytes(text.utf8)).hex
    }
}

/// The views that a program keeps, sorted by name. A domain passes its own beside those of the ledger.
public struct ProjectorBook: Sendable {
    /// The projectors by name.
    public let projectors: [any Projector]

    /// Collects projectors. Names are used once; a table bears the name of its view.
    public init(_ projectors: [any Projector]) {
        self.projectors = projectors.sorted { bytesPrecede($0.name.utf8, $1.name.utf8) }
        var names: Set<String> = ["view"]
        for projector in projectors {
            let name = projector.name
            precondition(
                !name.isEmpty && name.utf8.allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0) },
                "\(name): a view's name is one lower-case word")
            precondition(names.insert("view:\(name)").inserted, "\(name): two views of one name")
            for table in projector.tables {
                precondition(table.name == name || table.name.hasPrefix(name + "_"), "\(table.name) is not of \(name)")
                precondition(names.insert(table.name).inserted, "\(table.name): two tables of one name")
            }
        }
    }

    /// The projector of a name, or nil.
    public subscript(name: String) -> (any Projector)? { projectors.first { $0.name == name } }
}
