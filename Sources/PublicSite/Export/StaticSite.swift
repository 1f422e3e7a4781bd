// The site as plain files, for offices whose ledger network has no way out, or whose county has one portal for all.
//
// Each file is replaced as a whole; pages come after what they lead to, the home page last; what is not part of the site
// any more is removed at the end. Files that have not changed are left as they are, which the digests in `SHA256SUMS` say;
// the folder needs no other memory.

import Foundation
import Ledger

/// Writes a site into a folder (静态发布).
public struct StaticSite {
    /// What an export did.
    public struct Outcome: Sendable, Equatable {
        /// Files that were written, in order.
        public internal(set) var written: [String] = []
        /// Files that are no part of the site any more.
        public internal(set) var removed: [String] = []
        /// Files that were as they should be.
        public internal(set) var unchanged = 0
        /// Bytes that were written.
        public internal(set) var byteCount = 0
    }

    /// The list of digests: `sha256sum --check` reads it in the folder.
    public static let digestList = "SHA256SUMS"
    private static let maximumListBytes = 256 << 20

    private let site: PublicSite
    private let folder: String

    /// Takes a site and a folder.
    public init(_ site: PublicSite, folder: String) {
        self.site = site
        self.folder = folder
    }

    /// Writes what has changed.
    /// - Parameters:
    ///   - archive: the path of a new ZIP archive of what was written, with the digest list; nil for none.
    ///   - progress: told how many of how many files are done.
    /// - Throws: `file.unwritable`, `file.exists` where the folder holds something that is no site; what reading throws.
    public func write(
        archive: String? = nil, progress: (_ done: Int, _ of: Int) -> Void = { _, _ in }
    ) throws -> Outcome {
        if let archive, FileIO.exists(archive) { throw LedgerError(.fileExists, archive) }
        var earlier = try digests()
        try SiteFolder.make(folder)
        var outcome = Outcome()
        var current: [(path: String, digest: String)] = []
        var zip = archive.map { _ in ZipWriter() }
        let fragments = site.fragments
        let paths = site.paths
        let total = fragments.count + paths.count
        func put(_ path: String, _ bytes: Bytes) throws {
            let digest = SHA256.hash(bytes).hex
            current.append((path, digest))
            let known = earlier.removeValue(forKey: path)
            progress(current.count, total)
            if known == digest, FileIO.exists(place(path)) {
                outcome.unchanged += 1
                return
            }
            guard StaticSite.isPath(path) else { throw LedgerError(.fileUnwritable, path) }
            try SiteFolder.makeParents(of: path, in: folder)
            try SiteFolder.replace(place(path), bytes)
            outcome.written.append(path)
            outcome.byteCount += bytes.count
            try zip?.add(path, bytes)
        }
        for (path, bytes) in fragments { try put(path, bytes) }
        for path in paths {
            // What a path of the list leads to is there, or the site would have dead links.
            guard let file = try site.file(path) else { continue }
            try put(path, file.bytes)
        }
        outcome.removed = earlier.keys.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        for path in outcome.removed { try SiteFolder.remove(place(path)) }
        let list = Bytes(
            current.sorted { $0.path.utf8.lexicographicallyPrecedes($1.path.utf8) }
                .map { "\($0.digest)  \($0.path)\n" }.joined().utf8)
        try SiteFolder.replace(place(StaticSite.digestList), list)
        if var zip, let archive {
            if !outcome.removed.isEmpty {
                try zip.add("REMOVED", Bytes(outcome.removed.map { "\($0)\n" }.joined().utf8))
            }
            try zip.add(StaticSite.digestList, list)
            try FileIO.create(archive, zip.finish(), mode: 0o644)
        }
        return outcome
    }

    private func place(_ path: String) -> String { "\(folder)/\(path)" }

    /// The digests of the last export, by path. Another folder than one of a site is left alone.
    private func digests() throws -> [String: String] {
        let list = place(StaticSite.digestList)
        guard FileIO.exists(list) else {
            let names = (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []
            guard names.isEmpty else { throw LedgerError(.fileExists, folder) }
            return [:]
        }
        var digests: [String: String] = [:]
        let text = String(decoding: try FileIO.read(list, limit: StaticSite.maximumListBytes), as: UTF8.self)
        for line in text.split(separator: "\n") {
            let parts = line.split(separator: " ", maxSplits: 1, omittingEmptySubsequences: true)
            guard parts.count == 2, parts[0].utf8.count == 64 else { continue }
            let path = String(parts[1].drop { $0 == " " })
            // A list that was tampered with leads out of the folder to nowhere.
            guard StaticSite.isPath(path) else { continue }
            digests[path] = String(parts[0])
        }
        return digests
    }

    /// Whether a path stays within the folder.
    static func isPath(_ path: String) -> Bool {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false)
        return (1...3).contains(parts.count)
            && parts.allSatisfy { part in
                !part.isEmpty && !part.hasPrefix(".")
                    && part.utf8.allSatisfy { byte in
                        (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
                            || [UInt8(ascii: "."), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "~")].contains(
                                byte)
                    }
            }
    }
}

/// Files that a web server is to read: whoever runs the export, all may read them. They can be written again at any time,
/// so that none waits for the disk.
enum SiteFolder {
    static func make(_ path: String) throws {
        if mkdir(path, 0o755) == 0 {
            guard chmod(path, 0o755) == 0 else { throw LedgerError(.fileUnwritable, path) }
            return
        }
        var isFolder: ObjCBool = false
        guard errno == EEXIST, FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), isFolder.boolValue
        else { throw LedgerError(.fileUnwritable, path) }
    }

    static func makeParents(of path: String, in folder: String) throws {
        var place = folder
        for part in path.split(separator: "/").dropLast() {
            place += "/\(part)"
            try make(place)
        }
    }

    /// Writes beside, then puts it in its place at once: a reader sees the old file or the new one.
    static func replace(_ path: String, _ bytes: Bytes) throws {
        let temporary = "\(path).tmp"
        unlink(temporary)
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else { throw LedgerError(.fileUnwritable, temporary) }
        var isWritten = fchmod(descriptor, 0o644) == 0
        var start = 0
        while isWritten, start < bytes.count {
            let count = bytes[start...].withUnsafeBytes { write(descriptor, $0.baseAddress, $0.count) }
            if count < 0, errno == EINTR { continue }
            isWritten = count > 0
            start += max(0, count)
        }
        isWritten = close(descriptor) == 0 && isWritten
        guard isWritten, rename(temporary, path) == 0 else {
            unlink(temporary)
            throw LedgerError(.fileUnwritable, path)
        }
    }

    static func remove(_ path: String) throws {
        guard unlink(path) == 0 || errno == ENOENT else { throw LedgerError(.fileUnwritable, path) }
    }
}
