import Testing

@testable import Ledger

@Suite("I-JSON record lines")
struct IJSONTests {
    @Test(
        "what a record may hold is accepted",
        arguments: [
            #"{}"#,
            #"{"a":1}"#,
            #"{"":""}"#,
            #"{"a":[],"b":{},"c":[1,2,[3]],"d":{"e":{"f":null}}}"#,
            #"{"a":true,"b":false,"c":null}"#,
            #"{"a":0,"b":-0,"c":-1,"d":10}"#,
            #"{"a":9007199254740991,"b":-9007199254740991}"#,
            #"{"a":0.5,"b":-0.5,"c":1e3,"d":1E+3,"e":12.5e-3,"f":0e0,"g":0.0}"#,
            #"{"a":9007199254740991.4,"b":9007199254740991.4999}"#,
            #"{"a":0.0000000000000000000001}"#,
            #"{"a":1e-9999999999999999999}"#,
            #"{"a":0e9999999999999999999}"#,
            #"{"a":0.00900719925474099e18}"#,
            #"{"a":"white space\u0009 inside a string"}"#,
            #"{"a":"\"\\\/\b\f\n\r\t\u0000\u00e9\u4E2D"}"#,
            #"{"a":"\ud83d\ude00","b":"😀","c":"迁安市","d":"é","e":"¢"}"#,
            #"{"a":"\#u{7F}\#u{80}\#u{7FF}\#u{800}\#u{FFFD}\#u{10000}\#u{10FFFD}"}"#,
            #"{"a":"\#u{FEFF}"}"#,
            #"{"a":"\#u{FDCF}\#u{FDF0}\#u{D7FF}\#u{E000}"}"#,
            "{\"\u{E9}\":1,\"e\u{301}\":2}",
            #"{"a":{"b":1},"c":{"b":1},"b":1}"#,
        ])
    func accepted(line: String) throws {
        let checked = try IJSON.check(Bytes(line))
        #expect(try checked.count == IJSONValue(parsing: Bytes(line)).members?.count)
    }

