// What the argument parser says by itself is English only; where the locale is Chinese it is said in Chinese.

/// A text of the command's help in the language of whoever asks.
func spoken(_ english: String, _ chinese: String) -> String { Console.standard.text(english, chinese) }

enum HelpWords {
    /// A line of the parser, with `%` for what stands in it, and the same in Chinese.
    private static let lines: [(english: String, chinese: String)] = [
        ("Error: Unknown option '%'. Did you mean '%'?", "错误：没有选项“%”。是否为“%”？"),
        ("Error: Unknown option '%'", "错误：没有选项“%”"),
        ("Error: Missing value for '%'", "错误：“%”缺少值"),
        ("   or: Missing value for '%' in '%'", "   或：“%”缺少值（在“%”中）"),
        ("Error: The option '%' does not take any value, but '%' was specified.", "错误：选项“%”不带值，却给了“%”。"),
        ("Error: Unexpected argument '%'", "错误：多余的参数“%”"),
        ("Error: % unexpected arguments: '%'", "错误：多余的参数 % 个：“%”"),
        ("Error: Value to be set with % had already been set with %", "错误：% 所设的值已由 % 设定"),
        ("Error: Missing expected argument '%'", "错误：缺少参数“%”"),
        ("Error: Missing one of: '%'", "错误：须给出其中之一：“%”"),
        ("Error: The value '%' is invalid for '%'. Please provide one of the following:", "错误：“%”不是“%”的有效值。可用的值："),
        ("Error: The value '%' is invalid for '%'. Please provide one of %.", "错误：“%”不是“%”的有效值。可用的值：%。"),
        ("Error: The value '%' is invalid for '%': %", "错误：“%”不是“%”的有效值：%"),
        ("Error: The value '%' is invalid for '%'", "错误：“%”不是“%”的有效值"),
        ("Error: Missing required subcommand.", "错误：缺少子命令。"),
        ("Error: Invalid option: %", "错误：选项无效：%"),
        ("Error: %", "错误：%"),
        ("Help:  %", "说明：%"),
        ("Usage: %", "用法：%"),
        ("  See '%' for more information.", "  详见 %"),
        ("  See '%' for detailed help.", "  详见 %"),
        ("OVERVIEW: %", "概述：%"), ("USAGE: %", "用法：%"), ("ARGUMENTS:", "参数："), ("OPTIONS:", "选项："),
        ("SUBCOMMANDS:", "子命令："),
        ("  --version % Show the version.", "  --version % 显示版本"),
        ("  -h, --help % Show help information.", "  -h, --help % 显示帮助"),
    ]

    /// A message of the parser in Chinese, line by line; what is not known stays as it is.
    static func chinese(_ message: String) -> String {
        message.split(separator: "\n", omittingEmptySubsequences: false).map { line in
            for known in lines {
                if let held = held(by: known.english, in: line) { return filled(known.chinese, held) }
            }
            return String(line)
        }.joined(separator: "\n")
    }

    /// What stands for each `%` of a pattern that the whole line fits.
    private static func held(by pattern: String, in line: Substring) -> [Substring]? {
        let parts = pattern.split(separator: "%", omittingEmptySubsequences: false)
        guard let first = parts.first, line.hasPrefix(first) else { return nil }
        var rest = line.dropFirst(first.count)
        var found: [Substring] = []
        for (place, part) in parts.enumerated().dropFirst() {
            if place == parts.count - 1 {
                guard rest.hasSuffix(part) else { return nil }
                found.append(rest.dropLast(part.count))
                return found
            }
            guard let next = rest.firstRange(of: part) else { return nil }
            found.append(rest[..<next.lowerBound])
            rest = rest[next.upperBound...]
        }
        return rest.isEmpty ? found : nil
    }

    private static func filled(_ pattern: String, _ held: [Substring]) -> String {
        var output = ""
        var held = held[...]
        for character in pattern {
            if character == "%", let next = held.popFirst() { output += next } else { output.append(character) }
        }
        return output
    }
}
