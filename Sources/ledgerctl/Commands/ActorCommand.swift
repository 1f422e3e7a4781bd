import ArgumentParser
import Foundation
import Ledger

struct ActorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "actor",
        abstract: "Enrols people, grants roles, replaces keys; a second person confirms. 人员、角色与密钥",
        subcommands: [
            List.self, Enrol.self, Sign.self, Confirm.self, Decline.self, Grant.self, Revoke.self, Suspend.self,
            Restore.self, Rekey.self, Rotate.self, Erase.self,
        ])
}

/// What every command of this family needs.
struct ActorOptions: ParsableArguments {
    @OptionGroup var ledger: LedgerOptions
    @OptionGroup var service: ServiceOptions
    @OptionGroup var signers: SignerOptions
    @OptionGroup var consent: ConsentOptions
    @OptionGroup var output: OutputOptions

    var signing: Signing { Signing(ledger: ledger, service: service, consent: consent, output: output) }

    func record(_ type: String, _ members: [(StaticString, String?)]) throws -> Bytes {
        RecordComposer.record(
            try TypeArgument.parse(type), nonce: Random.bytes(16),
            members.compactMap { name, value in value.map { .init(name, .string(Bytes($0.utf8))) } })
    }

    func send(_ type: String, _ data: [Bytes], personal: [Bytes] = [], out: String? = nil) async throws {
        let draft = try signing.draft(try TypeArgument.parse(type), data: data, personal: personal)
        try await signing.finish(draft, with: signers.signers(), out: out)
    }

    func author() throws -> String {
        guard let path = signers.keys.first, let key = try KeyFile(path: path).vkey else {
            throw ValidationError("Name the key that signs with --key. 请用 --key 指定签名密钥")
        }
        return "\(key.name)"
    }
}

enum TypeArgument {
    static func parse(_ text: String) throws -> TypeName {
        guard let type = TypeName(text) else {
            throw ValidationError("A type reads like note.taken/1. 类型形如 note.taken/1")
        }
        return type
    }
}

enum ActorArgument {
    static func parse(_ text: String) throws -> ActorName {
        guard let actor = ActorName(text) else {
            throw ValidationError("An actor's name is a and four to nine digits. 人员编号应为 a 加4至9位数字")
        }
        return actor
    }
}

