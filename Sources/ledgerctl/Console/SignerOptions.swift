import ArgumentParser
import Foundation
import Ledger
import LedgerClient

/// The keys that sign and open sessions.
struct SignerOptions: ParsableArguments {
    @Option(
        name: .customLong("key"),
        help: "A key file that signs; repeat for two signatures (default: the unlocked key). 签名密钥文件，可重复")
    var keys: [String] = []

    @Option(help: "A file with the passphrase; one for all keys, or one each in their order. 口令文件")
    var passphraseFile: [String] = []

    /// The signers in order: the key files that are named, else `LEDGERCTL_KEY`, else the one key that an agent holds. A
    /// key file is opened when it first signs, unless the agent holds its key.
    func signers() async throws -> [any NoteSigning] {
        let environment = ProcessInfo.processInfo.environment
        let agent = AgentClient(
            AgentPlace.socket(environment: environment, state: StateFolder(environment: environment)))
        let held = (try? await agent.list().keys) ?? []
        var paths = keys
        if paths.isEmpty, let path = environment["LEDGERCTL_KEY"], !path.isEmpty { paths = [path] }
        if paths.isEmpty { return held.count == 1 ? [agent.signer(held[0])] : [] }
        return try paths.enumerated().map { position, path in
            let file = try KeyFile(path: path)
            guard let holding = file.holdings.first, holding.purpose == .person, let key = holding.vkey else {
                throw LedgerError(.keyPurpose, path)
            }
            if held.contains(key) { return agent.signer(key) }
            let given = passphraseFile.indices.contains(position) ? passphraseFile[position] : passphraseFile.last
            return KeyFileSigner(
                file: file, path: path, key: key,
                passphraseFile: given ?? environment["LEDGERCTL_PASSPHRASE_FILE"])
        }
    }

    /// The signers, at least one.
    func required() async throws -> [any NoteSigning] {
        let signers = try await signers()
        guard !signers.isEmpty else {
            throw ValidationError(
                "Name the key that signs with --key, or open it with ledgerctl unlock. 请用 --key 指定签名密钥，或先用 ledgerctl unlock 解锁"
            )
        }
        return signers
    }
}

/// A key file that is opened, and its passphrase asked for, when it first signs.
actor KeyFileSigner: NoteSigning {
    nonisolated let key: VerifierKey
    private let file: KeyFile
    private let path: String
    private let passphraseFile: String?
    private var opened: NoteSigner?

    init(file: KeyFile, path: String, key: VerifierKey, passphraseFile: String?) {
        self.file = file
        self.path = path
        self.key = key
        self.passphraseFile = passphraseFile
    }

    func signature(over text: Bytes) async throws -> NoteSignature {
        if let opened { return opened.sign(text) }
        let signer = try file.open(passphrase: Passphrase.read(file: passphraseFile, for: path))[0].signer()
        opened = signer
        return signer.sign(text)
    }
}
