import ArgumentParser
import DoubleRandom
import Foundation
import Ledger
import LedgerClient

struct InspectorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "inspector", abstract: "The registry of inspectors. 执法检查人员名录库",
        subcommands: [
            Import.self, Update.self, Bind.self, Suspend.self, Resume.self, Relate.self, Unrelate.self, List.self,
            Show.self,
        ])
}

extension InspectorCommand {
    struct Import: BusinessCommand {
        static let configuration = CommandConfiguration(
            abstract: "Enters a sheet of inspectors, with a verdict on every row. 导入执法检查人员名录")
        @OptionGroup var sheet: SheetOptions
        @Flag(help: "Enter the sealed columns (persons, numbers) anew, though nothing else has changed. 重新登记封存的个人信息")
        var personal = false
        @OptionGroup var options: ActorOptions

        var isDry: Bool { sheet.dryRun }
        func run() async throws { try await perform() }

        func act(in business: Business) async throws {
            try await InspectorImport(sheet, isPersonal: personal, in: business).run()
        }
    }

    struct Update: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Changes one inspector. 变更执法人员")
        @Argument(help: "The inspector, such as I-0001. 人员编号") var inspector: String
        @Option(help: "Unit. 所属主体") var department: String?
        @Option(help: "Section. 业务部门") var section: String?
        @Option(help: "Post. 职务") var post: String?
        @Option(help: "Certificate. 执法证号") var certificate: String?
        @Option(help: "First day of validity. 有效期起") var validFrom: String?
        @Option(help: "Last day of validity. 有效期至") var validTo: String?
        @Option(help: "Items, divided by commas. 执法事项范围") var items: String?
        @Option(help: "Skills, divided by commas. 业务专长") var skills: String?
        @Option(help: "Why. 理由") var reason: String
        @Option(help: "A file that shows it. 依据材料") var evidence: String?
        @OptionGroup var options: ActorOptions

