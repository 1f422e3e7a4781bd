import Foundation
import Ledger

/// Passphrases from a file or a terminal, never from the command line, where every user of the machine could read them.
enum Passphrase {
    private static let maximumByteCount = 1_024
    private static let minimumByteCount = 8

    /// Where the environment says that the service key's passphrase stands.
    static var serviceFile: String? { ProcessInfo.processInfo.environment["LEDGER_SERVICE_PASSPHRASE_FILE"] }

    /// Reads the passphrase of a key.
    static func read(file: String?, for key: String) throws -> SecretBytes {
        if let file {
            var bytes = try FileIO.read(file, limit: maximumByteCount)
            while bytes.last == UInt8(ascii: "\n") || bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
            guard !bytes.isEmpty else { throw LedgerError(.keyPassphrase, "\(file) is empty") }
            return try SecretBytes.taking(&bytes)
        }
        let console = Console.standard
        return try ask(console.text("Passphrase of \(key): ", "\(key) 的口令："))
    }

    /// Reads a new passphrase, twice at a terminal.
    static func readNew(file: String?, for key: String) throws -> SecretBytes {
        let first = try read(file: file, for: key)
        guard first.count >= minimumByteCount else {
            throw LedgerError(.keyPassphrase, Console.standard.text("8 bytes at least", "至少8个字节"))
        }
        guard file == nil else { return first }
        let second = try ask(Console.standard.text("Once more: ", "请再输入一次："))
        let same = first.withUnsafeBytes { one in
            second.withUnsafeBytes { two in one.elementsEqual(two) }
        }
        guard same else { throw LedgerError(.keyPassphrase, Console.standard.text("the two differ", "两次输入不一致")) }
        return first
    }

    private static func ask(_ prompt: String) throws -> SecretBytes {
        guard isatty(STDIN_FILENO) == 1 else {
            throw LedgerError(
                .keyPassphrase,
                Console.standard.text("no terminal to ask at: give --passphrase-file", "没有终端可供输入：请用 --passphrase-file"))
        }
        Console.write(Data(prompt.utf8), to: .standardError)
        var saved = termios()
        tcgetattr(STDIN_FILENO, &saved)
        var quiet = saved
        quiet.c_lflag &= ~tcflag_t(ECHO)
        tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet)
        defer {
            tcsetattr(STDIN_FILENO, TCSAFLUSH, &saved)
            Console.write(Data("\n".utf8), to: .standardError)
        }
        var bytes = Bytes()
        bytes.reserveCapacity(maximumByteCount)
        var byte: UInt8 = 0
        while bytes.count < maximumByteCount, Foundation.read(STDIN_FILENO, &byte, 1) == 1, byte != UInt8(ascii: "\n") {
            bytes.append(byte)
        }
        guard !bytes.isEmpty else { throw LedgerError(.keyPassphrase, "") }
        return try SecretBytes.taking(&bytes)
    }
}
