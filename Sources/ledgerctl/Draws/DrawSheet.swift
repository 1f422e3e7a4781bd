import ArgumentParser
import DoubleRandom
import Draw
import Foundation
import Ledger
import LedgerClient

/// A sheet for an attendant without a key (封号单): a value drawn here, on paper and nowhere else.
struct DrawSheet: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "sheet",
        abstract: "Writes the sheet on which an attendant without a key seals a value. 打印无密钥见证人的封号单",
        discussion: """
            The upper half has the commit and is signed before everybody; the lower half has the value: it is cut off, put \
            into an envelope and kept by the attendant until the reveal. --mix takes dice or a phrase of the attendant \
            into the value. Print it on a machine that the attendant trusts, and delete the file: who knows the value \
            knows what the attendant adds. 上联当众签字，下联裁下装入信封由见证人保管，开号时当众拆开；打印后请立即删除文件。
            """)
    @OptionGroup var options: ReadingOptions
    @Argument(help: "The draw. 抽取编号") var draw: String
    @Argument(help: "The slot on paper. 纸质签认的席位") var slot: String
    @Option(help: "Dice or a phrase of the attendant. 见证人掷骰点数或任意短语") var mix: String?
    @Option(help: "The file to write, HTML for A4. 输出文件") var out: String

    func run() async throws {
        let words = try mix.map { text in
            guard let word = DrawWord(Bytes(text.utf8)) else {
                throw ValidationError("--mix takes letters, digits and Chinese characters. --mix 只能用字母、数字、汉字和常用标点")
            }
            return word
        }
        try await options.reading { business in
            let recorded = try await DrawReader(business.access).read(Bytes(draw.utf8))
            let slot = try SlotArgument.parse(self.slot)
            // Whoever operates the draw is the last who may know what others add to it.
            let asker = business.signers.first.flatMap { ActorName($0.key.name.bytes) }
            guard let row = recorded.freshSlots.first(where: { $0.slot == slot }), let recorder = row.recorder,
                asker != recorded.author
            else { throw LedgerError(.drawNoSheet, DrawWords.id(slot)) }
            let sheet = try SealingSheet(
                recorded, row, recorder: recorder, words: words, random: Random.bytes(32),
                ledger: await business.access.name(), language: business.console.language)
            try FileIO.create(out, Bytes(sheet.html.utf8), mode: 0o600)
            if options.output.json {
                business.console.json(
                    .object(of: [("file", .text(out)), ("commit", .text(sheet.commit.hash.hex))]))
                return
            }
            business.console.say(
                "Sheet of \(DrawWords.id(row.party)), commit \(sheet.commit.hash): \(out). Print it, then delete the file.",
                "\(DrawWords.id(row.party)) 的封号单：\(out)，封号摘要 \(sheet.commit.hash)。请打印后立即删除文件。")
        }
    }
}

/// A slot as people type it: 3 or 03.
enum SlotArgument {
    static func parse(_ text: String) throws -> Bytes {
        guard let number = Int(text), (1...99).contains(number), text.utf8.count <= 2 else {
            throw ValidationError("A slot has two digits, such as 03. 席位为两位数字，如 03")
        }
        return Bytes(String(100 + number).dropFirst().utf8)
    }
}

/// 64 hexadecimal digits as people type them from paper, or as a code gives them.
enum DigitsArgument {
    static func parse(_ text: String) throws -> Hash256 {
        let digits = Bytes(text.lowercased().utf8).filter { ![0x20, 0x09, 0x0A, 0x0D].contains($0) }
        guard let hash = Hash256(hex: digits) else {
            throw ValidationError("64 hex digits, in groups or not. 应为64位十六进制数字，可分组")
        }
        return hash
    }
}

/// The scan of a signed sheet: it bears a name, so that it is sealed and can be erased.
enum SheetFile {
    static func subject(_ draw: RecordedDraw, _ slot: RecordedDraw.FreshSlot) -> String {
        "sheet-\(DrawWords.id(draw.id))-\(DrawWords.id(slot.slot))"
    }
}

/// What stands on a sheet (封号单). One HTML file without anything loaded from elsewhere, for A4.
struct SealingSheet {
    let commit: CommitText
    private let mixed: SheetText?
    private let slot: RecordedDraw.FreshSlot
    private let recorder: ActorName
    private let ledger: LedgerName
    private let language: Language

