import Testing

@testable import Ledger

@Suite("Word list")
struct WordListTests {
    static let all = Bytes(0...255)
    static let english = WordList.words(all, in: .english)
    static let chinese = WordList.words(all, in: .chinese)

    @Test("256 distinct words in each language, none in both")
    func distinct() {
        #expect(Self.english.count == 256)
        #expect(Self.chinese.count == 256)
        #expect(Set((Self.english + Self.chinese).map { Bytes($0.utf8) }).count == 512)
    }

    @Test("English words have 4 to 7 lower-case letters and differ in the first four")
    func english() {
        for word in Self.english {
            #expect((4...7).contains(word.utf8.count), "\(word)")
            #expect(word.utf8.allSatisfy { $0 >= UInt8(ascii: "a") && $0 <= UInt8(ascii: "z") }, "\(word)")
        }
        #expect(Set(Self.english.map { Bytes($0.utf8.prefix(4)) }).count == 256)
    }

    @Test("Chinese words have two characters and differ in the first")
    func chinese() {
        for word in Self.chinese {
            #expect(word.unicodeScalars.count == 2, "\(word)")
            #expect(word.unicodeScalars.allSatisfy { (0x4E00...0x9FFF).contains($0.value) }, "\(word)")
        }
        #expect(Set(Self.chinese.map { $0.unicodeScalars.first }).count == 256)
    }

    @Test("Ends of the lists, as docs/format.md prints them")
    func ends() {
        #expect(WordList.words([0x00, 0xFF], in: .english) == ["acorn", "zipper"])
        #expect(WordList.words([0x00, 0xFF], in: .chinese) == ["艾草", "坐垫"])
    }

    @Test("Words read back as the bytes, in either language, mixed, and in any ASCII case")
    func roundTrip() {
        #expect(WordList.bytes(Self.english) == Self.all)
        #expect(WordList.bytes(Self.chinese) == Self.all)
        #expect(WordList.bytes(Self.english.map { $0.uppercased() }) == Self.all)
        #expect(WordList.bytes([Self.chinese[7], Self.english[200]]) == [7, 200])
        #expect(WordList.bytes([]) == [])
        #expect(WordList.words(Bytes(), in: .english).isEmpty)
    }

    @Test(
        "Unknown words are refused",
        arguments: ["", "acor", "acorns", " acorn", "acorn ", "acorn airport", "ａcorn", "艾", "草艾", "艾草 "])
    func unknown(word: String) {
        #expect(WordList.bytes([word]) == nil)
        #expect(WordList.bytes(["zebra", word]) == nil)
    }
}
