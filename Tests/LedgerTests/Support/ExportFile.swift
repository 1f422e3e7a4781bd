import Foundation

@testable import Ledger

/// An export in a folder of its own, taken apart and put together again.
final class ExportFile: Sendable {
    let folder: String
    let bytes: Bytes
    private let outside: SignedCheckpoint
    private let book: RuleBook

    var path: String { "\(folder)/export.tar" }

    /// Exports what a checkpoint covers.
    init(
        _ ledger: TestLedger, _ disclosure: ExportDisclosure, _ checkpoint: SignedCheckpoint,
        book: RuleBook = TestLedger.book
    ) throws {
        self.book = book
        folder = try TestFolder.make()
        outside = checkpoint
        let path = "\(folder)/export.tar"
        try ExportWriter.write(
            ledger.directory, to: path, disclosure: disclosure, checkpoint: checkpoint,
            vaultKey: disclosure == .personal ? ledger.keys.vault : nil, book: book)
        bytes = try FileIO.read(path, limit: .max)
    }

    convenience init(_ ledger: KindsLedger, _ disclosure: ExportDisclosure) throws {
        try self.init(ledger.ledger, disclosure, ledger.checkpoint)
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    func write(_ bytes: Bytes) throws { try Data(bytes).write(to: URL(filePath: path)) }

    /// Verifies the file as it stands, the checkpoint that it was made with as outside memory.
    func verify(outside: [SignedCheckpoint]? = nil) throws -> VerifyReport {
        var options = VerifyOptions()
        options.outside = outside ?? [self.outside]
        return try Verify.export(path, book: book, options: options)
    }

    /// Whether a changed file is no export or has findings.
    func isRefused(_ bytes: Bytes) throws -> Bool {
        try write(bytes)
        do {
            return try verify().findingCount > 0
        } catch is LedgerError {
            return true
        }
    }

    /// The members in their order.
    func parts() -> [(name: String, content: Bytes)] {
        var result: [(name: String, content: Bytes)] = []
        var offset = 0
        while let (name, size) = try! Tar.parse(Bytes(bytes[offset..<offset + Tar.blockByteCount])) {
            offset += Tar.blockByteCount
            result.append((String(decoding: name, as: UTF8.self), Bytes(bytes[offset..<offset + Int(size)])))
            offset += Int(size) + Tar.padding(size)
        }
        return result
    }

    func members() throws -> [String: Bytes] {
        Dictionary(uniqueKeysWithValues: parts().map { ($0.name, $0.content) })
    }

    static func join(_ parts: [(name: String, content: Bytes)]) throws -> Bytes {
        try parts.reduce(into: Bytes()) { output, part in
            output += try Tar.header(name: Bytes(part.name.utf8), size: UInt64(part.content.count))
            output += part.content + Bytes(repeating: 0, count: Tar.padding(UInt64(part.content.count)))
        } + Bytes(repeating: 0, count: 2 * Tar.blockByteCount)
    }
}

extension Bytes {
    /// The lines without their LF.
    var lines: [Bytes] { split(separator: newline).map { Bytes($0) } }
}

/// Runs other programs.
enum Command {
    struct Result {
        let status: Int32
        let output: String
        let errors: String
    }

    /// Whether a program is on the path.
    static func isThere(_ name: String) -> Bool { (try? run("which", [name]))?.status == 0 }

    static func run(
        _ name: String, _ arguments: [String], input: Bytes = [], environment: [String: String] = [:]
    ) throws -> Result {
        let folder = try TestFolder.make()
        defer { try? FileManager.default.removeItem(atPath: folder) }
        // Files, not pipes: neither side can wait for the other.
        for (file, content) in [("in", input), ("out", []), ("err", [])] {
            try Data(content).write(to: URL(filePath: "\(folder)/\(file)"))
        }
        let process = Process()
        process.executableURL = URL(filePath: "/usr/bin/env")
        process.arguments = [name] + arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = FileHandle(forReadingAtPath: "\(folder)/in")
        process.standardOutput = FileHandle(forWritingAtPath: "\(folder)/out")
        process.standardError = FileHandle(forWritingAtPath: "\(folder)/err")
        try process.run()
        process.waitUntilExit()
        return Result(
            status: process.terminationStatus,
            output: String(decoding: try FileIO.read("\(folder)/out", limit: 16 << 20), as: UTF8.self),
            errors: String(decoding: try FileIO.read("\(folder)/err", limit: 16 << 20), as: UTF8.self))
    }
}
