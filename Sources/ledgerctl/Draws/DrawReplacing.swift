import ArgumentParser
import Draw
import DoubleRandom
import Foundation
import Ledger
import LedgerClient

struct DrawStrike: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "strike",
        abstract: "Strikes an object that should not have been in the hat, as a supervisor. 剔除",
        discussion: spoken(
            "Nothing is drawn again: the next ticket of the stratum moves up, and the service says whose it is.",
            "不重新抽取：同一分层的下一签号递补，由服务指明递补对象。")
    )
    @OptionGroup var options: ActorOptions
    @Argument(help: "The draw of objects. 抽取编号") var draw: String
    @Argument(help: "The object. 检查对象编号") var object: String
    @Option(help: "Why, in a few words. 理由") var reason: String
    @Option(help: "A file that shows it. 依据文件") var evidence: String

    func run() async throws {
        try await options.drawing { business, desk in
            let proof = try await Evidence(evidence, subject: "strike-\(object)", in: business)
            var composed = desk.strike(
                Bytes(draw.utf8), object: Bytes(object.utf8), reason: Bytes(reason.utf8),
                evidence: proof.hex?.bytes ?? [])
            composed.personal = proof.personal
            try await business.send([composed])
        }
    }
}

struct DrawReplace: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "replace",
        abstract: "Asks to replace an object, or with --slot an inspector; a supervisor confirms. 申请替换",
        discussion: spoken(
            """
            An object (closed, not to be found) is followed by the next ticket of its stratum, an inspector by the first \
            standby who can go. Where no standby is left, the pool is fixed and drawn from with a rung of two ladders.
            """,
            """
            检查对象（停业、查无下落等）由同一分层的下一签号递补，执法人员由第一位能到场的候补递补。候补\
            用尽时，先固定人员范围，再以两条链的链值抽取。
            """))
    @OptionGroup var options: ActorOptions
    @Argument(help: "The draw. 抽取编号") var draw: String
    @Argument(help: "The inspection. 检查编号") var inspection: String
    @Option(help: "The slot of the team, from 1: its inspector is replaced. 席位") var slot: Int?
    @Option(help: "Why, in a few words. 理由") var reason: String
    @Option(help: "A file that shows it. 依据文件") var evidence: String

    func run() async throws {
        try await options.drawing { business, desk in
            let proof = try await Evidence(evidence, subject: "replace-\(inspection)", in: business)
            var composed = desk.replacement(
                Bytes(draw.utf8), inspection: Bytes(inspection.utf8),
                slot: slot.map { Bytes("\(inspection).\($0)".utf8) }, reason: Bytes(reason.utf8),
                evidence: proof.hex?.bytes ?? [])
            composed.personal = proof.personal
            try await business.send([composed])
        }
    }
}

struct DrawReserve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "reserve",
        abstract: "Shows the rung of the own reserve ladder for a reseed, as its supervisor. 公开备用链值",
        discussion: """
            Where an inspector drops out and no standby is left, the service states who could go; then the supervisor shows \
            this rung, the service its own, and both together draw who follows. \
            候补用尽时，系统先公布可派人员，再由纪检监督人员公开备用链值、系统公开链值，两者合并抽出接替者。
            """)
    @OptionGroup var options: ActorOptions
    @Argument(help: "The draw. 抽取编号") var draw: String
    @Option(help: "The folder of the ladder's file (default: ladders in the own state folder). 备用链文件所在文件夹") var folder:
        String?
    @Option(help: "The passphrase file of the ladder (default: asked for). 预封号链口令文件") var ladderPassphraseFile: String?

    func run() async throws {
        try await options.drawing { business, desk in
            let recorded = try await desk.draw(Bytes(draw.utf8))
            guard let (slot, position) = try recorded.reserve(of: desk.actor) else {
                throw LedgerError(.drawNoSlot, "\(desk.actor)")
            }
            let row = try await business.find("ladder", position.ladder.text)
            let state = StateFolder(environment: ProcessInfo.processInfo.environment)
            let place = LadderFolder(folder ?? state.path + "/ladders")
            let ladder = try LadderFolder.open(
                place.file(position.ladder), id: position.ladder, rungs: row?.integer("rungs") ?? 0,
                passphrase: Passphrase.read(file: ladderPassphraseFile, for: position.ladder.text))
            try await business.send([desk.reserve(recorded.id, slot: slot, value: ladder.rung(position.rung))])
        }
    }
}