extension ActorCommand {
    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Lists actors, roles and keys. 列出人员、角色与密钥")
        @OptionGroup var ledger: LedgerOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let console = Console.standard
            let roster = try Roster(ledger.store(), at: Program.now())
            if output.json {
                for actor in roster.actors { console.json(actor.json) }
                return
            }
            console.table(
                [
                    [
                        console.text("actor", "编号"), console.text("standing", "状态"), console.text("roles", "角色"),
                        console.text("keys", "密钥"),
                    ]
                ]
                    + roster.actors.map {
                        [
                            "\($0.name)", $0.standing, $0.roles.map(\.description).joined(separator: ","),
                            $0.keys.map { "\($0.id) \($0.standing)" }.joined(separator: ", "),
                        ]
                    })
            let holders = roster.authorityHolders
            if holders < 3 {
                console.say(
                    "Warning: only \(holders) people can confirm; the loss of one key may end the ledger. Enrol a third.",
                    "警告：仅有 \(holders) 人可作确认，丢失一把密钥即可能使账本终止。请再登记一人。")
            }
            for open in roster.open {
                console.say(
                    "Waits for a second person: entry \(open.index), \(open.type), by \(open.author)",
                    "待第二人确认：第 \(open.index) 条，\(open.type)，提出人 \(open.author)")
            }
        }
    }

    struct Enrol: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Proposes a new actor; the new key signs too. 登记新人员")
        @OptionGroup var options: ActorOptions
        @Option(help: "The new actor's public key. 新人员公钥") var vkey: String
        @Option(help: "The person's name, kept in the vault. 姓名（存入个人信息库）") var name: String?
        @Option(help: "The person's opaque subject (default: random). 个人主体编号") var subject: String?
        @Option(help: "Write a draft for the new key's signature instead of handing it in. 输出草稿") var out: String?

        func run() async throws {
            let key = try VerifierKey(parsing: vkey.utf8)
            let actor = try ActorArgument.parse("\(key.name)")
            let head = try options.record(
                "actor.enrolled/1", [("author", try options.author()), ("actor", "\(actor)")])
            let keyRecord = try options.record(
                "actor.key/1", [("actor", "\(actor)"), ("vkey", "\(key)"), ("purpose", "person")])
            let personal = name.map { [Person.record(actor, name: $0, subject: subject)] } ?? []
            try await options.send("actor.enrolled/1", [head, keyRecord], personal: personal, out: out)
        }
    }

    struct Sign: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Adds a signature to a draft. 对草稿签名")
        @Argument(help: "The draft. 草稿文件") var draft: String
        @OptionGroup var signers: SignerOptions
        @OptionGroup var consent: ConsentOptions
        func run() async throws { try SignFile.sign(draft, signers: signers, consent: consent) }
    }

    struct Confirm: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Confirms a proposal as the second person. 第二人确认")
        @OptionGroup var options: ActorOptions
        @Argument(help: "The proposal's index. 待确认事项的序号") var index: UInt64
        func run() async throws { try await Decision.send(options, index: index, word: "confirmed", reason: nil) }
    }

    struct Decline: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Declines a proposal. 不予确认")
        @OptionGroup var options: ActorOptions
        @Argument(help: "The proposal's index. 待确认事项的序号") var index: UInt64
        @Option(help: "Why. 理由") var reason: String
        func run() async throws { try await Decision.send(options, index: index, word: "declined", reason: reason) }
    }

    struct Grant: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Proposes a role. 授予角色")
        @OptionGroup var options: ActorOptions
        @Argument(help: "The actor. 人员编号") var actor: String
        @Argument(help: "The role, such as leader. 角色") var role: String
        @Option(help: "First day, YYYY-MM-DD. 起始日期") var from: String?
        @Option(help: "Last day. 截止日期") var to: String?

        func run() async throws {
            try await options.send(
                "actor.granted/1",
                [try options.record("actor.role/1", [("actor", actor), ("role", role), ("from", from), ("to", to)])])
        }
    }

    struct Revoke: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Ends a role at once. 撤销角色（即时生效）")
        @OptionGroup var options: ActorOptions
        @Argument(help: "The actor. 人员编号") var actor: String
        @Argument(help: "The role. 角色") var role: String
        @Option(help: "Why. 理由") var reason: String

        func run() async throws {
            try await options.send(
                "actor.revoked/1",
                [try options.record("actor.revoked/1", [("actor", actor), ("role", role), ("reason", reason)])])
        }
    }

    struct Suspend: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Stops an actor at once. 停用人员（即时生效）")
        @OptionGroup var options: ActorOptions
        @Argument(help: "The actor. 人员编号") var actor: String
        @Option(help: "Why. 理由") var reason: String
        @Option(help: "Suspected since, a time or a day. 疑似起始时间") var since: String?

        func run() async throws {
            try await options.send(
                "actor.suspended/1",
                [try options.record("actor.suspended/1", [("actor", actor), ("reason", reason), ("since", since)])])
        }
    }

    struct Restore: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Proposes to let a suspended actor act again. 恢复人员")
        @OptionGroup var options: ActorOptions
        @Argument(help: "The actor. 人员编号") var actor: String
        @Option(help: "Why. 理由") var reason: String

        func run() async throws {
            try await options.send(
                "actor.restored/1",
                [try options.record("actor.restored/1", [("actor", actor), ("reason", reason)])])
        }
    }

    struct Rekey: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Proposes a new key in place of a lost one. 更换遗失的密钥")
        @OptionGroup var options: ActorOptions
        @Option(help: "The new public key. 新公钥") var vkey: String
        @Option(help: "Why. 理由") var reason: String
        @Option(help: "Write a draft for the new key's signature. 输出草稿") var out: String?

        func run() async throws {
            let key = try VerifierKey(parsing: vkey.utf8)
            let head = try options.record(
                "actor.rekeyed/1",
                [("author", try options.author()), ("actor", "\(key.name)"), ("reason", reason)])
            let record = try options.record(
                "actor.key/1", [("actor", "\(key.name)"), ("vkey", "\(key)"), ("purpose", "person")])
            try await options.send("actor.rekeyed/1", [head, record], out: out)
        }
    }

    struct Rotate: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Changes the own key; give --key twice, the old and the new. 更换本人密钥（新旧两把均须签名）")
        @OptionGroup var options: ActorOptions

        func run() async throws {
            guard options.signers.keys.count == 2, let key = try KeyFile(path: options.signers.keys[1]).vkey else {
                throw ValidationError("Give --key OLD --key NEW. 请给出 --key 旧密钥 --key 新密钥")
            }
            let head = try options.record("actor.rotated/1", [("actor", "\(key.name)")])
            let record = try options.record(
                "actor.key/1", [("actor", "\(key.name)"), ("vkey", "\(key)"), ("purpose", "person")])
            try await options.send("actor.rotated/1", [head, record])
        }
    }

    struct Erase: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Proposes to erase a person's records for good. 删除个人信息（不可恢复）")
        @OptionGroup var options: ActorOptions
        @Argument(help: "The subject, as its records name it. 个人主体编号") var subject: String
        @Option(help: "Why. 理由") var reason: String

        func run() async throws {
            let keys = try options.service.keys(for: options.ledger.directory)
            let places = try PersonalPlaces.of(
                subject: Bytes(subject.utf8), in: options.ledger.directory, vaultKey: keys.vault)
            let head = try options.record("personal.erased/1", [("subject", subject), ("reason", reason)])
            let type = try TypeArgument.parse("personal.record/1")
            let records = places.map { place in
                RecordComposer.record(
                    type, nonce: Random.bytes(16),
                    [
                        .init("index", .integer(Int64(place.index.value))),
                        .init("position", .integer(Int64(place.position))),
                        .init("leaf", .string(Bytes(place.leaf.base64.utf8))),
                    ])
            }
            try await options.send("personal.erased/1", [head] + records)
        }
    }
}

