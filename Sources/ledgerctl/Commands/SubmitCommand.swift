import ArgumentParser
import Foundation
import Ledger
import LedgerClient

struct SubmitCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "submit",
        abstract: "Signs and appends events: from drafts, from records, from a CSV file. 签名并追加事件",
        discussion: spoken(
            """
            With files: signed drafts, entering together or not at all. Otherwise --type with --record, --data or --csv.
            A record is a JSON object; type and nonce are added where they are missing.
            """,
            """
            给出文件：提交已签名的草稿，全部入账或全部不入账。否则用 --type 加 --record、--data 或 --csv\
            。每条记录是一个 JSON 对象，缺少的 type 和 nonce 自动补上。
            """))

    @Argument(help: "Signed drafts. 已签名的草稿")
    var drafts: [String] = []

    @Option(help: "The event's type, such as note.taken/1. 事件类型")
    var type: String?

    @Option(help: "A record as JSON; repeat for more. 记录（JSON），可重复")
    var record: [String] = []

    @Option(help: "A file with one JSON record a line. 记录文件，每行一条")
    var data: String?

    @Option(help: "A file with one personal JSON record a line. 个人记录文件，每行一条")
    var personal: String?

    @Option(help: "A CSV file: one record a row, the file itself as attachment. CSV 文件")
    var csv: String?

    @Option(help: "A file to attach; its record is added. 附件")
    var attach: [String] = []

    @Option(help: "The type of records that do not say theirs (default: note.text/1). 记录的默认类型")
    var recordType = "note.text/1"

    @Option(help: "The index of the entry that this one is about. 所涉条目的序号")
    var about: UInt64?

    @Option(help: "Write the receipt to a file. 回执文件")
    var receipt: String?

    @Option(help: "Write the draft to a file instead of handing it in. 输出草稿")
    var out: String?

    @OptionGroup var options: ActorOptions

    @Flag(help: "One event a record, instead of one event with all. 每条记录单独成一个事件")
    var split = false

    func run() async throws {
        if let receipt, FileIO.exists(receipt) { throw LedgerError(.fileExists, receipt) }
        guard drafts.isEmpty else { return try await handIn() }
        guard let type else { throw ValidationError("Give drafts or --type. 请给出草稿或 --type") }
        if out == nil { _ = try await options.signers.required() }
        let input = try records()
        let personalLines = try personal.map { try RecordInput.lines(file: $0, type: recordType) } ?? []
        let sheet = try csv.map { try Sheet(csv: FileIO.read($0, limit: RecordList.maximumByteCount)) }
        try await options.withSigning { signing, signers in
            let lines = try await gather(input, sheet, type: type, in: signing.access)
            let type = try TypeArgument.parse(type)
            var drafts: [DraftEvent] = []
            for lines in split ? lines.map({ [$0] }) : [lines] {
                drafts.append(try await signing.draft(type, data: lines, personal: personalLines))
            }
            try await Signature.add(to: &drafts, by: signers, consent: options.consent)
            if let out {
                try FileIO.create(out, try drafts[0].fileBytes(), mode: 0o600)
                Console.standard.say("Written to \(out).", "已写入 \(out)。")
                return
            }
            try save(try await signing.submit(drafts))
        }
    }

    func validate() throws {
        guard drafts.isEmpty || (type == nil && record.isEmpty && data == nil && csv == nil) else {
            throw ValidationError("Give drafts or --type, not both. 草稿与 --type 只能用其一")
        }
        guard !split || (out == nil && personal == nil && csv == nil) else {
            throw ValidationError("--split goes with --record and --data alone. --split 只能与 --record、--data 同用")
        }
    }

    /// Signed drafts, entering together; where keys are named, they sign first, after one look.
    private func handIn() async throws {
        var read = try drafts.map { try DraftEvent(parsing: FileIO.read($0, limit: DraftEvent.maximumByteCount)) }
        let isUnsigned = read.contains { $0.signatures.isEmpty }
        try await options.withSigning { signing, signers in
            if isUnsigned {
                guard !signers.isEmpty else {
                    throw LedgerError(.eventSignatures, Console.standard.text("nobody has signed", "尚无人签名"))
                }
                try await Signature.add(to: &read, by: signers, consent: options.consent)
            }
            try save(try await signing.submit(read))
        }
    }

    /// All records of the event; what is attached is durable before the entry that names it.
    private func gather(
        _ input: [Bytes], _ sheet: Sheet?, type: String, in access: any LedgerAccess
    ) async throws -> [Bytes] {
        let console = Console.standard
        var lines = input
        for path in attach + (csv.map { [$0] } ?? []) {
            let bar = ProgressBar(console.text("uploading", "上传中"), hidden: options.output.json)
            try await access.attach(path) { bar.update($0, $1) }
        }
        if let csv, let sheet {
            lines += try sheet.records(file: AttachmentFile(csv), name: (csv as NSString).lastPathComponent)
            console.note(console.text("\(sheet.rows.count) rows of \(csv)", "\(csv)：\(sheet.rows.count) 行"))
        }
        for path in attach { lines.append(try AttachmentFile(path).record(name: (path as NSString).lastPathComponent)) }
        guard let about else { return lines }
        guard let index = EntryIndex(exactly: about) else { throw LedgerError(.proposalUnknown, "entry \(about)") }
        let named = try await access.seen(index)
        if lines.isEmpty { lines = [Bytes("{}".utf8)] }
        lines[0] = try RecordInput.line(lines[0], type: self.type ?? recordType, about: Decision.about(named))
        return lines
    }

    private func save(_ receipts: [Receipt]) throws {
        guard let receipt, let first = receipts.first else { return }
        try FileIO.create(receipt, first.bytes, mode: 0o644)
    }

    private func records() throws -> [Bytes] {
        try record.map { try RecordInput.line(Bytes($0.utf8), type: recordType, about: nil) }
            + (data.map { try RecordInput.lines(file: $0, type: recordType) } ?? [])
    }
}

/// Records as people type them: JSON with white space, without nonce.
enum RecordInput {
    static func lines(file: String, type: String) throws -> [Bytes] {
        let bytes = try FileIO.read(file, limit: RecordList.maximumByteCount)
        return try bytes.split(separator: UInt8(ascii: "\n")).map { try line(Bytes($0), type: type, about: nil) }
    }

    static func line(_ bytes: Bytes, type: String, about: IJSONValue.Member?) throws -> Bytes {
        let compact = try JSONText.compact(bytes)
        guard case .object(var members) = try IJSONValue(parsing: compact) else {
            throw LedgerError(.recordMalformed, "an object belongs here")
        }
        if let about { members.append(about) }
        var head: [IJSONValue.Member] = []
        if !members.contains(where: { $0.name == Bytes("type".utf8) }) {
            head.append(.init("type", .string(try TypeArgument.parse(type).bytes)))
        }
        if !members.contains(where: { $0.name == Bytes("nonce".utf8) }) {
            head.append(.init("nonce", .string(Hex.encode(Random.bytes(16)))))
        }
        return IJSONValue.object(head + members).encoded
    }
}

/// Drops the white space between JSON tokens, which records do not have.
enum JSONText {
    static func compact(_ bytes: Bytes) throws -> Bytes {
        var output = Bytes()
        var isInString = false
        var isEscaped = false
        for byte in bytes {
            if isInString {
                output.append(byte)
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isInString = false
                }
            } else if ![0x20, 0x09, 0x0A, 0x0D].contains(byte) {
                output.append(byte)
                isInString = byte == UInt8(ascii: "\"")
            }
        }
        return output
    }
}
