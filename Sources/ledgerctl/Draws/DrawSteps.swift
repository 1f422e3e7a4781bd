import ArgumentParser
import Draw
import DoubleRandom
import Foundation
import Ledger
import LedgerClient

/// How a draw gets a public beacon, and how it takes up one that was voided.
struct BeaconOptions: ParsableArguments {
    @Option(
        help:
            "SOURCE:ROUND of a public value that decides after all reveals (profile B): cwl-ssq:2025034, dice. 公开随机源:期号"
    )
    var beacon: String?
    @Option(help: "Why the list differs from that of the voided draw. 与作废抽取名单不同的理由") var differenceReason: String?
    @Option(help: "SUBJECT=REASON[=EVIDENCE-FILE] of one line that differs; repeat for more. 逐行写明差异理由")
    var difference: [String] = []

    @Option(help: "PARTY=CUSTODIAN who keeps a copy of a party's opening; repeat for each. 开号副本保管人")
    var custodian: [String] = []

    /// - Returns: the sealed files that are named as evidence.
    func enter(into request: inout FreezeRequest, _ business: Business) async throws -> [Bytes] {
        request.differenceReason = differenceReason.map { Bytes($0.utf8) }
        for text in custodian {
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else { throw ValidationError("--custodian PARTY=CUSTODIAN. 格式：开号方=保管人") }
            // A party on paper has no actor's name.
            request.custodians[Bytes(parts[0].utf8)] = try ActorArgument.parse(parts[1])
        }
        if let beacon { request.beacon = try await round(beacon, request.task, business) }
        var personal: [Bytes] = []
        for text in difference {
            let parts = text.split(separator: "=", maxSplits: 2).map(String.init)
            guard parts.count >= 2 else {
                throw ValidationError("--difference SUBJECT=REASON[=EVIDENCE-FILE]. 格式：编号=理由[=依据文件]")
            }
            var evidence: Bytes?
            if parts.count == 3 {
                let proof = try await Evidence(parts[2], subject: "difference-\(parts[0])", in: business)
                personal += proof.personal
                evidence = proof.hex?.bytes
            }
            request.differences[Bytes(parts[0].utf8)] = (Bytes(parts[1].utf8), evidence)
        }
        return personal
    }

    /// Of dice the round is the draw itself.
    private func round(_ text: String, _ task: Bytes, _ business: Business) async throws -> BeaconRound {
        let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
        var name = parts.count == 2 ? Bytes(parts[1].utf8) : []
        if parts.count == 1 {
            let isObjects = try await business.access.row(StateTable("task"), task)?["objects"] == nil
            let stem = task + Bytes((isObjects ? "-E" : "-I").utf8)
            let count = try await business.access.state(table: StateTable("draw"), prefix: stem).count
            name = stem + Bytes("\(count + 1)".utf8)
        }
        guard let first = parts.first, let source = DrawID(first), let round = DrawID(name) else {
            throw ValidationError("--beacon SOURCE:ROUND. 格式：来源:期号")
        }
        return try BeaconRound(source: source, round: round)
    }
}

struct DrawVoid: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "void",
        abstract: "Asks to void a draw, naming the party at fault; a supervisor confirms. 作废抽取",
        discussion: spoken(
            """
            Before the first reveal a draw is cancelled. After it the void is counted for ever, and the next draw keeps the \
            list and waits for a public beacon. Where every value stands, the result does too: the task is stopped instead.
            """,
            """
            首个开号前为取消；其后作废永久计数，下一次抽取沿用原名录并须等公开随机数。各值均已公开的，结\
            果即已确定：只能中止任务。
            """))
    @OptionGroup var options: ActorOptions
    @Argument(help: "The draw. 抽取编号") var draw: String
    @Option(help: "The contributor at fault: an actor, or server. 责任方") var party: String
    @Option(help: "Why. 理由") var reason: String
    @Option(help: "A file that shows it. 依据文件") var evidence: String?

    func run() async throws {
        try await options.drawing { business, desk in
            let recorded = try await desk.draw(Bytes(draw.utf8))
            let proof = try await Evidence(evidence, subject: "void-\(draw)", in: business)
            var composed = desk.void(
                recorded, party: Bytes(party.utf8), reason: Bytes(reason.utf8), evidence: proof.hex?.bytes)
            composed.personal = proof.personal
            try await business.send([composed])
        }
    }
}

struct DrawFix: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "fix",
        abstract: "Profile B: fixes the reveals that count, before the public value exists. 固定计入的开号",
        discussion: spoken(
            "Everybody whose reveal counts confirms with ledgerctl draw confirm; keep the receipt outside the building.",
            "开号计入的各方均须以 ledgerctl draw confirm 确认；回执请另存于单位之外。")
    )
    @OptionGroup var options: ActorOptions
    @Argument(help: "The draw. 抽取编号") var draw: String

    func run() async throws {
        try await options.drawing { business, desk in
            try await business.send([desk.fix(desk.draw(Bytes(draw.utf8)))])
        }
    }
}

struct DrawBeacon: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "beacon",
        abstract: "Profile B: states the public value exactly as published; a second person confirms. 登记公开随机数",
        discussion: spoken(
            """
            A lottery's numbers stand as its site writes them; dice as digits from 1 to 6, ten or more, in the order in which \
            they were read; a drand round as the 64 hexadecimal digits of its randomness.
            """,
            """
            彩票号码按官网原样填写；骰子按掷出顺序填 1 至 6 的数字，不少于十个；drand 填该轮 randomness \
            的 64 位十六进制数。
            """))
    @OptionGroup var options: ActorOptions
    @Argument(help: "The draw. 抽取编号") var draw: String
    @Option(help: "The value as published. 公布的数值") var value: String
    @Option(help: "The day on which it came, YYYY-MM-DD (default: today). 产生日期") var on: String?
    @Option(help: "A picture or print of the publication. 公布页面的截图或打印件") var evidence: String

    func run() async throws {
        guard let day = on.map({ CivilDate($0.utf8) }) ?? Program.now().chinaDate else {
            throw ValidationError("--on YYYY-MM-DD. 日期形如 2024-09-30")
        }
        try await options.drawing { business, desk in
            let proof = try await Evidence(evidence, subject: "beacon-\(draw)", in: business)
            var composed = try desk.beacon(
                await desk.draw(Bytes(draw.utf8)), value: Bytes(value.utf8), on: day, evidence: proof.hex?.bytes ?? [])
            composed.personal = proof.personal
            try await business.send([composed])
        }
    }
}
