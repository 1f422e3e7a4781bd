import Foundation
import Ledger
import NIOCore

/// A file that is read piece by piece where the disk is waited for, off Swift's cooperative pool.
///
/// The descriptor is only read with `pread`, which shares no position, so that readers never race.
final class OpenFile: Sendable {
    let path: String
    let size: UInt64
    private let descriptor: Int32

    init(_ path: String) throws {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw LedgerError(.fileUnreadable, path) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_size >= 0 else {
            Foundation.close(descriptor)
            throw LedgerError(.fileUnreadable, "\(path): not a regular file")
        }
        self.path = path
        self.descriptor = descriptor
        size = UInt64(status.st_size)
    }

    deinit { close(descriptor) }

    /// The bytes at a position, fewer at the end.
    func piece(at position: UInt64, limit: Int) throws -> Bytes {
        var buffer = Bytes(repeating: 0, count: limit)
        while true {
            let count = pread(descriptor, &buffer, limit, off_t(position))
            if count < 0 && errno == EINTR { continue }
            guard count >= 0 else { throw LedgerError(.fileUnreadable, path) }
            buffer.removeSubrange(count...)
            return buffer
        }
    }

    /// SHA-256 of the whole.
    func digest() throws -> Digest {
        var hasher = SHA256Hasher()
        var position: UInt64 = 0
        while true {
            let piece = try piece(at: position, limit: FilePieces.byteCount)
            if piece.isEmpty { return hasher.finalize() }
            hasher.update(piece)
            position += UInt64(piece.count)
        }
    }
}

/// The pieces of a file as a request's body.
struct FilePieces: AsyncSequence, Sendable {
    let file: OpenFile
    let progress: @Sendable (UInt64, UInt64) -> Void

    static let byteCount = 256 << 10

    struct AsyncIterator: AsyncIteratorProtocol {
        let pieces: FilePieces
        var position: UInt64 = 0

        mutating func next() async throws -> ByteBuffer? {
            let (file, start) = (pieces.file, position)
            guard start < file.size else { return nil }
            let piece = try await OffPool.run {
                try file.piece(at: start, limit: Int(Swift.min(UInt64(FilePieces.byteCount), file.size - start)))
            }
            // A file that was cut meanwhile: the service sees too few bytes and refuses.
            guard !piece.isEmpty else { throw LedgerError(.attachmentWrong, file.path) }
            position += UInt64(piece.count)
            pieces.progress(position, file.size)
            return ByteBuffer(bytes: piece)
        }
    }

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(pieces: self) }
}

/// A file that grows under a temporary name and appears under its own once its digest is the one asked for.
///
/// `@unchecked Sendable`: used by one download, which awaits each call before the next.
final class GrowingFile: @unchecked Sendable {
    private let path: String
    private let temporary: String
    private var descriptor: Int32
    private var hasher = SHA256Hasher()
    private(set) var size: UInt64 = 0

    init(_ path: String) throws {
        guard !FileIO.exists(path) else { throw LedgerError(.fileExists, path) }
        self.path = path
        temporary = "\(path).part.\(getpid())"
        unlink(temporary)
        descriptor = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw LedgerError(.fileUnwritable, temporary) }
    }

    func append(_ bytes: Bytes) throws {
        hasher.update(bytes)
        size += UInt64(bytes.count)
        var position = 0
        try bytes.withUnsafeBytes { buffer in
            while position < buffer.count {
                let written = write(descriptor, buffer.baseAddress! + position, buffer.count - position)
                if written < 0 && errno == EINTR { continue }
                guard written > 0 else { throw LedgerError(.fileUnwritable, temporary) }
                position += written
            }
        }
    }

    func finish(_ digest: Digest) throws {
        guard hasher.finalize() == digest else { throw LedgerError(.attachmentWrong, path) }
        guard fsync(descriptor) == 0 else { throw LedgerError(.fileUnwritable, temporary) }
        // A link never replaces what stands there.
        guard link(temporary, path) == 0 else {
            throw LedgerError(errno == EEXIST ? .fileExists : .fileUnwritable, path)
        }
        try FileIO.syncFolder(of: path)
    }

    deinit {
        if descriptor >= 0 {
            close(descriptor)
            unlink(temporary)
        }
    }
}
