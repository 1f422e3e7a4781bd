import ArgumentParser
import DoubleRandom
import Foundation
import Ledger
import LedgerClient

struct ItemCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "item", abstract: "The list of what may be checked. 随机抽查事项清单",
        subcommands: [Import.self, Adjust.self, Retire.self, Publish.self, List.self, Show.self])
}

/// Why an item changes (修订原因).
struct CauseOptions: ParsableArguments {
    @Option(help: "law (法律立改废释) or practice (工作实际). 修订原因") var cause = "practice"

    func validate() throws {
        guard ["law", "practice"].contains(cause) else {
            throw ValidationError("--cause is law or practice. --cause 取 law（法律立改废释）或 practice（工作实际）")
        }
    }
}

extension ItemCommand {
    struct Import: BusinessCommand {
        static let configuration = CommandConfiguration(
            abstract: "Enters a sheet of items as drafts; changed ones are revised. 导入抽查事项清单")
        @OptionGroup var sheet: SheetOptions
        @Option(help: "Letters for codes of items that have none, such as SW. 为无编码事项编码时的字头") var codePrefix: String?
        @OptionGroup var cause: CauseOptions
        @Option(help: "Why items of the list are revised. 修订理由") var reason: String?
        @OptionGroup var options: ActorOptions

        var isDry: Bool { sheet.dryRun }
        func run() async throws { try await perform() }

        func act(in business: Business) async throws {
            try await ItemImport(sheet, prefix: codePrefix, in: business).run(cause: cause.cause, reason: reason)
        }
    }

    struct Adjust: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Revises one item; it must be published again. 修订抽查事项")
        @Argument(help: "The item, such as SW-01-02. 事项编码") var item: String
        @Option(help: "Name. 检查事项") var name: String?
        @Option(help: "key or general. 事项类别：key 重点，general 一般") var itemClass: String?
        @Option(help: "A basis; repeat, all anew. 检查依据，可重复，整体替换") var basis: [String] = []
        @Option(help: "Content. 检查内容") var content: String?
        @Option(help: "Ratio cap, such as 30%. 抽查比例上限") var ratioCap: String?
        @Option(help: "Least ratio. 最低抽查比例") var ratioMin: String?
        @Option(help: "Frequency. 抽查频次") var frequency: String?
        @Option(help: "Labels of the objects, divided by commas. 检查对象标签") var tags: String?
        @OptionGroup var cause: CauseOptions
        @Option(help: "Why. 修订理由") var reason: String
        @Option(help: "A file that shows it. 依据材料") var evidence: String?
        @OptionGroup var options: ActorOptions

        func validate() throws {
            guard itemClass.map(["key", "general"].contains) ?? true else {
                throw ValidationError("--item-class is key or general. --item-class 取 key（重点）或 general（一般）")
            }
        }

