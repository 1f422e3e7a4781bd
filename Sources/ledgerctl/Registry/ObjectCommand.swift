import ArgumentParser
import DoubleRandom
import Foundation
import Ledger
import LedgerClient

struct ObjectCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "object", abstract: "The registry of objects. 检查对象名录库",
        subcommands: [
            Import.self, Update.self, Tag.self, Rate.self, Deactivate.self, Restore.self, List.self, Show.self,
        ])
}

extension ObjectCommand {
    struct Import: BusinessCommand {
        static let configuration = CommandConfiguration(
            abstract: "Enters a sheet of objects, with a verdict on every row. 导入检查对象名录",
            discussion: spoken(
                """
                New rows enter, changed ones are changed, value by value; what the sheet does not hold is listed and stays. \
                docs/import.md says how to prepare the sheet.
                """,
                """
                新增的入库，变更的逐项列出；来表没有的只列出、不失效。来表如何准备见 docs/import.md。
                """))
        @OptionGroup var sheet: SheetOptions
        @Option(help: "The scale of the sheet's credit classes, such as SAMR. 信用风险等级尺度") var scale: String?
        @Flag(help: "Enter the sealed columns (persons, numbers) anew, though nothing else has changed. 重新登记封存的个人信息")
        var personal = false
        @OptionGroup var options: ActorOptions

        var isDry: Bool { sheet.dryRun }
        func run() async throws { try await perform() }

        func act(in business: Business) async throws {
            try await ObjectImport(sheet, scale: scale, isPersonal: personal, in: business).run()
        }
    }

    struct Update: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Changes one object. 变更检查对象")
        @Argument(help: "The object, such as OBJ-000123. 对象编号") var object: String
        @Option(help: "Name. 名称") var name: String?
        @Option(help: "Unified code or registration number. 统一社会信用代码/注册号") var code: String?
        @Option(help: "Kind. 对象类型") var kind: String?
        @Option(help: "Registered address. 住所") var registered: String?
        @Option(help: "Business address. 经营地址") var business: String?
        @Option(help: "Register. 登记机关") var authority: String?
        @Option(help: "Area. 管辖单位") var jurisdiction: String?
        @Option(help: "Business scope. 经营范围") var scope: String?
        @Option(help: "The register's state. 登记状态") var state: String?
        @Option(help: "Why. 变更理由") var reason: String
        @Option(help: "A file that shows it. 依据材料") var evidence: String?
        @OptionGroup var options: ActorOptions

