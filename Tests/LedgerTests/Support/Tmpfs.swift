import Foundation

@testable import Ledger

/// A small file system in memory, where the tests may mount one.
final class Tmpfs {
    let path: String

    /// Whether this machine lets the tests mount one.
    static let isPossible: Bool = {
        guard geteuid() == 0, let probe = try? Tmpfs(size: "1m") else { return false }
        return FileIO.exists(probe.path)
    }()

    init(size: String) throws {
        path = try TestFolder.make()
        try Tmpfs.run("mount", "-t", "tmpfs", "-o", "size=\(size),mode=0700", "tmpfs", path)
    }

    deinit {
        try? Tmpfs.run("umount", "-l", path)
        rmdir(path)
    }

    /// By posix_spawn: Foundation's Process walks all descriptors, which other tests open and close meanwhile.
    private static func run(_ arguments: String...) throws {
        var words: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
        defer { for word in words { free(word) } }
        var child: pid_t = 0
        var status: Int32 = 0
        guard posix_spawnp(&child, arguments[0], nil, nil, &words, environ) == 0, waitpid(child, &status, 0) == child,
            status == 0
        else { throw LedgerError(.fileUnwritable, arguments[0]) }
    }

    private var filler: String { path + "/filler" }

    /// Writes until only about `left` bytes are free; all of it without.
    func fill(leaving left: UInt64 = 0) {
        let descriptor = open(filler, O_WRONLY | O_CREAT | O_APPEND, 0o600)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        let block = Bytes(repeating: 0x41, count: 4_096)
        while (FileIO.freeBytes(at: path) ?? 0) > left || left == 0 {
            if write(descriptor, block, block.count) < block.count { return }
        }
    }

    func clear() { unlink(filler) }
}
