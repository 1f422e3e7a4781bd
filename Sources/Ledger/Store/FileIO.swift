import Foundation

/// The few file operations of a ledger directory: bounded reads, exclusive and atomic durable writes.
public enum FileIO {
    /// Reads a regular file of at most `limit` bytes.
    /// - Throws: `file.unreadable`, `file.tooLarge`.
    public static func read(_ path: String, limit: Int) throws -> Bytes {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw LedgerError(.fileUnreadable, "\(path): \(reason())") }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw LedgerError(.fileUnreadable, "\(path): not a regular file")
        }
        guard status.st_size <= limit else { throw LedgerError(.fileTooLarge, "\(path): \(status.st_size) bytes") }
        var bytes = Bytes()
        try forEachChunk(descriptor, path: path) { chunk in
            bytes += chunk
            guard bytes.count <= limit else { throw LedgerError(.fileTooLarge, path) }
        }
        return bytes
    }

    /// Reads a file piece by piece, without holding it.
    /// - Throws: `file.unreadable`.
    public static func stream(_ path: String, _ body: (Bytes) throws -> Void) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw LedgerError(.fileUnreadable, "\(path): \(reason())") }
        defer { close(descriptor) }
        try forEachChunk(descriptor, path: path, body)
    }

    /// The permission bits of a file.
    /// - Throws: `file.unreadable`.
    public static func mode(of path: String) throws -> mode_t {
        var status = stat()
        guard stat(path, &status) == 0 else { throw LedgerError(.fileUnreadable, "\(path): \(reason())") }
        return status.st_mode & 0o7777
    }

    /// What tells the file at a path from another one that takes its place; nil where there is none.
    static func identity(of path: String) -> UInt64? {
        var status = stat()
        return stat(path, &status) == 0 ? UInt64(status.st_ino) : nil
    }

    /// Whether anything stands at a path.
    public static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

    /// Writes a new file and makes it durable; nothing is overwritten.
    /// - Throws: `file.exists`, `file.unwritable`.
    public static func create(_ path: String, _ bytes: Bytes, mode: mode_t) throws {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard descriptor >= 0 else {
            throw LedgerError(errno == EEXIST ? .fileExists : .fileUnwritable, "\(path): \(reason())")
        }
        do {
            try writeAll(descriptor, bytes, path: path)
        } catch {
            unlink(path)
            throw error
        }
        try syncFolder(of: path)
    }

    /// Replaces a file in one step: temporary file, fsync, rename, fsync of the folder.
    /// - Throws: `file.unwritable`.
    public static func replace(_ path: String, _ bytes: Bytes, mode: mode_t) throws {
        let temporary = "\(path).tmp.\(getpid())"
        unlink(temporary)
        let descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode)
        guard descriptor >= 0 else { throw LedgerError(.fileUnwritable, "\(temporary): \(reason())") }
        do {
            try writeAll(descriptor, bytes, path: temporary)
            guard rename(temporary, path) == 0 else { throw LedgerError(.fileUnwritable, "\(path): \(reason())") }
        } catch {
            unlink(temporary)
            throw error
        }
        try syncFolder(of: path)
    }

    /// Makes a folder's entries durable.
    /// - Throws: `file.unwritable`.
    public static func syncFolder(of path: String) throws {
        let folder = (path as NSString).deletingLastPathComponent
        let descriptor = open(folder.isEmpty ? "." : folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw LedgerError(.fileUnwritable, "\(folder): \(reason())") }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw LedgerError(.fileUnwritable, "\(folder): \(reason())") }
    }

    /// Makes a folder that only its owner may enter.
    /// - Throws: `ledger.exists`, `file.unwritable`.
    public static func makeFolder(_ path: String) throws {
        guard mkdir(path, 0o700) == 0 else {
            throw LedgerError(errno == EEXIST ? .ledgerExists : .fileUnwritable, "\(path): \(reason())")
        }
    }

    /// The bytes that an ordinary user can still write on the file system of a path, or nil where that is unknown.
    public static func freeBytes(at path: String) -> UInt64? {
        var status = statvfs()
        guard statvfs(path, &status) == 0 else { return nil }
        return UInt64(status.f_bavail) * UInt64(status.f_frsize)
    }

    static func reason() -> String { String(cString: strerror(errno)) }

    private static func writeAll(_ descriptor: Int32, _ bytes: Bytes, path: String) throws {
        defer { close(descriptor) }
        var position = 0
        try bytes.withUnsafeBytes { buffer in
            while position < buffer.count {
                let written = write(descriptor, buffer.baseAddress! + position, buffer.count - position)
                if written < 0 && errno == EINTR { continue }
                guard written > 0 else { throw LedgerError(.fileUnwritable, "\(path): \(reason())") }
                position += written
            }
        }
        guard fsync(descriptor) == 0 else { throw LedgerError(.fileUnwritable, "\(path): \(reason())") }
    }

    private static func forEachChunk(_ descriptor: Int32, path: String, _ body: (Bytes) throws -> Void) throws {
        var buffer = Bytes(repeating: 0, count: 256 << 10)
        while true {
            let count = Foundation.read(descriptor, &buffer, buffer.count)
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw LedgerError(.fileUnreadable, "\(path): \(reason())") }
            if count == 0 { return }
            try body(Bytes(buffer[..<count]))
        }
    }
}

/// Reads a file in chunks of an attachment's size.
final class ChunkReader {
    private let descriptor: Int32
    private let path: String

    init(_ path: String) throws {
        descriptor = open(path, O_RDONLY | O_CLOEXEC)
        self.path = path
        guard descriptor >= 0 else { throw LedgerError(.fileUnreadable, "\(path): \(FileIO.reason())") }
    }

    deinit { close(descriptor) }

    /// The next chunk, full but for the last; nil at the end.
    func next() throws -> Bytes? {
        var chunk = Bytes(repeating: 0, count: StoredAttachment.chunkByteCount)
        var filled = 0
        while filled < chunk.count {
            let count = chunk.withUnsafeMutableBytes {
                Foundation.read(descriptor, $0.baseAddress! + filled, $0.count - filled)
            }
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw LedgerError(.fileUnreadable, "\(path): \(FileIO.reason())") }
            if count == 0 { break }
            filled += count
        }
        return filled == 0 ? nil : Bytes(chunk[..<filled])
    }
}
