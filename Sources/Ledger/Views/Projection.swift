// Views that follow a running writer. All work on the file stands on a thread of its own.

import Foundation
import Synchronization

/// Keeps the views of a ledger directory up to date while its writer runs.
public actor Projection {
    private nonisolated let executor = QueueExecutor(label: "ledger.views")
    public nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private let source: ViewSource
    private let options: ProjectionOptions
    private let store: ViewStore
    private let readers: ViewReaders
    private nonisolated let published: Mutex<ProjectionStatus>

    /// Opens views.db of a directory and a connection of its own to the ledger.
    /// - Throws: `views.locked`, `ledger.missing`, `store.failed`, `store.full`.
    public init(
        _ directory: LedgerDirectory, book: ProjectorBook, options: ProjectionOptions = ProjectionOptions()
    ) throws {
        source = ViewSource(try SQLiteStore(path: directory.database, mode: .read))
        store = try ViewStore(path: directory.views, book: book, notice: options.notice)
        readers = ViewReaders(path: directory.views, book: book)
        self.options = options
        published = Mutex(ProjectionStatus(views: store.status, problem: nil))
    }

    /// How the views stand, without waiting for them.
    public nonisolated var status: ProjectionStatus { published.withLock { $0 } }

    /// Catches up now, then after every commit until the writer stops or the task is cancelled; then closes the file.
    public func run(following writer: LedgerWriter) async {
        await run(following: writer.commits())
    }

    /// Catches up now, then whenever the stream gives a size.
    public func run(following commits: AsyncStream<UInt64>) async {
        // The stream is open before the first reading, so that no commit falls between.
        catchUp()
        for await _ in commits { catchUp() }
        try? await readers.close()
        try? store.close()
    }

    /// Takes in what is there now.
    public func catchUp() {
        var problem: LedgerError?
        do {
            try store.catchUp(
                from: source, batch: options.batchEntries,
                progress: { [store] _, _ in
                    published.withLock { $0.views = store.status }
                    options.progress()
                }, shouldStop: { Task.isCancelled })
        } catch {
            problem = error as? LedgerError ?? LedgerError(.storeFailed, "\(type(of: error))")
        }
        let before = published.withLock { published in
            defer { published = ProjectionStatus(views: store.status, problem: problem) }
            return published.problem
        }
        // It is tried again at the next commit; a problem that stays is told once.
        if let problem, before != problem { options.problem(problem) }
    }

    /// Reads one state of the views, beside their writing, on a thread of its own.
    /// - Throws: what the body throws, `store.failed`.
    public nonisolated func read<Value: Sendable>(
        _ body: @Sendable (ViewSnapshot) throws -> Value
    ) async throws -> Value {
        try await readers.read(body)
    }
}

/// What a projection may be told.
public struct ProjectionOptions: Sendable {
    /// How many entries one transaction takes in.
    public var batchEntries = ViewStore.batchEntries
    /// Told what happened to the file.
    public var notice: @Sendable (ViewNotice) -> Void = { _ in }
    /// Told once what keeps all views from going on: the disk, the ledger. A view that stopped alone is a notice.
    public var problem: @Sendable (LedgerError) -> Void = { _ in }
    /// Told after every batch.
    public var progress: @Sendable () -> Void = {}

    /// The defaults.
    public init() {}
}

/// How a projection stands.
public struct ProjectionStatus: Sendable {
    /// The views by name.
    public internal(set) var views: [ViewStatus]
    /// What keeps all of them from going on, where something does.
    public internal(set) var problem: LedgerError?
}

/// The connection that queries stand on.
private actor ViewReaders {
    private nonisolated let executor = QueueExecutor(label: "ledger.views.read")
    nonisolated var unownedExecutor: UnownedSerialExecutor { executor.asUnownedSerialExecutor() }

    private let path: String
    private let book: ProjectorBook
    private var reader: (reader: ViewReader, file: UInt64)?

    init(path: String, book: ProjectorBook) {
        self.path = path
        self.book = book
    }

    func read<Value: Sendable>(_ body: @Sendable (ViewSnapshot) throws -> Value) throws -> Value {
        // A damaged file gives way to a new one.
        let file = FileIO.identity(of: path)
        if let reader, reader.file != file {
            try? reader.reader.close()
            self.reader = nil
        }
        let open = try reader?.reader ?? ViewReader(path: path, book: book)
        if let file { reader = (open, file) }
        return try open.snapshot(body)
    }

    func close() throws {
        try reader?.reader.close()
        reader = nil
    }
}
