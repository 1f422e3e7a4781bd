import ArgumentParser
import DoubleRandom
import Draw
import Foundation
import Ledger
import LedgerClient

/// Writes the one file that a citizen needs.
struct DrawBundle: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "bundle",
        abstract: "Writes a draw as one file: lists as plain text, events with proofs, what to type. 输出抽取自证包",
        discussion: spoken(
            """
            A tar. In `files` stand the frozen lists as plain text files, whose sha256sum is what the freeze names, and a \
            README in Chinese and English with every line to type; the rest is for `ledgerctl draw verify --bundle` and \
            `ledgerctl verify --bundle`. It holds what everybody may read; --disclose office puts in what you may read, \
            which leaves a trace and must not leave the office before the embargo ends.
            """,
            """
            输出一个 tar 文件：files 内为冻结名录的纯文本，其 sha256sum 即冻结所载摘要，另有中英文说明，\
            列出可逐行输入的命令；其余供 ledgerctl draw verify --bundle 和 ledgerctl verify --bundle 使\
            用。只含人人可读的内容；--disclose office 另放入本人可读的内容，将留痕，保密期满前不得流出单\
            位。
            """))
    @OptionGroup var options: ReadingOptions
    @Argument(help: "The draw. 抽取编号") var draw: String
    @Option(help: "The new file. 输出文件") var out: String
    @Option(help: "What is shown: public (default) or office. 披露范围") var disclose = Disclosure.public

    enum Disclosure: String, ExpressibleByArgument, CaseIterable { case `public`, office }

    func run() async throws {
        try await options.reading { business in
            let (bundle, withheld) = try await DrawBundleMaker.make(
                Bytes(draw.utf8), business.access, publicly: disclose == .public)
            try FileIO.create(out, try bundle.bytes(), mode: 0o600)
            if options.output.json {
                business.console.json(
                    .object(of: [
                        ("file", .text(out)), ("entries", .integer(Int64(bundle.members.count))),
                        ("withheld", .integer(Int64(withheld))),
                        (
                            "files",
                            .array(
                                bundle.files.keys.sorted { $0.lexicographicallyPrecedes($1) }.map { .string($0) })
                        ),
                    ]))
                return
            }
            business.console.say(
                "\(out): \(bundle.members.count) entries, \(bundle.files.count) files.",
                "\(out)：条目 \(bundle.members.count) 条，文件 \(bundle.files.count) 份。")
            if withheld > 0 {
                business.console.say(
                    "\(withheld) records are not disclosed yet and stand in it as hashes.",
                    "其中 \(withheld) 条记录尚未披露，仅含摘要。")
            }
        }
    }
}

/// A draw as one file that proves itself.
enum DrawBundleMaker {
    static func make(
        _ draw: Bytes, _ access: any LedgerAccess, publicly: Bool
    ) async throws -> (bundle: ProofBundle, withheld: Int) {
        let own = try await DrawReading.own(draw, access, publicly: publicly)
        guard !own.isEmpty else { throw LedgerError(.drawUnknown, DrawWords.id(draw)) }
        let lists = try await DrawReading.attachments(of: own, draw, access)
        let audit = try DrawAudit.of(draw, entries: own.map(\.drawEntry)) { lists[$0] }
        var reads = Dictionary(own.map { ($0.entry.index, $0) }) { first, _ in first }
        for index in try await ladders(of: own, access) where reads[index] == nil {
            reads[index] = try await DrawReading.read(access.entry(index), access, publicly: publicly)
        }
        let steps = reads.values.map {
            TraceStep(entry: $0.entry, lines: $0.lines, documents: [], marks: [])
        }
        for index in try await TraceBundle.introductions(of: steps, access) where reads[index] == nil {
            reads[index] = try await DrawReading.read(access.entry(index), access, publicly: publicly)
        }
        let order = reads.keys.sorted()
        let receipts = try await TraceProofs.read(order, access)
        let members = order.compactMap { index in
            receipts[index].flatMap { receipt in
                reads[index].map { read in
                    ProofBundle.Member(
                        receipt: receipt, data: read.lines.flatMap { $0.bytes + [UInt8(ascii: "\n")] })
                }
            }
        }
        var files: [Bytes: Bytes] = [:]
        for file in audit.evidence.files { files[Bytes(file.name.utf8)] = file.bytes }
        files[Bytes("README.txt".utf8)] = Bytes(DrawReadme.text(DrawStory(audit), audit).utf8)
        let plain = Set(files.values.map { SHA256.hash($0) })
        var attachments: [Digest: Bytes] = [:]
        for (hash, bytes) in lists {
            if let digest = Digest(hash.bytes), !plain.contains(digest) { attachments[digest] = bytes }
        }
        let withheld = reads.values.reduce(0) { sum, read in
            sum + read.lines.count { if case .shown = $0 { false } else { true } }
        }
        return (
            ProofBundle(subject: draw, members: members, attachments: attachments, files: files), withheld
        )
    }

