import ArgumentParser
import DoubleRandom
import Foundation
import Ledger
import LedgerClient

/// Days as people type them.
enum DayArgument {
    static func parse(_ text: String) throws -> CivilDate {
        guard let day = CivilDate(Bytes(text.utf8)) else {
            throw ValidationError("A day reads like 2024-09-10. 日期应写作 2024-09-10")
        }
        return day
    }
}

/// Lists as people type them.
enum Words {
    /// Words divided by Chinese or Western commas.
    static func list(_ text: String) -> [String] {
        text.split(whereSeparator: { "，,、；;".contains($0) }).map { $0.trimmingCharacters(in: .whitespaces) }
            .filter { !$0.isEmpty }
    }
}

/// Ratios as people type them: `30%`, `0.3`, `3/10`.
enum RatioArgument {
    static func parse(_ text: String) throws -> String {
        guard let ratio = SheetRatio(typed: Bytes(text.utf8)) else {
            throw ValidationError("A ratio reads like 30%, 0.3 or 3/10. 比例应写作 30%、0.3 或 3/10")
        }
        return String(decoding: ratio.text, as: UTF8.self)
    }
}

/// Documents as people type them: 迁商抽查〔2024〕1号.
enum DocumentArgument {
    static func parse(_ text: String) throws -> String {
        try reportingSheetErrors { try DocumentNumber(Bytes(text.utf8)).description }
    }
}

/// A file that shows something: stored sealed, since scans may name persons; the record has its digest.
struct Evidence {
    /// The digest as records name it; nil where there is no file.
    let hex: IJSONValue?
    /// The record that names the file, among the personal ones.
    let personal: [Bytes]

    /// - Parameter subject: under whose key the file is sealed; it is erased with that key.
    init(_ path: String?, subject: String, in business: Business) async throws {
        guard let path else {
            (hex, personal) = (nil, [])
            return
        }
        let file = try await business.attach(path, subject: subject)
        hex = .text(file.digest.hex)
        personal = [
            BusinessRecord.make(
                "evidence.file/1",
                [
                    "subject": .text(subject), "name": .text((path as NSString).lastPathComponent),
                    "file": file.reference(media: MediaType.of(path)),
                ])
        ]
    }
}

/// Media types by the endings of names.
enum MediaType {
    static func of(_ path: String) -> String {
        switch (path as NSString).pathExtension.lowercased() {
        case "pdf": "application/pdf"
        case "jpg", "jpeg": "image/jpeg"
        case "png": "image/png"
        case "csv": "text/csv"
        case "txt": "text/plain"
        case "mp4": "video/mp4"
        default: "application/octet-stream"
        }
    }
}

/// An approval on paper (纸质审批), entered by a clerk with the scan.
struct PaperOptions: ParsableArguments {
    @Option(name: .customLong("paper"), help: "Approved on paper: the scan. 纸质审批：扫描件") var scan: String?
    @Option(name: .customLong("paper-on"), help: "The day on the paper. 审批日期") var on: String?
    @Option(name: .customLong("paper-post"), help: "Whose post signed, no name. 审批人职务（不写姓名）") var post: String?
    @Option(name: .customLong("paper-number"), help: "The paper's number. 文件编号") var number: String?

    func validate() throws {
        guard scan == nil || (on != nil && post != nil) else {
            throw ValidationError("--paper needs --paper-on and --paper-post. --paper 须同时给出 --paper-on 和 --paper-post")
        }
        guard scan != nil || (on == nil && post == nil && number == nil) else {
            throw ValidationError("Give the scan with --paper. 请用 --paper 给出扫描件")
        }
    }

    /// The member `paper`, and the personal record that names the scan.
    func value(subject: String, in business: Business) async throws -> (IJSONValue?, personal: [Bytes]) {
        guard let scan, let on, let post else { return (nil, []) }
        let day = try DayArgument.parse(on)
        let proof = try await Evidence(scan, subject: subject, in: business)
        let paper = IJSONValue.object(of: [
            ("sha256", proof.hex), ("on", .text(day.description)), ("post", .text(post)), ("number", .text(number)),
        ])
        return (paper, proof.personal)
    }
}

/// Entries in words.
enum EntryWords {
    static func text(_ index: EntryIndex, _ language: Language) -> String {
        language == .chinese ? "第 \(index) 条" : "entry \(index)"
    }
}

extension BusinessRow {
    /// The row as JSON: its key under a name, then its members.
    func json(_ name: String) -> IJSONValue {
        .object(
            [.init(name: Bytes(name.utf8), value: .string(key))]
                + (value.members ?? []).filter { $0.name != Bytes(name.utf8) })
    }
}