    @Test(
        "what a record must not hold is refused, with the byte and the reason",
        arguments: [
            (#""#, "byte 0: the line ends too early"),
            (#"[]"#, "byte 0: an object is expected"),
            (#""a""#, "byte 0: an object is expected"),
            (#"null"#, "byte 0: an object is expected"),
            (#"{"#, "byte 1: the line ends too early"),
            (#"{}{}"#, "byte 2: the record has ended before"),
            (#"{},"#, "byte 2: the record has ended before"),
            ("\u{FEFF}{}", "byte 0: byte order mark"),
            (#" {}"#, "byte 0: white space outside strings"),
            (#"{} "#, "byte 2: white space outside strings"),
            ("{}\n", "byte 2: white space outside strings"),
            ("{}\r", "byte 2: white space outside strings"),
            (#"{ "a":1}"#, "byte 1: white space outside strings"),
            (#"{"a" :1}"#, "byte 4: white space outside strings"),
            (#"{"a": 1}"#, "byte 5: white space outside strings"),
            (#"{"a":1 }"#, "byte 6: white space outside strings"),
            (#"{"a":[1, 2]}"#, "byte 8: white space outside strings"),
            ("{\"a\":\t1}", "byte 5: white space outside strings"),
            (#"{"a"}"#, "byte 4: a colon is expected"),
            (#"{"a":}"#, "byte 5: a value is expected"),
            (#"{"a":1,}"#, "byte 7: a member's name is expected"),
            (#"{,}"#, "byte 1: a member's name is expected"),
            (#"{a:1}"#, "byte 1: a member's name is expected"),
            (#"{'a':1}"#, "byte 1: a member's name is expected"),
            (#"{1:1}"#, "byte 1: a member's name is expected"),
            (#"{"a":1"b":2}"#, "byte 6: a comma or the object's end is expected"),
            (#"{"a":1]"#, "byte 6: a comma or the object's end is expected"),
            (#"{"a":[1}"#, "byte 7: a comma or the array's end is expected"),
            (#"{"a":[,1]}"#, "byte 6: a value is expected"),
            (#"{"a":[1,]}"#, "byte 8: a value is expected"),
            (#"{"a":True}"#, "byte 5: a value is expected"),
            (#"{"a":tru}"#, "byte 5: a value is expected"),
            (#"{"a":nul"#, "byte 5: a value is expected"),
            (#"{"a":NaN}"#, "byte 5: a value is expected"),
            (#"{"a":Infinity}"#, "byte 5: a value is expected"),
            (#"{"a":/**/1}"#, "byte 5: a value is expected"),
            (#"{"a":1,"a":2}"#, "byte 7: duplicate member"),
            (#"{"a":1,"b":2,"a":3}"#, "byte 13: duplicate member"),
            (#"{"a":1,"\u0061":2}"#, "byte 7: duplicate member"),
            (#"{"\u0061":1,"a":2}"#, "byte 12: duplicate member"),
            (#"{"\/":1,"\u002f":2}"#, "byte 8: duplicate member"),
            (#"{"😀":1,"\uD83D\uDE00":2}"#, "byte 10: duplicate member"),
            (#"{"":1,"":2}"#, "byte 6: duplicate member"),
            (#"{"x":{"a":1,"a":2}}"#, "byte 12: duplicate member"),
            (#"{"x":[{"a":1,"b":{"a":1},"a":2}]}"#, "byte 25: duplicate member"),
            (#"{"x":{"y":1},"x":2}"#, "byte 13: duplicate member"),
            (#"{"a":"b}"#, "byte 8: the line ends inside a string"),
            (#"{"a":"\"#, "byte 6: unknown escape"),
            (#"{"a":"\x41"}"#, "byte 6: unknown escape"),
            (#"{"a":"\'"}"#, "byte 6: unknown escape"),
            (#"{"a":"\U0041"}"#, "byte 6: unknown escape"),
            (#"{"a":"\u12"}"#, "byte 6: four hexadecimal digits are expected"),
            (#"{"a":"\u12G4"}"#, "byte 6: four hexadecimal digits are expected"),
            (#"{"a":"\ud83d"}"#, "byte 6: unpaired surrogate"),
            (#"{"a":"\ud83dx"}"#, "byte 6: unpaired surrogate"),
            (#"{"a":"\ud83d\n"}"#, "byte 6: unpaired surrogate"),
            (#"{"a":"\ude00"}"#, "byte 6: unpaired surrogate"),
            (#"{"a":"\ud83d\ud83d"}"#, "byte 6: unpaired surrogate"),
            (#"{"a":"\ud83d\u0041"}"#, "byte 6: unpaired surrogate"),
            (#"{"\ud800":1}"#, "byte 2: unpaired surrogate"),
            (#"{"a":"\ufffe"}"#, "byte 6: noncharacter"),
            (#"{"a":"\uFFFF"}"#, "byte 6: noncharacter"),
            (#"{"a":"\ufdd0"}"#, "byte 6: noncharacter"),
            (#"{"a":"\ufdef"}"#, "byte 6: noncharacter"),
            (#"{"a":"\ud83f\udffe"}"#, "byte 6: noncharacter"),
            (#"{"a":"\udbff\udfff"}"#, "byte 6: noncharacter"),
            ("{\"a\":\"\u{FFFE}\"}", "byte 6: noncharacter"),
            ("{\"a\":\"\u{FFFF}\"}", "byte 6: noncharacter"),
            ("{\"a\":\"\u{1FFFE}\"}", "byte 6: noncharacter"),
            ("{\"a\":\"\u{10FFFF}\"}", "byte 6: noncharacter"),
            ("{\"\u{2FFFF}\":1}", "byte 2: noncharacter"),
            ("{\"a\":\"\u{0}\"}", "byte 6: control byte in a string"),
            ("{\"a\":\"a\nb\"}", "byte 7: control byte in a string"),
            ("{\"a\":\"1234567890\u{1F}\"}", "byte 16: control byte in a string"),
            (#"{"a":01}"#, "byte 5: leading zero"),
            (#"{"a":-01}"#, "byte 5: leading zero"),
            (#"{"a":00}"#, "byte 5: leading zero"),
            (#"{"a":00.5}"#, "byte 5: leading zero"),
            (#"{"a":+1}"#, "byte 5: a value is expected"),
            (#"{"a":.5}"#, "byte 5: a value is expected"),
            (#"{"a":-}"#, "byte 6: a digit is expected"),
            (#"{"a":1.}"#, "byte 7: a digit is expected"),
            (#"{"a":1e}"#, "byte 7: a digit is expected"),
            (#"{"a":1e+}"#, "byte 8: a digit is expected"),
            (#"{"a":1.e1}"#, "byte 7: a digit is expected"),
            (#"{"a":0x10}"#, "byte 6: a comma or the object's end is expected"),
            (#"{"a":1_000}"#, "byte 6: a comma or the object's end is expected"),
            (#"{"a":-"#, "byte 6: the line ends too early"),
            (#"{"a":1"#, "byte 6: the line ends too early"),
            (#"{"a":1."#, "byte 7: the line ends too early"),
            (#"{"a":9007199254740992}"#, "byte 5: integer beyond 2^53"),
            (#"{"a":-9007199254740992}"#, "byte 5: integer beyond 2^53"),
            (#"{"a":10000000000000000}"#, "byte 5: integer beyond 2^53"),
            (#"{"a":99999999999999999999999999999999}"#, "byte 5: integer beyond 2^53"),
            (#"{"a":9007199254740991.5}"#, "byte 5: number beyond 2^53"),
            (#"{"a":9007199254740992.0}"#, "byte 5: number beyond 2^53"),
            (#"{"a":-9007199254740992e0}"#, "byte 5: number beyond 2^53"),
            (#"{"a":0.9007199254740992e16}"#, "byte 5: number beyond 2^53"),
            (#"{"a":1e16}"#, "byte 5: number beyond 2^53"),
            (#"{"a":1e999999999999999999}"#, "byte 5: number beyond 2^53"),
            (#"{"a":0.01e400}"#, "byte 5: number beyond 2^53"),
            (#"{"a":0.12345678901234567890123}"#, "byte 5: number of more than 24 bytes"),
        ] as [(String, String)])
    func refused(line: String, reason: String) {
        let error = ledgerError { try IJSON.check(Bytes(line)) }
        #expect(error == LedgerError(.recordMalformed))
        #expect(error?.detail == reason)
        #expect(ledgerError { try IJSONValue(parsing: Bytes(line)) }?.detail == reason)
    }

    @Test(
        "invalid UTF-8 is refused, in every position of a word",
        arguments: [
            [0x80], [0xBF], [0xC0, 0x80], [0xC1, 0xBF], [0xC2], [0xC2, 0x20], [0xE0, 0x9F, 0xBF], [0xE0, 0xA0],
            [0xE4, 0xB8], [0xE4, 0xB8, 0x20], [0xE4, 0x20, 0xAD], [0xED, 0xA0, 0x80], [0xED, 0xBF, 0xBF],
            [0xF0, 0x8F, 0xBF, 0xBF], [0xF0, 0x9F, 0x98], [0xF4, 0x90, 0x80, 0x80], [0xF5, 0x80, 0x80, 0x80], [0xFE],
            [0xFF],
        ] as [Bytes])
    func invalidUTF8(sequence: Bytes) {
        for padding in 0..<10 {
            let head = Bytes(#"{"a":""#) + Bytes(repeating: 0x78, count: padding)
            let error = ledgerError { try IJSON.check(head + sequence + Bytes(#"xx"}"#)) }
            #expect(error?.detail == "byte \(head.count): invalid UTF-8")
            #expect(ledgerError { try IJSON.check(head + sequence) }?.code == .recordMalformed)
        }
    }

    @Test("what ends, escapes or spoils a string is seen at every place of a long one")
    func everyPlace() throws {
        let plain = Bytes("abcdefghijklmnopqrstuvwxyz0123")
        for place in plain.indices {
            let (before, after) = (plain[..<place], plain[place...])
            func line(_ middle: Bytes) -> Bytes { Bytes(#"{"a":""#) + before + middle + after + Bytes(#""}"#) }
            for control in 0x00..<0x20 as Range<UInt8> {
                let reason = "byte \(6 + place): control byte in a string"
                #expect(ledgerError { try IJSON.check(line([control])) }?.detail == reason)
            }
            for middle in ["\u{7F}", "\u{80}", "\u{FF}", "中", "😀", " ", "!", "#", "[", "]"] {
                #expect(try IJSON.check(line(Bytes(middle))).string("a") == before + Bytes(middle) + after)
            }
            #expect(try IJSON.check(line(Bytes(#"\""#))).string("a") == before + Bytes("\"") + after)
            #expect(try IJSON.check(line(Bytes(#"\\"#))).string("a") == before + Bytes("\\") + after)
            let two = try IJSON.check(line(Bytes(#"","b":""#)))
            #expect(two.string("a") == Bytes(before))
            #expect(two.string("b") == Bytes(after))
            #expect(ledgerError { try IJSON.check(line([0xFF])) }?.detail == "byte \(6 + place): invalid UTF-8")
        }
    }

    @Test("the noncharacters of the Arabic block are refused raw", arguments: 0x90...0xAF as ClosedRange<UInt8>)
    func arabicNoncharacters(last: UInt8) {
        let line = Bytes(#"{"a":""#) + [0xEF, 0xB7, last] + Bytes(#""}"#)
        #expect(ledgerError { try IJSON.check(line) }?.detail == "byte 6: noncharacter")
    }

    @Test("every scalar value is accepted raw and escaped, except surrogates and noncharacters")
    func everyScalar() {
        var wrong: [UInt32] = []
        for value in UInt32(0x20)...0x10FFFF
        where value < 0x3000 || value % 251 == 0 || value & 0xFFF0 == 0xFFF0
            || (0xD7F0...0xE00F).contains(value) || (0xFDC0...0xFDFF).contains(value)
        {
            let isSurrogate = (0xD800...0xDFFF).contains(value)
            let isNoncharacter = value & 0xFFFE == 0xFFFE || (0xFDD0...0xFDEF).contains(value)
            let units =
                value < 0x10000
                ? [value] : [0xD800 + (value - 0x10000) >> 10, 0xDC00 + (value - 0x10000) & 0x3FF]
            let escaped = units.map { "\\u" + Hex.string([UInt8($0 >> 8), UInt8($0 & 0xFF)]) }.joined()
            let expected = !isSurrogate && !isNoncharacter
            if (try? IJSON.check(Bytes(#"{"a":"\#(escaped)"}"#))) == nil, expected { wrong.append(value) }
            if (try? IJSON.check(Bytes(#"{"a":"\#(escaped)"}"#))) != nil, !expected { wrong.append(value) }
            guard let scalar = Unicode.Scalar(value), scalar != "\"", scalar != "\\" else { continue }
            let raw = Bytes(#"{"a":"\#(String(scalar))"}"#)
            if ((try? IJSON.check(raw)) != nil) != expected { wrong.append(value) }
            if expected, (try? IJSON.check(Bytes(#"{"a":"\#(escaped)"}"#)))?.string("a") != Bytes(String(scalar)) {
                wrong.append(value)
            }
        }
        #expect(wrong.isEmpty)
    }

    @Test("a number is refused exactly where its double reaches 2^53")
    func doubles() {
        let texts = [
            "9007199254740991.49", "9007199254740991.499999", "9007199254740991.50", "9007199254740991.500001",
            "9007199254740990.5", "900719925474099.15e1", "900719925474099.14e1", "90071992547409914e-1",
            "90071992547409915e-1", "90071992547409920e-1", "9007199254740991e0", "9007199254740991000e-3",
            "9007199254740991500e-3", "9007199254740991499e-3", "0.009007199254740992e18", "0.009007199254740991e18",
            "8e15", "9e15", "9.1e15", "1e15", "1e16", "9.007199254740992e15", "9.007199254740991e15",
            "9.0071992547409914e15", "9.0071992547409915e15", "0.9e16", "0.91e16", "900e13", "901e13",
            "1e-400", "5e-324", "1e300", "1e400",
        ]
        for text in texts {
            for sign in ["", "-"] {
                let line = Bytes(#"{"a":\#(sign)\#(text)}"#)
                let isBelow = Double(text).map { $0 < 9_007_199_254_740_992 } ?? false
                #expect(((try? IJSON.check(line)) != nil) == isBelow, "\(sign)\(text)")
            }
        }
    }

    @Test("sixteen levels are accepted, seventeen are refused")
    func depth() {
        func arrays(_ count: Int) -> Bytes {
            Bytes(#"{"a":"# + String(repeating: "[", count: count) + String(repeating: "]", count: count) + "}")
        }
        func objects(_ count: Int) -> Bytes {
            Bytes(String(repeating: #"{"a":"#, count: count) + "1" + String(repeating: "}", count: count))
        }
        #expect(throws: Never.self) { try IJSON.check(arrays(15)) }
        #expect(throws: Never.self) { try IJSON.check(objects(16)) }
        #expect(ledgerError { try IJSON.check(arrays(16)) }?.detail == "byte 20: deeper than 16")
        #expect(ledgerError { try IJSON.check(objects(17)) }?.detail == "byte 80: deeper than 16")
        #expect(ledgerError { try IJSON.check(arrays(30_000)) }?.code == .recordMalformed)
        // Depth is that of what is open, not of what was opened before.
        let wide = Bytes(#"{"a":["# + Array(repeating: "[[]]", count: 1000).joined(separator: ",") + "]}")
        #expect(throws: Never.self) { try IJSON.check(wide) }
    }

    @Test("64 KiB are accepted, one byte more is too large")
    func size() {
        func line(_ count: Int) -> Bytes {
            Bytes(#"{"a":""#) + Bytes(repeating: 0x78, count: count - 8) + Bytes(#""}"#)
        }
        #expect(throws: Never.self) { try IJSON.check(line(65_536)) }
        #expect(throws: LedgerError(.recordTooLarge)) { try IJSON.check(line(65_537)) }
        #expect(throws: LedgerError(.recordTooLarge)) { try IJSONValue(parsing: line(70_000)) }
    }

    @Test("a duplicate is found among any number of members, and no other name is taken for one")
    func manyMembers() throws {
        for count in [1, 2, 15, 16, 17, 31, 32, 33, 34, 63, 64, 65, 200, 2000] {
            let members = (0..<count).map { #""m\#($0)":\#($0)"# }
            let outline = try IJSON.check(Bytes("{" + members.joined(separator: ",") + "}"))
            #expect(outline.count == count)
            for position in [0, count / 2, count - 1] {
                #expect(outline[position].name == Bytes("m\(position)")[...])
                #expect(outline[position].value == Bytes("\(position)")[...])
                for duplicate in ["\"m\(position)\":0", "\"\\u006d\(position)\":0"] {
                    let line = Bytes("{" + (members + [duplicate]).joined(separator: ",") + "}")
                    #expect(ledgerError { try IJSON.check(line) }?.detail.hasSuffix("duplicate member") == true)
                }
            }
        }
    }

    @Test("names of open outer objects do not crowd out the duplicates of inner ones")
    func manyOpenNames() {
        // Fourteen open objects with 31 names each are far more than are remembered without a set.
        var head = ""
        for level in 0..<14 {
            head += "{" + (0..<30).map { #""n\#($0)":0"# }.joined(separator: ",") + #","in\#(level)":"#
        }
        let tail = String(repeating: "}", count: 14)
        #expect(throws: Never.self) { try IJSON.check(Bytes(head + #"{"a":1,"b":2}"# + tail)) }
        #expect(ledgerError { try IJSON.check(Bytes(head + #"{"a":1,"a":2}"# + tail)) }?.code == .recordMalformed)
        let late = head + "1" + String(repeating: "}", count: 13) + #","n7":1}"#
        #expect(ledgerError { try IJSON.check(Bytes(late)) }?.detail.hasSuffix("duplicate member") == true)
    }

    @Test("the outline reads members without a tree, wherever the slice starts")
    func outline() throws {
        let line = Bytes(
            #"{"nonce":"00ff","\u0074ype":"note\/1","n":-7,"deep":{"type":"inner"},"list":[1,"]"],"x":1.5,"e":""}"#)
        let buffer = Bytes("before\n") + line + Bytes("\nafter")
        for slice in [line[...], buffer[7..<(7 + line.count)]] {
            let outline = try IJSON.check(slice)
            #expect(outline.count == 7)
            #expect(outline.string("nonce") == Bytes("00ff"))
            #expect(outline.string("type") == Bytes("note/1"))
            #expect(outline.string("e") == [])
            #expect(outline.integer("n") == -7)
            #expect(outline.raw("deep") == Bytes(#"{"type":"inner"}"#)[...])
            #expect(outline.raw("list") == Bytes(#"[1,"]"]"#)[...])
            #expect(outline.raw("type") == Bytes(#""note\/1""#)[...])
            #expect(outline.string("n") == nil)
            #expect(outline.string("deep") == nil)
            #expect(outline.string("inner") == nil)
            #expect(outline.raw("absent") == nil)
            #expect(outline.integer("x") == nil)
            #expect(outline.integer("nonce") == nil)
            #expect(outline[1].name == Bytes(#"\u0074ype"#)[...])
        }
    }

    @Test("a decoded record gives its values in order")
    func decoding() throws {
        let value = try IJSONValue(
            parsing: Bytes(
                #"{"s":"a\u0000\"\\\/\b\f\n\r\t\ud83d\ude00中","i":-0,"j":42,"d":-1.50e1,"t":true,"f":false,"n":null,"#
                    + #""o":{"z":1,"a":2},"l":[1,[],{}]}"#))
        #expect(value["s"]?.bytes == Bytes("a\u{0}\"\\/\u{8}\u{C}\n\r\t😀中"))
        #expect(value["i"]?.integer == 0)
        #expect(value["j"]?.integer == 42)
        #expect(value["d"] == .number(Bytes("-1.50e1")))
        #expect(value["d"]?.integer == nil)
        #expect(value["t"]?.bool == true)
        #expect(value["f"]?.bool == false)
        #expect(value["n"]?.isNull == true)
        #expect(value["o"]?.members?.map(\.name) == [Bytes("z"), Bytes("a")])
        #expect(value["l"]?.elements == [.integer(1), .array([]), .object([])])
        #expect(value["absent"] == nil)
        #expect(value["j"]?["x"] == nil)
    }

    @Test("the encoder writes the shortest form, and what it writes decodes to the same")
    func encoding() throws {
        let value = IJSONValue.object([
            .init("quote", .text("\"\\/\u{0}\u{1F}\u{8}\t\n\u{C}\r\u{7F}é中😀")),
            .init("numbers", .array([.integer(0), .integer(-9_007_199_254_740_991), .number(Bytes("1.50"))])),
            .init(name: Bytes("a\"b"), value: .bool(true)),
            .init("none", .null),
            .init("empty", .object([])),
        ])
        let expected =
            #"{"quote":"\"\\/\u0000\u001f\b\t\n\f\r\#u{7F}é中😀","numbers":[0,-9007199254740991,1.50],"#
            + #""a\"b":true,"none":null,"empty":{}}"#
        #expect(value.encoded == Bytes(expected))
        #expect(try IJSONValue(parsing: value.encoded) == value)
    }

    @Test("a line of the largest size encodes to a line again, whatever its escapes")
    func encodingNeverGrows() throws {
        for escape in [
            #"\b"#, #"\t"#, #"\n"#, #"\f"#, #"\r"#, #"\""#, #"\\"#, #"\/"#, #"\u0000"#, #"\u001F"#, #"\u000a"#,
            #"\u0041"#,
            #"\u00e9"#, #"\u4e2d"#, #"\ud83d\ude00"#, "\u{7F}", "中",
        ] {
            let room = Record.maximumByteCount - Bytes(#"{"n":-0,"s":""}"#.utf8).count
            let line = Bytes(#"{"n":-0,"s":"\#(String(repeating: escape, count: room / escape.utf8.count))"}"#.utf8)
            let value = try IJSONValue(parsing: line)
            #expect(value.encoded.count <= line.count, "\(escape)")
            #expect(try IJSONValue(parsing: value.encoded) == value, "\(escape)")
        }
    }

    @Test("no cut, no changed byte and no inserted byte makes the checker crash, and what it accepts decodes again")
    func mutations() throws {
        let line = Bytes(#"{"a":"x\ud83d\ude00\n中é","b":[1,-2.5e3,{"c":null}],"d":true,"e":{"f":9007199254740991}}"#)
        var accepted = 0
        for position in 0..<line.count {
            #expect((try? IJSON.check(line[..<position])) == nil)
            for byte in [
                0x00, 0x20, 0x22, 0x2C, 0x30, 0x39, 0x5C, 0x5B, 0x5D, 0x61, 0x7B, 0x7D, 0x80, 0xC3, 0xED, 0xFF,
            ]
                as Bytes
            {
                var changed = line
                changed[position] = byte
                var longer = line
                longer.insert(byte, at: position)
                for mutant in [changed, longer] {
                    guard let value = try? IJSONValue(parsing: mutant) else { continue }
                    accepted += 1
                    #expect(try IJSONValue(parsing: value.encoded) == value)
                }
            }
        }
        #expect(accepted > 100)
    }
}
