import ArgumentParser
import Draw
import DoubleRandom
import Foundation
import Ledger
import LedgerClient

struct DrawHandOver: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hand-over",
        abstract: "Writes the own sealed value to a file for its custodian, after the close. 移交开号副本",
        discussion: spoken(
            "Whoever holds the file can reveal in your place: give it to the custodian alone.",
            "持有该文件即可代为开号，只能交给保管人。"))
    @OptionGroup var options: ReadingOptions
    @Argument(help: "The draw. 抽取编号") var draw: String
    @Option(help: "The file to write. 文件") var to: String

    func run() async throws {
        try await options.drawing { business, desk in
            let recorded = try await desk.draw(Bytes(draw.utf8))
            guard recorded.standing == .closed, recorded.custodyHours != nil else {
                throw LedgerError(.drawCustody, draw)
            }
            guard let value = try desk.sealed.find(recorded, slot: desk.slot(recorded)) else {
                throw LedgerError(.drawNothingSealed, "\(desk.actor)")
            }
            try FileIO.create(to, value.hexBytes + [UInt8(ascii: "\n")], mode: 0o600)
            business.console.note(business.console.text("Written to \(to).", "已写入 \(to)。"))
        }
    }
}

struct DrawCustody: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "custody",
        abstract: "Takes custody of a copy that opens a commit; with --reveal, reveals it after the deadline. 保管开号副本",
        discussion: spoken(
            "The copy is checked against the commit before anything is signed, and stays on this machine.",
            "签名前先核对副本与封号是否相符；副本留存本机。"))
    @OptionGroup var options: ActorOptions
    @Argument(help: "The draw. 抽取编号") var draw: String
    @Argument(help: "The slot whose custodian you are, such as 01. 由您保管副本的席位，如 01") var slot: String
    @Option(help: "The file that the party handed over. 移交文件") var value: String?
    @Flag(help: "Reveal the copy in the party's place. 代为开号") var reveal = false

    func run() async throws {
        guard reveal == (value == nil) else {
            throw ValidationError("Either --value FILE or --reveal. 请二者择一")
        }
        try await options.drawing { business, desk in
            let recorded = try await desk.draw(Bytes(draw.utf8))
            let name = try SlotArgument.parse(slot)
            guard let value else {
                try await business.send([desk.revealHeld(recorded, slot: name)])
                desk.sealed.forget(recorded, slot: name)
                return
            }
            var bytes = try FileIO.read(value, limit: 100)
            if bytes.last == UInt8(ascii: "\n") { bytes.removeLast() }
            // A copy from a sheet is typed in groups.
            let copy = try DigitsArgument.parse(String(decoding: bytes, as: UTF8.self))
            try await business.send([desk.custody(recorded, slot: name, value: copy)])
        }
    }
}
