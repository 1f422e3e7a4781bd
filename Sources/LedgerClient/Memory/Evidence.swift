import Foundation
import Ledger

// Evidence of what a service showed, one I-JSON object a file, kept for whoever must judge it.

/// What a client saw when it stopped (证据).
struct Evidence: Sendable {
    /// Why it stopped.
    var code: ErrorCode
    /// When, by this machine's clock.
    let time: Timestamp
    /// Where the service was.
    let address: ServiceAddress
    /// What was remembered.
    let remembered: RememberedLedger?
    /// The checkpoint that the service showed.
    var shown: SignedCheckpoint?
    /// Who the service says it is.
    var told: WireLedger?
    /// The proof that it gave.
    var proof: [Digest]?
    /// Further files that it gave, verbatim.
    var answers: [Bytes] = []

    /// The same evidence under the code that it bears out.
    func named(_ code: ErrorCode) -> Evidence {
        var evidence = self
        evidence.code = code
        return evidence
    }

    private var value: IJSONValue {
        var members: [IJSONValue.Member] = [
            .init("format", .text("ssj/v1/evidence")), .init("code", .text(code.rawValue)),
            .init("sentence", .text(code.sentence.english)), .init("sentenceZh", .text(code.sentence.chinese)),
            .init("time", .string(time.bytes)), .init("address", .string(address.audience.bytes)),
        ]
        if let remembered {
            members += [
                .init("ledger", .string(remembered.ledger.bytes)),
                .init("founding", .text(remembered.founding.base64)),
                .init("remembered", .string(remembered.checkpoint.bytes)),
                .init("rememberedSince", .string(remembered.verified.bytes)),
                .init("rememberedKeys", .array(remembered.keys.map { .string($0.vkey.text) })),
            ]
        }
        if let shown { members.append(.init("shown", .string(shown.bytes))) }
        if let proof { members.append(.init("proof", .array(proof.map { .text($0.base64) }))) }
        if let told {
            let encoder = JSONEncoder()
            encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
            if let text = try? encoder.encode(told) { members.append(.init("told", .string(Bytes(text)))) }
        }
        if !answers.isEmpty { members.append(.init("answers", .array(answers.map { .text(Base64.string($0)) }))) }
        return .object(members)
    }

    /// Keeps the evidence under a name of its own, durably, and gives the file's path.
    func keep(in memory: LedgerMemory, founding: LeafHash?) throws -> String {
        let base = founding.map { memory.folder.ledgerFolder($0) } ?? memory.folder.path
        try StateFolder.ensure(base)
        try StateFolder.ensure(base + "/evidence")
        let stamp = String(decoding: time.bytes.filter { ![0x2D, 0x3A].contains($0) }, as: UTF8.self)
        for number in 1...1_000 {
            let path = "\(base)/evidence/\(stamp)-\(code.rawValue)\(number == 1 ? "" : "-\(number)").json"
            do {
                try FileIO.create(path, value.encoded + [UInt8(ascii: "\n")], mode: 0o600)
                return path
            } catch let error as LedgerError where error.code == .fileExists {
                continue
            }
        }
        throw LedgerError(.fileExists, base + "/evidence")
    }
}