    /// - Parameter random: 32 bytes; the value, or what words are mixed into.
    init(
        _ draw: RecordedDraw, _ slot: RecordedDraw.FreshSlot, recorder: ActorName, words: DrawWord?, random: Bytes,
        ledger: LedgerName, language: Language
    ) throws {
        guard let random = Hash256(bytes: random) else { preconditionFailure("32 bytes") }
        mixed = words.map { SheetText(random: random, words: $0) }
        commit = try draw.commitText(slot: slot.slot, value: mixed?.hash ?? random)
        self.slot = slot
        self.recorder = recorder
        self.ledger = ledger
        self.language = language
    }

    private func text(_ english: String, _ chinese: String) -> String { language == .chinese ? chinese : english }

    /// Digits in groups of four: so they are read aloud and typed.
    private static func grouped(_ hash: Hash256) -> String {
        let digits = Array(hash.hex)
        return stride(from: 0, to: digits.count, by: 4).map { String(digits[$0..<$0 + 4]) }.joined(separator: " ")
    }

    /// Words of what one party alone has made carry 160 bits.
    private static let spokenByteCount = 20

    private func row(_ name: String, _ value: String, isHex: Bool = false) -> String {
        "<tr><th>\(name)</th><td\(isHex ? " class=\"hex\"" : "")>\(A4Page.escaped(value))</td></tr>"
    }

    private func figure(_ digits: String, _ caption: String) -> String {
        "<figure>\(QRCode.svg(digits, millimetres: 36))<figcaption>\(caption)</figcaption></figure>"
    }

    private var common: String {
        [
            row(text("Draw", "抽取编号"), commit.draw.text),
            row(
                text("Slot", "席位"),
                text(
                    "\(commit.slot), \(commit.party), entered by \(recorder)",
                    "\(commit.slot)，\(commit.party)（纸质签认），代录人 \(recorder)")),
        ].joined(separator: "\n")
    }

    var html: String {
        let title = text("Sheet of a sealed value", "封号单（纸质签认）")
        let words = WordList.words(commit.hash.bytes.prefix(SealingSheet.spokenByteCount), in: language)
        let signatures = [
            (text("sealed", "封号"), text("the commit above is mine", "以上封号摘要系本人封号")),
            (text("close", "确认封存"), text("the close lists my commit", "封存所列封号与本人一致")),
            (text("revealed", "开号"), text("my envelope was opened before everybody", "信封当众拆开，号与录入一致")),
        ].map { "<tr><td>\($0.0)</td><td>\($0.1)</td><td></td><td></td></tr>" }.joined(separator: "\n")
        return A4Page.html(
            title: title, language: language,
            body: """
                <h2>\(text("Upper half: shown and signed before the close", "上联：封存前当众出示并签字"))</h2>
                <table>
                \(row(text("Ledger", "账本"), "\(ledger)"))
                \(common)
                \(row(text("Freeze hash", "冻结摘要"), commit.freeze.hex, isHex: true))
                \(row(text("Commit", "封号摘要"), SealingSheet.grouped(commit.hash), isHex: true))
                \(row(text("In words", "核对词语"), words.joined(separator: " ")))
                </table>
                \(figure(commit.hash.hex, text("The commit", "封号摘要")))
                <table class="sign">
                <tr><th>\(text("Step", "步骤"))</th><th>\(text("What is signed", "签认内容"))</th><th>\(text("Name and signature", "姓名（签字）"))</th><th>\(text("Date", "日期"))</th></tr>
                \(signatures)
                </table>
                <p class="cut">\(text("✂ cut here; the lower half goes into the envelope", "✂ 沿此线裁开，下联装入信封，由见证人保管"))</p>
                <h2>\(text("Lower half: opened at the reveal, secret until then", "下联：开号时当众拆开，此前不得出示"))</h2>
                <table>
                \(common)
                \(row(text("Value", "号"), SealingSheet.grouped(commit.value), isHex: true))
                \(mixed.map { row(text("Mixed in", "混入的点数或短语"), $0.words.text) } ?? "")
                </table>
                \(figure(commit.value.hex, text("The value", "号")))
                <p>\(text("Anybody can type this; it prints what stands behind it.", "任何人可在电脑上键入下列命令核对，所得应与其后所列相同。"))</p>
                \(mixed.map { shell(ShellLine.hash($0), $0.hash) } ?? "")
                \(shell(ShellLine.hash(commit), commit.hash))
                """)
    }

    private func shell(_ line: String, _ printed: Hash256) -> String {
        "<p class=\"hex\">$ \(A4Page.escaped(line))<br>\(printed)</p>"
    }
}
