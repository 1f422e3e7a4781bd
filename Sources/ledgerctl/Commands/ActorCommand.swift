import ArgumentParser
import Foundation
import Ledger
import LedgerClient

struct ActorCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "actor",
        abstract: "Enrols people, grants roles, replaces keys; a second person confirms. 人员、角色与密钥",
        subcommands: [
            List.self, Enrol.self, Sign.self, Confirm.self, Decline.self, Grant.self, Revoke.self, Suspend.self,
            Restore.self, Rekey.self, Rotate.self, Erase.self,
        ])
}

/// What every command that signs needs.
struct ActorOptions: ParsableArguments {
    @OptionGroup var access: AccessOptions
    @OptionGroup var signers: SignerOptions
    @OptionGroup var consent: ConsentOptions
    @OptionGroup var output: OutputOptions

    func record(_ type: String, _ members: [(StaticString, String?)]) throws -> Bytes {
        RecordComposer.record(
            try TypeArgument.parse(type), nonce: Random.bytes(16),
            members.compactMap { name, value in value.map { .init(name, .string(Bytes($0.utf8))) } })
    }

    /// Opens the ledger for somebody who signs; the first key also opens sessions.
    func withSigning<Value>(_ body: (Signing, [any NoteSigning]) async throws -> Value) async throws -> Value {
        let signers = try await signers.signers()
        return try await access.withAccess(signers.first) { access in
            try await body(Signing(access: access, consent: consent, output: output), signers)
        }
    }

    func send(_ type: String, _ data: [Bytes], personal: [Bytes] = [], out: String? = nil) async throws {
        if out == nil { _ = try await signers.required() }
        try await withSigning { signing, signers in
            let draft = try await signing.draft(try TypeArgument.parse(type), data: data, personal: personal)
            try await signing.finish(draft, with: signers, out: out)
        }
    }

    func author() async throws -> String { "\(try await signers.required()[0].key.name)" }
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
        @OptionGroup var access: AccessOptions
        @OptionGroup var output: OutputOptions

        func run() async throws {
            let console = Console.standard
            let (actors, proposals) = try await access.withAccess(nil) { access in
                (try await access.actors().actors, output.json ? [] : try await access.proposals())
            }
            if output.json {
                for actor in actors { console.json(List.json(actor)) }
                return
            }
            console.table(
                [
                    [
                        console.text("actor", "编号"), console.text("standing", "状态"), console.text("roles", "角色"),
                        console.text("keys", "密钥"),
                    ]
                ]
                    + actors.map { actor in
                        [
                            DisplayText.clean(actor.actor, limit: 20),
                            StandingWords.text(actor.standing, in: console.language),
                            actor.roles.map { RoleWords.text($0).chinese }.joined(separator: ","),
                            actor.keys.map {
                                "\(DisplayText.clean($0.id, limit: 8)) \(StandingWords.text($0.standing, in: console.language))"
                            }.joined(separator: ", "),
                        ]
                    })
            let authority = ["administrator", "leader", "supervisor"]
            let holders = actors.filter { actor in
                actor.standing == "active" && actor.roles.contains { authority.contains($0) }
            }.count
            if holders < 3 {
                for line in console.wrap(
                    console.text(
                        "Warning: only \(holders) people can confirm; the loss of one key may end the ledger. Enrol a third.",
                        "警告：仅有 \(holders) 人可作确认，丢失一把密钥即可能使账本终止。请再登记一人。"))
                {
                    console.out(line)
                }
            }
            for open in proposals {
                console.say(
                    "Waits for a second person: entry \(open.index), \(DisplayText.clean(open.type, limit: 64)), by \(DisplayText.clean(open.author, limit: 20))",
                    "待第二人确认：第 \(open.index) 条，\(DisplayText.clean(open.type, limit: 64))，提出人 \(DisplayText.clean(open.author, limit: 20))"
                )
            }
        }

        private static func json(_ actor: WireActors.Actor) -> IJSONValue {
            .object([
                .init("actor", .text(actor.actor)), .init("standing", .text(actor.standing)),
                .init("roles", .array(actor.roles.map { .text($0) })),
                .init(
                    "keys",
                    .array(
                        actor.keys.map {
                            .object([.init("id", .text($0.id)), .init("standing", .text($0.standing))])
                        })),
            ])
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
                "actor.enrolled/1", [("author", try await options.author()), ("actor", "\(actor)")])
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
        func run() async throws { try await SignFile.sign([draft], signers: signers, consent: consent) }
    }

    struct Confirm: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Confirms a proposal as the second person. 第二人确认")
        @OptionGroup var options: ActorOptions
        @Argument(help: "The proposal's index. 待确认事项的序号") var index: UInt64
        func run() async throws { try await Decision.send(options, [index], word: "confirmed", reason: nil) }
    }

    struct Decline: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Declines a proposal. 不予确认")
        @OptionGroup var options: ActorOptions
        @Argument(help: "The proposal's index. 待确认事项的序号") var index: UInt64
        @Option(help: "Why. 理由") var reason: String
        func run() async throws { try await Decision.send(options, [index], word: "declined", reason: reason) }
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
                [("author", try await options.author()), ("actor", "\(key.name)"), ("reason", reason)])
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
            let signers = try await options.signers.required()
            let places = try await options.access.withAccess(signers.first) {
                try await $0.personalPlaces(of: subject)
            }
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