    /// Where the ladders of a draw were opened, and who confirmed them.
    private static func ladders(
        of draw: [DrawReading.Read], _ access: any LedgerAccess
    ) async throws -> Set<EntryIndex> {
        let names = Set(
            draw.flatMap(\.records).filter { $0.type == TypeName(literal: "draw.contributor/1") }
                .compactMap { try? $0.value()["ladder"]?.bytes })
        var found: Set<EntryIndex> = []
        for record in try await access.records(of: TypeName(literal: "draw.ladder/1")) {
            guard let name = try IJSONValue(parsing: record.line)["ladder"]?.bytes, names.contains(name) else {
                continue
            }
            found.insert(record.index)
        }
        for record in try await access.records(of: TypeName(literal: "draw.confirmed/1")) {
            guard let about = try IJSONValue(parsing: record.line)["about"]?["index"]?.index, found.contains(about)
            else { continue }
            found.insert(record.index)
        }
        return found
    }
}

/// What a citizen reads first. It explains; what proves is what it says to type.
enum DrawReadme {
    static func text(_ story: DrawStory, _ audit: DrawAudit) -> String {
        let isShown = !audit.evidence.lists.isEmpty
        var lines = [
            "双随机抽取 \(story.draw) 自证包", "",
            "本包载有该次抽取已公开的全部内容。任何人无须本系统即可复核：在本文件夹中逐行键入以 $ 开头的命令，",
            "其输出应与下一行相同。Windows 可用 Git Bash，或以 certutil -hashfile population.txt SHA256 核对文件。",
            "本说明仅供阅读，不作证明；证明在于命令的输出，以及 ledgerctl draw verify --bundle 对签名与账本的核对。", "",
        ]
        if !isShown { lines += ["保密期内名单与号码尚未公开，仅载其摘要。", ""] }
        lines += StoryPrinter.lines(story, limit: .max, console: Console(language: .chinese))
        lines += own(audit, chinese: true)
        lines += [
            "", String(repeating: "-", count: 72), "", "Draw \(story.draw), as a file that proves itself", "",
            "It holds all of the draw that is public. Anybody can check it without our program: type the lines that",
            "begin with $ in this folder; each must print what stands below it. On Windows use Git Bash, or",
            "certutil -hashfile population.txt SHA256 for files. This text explains and proves nothing; the proof is what",
            "the lines print, and what ledgerctl draw verify --bundle says of signatures and ledger.", "",
        ]
        if !isShown { lines += ["Lists and numbers are under embargo; the file has their hashes alone.", ""] }
        lines += StoryPrinter.lines(story, limit: .max, console: Console(language: .english))
        lines += own(audit, chinese: false)
        return lines.joined(separator: "\n") + "\n"
    }

    /// How to find the own enterprise.
    private static func own(_ audit: DrawAudit, chinese: Bool) -> [String] {
        guard let frozen = audit.evidence.objects, let seed = audit.evidence.seedText?.hash,
            let row = frozen.population.rows.first
        else { return [] }
        return [
            chinese
                ? "查询本企业：将下行中的 \(row.id) 换成本企业在 population.txt 中的编号，所得即签号；与本层末位中签签号比较。"
                : "Your own enterprise: put its id in population.txt in place of \(row.id); the line prints its ticket, to be compared with the last drawn of its stratum.",
            "   $ " + ShellLine.key(of: row.id, weight: row.weight, seed: seed),
        ]
    }
}