/// Confirmations and refusals of whatever family the proposal is of.
enum Decision {
    static func send(_ options: ActorOptions, index: UInt64, word: String, reason: String?) async throws {
        guard index < Decimal53.bound,
            let stored = try options.ledger.store().entries(from: EntryIndex(index), limit: 1).first,
            stored.index.value == index
        else { throw LedgerError(.proposalUnknown, "entry \(index)") }
        let entry = try Entry(parsing: stored.bytes)
        let type = "\(entry.event.header.type.family.map { String(UnicodeScalar($0)) }.joined()).\(word)/1"
        let console = Console.standard
        console.note(
            console.text(
                "The proposal: entry \(index), \(entry.event.header.type)",
                "待确认事项：第 \(index) 条，\(entry.event.header.type)"))
        for line in RecordLines(stored.data).prefix(5) {
            console.note("  " + String(decoding: line.prefix(160), as: UTF8.self))
        }
        var members: [IJSONValue.Member] = [
            .init(
                "about",
                .object([
                    .init("index", .integer(Int64(index))), .init("leaf", .string(Bytes(entry.leaf.base64.utf8))),
                ]))
        ]
        if let reason { members.append(.init("reason", .string(Bytes(reason.utf8)))) }
        try await options.send(
            type,
            [RecordComposer.record(try TypeArgument.parse(type), nonce: Random.bytes(16), members)])
    }
}