        func run() async throws {
            try await options.business { business in
                guard let earlier = try await InspectorRegistry(business).record(inspector) else {
                    throw LedgerError(.inspectorUnknown, inspector)
                }
                var record = earlier
                for (member, value) in [
                    ("department", department), ("section", section), ("post", post), ("certificate", certificate),
                ] { record.set(member, .text(value)) }
                for (member, value) in [("validFrom", validFrom), ("validTo", validTo)] {
                    record.set(member, try value.map { .text(try DayArgument.parse($0).description) })
                }
                record.set("items", .texts(items.map { Words.list($0) } ?? []))
                record.set("skills", .texts(skills.map { Words.list($0) } ?? []))
                let differences = InspectorImport.differences(earlier, record)
                guard !differences.isEmpty else { throw LedgerError(.importNothing) }
                for line in differences { business.console.note("  " + line) }
                let proof = try await Evidence(evidence, subject: inspector, in: business)
                try await business.send(
                    "inspector.updated/1",
                    [
                        BusinessRecord.make("inspector.change/1", ["reason": .text(reason), "evidence": proof.hex]),
                        BusinessRecord.make("inspector.record/1", members: record.members),
                    ], personal: proof.personal)
            }
        }
    }

    struct Bind: BusinessCommand {
        static let configuration = CommandConfiguration(
            abstract: "Says which actor an inspector is, such as I-0001=a0011. 对应账本身份",
            discussion: spoken(
                "An inspector signs records as this actor; one actor is one inspector for ever.",
                "执法人员以该账本身份签署检查记录；一个账本身份永远只对应一名执法人员。"))
        @Argument(help: "INSPECTOR=ACTOR; repeat. 人员编号=账本身份，可重复") var pairs: [String]
        @OptionGroup var options: ActorOptions

        func run() async throws { try await perform() }

        func act(in business: Business) async throws {
            let registry = try await InspectorRegistry(business)
            let rows = try pairs.map { pair in
                let parts = pair.split(separator: "=", maxSplits: 1).map(String.init)
                guard parts.count == 2 else { throw ValidationError("Write I-0001=a0011. 请写作 I-0001=a0011") }
                guard var record = registry.record(parts[0]) else {
                    throw LedgerError(.inspectorUnknown, parts[0])
                }
                record.set("actor", .text("\(try ActorArgument.parse(parts[1]))"))
                return BusinessRecord.make("inspector.record/1", members: record.members)
            }
            let head = BusinessRecord.make("inspector.change/1", ["reason": .text("登记执法人员的账本身份")])
            for pair in pairs { business.console.note("  " + DisplayText.clean(pair, limit: 100)) }
            try await business.send("inspector.updated/1", [head] + rows)
        }
    }

    struct Suspend: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "An inspector is away. 执法人员暂停参检")
        @Argument(help: "The inspector. 人员编号") var inspector: String
        @Option(help: "leave, secondment, transfer or invalid. 原因：休假、借调、调离、失效") var cause: String
        @Option(help: "First day. 起始日期") var from: String
        @Option(help: "Last day. 截止日期") var to: String?
        @Option(help: "Why. 理由") var reason: String?
        @Option(help: "A file that shows it. 依据材料") var evidence: String?
        @OptionGroup var options: ActorOptions

        private static let causes = [
            "休假": "leave", "借调": "secondment", "调离": "transfer", "失效": "invalid", "leave": "leave",
            "secondment": "secondment", "transfer": "transfer", "invalid": "invalid",
        ]

        func run() async throws {
            guard let cause = Suspend.causes[cause] else {
                throw ValidationError("--cause is leave, secondment, transfer or invalid. 原因为休假、借调、调离或失效")
            }
            let (from, to) = (try DayArgument.parse(from), try to.map { try DayArgument.parse($0) })
            try await options.business { business in
                let proof = try await Evidence(evidence, subject: inspector, in: business)
                try await business.send(
                    "inspector.suspended/1",
                    [
                        BusinessRecord.make(
                            "inspector.absence/1",
                            [
                                "inspector": .text(inspector), "cause": .text(cause), "from": .text(from.description),
                                "to": .text(to?.description), "reason": .text(reason), "evidence": proof.hex,
                            ])
                    ], personal: proof.personal)
            }
        }
    }

    struct Resume: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "An inspector is back. 执法人员恢复参检")
        @Argument(help: "The inspector. 人员编号") var inspector: String
        @Option(help: "Why. 理由") var reason: String
        @Option(help: "A file that shows it. 依据材料") var evidence: String?
        @OptionGroup var options: ActorOptions

        func run() async throws {
            try await options.business { business in
                let proof = try await Evidence(evidence, subject: inspector, in: business)
                try await business.send(
                    "inspector.resumed/1",
                    [
                        BusinessRecord.make(
                            "inspector.reference/1",
                            ["inspector": .text(inspector), "reason": .text(reason), "evidence": proof.hex])
                    ], personal: proof.personal)
            }
        }
    }

    struct Relate: BusinessCommand {
        static let configuration = CommandConfiguration(
            abstract: "Declares that an inspector must not inspect an object. 回避关系申报")
        @Argument(help: "The inspector. 人员编号") var inspector: String
        @Argument(help: "The object: id, or unified code. 对象编号或统一社会信用代码") var object: String
        @Option(help: "interest, spouse, lineal, collateral, inlaw or other. 回避情形") var relation: String
        @Option(help: "A file that shows it. 依据材料（必需）") var evidence: String
        @Option(help: "A note. 说明") var note: String?
        @OptionGroup var options: ActorOptions

        private static let relations = ["interest", "spouse", "lineal", "collateral", "inlaw", "other"]

        func validate() throws {
            guard Relate.relations.contains(relation) else {
                let list = Relate.relations.map { "\($0) \(BusinessWords.relation($0).chinese)" }.joined(
                    separator: ", ")
                throw ValidationError("--relation is one of: 回避情形取下列之一：\(list)")
            }
        }

        func run() async throws { try await perform() }

        func act(in business: Business) async throws {
            let id = try await ObjectArguments.find(object, in: business)
            let proof = try await Evidence(evidence, subject: inspector, in: business)
            try await business.send(
                "inspector.related/1",
                [
                    BusinessRecord.make(
                        "inspector.relation/1",
                        [
                            "inspector": .text(inspector), "object": .text(id), "relation": .text(relation),
                            "evidence": proof.hex, "note": .text(note),
                        ])
                ], personal: proof.personal)
        }
    }

    struct Unrelate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Withdraws a declared relation: from now on the inspector may be drawn for the object. 撤回回避关系",
            discussion: spoken(
                "For a leader or a supervisor, neither the inspector nor who declared it.",
                "由审批领导或纪检监督人员办理；本人和原申报人不能办理。"))
        @Argument(help: "The inspector. 人员编号") var inspector: String
        @Argument(help: "The object: id, or unified code. 对象编号或统一社会信用代码") var object: String
        @Option(help: "Why. 理由") var reason: String
        @Option(help: "A file that shows it. 依据材料（必需）") var evidence: String
        @OptionGroup var options: ActorOptions

        func run() async throws {
            try await options.business { business in
                let id = try await ObjectArguments.find(object, in: business)
                guard let relation = try await business.find("relation", "\(inspector)/\(id)") else {
                    throw LedgerError(.relationStanding, DisplayText.clean("\(inspector) \(id)", limit: 100))
                }
                let about = try await business.about(relation)
                let proof = try await Evidence(evidence, subject: inspector, in: business)
                try await business.send(
                    "inspector.relation.withdrawn/1",
                    [
                        BusinessRecord.make(
                            "inspector.relation.withdrawal/1",
                            [
                                "inspector": .text(inspector), "object": .text(id), "about": about,
                                "reason": .text(reason), "evidence": proof.hex,
                            ])
                    ], personal: proof.personal)
            }
        }
    }

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Lists inspectors; no names, which are personal. 列出执法人员")
        @Option(help: "Certified on this day, YYYY-MM-DD. 该日执法证有效") var certifiedOn: String?
        @OptionGroup var moment: MomentOptions
        @OptionGroup var options: ReadingOptions

        func run() async throws {
            let day = try certifiedOn.map { try DayArgument.parse($0) }
            try await options.reading { business in
                var listing = Listing(
                    [
                        .fixed("id", "编号"), .fixed("actor", "账本身份"), .flexible("unit", "所属主体"),
                        .flexible("nature", "人员性质"), .fixed("certificate", "执法证号"), .fixed("valid to", "有效期至"),
                        .fixed("standing", "状态"),
                    ], empty: BilingualText("No inspector.", "没有执法人员。"))
                let language = business.console.language
                for row in try await moment.rows(.inspectors, in: business) {
                    if let day {
                        let from = row.text("validFrom").flatMap { CivilDate(Bytes($0.utf8)) }
                        guard let to = row.text("validTo").flatMap({ CivilDate(Bytes($0.utf8)) }),
                            from.map({ $0 <= day }) ?? true, day <= to
                        else { continue }
                    }
                    listing.add(
                        [
                            row.name, row.shown("actor"), row.shown("department"),
                            BusinessWords.nature(row.shown("nature")).text(in: language), row.shown("certificate"),
                            row.shown("validTo"), BusinessWords.standing(row.shown("standing")).text(in: language),
                        ], json: row.json("inspector"))
                }
                listing.print(json: options.output.json)
            }
        }
    }

    struct Show: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Shows one inspector. 查看执法人员")
        @Argument(help: "The inspector. 人员编号") var inspector: String
        @OptionGroup var options: ReadingOptions

        func run() async throws {
            try await options.reading { business in
                let registry = try await InspectorRegistry(business)
                guard let row = registry[inspector], var record = registry.record(inspector) else {
                    throw LedgerError(.inspectorUnknown, inspector)
                }
                record.set("standing", row["standing"])
                record.set("absence", row["absence"])
                let relations = try await business.rows("relation", prefix: inspector + "/")
                if options.output.json {
                    record.set(
                        "relations",
                        .texts(
                            relations.filter { $0.text("standing") == "declared" }
                                .map { String($0.name.dropFirst(inspector.count + 1)) }))
                    return business.console.json(.object(record.members))
                }
                let language = business.console.language
                var lines = record.members.map { member -> (BilingualText, String) in
                    let name = String(decoding: member.name, as: UTF8.self)
                    let value = ObjectWords.value(member.value)
                    let shown =
                        switch name {
                        case "standing": BusinessWords.standing(value).text(in: language)
                        case "nature": BusinessWords.nature(value).text(in: language)
                        default: value
                        }
                    return (InspectorWords.title(name), shown)
                }
                for relation in relations {
                    let word = BusinessWords.relation(relation.shown("relation")).text(in: language)
                    let object = String(relation.name.dropFirst(inspector.count + 1))
                    let isWithdrawn = relation.text("standing") == "withdrawn"
                    let until = relation.shown("until")
                    lines.append(
                        (
                            isWithdrawn
                                ? BilingualText("stayed away until \(until) from", "回避（至 \(until)）")
                                : BilingualText("stays away from", "回避"), "\(object)  \(word)"
                        ))
                }
                Card.print(lines)
            }
        }
    }
}

extension ObjectArguments {
    /// An object's id, from the id or from its code.
    static func find(_ text: String, in business: Business) async throws -> String {
        if try await business.find("object", text) != nil { return text }
        let code = Bytes(text.utf8)
        guard let row = try await business.rows("object").first(where: { $0.bytes("code") == code }) else {
            throw LedgerError(.objectUnknown, DisplayText.clean(text, limit: 60))
        }
        return row.name
    }
}
