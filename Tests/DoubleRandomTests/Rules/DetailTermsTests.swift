import Foundation
import Ledger
import Testing

@testable import DoubleRandom

@Suite("the details of refusals are read in Chinese") struct DetailTermsTests {
    @Test("a phrase is replaced where it stands by itself, the longer one first, and never within a name or a path")
    func replacing() {
        let terms = DetailTerms([("leader", "审批领导"), ("or", "或"), ("is not active", "不在任"), ("is", "为")])
        for (detail, chinese) in [
            ("a0003: leader or a0004", "a0003: 审批领导 或 a0004"), ("a0003 is not active", "a0003 不在任"),
            ("a0003 is leader", "a0003 为 审批领导"), ("/tmp/leader/key", "/tmp/leader/key"),
            ("leader.key", "leader.key"), ("leaders", "leaders"), ("task.leader/1", "task.leader/1"), ("", ""),
            ("名称leader", "名称leader"), ("(leader)", "(审批领导)"), ("leader", "审批领导"),
        ] { #expect(terms.chinese(detail) == chinese) }
    }

    @Test(
        "no refusal of the rules leaves an English word untranslated",
        arguments: [
            "Sources/DoubleRandom/Rules", "Sources/DoubleRandom/Registry", "Sources/DoubleRandom/Planning",
            "Sources/DoubleRandom/Drawing", "Sources/DoubleRandom/Inspection", "Sources/DoubleRandom/Publication",
            "Sources/Ledger/Rules", "Sources/Ledger/Admission",
        ])
    func everyDetail(folder: String) throws {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent().deletingLastPathComponent()
        var count = 0
        let files = try FileManager.default.contentsOfDirectory(
            at: root.appending(path: folder), includingPropertiesForKeys: nil)
        for file in files where file.pathExtension == "swift" {
            let details = Literals.ofCalls(["LedgerError(", "forbid("], in: try Bytes(Data(contentsOf: file)))
            for detail in details {
                count += 1
                let chinese = DetailTerms.office.chinese(detail)
                let left = chinese.matches(of: /[A-Za-z][A-Za-z0-9\/._-]*/).map { String($0.output) }
                    .filter { $0.count > 1 && !$0.contains(/[0-9\/.]/) && !Self.kept.contains($0) }
                #expect(left == [], "\(detail) → \(chinese)")
            }
        }
        #expect(count > 2)
    }

    /// Names of formats and of values as they are typed.
    static let kept: Set = ["UTF-8", "BOM", "SHA-256", "unrated", "all", "vkey"]
}

/// String literals of Swift source, with a digit where something is interpolated.
enum Literals {
    static func ofCalls(_ calls: [String], in source: Bytes) -> [String] {
        var result: [String] = []
        var position = 0
        while position < source.count {
            guard let call = calls.first(where: { source[position...].starts(with: $0.utf8) }) else {
                position += 1
                continue
            }
            position += call.utf8.count
            var depth = 1
            while position < source.count, depth > 0 {
                switch source[position] {
                case UInt8(ascii: "("): depth += 1
                case UInt8(ascii: ")"): depth -= 1
                case UInt8(ascii: "\""):
                    result.append(literal(source, &position))
                    continue
                default: break
                }
                position += 1
            }
        }
        return result
    }

    /// Reads from the opening quote to behind the closing one.
    private static func literal(_ source: Bytes, _ position: inout Int) -> String {
        var text = Bytes()
        position += 1
        while position < source.count, source[position] != UInt8(ascii: "\"") {
            guard source[position] == UInt8(ascii: "\\"), position + 1 < source.count else {
                text.append(source[position])
                position += 1
                continue
            }
            position += 2
            guard source[position - 1] == UInt8(ascii: "(") else { continue }
            text.append(UInt8(ascii: "0"))
            var depth = 1
            while position < source.count, depth > 0 {
                switch source[position] {
                case UInt8(ascii: "("): depth += 1
                case UInt8(ascii: ")"): depth -= 1
                case UInt8(ascii: "\""):
                    _ = literal(source, &position)
                    continue
                default: break
                }
                position += 1
            }
        }
        position += 1
        return String(decoding: text, as: UTF8.self)
    }
}
