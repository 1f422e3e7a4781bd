import ArgumentParser
import DoubleRandom
import Foundation
import Ledger
import LedgerClient

struct PolicyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "policy",
        abstract: "Values that rules read: calendars, code lists, thresholds; a second person confirms. 政策参数",
        subcommands: [List.self, Propose.self, Standard.self])
}

extension PolicyCommand {
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists the values in force. 列出现行政策参数")
        @OptionGroup var options: ReadingOptions

        func run() async throws {
            try await options.reading { business in
                var listing = Listing(
                    [.fixed("name", "名称"), .flexible("value", "取值"), .fixed("from", "起始序号")],
                    empty: BilingualText("No policy is adopted.", "尚未采用任何政策参数。"))
                for row in try await business.rows("policy") {
                    let value = row["value"]?.encoded ?? []
                    listing.add(
                        [row.name, DisplayText.clean(value, limit: 200), row.shown("from")], json: row.json("name"))
                }
                listing.print(json: options.output.json)
            }
        }
    }

    struct Propose: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Proposes values, each NAME=VALUE with VALUE as JSON. 提请更改政策参数")
        @Argument(help: "NAME=VALUE; repeat. 名称=取值（JSON），可重复") var values: [String]
        @Option(help: "Why. 理由") var reason: String
        @OptionGroup var options: ActorOptions

        func run() async throws {
            let values = try values.map { text -> (name: String, value: IJSONValue) in
                let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
                guard parts.count == 2 else { throw ValidationError("Write NAME=VALUE. 请写作 名称=取值") }
                return (parts[0], try IJSONValue(parsing: JSONText.compact(Bytes(parts[1].utf8))))
            }
            try await options.business { business in
                try await PolicyValues.propose(values, reason: reason, in: business)
            }
        }
    }

    struct Standard: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Proposes the standard values for an office, with the calendars. 提请采用标准参数和放假安排",
            discussion: "Only what is not in force yet, or differs. 仅提请尚未采用或与标准不同的参数。")
        @Option(help: "The office's region, six digits. 行政区划代码") var region: String
        @Option(help: "Why. 理由") var reason = "采用标准参数"
        @OptionGroup var options: ActorOptions

        func run() async throws {
            let region = try reportingSheetErrors { try RegionCode(Bytes(self.region.utf8)) }
            let standard =
                StandardPolicy.values(region: String(decoding: region.bytes, as: UTF8.self)) + StandardCalendar.values
            try await options.business { business in
                let known = Dictionary(
                    try await business.rows("policy").map { ($0.name, $0["value"]) }
                ) { first, _ in first }
                let missing = standard.filter { (known[$0.name] ?? nil) != $0.value }
                guard !missing.isEmpty else { throw LedgerError(.importNothing) }
                try await PolicyValues.propose(missing, reason: reason, in: business)
            }
        }
    }
}

enum PolicyValues {
    /// What one event holds at most.
    private static let chunk = 16

    static func propose(
        _ values: [(name: String, value: IJSONValue)], reason: String, in business: Business
    ) async throws {
        var drafts: [DraftEvent] = []
        for start in stride(from: 0, to: values.count, by: chunk) {
            let head = BusinessRecord.make("policy.changed/1", ["reason": .text(reason)])
            let rows = values[start..<min(start + chunk, values.count)].map { name, value in
                BusinessRecord.make("policy.value/1", ["name": .text(name), "value": value])
            }
            drafts.append(try await business.draft("policy.changed/1", [head] + rows))
        }
        let receipts = try await business.send(drafts)
        let indices = receipts.map { "\($0.entry.index)" }.joined(separator: " ")
        business.console.note(
            business.console.text(
                "Next: another person confirms: ledgerctl confirm \(indices)", "下一步：由另一人确认：ledgerctl confirm \(indices)"
            ))
    }
}

struct RulesCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "rules", abstract: "The rule sets that this program knows. 规则集", subcommands: [Adopt.self])

    struct Adopt: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Proposes that a set judges from its confirmation on. 提请启用规则集")
        @Argument(help: "The set's number. 规则集编号") var set: UInt64
        @OptionGroup var options: ActorOptions

        func run() async throws {
            guard let known = Program.book[set] else { throw LedgerError(.rulesUnknown, "set \(set)") }
            try await options.business { business in
                let receipt = try await business.send(
                    "rules.adopted/1",
                    [
                        BusinessRecord.make(
                            "rules.set/1",
                            ["set": .integer(Int64(set)), "sha256": .text(known.document.hex)])
                    ])
                let index = receipt.entry.index
                business.console.note(
                    business.console.text(
                        "Next: another person confirms: ledgerctl confirm \(index)",
                        "下一步：由另一人确认：ledgerctl confirm \(index)"))
            }
        }
    }
}
