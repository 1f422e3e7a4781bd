import ArgumentParser
import Foundation
import Testing

@testable import ledgerctl

@Suite("What the argument parser says")
struct HelpWordsTests {
    private static func said(_ arguments: [String]) -> String {
        do {
            _ = try LedgerCtl.parseAsRoot(arguments)
            return ""
        } catch { return LedgerCtl.fullMessage(for: error) }
    }

    @Test(
        "a wrong command line is told in Chinese",
        arguments: [
            (["draw", "show"], "错误：缺少参数“<draw>”"),
            (["draw", "foo"], "错误：多余的参数“foo”"),
            (["draw", "show", "a", "b", "c"], "错误：多余的参数 2 个：“b', 'c”"),
            (["draw", "show", "a", "--nonsense"], "错误：没有选项“--nonsense”"),
            (["draw", "show", "a", "--opend"], "错误：没有选项“--opend”。是否为“--opened”？"),
            (["log", "--limit"], "错误：“--limit <limit>”缺少值"),
            (["log", "--limit", "many"], "错误：“many”不是“--limit <limit>”的有效值"),
            (["draw", "show", "a", "--opened=yes"], "错误：选项“--opened”不带值，却给了“yes”。"),
        ])
    func errors(arguments: [String], expected: String) {
        let lines = HelpWords.chinese(HelpWordsTests.said(arguments)).split(separator: "\n").map(String.init)
        #expect(lines.first == expected)
        #expect(lines.contains { $0.hasPrefix("用法：ledgerctl ") })
        #expect(lines.last?.hasPrefix("  详见 ledgerctl ") == true)
        #expect(!lines.contains { $0.hasPrefix("Help:") || $0.hasPrefix("Usage:") || $0.hasPrefix("Error:") })
    }

    @Test("what a person typed does not change what is told") func hostile() {
        #expect(HelpWords.chinese("Error: Unexpected argument 'Did you mean '%'?'") == "错误：多余的参数“Did you mean '%'?”")
        #expect(HelpWords.chinese("") == "")
        #expect(HelpWords.chinese("Error: ") == "错误：")
        #expect(HelpWords.chinese("something else") == "something else")
    }

    @Test("every heading of a help page is in Chinese") func page() {
        let page = HelpWords.chinese(LedgerCtl.helpMessage(for: DrawCommand.Show.self))
        for heading in ["OVERVIEW", "USAGE", "ARGUMENTS", "OPTIONS", "Show help", "Show the version"] {
            #expect(!page.contains(heading))
        }
        for heading in ["概述：", "用法：", "参数：", "选项："] { #expect(page.contains(heading)) }
    }

    @Test("every command, argument and option has a Chinese text, and an English one") func texts() throws {
        let tree = try JSONSerialization.jsonObject(with: Data(LedgerCtl._dumpHelp().utf8)) as? [String: Any]
        var waiting = [try #require(tree?["command"] as? [String: Any])]
        var count = 0
        while let command = waiting.popLast() {
            waiting += command["subcommands"] as? [[String: Any]] ?? []
            let name = command["commandName"] as? String ?? ""
            guard name != "help", command["shouldDisplay"] as? Bool ?? true else { continue }
            count += 1
            let own = (command["arguments"] as? [[String: Any]] ?? []).filter {
                $0["shouldDisplay"] as? Bool ?? true && !["help", "version"].contains($0["valueName"] as? String)
            }
            for text in [command] + own {
                let said = text["abstract"] as? String ?? ""
                #expect(said.contains(where: HelpWordsTests.isChinese), "\(name): \(said)")
                #expect(said.contains(where: { $0.isASCII && $0.isLetter }), "\(name): \(said)")
            }
        }
        #expect(count > 100)
    }

    private static func isChinese(_ character: Character) -> Bool {
        character.unicodeScalars.contains { (0x4E00...0x9FFF).contains($0.value) }
    }
}