        func run() async throws {
            try await options.business { business in
                let registry = try await ObjectRegistry(business)
                guard let known = registry[object] else { throw LedgerError(.objectUnknown, object) }
                var record = known.record
                if let code {
                    record.set("code", .text(try ObjectArguments.code(code)))
                    record.remove("codeless")
                }
                let changes = [
                    ("name", name), ("kind", kind), ("registered", registered), ("business", self.business),
                    ("authority", authority), ("jurisdiction", jurisdiction), ("scope", scope), ("state", state),
                ]
                for (member, value) in changes { record.set(member, .text(value)) }
                let differences = ObjectImport.differences(known.record, record)
                guard !differences.isEmpty else { throw LedgerError(.importNothing) }
                for line in differences { business.console.note("  " + line) }
                let proof = try await Evidence(evidence, subject: object, in: business)
                try await business.send(
                    "object.updated/1",
                    [
                        BusinessRecord.make("object.change/1", ["reason": .text(reason), "evidence": proof.hex]),
                        BusinessRecord.make("object.record/1", members: record.members),
                    ], personal: proof.personal)
            }
        }
    }

    struct Tag: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Labels objects anew. 标注检查对象")
        @Argument(help: "Objects. 对象编号") var objects: [String]
        @Option(help: "All labels, divided by commas; none ends them all. 全部标签，以逗号分隔") var tags: String?
        @Option(help: "A label to add; repeat. 增加标签") var add: [String] = []
        @Option(help: "A label to remove; repeat. 去除标签") var remove: [String] = []
        @Option(help: "Why. 理由") var reason: String
        @Option(help: "A file that shows it. 依据材料") var evidence: String?
        @OptionGroup var options: ActorOptions

        func validate() throws {
            guard tags != nil || !add.isEmpty || !remove.isEmpty else {
                throw ValidationError("Give --tags, --add or --remove. 请给出 --tags、--add 或 --remove")
            }
        }

        func run() async throws {
            try await options.business { business in
                var rows: [Bytes] = []
                for object in objects {
                    let row = try await business.get("object", object, .objectUnknown)
                    var labels = tags.map { Words.list($0) } ?? row.texts("tags")
                    labels += add.filter { !labels.contains($0) }
                    labels.removeAll(where: remove.contains)
                    rows.append(
                        BusinessRecord.make("object.tags/1", ["object": .text(object), "tags": .texts(labels)]))
                }
                let proof = try await Evidence(evidence, subject: objects[0], in: business)
                try await business.send(
                    "object.tagged/1",
                    [BusinessRecord.make("object.change/1", ["reason": .text(reason), "evidence": proof.hex])] + rows,
                    personal: proof.personal)
            }
        }
    }

    struct Rate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Updates credit classes, such as OBJ-000123=B. 更新信用风险等级")
        @Argument(help: "OBJECT=CLASS; repeat. 对象编号=等级，可重复") var classes: [String]
        @Option(help: "The scale, such as SAMR. 尺度") var scale = "SAMR"
        @Option(help: "The day of the class, YYYY-MM-DD (default: today). 等级日期") var asOf: String?
        @Option(help: "Where the class comes from. 来源") var source: String
        @OptionGroup var options: ActorOptions

        func run() async throws {
            let day = try asOf.map { try DayArgument.parse($0) } ?? Program.now().chinaDate
            try await options.business { business in
                let rows = try classes.map { pair in
                    let parts = pair.split(separator: "=", maxSplits: 1).map(String.init)
                    guard parts.count == 2 else { throw ValidationError("Write OBJECT=CLASS. 请写作 对象编号=等级") }
                    let credit = ObjectRecords.credit(
                        Bytes(parts[1].utf8), scale: scale, source: source, day: day)
                    return BusinessRecord.make("object.credit/1", ["object": .text(parts[0]), "credit": credit])
                }
                let head = BusinessRecord.make("object.change/1", ["reason": .text("信用风险等级更新：\(source)")])
                try await business.send("object.rated/1", [head] + rows)
            }
        }
    }

    struct Deactivate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Takes objects out of the registry; nothing is deleted. 检查对象失效")
        @Argument(help: "Objects. 对象编号") var objects: [String]
        @Option(help: "The cause, such as 注销. 原因") var cause: String
        @Option(help: "Why. 理由") var reason: String
        @Option(help: "A file that shows it. 依据材料（必需）") var evidence: String
        @OptionGroup var options: ActorOptions
        func run() async throws {
            try await ObjectArguments.end("object.deactivated/1", objects, cause, reason, evidence, options)
        }
    }

    struct Restore: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Brings objects back. 恢复检查对象")
        @Argument(help: "Objects. 对象编号") var objects: [String]
        @Option(help: "The cause. 原因") var cause: String
        @Option(help: "Why. 理由") var reason: String
        @Option(help: "A file that shows it. 依据材料（必需）") var evidence: String
        @OptionGroup var options: ActorOptions
        func run() async throws {
            try await ObjectArguments.end("object.restored/1", objects, cause, reason, evidence, options)
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists objects. 列出检查对象")
        @Option(help: "Only those that bear a label; repeat for all of several. 监管标签") var tag: [String] = []
        @Option(help: "Only of a kind. 对象类型") var kind: String?
        @Option(help: "Only of a standing: active, inactive, reverted. 状态") var standing: String?
        @Option(help: "Only where id, name or code holds a text. 编号、名称或代码中的文字") var search: String?
        @OptionGroup var moment: MomentOptions
        @OptionGroup var options: ReadingOptions

        func run() async throws {
            try await options.reading { business in
                var listing = Listing(
                    [
                        .fixed("id", "编号"), .flexible("name", "名称"), .fixed("code", "代码"), .flexible("labels", "标签"),
                        .fixed("class", "等级"), .fixed("standing", "状态"),
                    ], empty: BilingualText("No object.", "没有符合条件的检查对象。"))
                let language = business.console.language
                for row in try await moment.rows(.objects, in: business) where matches(row) {
                    let tags = row.texts("tags")
                    listing.add(
                        [
                            row.name, row.shown("name"), row.shown("code"), tags.joined(separator: "，"),
                            row.row("credit")?.shown("value") ?? "",
                            BusinessWords.standing(row.shown("standing")).text(in: language),
                        ], json: row.json("object"))
                }
                listing.print(json: options.output.json)
                if !options.output.json, listing.count > 0 {
                    business.console.say("\(listing.count) objects", "共 \(listing.count) 户")
                }
            }
        }

        private func matches(_ row: BusinessRow) -> Bool {
            let tags = row.texts("tags")
            if let kind, row.text("kind") != kind { return false }
            if let standing, row.text("standing") != standing { return false }
            if let search,
                ![row.name, row.text("name") ?? "", row.text("code") ?? ""].contains(where: { $0.contains(search) })
            {
                return false
            }
            return tag.allSatisfy(tags.contains)
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Shows one object. 查看检查对象")
        @Argument(help: "The object. 对象编号") var object: String
        @OptionGroup var options: ReadingOptions

        func run() async throws {
            try await options.reading { business in
                let registry = try await ObjectRegistry(business)
                guard let known = registry[object] else { throw LedgerError(.objectUnknown, object) }
                var record = known.record
                record.set("standing", known.row["standing"])
                if options.output.json { return business.console.json(.object(record.members)) }
                let language = business.console.language
                var lines = record.members.map { member -> (BilingualText, String) in
                    let name = String(decoding: member.name, as: UTF8.self)
                    let value = ObjectWords.value(member.value)
                    let shown = name == "standing" ? BusinessWords.standing(value).text(in: language) : value
                    return (ObjectWords.title(name), shown)
                }
                if let place = known.row.place("import") {
                    lines.append((BilingualText("entered by", "入库"), EntryWords.text(place.index, language)))
                }
                if let place = known.row.place("at") {
                    lines.append((BilingualText("last changed by", "最近变更"), EntryWords.text(place.index, language)))
                }
                Card.print(lines)
            }
        }
    }
}

enum ObjectArguments {
    /// A code or number, checked.
    static func code(_ text: String) throws -> String {
        try reportingSheetErrors {
            let bytes = Bytes(text.utf8)
            if bytes.count == 15 {
                return String(decoding: try RegistrationNumber.read(bytes).number.bytes, as: UTF8.self)
            }
            return String(decoding: try SocialCreditCode.read(bytes).code.bytes, as: UTF8.self)
        }
    }

    static func end(
        _ type: StaticString, _ objects: [String], _ cause: String, _ reason: String, _ evidence: String,
        _ options: ActorOptions
    ) async throws {
        try await options.business { business in
            var names: [String] = []
            for object in objects {
                names.append(try await business.get("object", object, .objectUnknown).shown("name"))
            }
            for (object, name) in zip(objects, names) { business.console.note("  \(object)  \(name)") }
            let proof = try await Evidence(evidence, subject: objects.first ?? "", in: business)
            try await business.send(
                type,
                [
                    BusinessRecord.make(
                        "object.end/1", ["cause": .text(cause), "reason": .text(reason), "evidence": proof.hex])
                ] + objects.map { BusinessRecord.make("object.reference/1", ["object": .text($0)]) },
                personal: proof.personal)
        }
    }
}