        func run() async throws {
            try await options.business { business in
                let list = try await ItemList(business)
                guard let earlier = list.record(item) else { throw LedgerError(.itemUnknown, item) }
                var record = earlier
                record.set("name", .text(name))
                record.set("class", .text(itemClass))
                record.set("basis", .texts(basis))
                record.set("content", .text(content))
                record.set("ratioCap", try ratioCap.map { .text(try RatioArgument.parse($0)) })
                record.set("ratioMin", try ratioMin.map { .text(try RatioArgument.parse($0)) })
                record.set("frequency", .text(frequency))
                record.set("tags", .texts(tags.map { Words.list($0) } ?? []))
                let differences = ItemImport.differences(earlier, record)
                guard !differences.isEmpty else { throw LedgerError(.importNothing) }
                for line in differences { business.console.note("  " + line) }
                let proof = try await Evidence(evidence, subject: "item-\(item)", in: business)
                try await business.send(
                    "item.adjusted/1",
                    [
                        BusinessRecord.make(
                            "item.adjustment/1",
                            ["cause": .text(cause.cause), "reason": .text(reason), "evidence": proof.hex]),
                        BusinessRecord.make("item.record/1", members: record.members),
                    ], personal: proof.personal)
            }
        }
    }

    struct Retire: BusinessCommand {
        static let configuration = CommandConfiguration(abstract: "Takes an item out of the list. 抽查事项失效")
        @Argument(help: "The item. 事项编码") var item: String
        @OptionGroup var cause: CauseOptions
        @Option(help: "Why. 理由") var reason: String
        @Option(help: "A file that shows it. 依据材料") var evidence: String?
        @OptionGroup var options: ActorOptions

        func run() async throws { try await perform() }

        func act(in business: Business) async throws {
            let row = try await business.get("item", item, .itemUnknown)
            let proof = try await Evidence(evidence, subject: "item-\(item)", in: business)
            business.console.note("  \(item)  \(row.shown("name"))")
            try await business.send(
                "item.retired/1",
                [
                    BusinessRecord.make(
                        "item.retirement/1",
                        [
                            "item": .text(item), "cause": .text(cause.cause), "reason": .text(reason),
                            "evidence": proof.hex,
                        ])
                ], personal: proof.personal)
        }
    }

    struct Publish: BusinessCommand {
        static let configuration = CommandConfiguration(
            abstract: "Publishes items, all drafts without names. 公布抽查事项（不指定则公布全部草拟事项）")
        @Argument(help: "Items. 事项编码") var items: [String] = []
        @Option(help: "Where they are published. 公布渠道") var channel: String
        @Option(help: "The address there. 网址") var address: String?
        @OptionGroup var options: ActorOptions

        func run() async throws { try await perform() }

        func act(in business: Business) async throws {
            let rows = try await business.rows("item")
            let chosen =
                try items.isEmpty
                ? rows.filter { $0.text("standing") == "draft" }
                : items.map { code in
                    guard let row = rows.first(where: { $0.name == code }) else {
                        throw LedgerError(.itemUnknown, code)
                    }
                    return row
                }
            guard !chosen.isEmpty else { throw LedgerError(.importNothing) }
            var references: [Bytes] = []
            for row in chosen {
                references.append(
                    BusinessRecord.make(
                        "item.reference/1", ["item": .text(row.name), "about": try await business.about(row)]))
                business.console.note("  \(row.name)  \(row.shown("name"))")
            }
            let head = BusinessRecord.make(
                "item.publication/1", ["channel": .text(channel), "address": .text(address)])
            try await business.send("item.published/1", [head] + references)
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists items. 列出抽查事项")
        @Option(help: "Only of a standing: draft, published, retired. 状态") var standing: String?
        @OptionGroup var moment: MomentOptions
        @OptionGroup var options: ReadingOptions

        func run() async throws {
            try await options.reading { business in
                var listing = Listing(
                    [
                        .fixed("code", "编码"), .flexible("item", "检查事项"), .fixed("class", "类别"),
                        .flexible("objects", "对象"),
                        .fixed("cap", "比例上限"), .fixed("version", "版本"), .fixed("standing", "状态"),
                    ], empty: BilingualText("No item.", "没有抽查事项。"))
                let language = business.console.language
                for row in try await moment.rows(.items, in: business) {
                    if let standing, row.text("standing") != standing { continue }
                    let isKey = row.text("class") == "key"
                    listing.add(
                        [
                            row.name, row.shown("name"),
                            isKey ? business.console.text("key 重点", "重点") : business.console.text("general 一般", "一般"),
                            ([row.shown("kind")] + row.texts("tags")).filter { !$0.isEmpty }.joined(separator: "，"),
                            row.text("ratioCap").map { RatioWords.text($0) } ?? "", row.shown("version"),
                            ItemWords.standing(row.shown("standing")).text(in: language),
                        ], json: row.json("item"))
                }
                listing.print(json: options.output.json)
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Shows one item. 查看抽查事项")
        @Argument(help: "The item. 事项编码") var item: String
        @OptionGroup var options: ReadingOptions

        func run() async throws {
            try await options.reading { business in
                let list = try await ItemList(business)
                guard let row = list[item], var record = list.record(item) else {
                    throw LedgerError(.itemUnknown, item)
                }
                record.set("version", row["version"])
                record.set("standing", row["standing"])
                if options.output.json { return business.console.json(.object(record.members)) }
                let language = business.console.language
                var lines = record.members.map { member -> (BilingualText, String) in
                    let name = String(decoding: member.name, as: UTF8.self)
                    let value = ItemWords.value(name, member.value)
                    let shown = name == "standing" ? ItemWords.standing(value).text(in: language) : value
                    return (ItemWords.title(name), shown)
                }
                if let place = row.place("at") {
                    lines.append((BilingualText("this version by", "本版本"), EntryWords.text(place.index, language)))
                }
                Card.print(lines)
            }
        }
    }
}

extension ItemWords {
    /// Standings of the item list: what waits for publication is a draft.
    static func standing(_ word: String) -> BilingualText {
        word == "published" ? BilingualText("published 有效（已公布）", "有效（已公布）") : BusinessWords.standing(word)
    }
}
