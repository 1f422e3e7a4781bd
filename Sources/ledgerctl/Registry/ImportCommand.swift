import ArgumentParser
import DoubleRandom
import Foundation
import Ledger
import LedgerClient

struct ImportCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "import", abstract: "Looks back at imports and reverts one. 批量导入的查询与撤销",
        subcommands: [List.self, Show.self, Revert.self, Mappings.self])
}

extension ImportCommand {
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists imports. 列出批量导入")
        @OptionGroup var options: ReadingOptions

        private static let kinds: [(StaticString, BilingualText)] = [
            ("item.import/1", BilingualText("items", "抽查事项")), ("object.import/1", BilingualText("objects", "检查对象")),
            ("inspector.import/1", BilingualText("inspectors", "执法人员")),
            ("history.import/1", BilingualText("history", "期初检查记录")),
        ]

        func run() async throws {
            try await options.reading { business in
                var found: [(EntryIndex, BilingualText, BusinessRow)] = []
                for (type, title) in List.kinds {
                    for record in try await business.access.records(of: TypeName(literal: type)) {
                        if let row = BusinessRow(line: record.line) { found.append((record.index, title, row)) }
                    }
                }
                var listing = Listing(
                    [
                        .fixed("entry", "序号"), .fixed("of", "内容"), .flexible("source", "来源"), .fixed("rows", "行数"),
                        .fixed("accepted", "接收"), .fixed("warning", "警告"), .fixed("refused", "拒收"),
                    ], empty: BilingualText("No import.", "没有批量导入。"))
                for (index, title, row) in found.sorted(by: { $0.0 < $1.0 }) {
                    listing.add(
                        [
                            "\(index)", title.text(in: business.console.language), row.shown("source"),
                            row.shown("rows"), row.shown("accepted"), row.shown("warned"), row.shown("refused"),
                        ],
                        json: .object(
                            [.init("index", .integer(Int64(index.value)))]
                                + (row.value.members ?? []).filter { $0.name != Bytes("nonce".utf8) }))
                }
                listing.print(json: options.output.json)
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Shows the verdicts that an import keeps: refused rows and warnings. 查看导入的逐行结论")
        @Argument(help: "The import's index. 导入所在序号") var index: UInt64
        @OptionGroup var options: ReadingOptions

        func run() async throws {
            guard let place = EntryIndex(exactly: index) else { throw LedgerError(.proofRange, "entry \(index)") }
            try await options.reading { business in
                let rows = try await business.access.data(of: place).compactMap { line -> BusinessRow? in
                    if case .shown(let bytes) = line { BusinessRow(line: bytes) } else { nil }
                }
                let language = business.console.language
                if let head = rows.first, !options.output.json {
                    Card.print(
                        [
                            (BilingualText("source", "来源"), head.shown("source")),
                            (BilingualText("rows", "行数"), head.shown("rows")),
                            (BilingualText("file", "文件摘要"), head.shown("file")),
                        ])
                }
                var listing = Listing(
                    [.fixed("row", "行号"), .fixed("verdict", "结论"), .flexible("why", "说明")],
                    empty: BilingualText("No row was refused or doubted.", "没有拒收或警告的行。"))
                for row in rows where row.text("type") == "object.verdict/1" {
                    let verdict = RowVerdict(rawValue: row.text("verdict") ?? "")
                    listing.add(
                        [row.shown("row"), verdict?.text(in: language) ?? row.shown("verdict"), row.shown("why")],
                        json: .object((row.value.members ?? []).filter { $0.name != Bytes("nonce".utf8) }))
                }
                listing.print(json: options.output.json)
            }
        }
    }

    struct Revert: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Reverts an import of items, objects or inspectors that nothing has touched since. 撤销批量导入",
            discussion: spoken(
                "What it brought leaves the list or the registry; the import and its revert stay visible for ever. A leader signs.",
                "由审批领导签署。该次导入的内容退出清单或名录库；导入与撤销均永久留痕。"))
        @Argument(help: "The import's index. 导入所在序号") var index: UInt64
        @Option(help: "Why. 理由") var reason: String
        @OptionGroup var options: ActorOptions

        func run() async throws {
            guard let place = EntryIndex(exactly: index) else { throw LedgerError(.proofRange, "entry \(index)") }
            try await options.business { business in
                let about = try await business.about(place)
                let members: KeyValuePairs<StaticString, IJSONValue?> = ["about": about, "reason": .text(reason)]
                switch Bytes(try await business.access.entry(place).event.header.type.family) {
                case Bytes("item".utf8):
                    try await business.send("item.reverted/1", [BusinessRecord.make("item.revert/1", members)])
                case Bytes("inspector".utf8):
                    try await business.send(
                        "inspector.reverted/1", [BusinessRecord.make("inspector.revert/1", members)])
                default:
                    try await business.send("object.reverted/1", [BusinessRecord.make("object.revert/1", members)])
                }
            }
        }
    }

    struct Mappings: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists the columns remembered for each source. 列出按来源保存的列对应关系")
        @OptionGroup var options: ReadingOptions

        func run() async throws {
            try await options.reading { business in
                var listing = Listing(
                    [
                        .fixed("entry", "序号"), .fixed("sheet", "表"), .flexible("source", "来源"),
                        .flexible("columns", "列"),
                    ],
                    empty: BilingualText("Nothing is remembered.", "没有保存的列对应关系。"))
                for record in try await business.access.records(of: TypeName(literal: RememberedMapping.type)) {
                    guard let row = BusinessRow(line: record.line), let value = row["mapping"],
                        let mapping = try? ColumnMapping(value: value)
                    else { continue }
                    let columns = mapping.entries.map { "\(DisplayText.clean($0.header, limit: 40))=\($0.column)" }
                    listing.add(
                        [
                            "\(record.index)", mapping.kind.rawValue, DisplayText.clean(mapping.source, limit: 100),
                            columns.joined(separator: " "),
                        ],
                        json: .object([
                            .init("index", .integer(Int64(record.index.value))), .init("mapping", mapping.value),
                        ]))
                }
                listing.print(json: options.output.json)
            }
        }
    }
}
