import ArgumentParser
import DoubleRandom
import Foundation
import Ledger
import LedgerClient

struct PublicationCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "publication",
        abstract: "Publication: what is due, approve, publish, acknowledge, withdraw, bulletins. 公示",
        subcommands: [
            DueCommand.self, Approve.self, Publish.self, Acknowledge.self, Withdraw.self, BulletinCommand.self,
        ])
}

extension PublicationCommand {
    struct Approve: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Approves publication, as a leader. 公示审批")
        @OptionGroup var options: ActorOptions
        @Argument(help: "Inspections, or a task. 检查编号或任务编号") var inspections: [String]
        @OptionGroup var paper: PaperOptions

        func run() async throws {
            try await options.inspecting { business, desk, _ in
                let (paper, personal) = try await paper.value(subject: "inspections-\(inspections[0])", in: business)
                var events: [Composed] = []
                for row in try await desk.rows(inspections, standing: ["reviewed"]) {
                    events.append(try await desk.approvePublication(row, paper: paper))
                }
                try await business.send(events.naming(personal))
            }
        }
    }

    struct Publish: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Publishes approved results. 公示检查结果")
        @OptionGroup var options: ActorOptions
        @Argument(help: "Inspections, or a task. 检查编号或任务编号") var inspections: [String]
        @Option(help: "Where. 公示渠道") var channel = "国家企业信用信息公示系统"
        @Option(help: "Until when it is shown. 公示截止日期") var until: String?

        func run() async throws {
            try await options.inspecting { business, desk, _ in
                var events: [Composed] = []
                for row in try await desk.rows(inspections, standing: ["approved"]) {
                    events.append(try await desk.publish(row, channel: channel, until: until))
                }
                try await business.send(events)
            }
        }
    }

    struct Acknowledge: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "acknowledged",
            abstract: "Notes that an outside channel has the result: here the clock stops. 登记公示回执")
        @OptionGroup var options: ActorOptions
        @Argument(help: "Inspections, or a task. 检查编号或任务编号") var inspections: [String]
        @Option(help: "Where. 公示渠道") var channel = "国家企业信用信息公示系统"
        @Option(help: "Its number there. 回执编号") var number: String?
        @Option(help: "Its address there. 网址") var address: String?
        @Option(help: "The channel's day. 日期") var on: String
        @Option(help: "A screenshot or receipt; stored sealed. 截图或回执文件") var evidence: String

        func run() async throws {
            guard number != nil || address != nil else { throw ValidationError("--number or --address. 须给出编号或网址") }
            try await options.inspecting { business, desk, _ in
                let proof = try await Evidence(evidence, subject: "inspections-\(inspections[0])", in: business)
                var events: [Composed] = []
                for row in try await desk.rows(inspections, standing: ["published"]) {
                    events.append(
                        try await desk.acknowledge(
                            row, channel: channel, number: number, address: address, on: on,
                            evidence: proof.hex?.word ?? ""))
                }
                try await business.send(events.naming(proof.personal))
            }
        }
    }

    struct Withdraw: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Withdraws a published result, as a leader; both stay in the ledger. 撤下公示")
        @OptionGroup var options: ActorOptions
        @Argument(help: "The inspection. 检查编号") var inspection: String
        @Option(help: "Why; shown to everybody. 理由（公开）") var reason: String
        @Option(help: "The day on which the decision was changed. 决定变更日期") var decided: String

        func run() async throws {
            try await options.inspecting { business, desk, _ in
                try await business.send([desk.withdraw(desk.row(inspection), reason: reason, decided: decided)])
            }
        }
    }
}
