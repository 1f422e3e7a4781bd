/// Encodings, numbers, times and word lists.
enum TextTargets {
    /// What is decoded encodes to the same text, and everything that is encoded is decoded.
    static func encodings(_ input: Bytes) {
        require(Base64.decode(Base64.encode(input)) == input, "base64 there and back")
        if let bytes = Base64.decode(input) { require(Base64.encode(bytes) == input, "base64 has one form") }
        require(Base64.decode(input[...]) == Base64.decode(AnyCollection(input)), "base64 of any collection")
        require(Hex.decode(Hex.encode(input)) == input, "hex there and back")
        if let bytes = Hex.decode(input) { require(Hex.encode(bytes) == input && Hex.isHex(input), "hex has one form") }
        if let digest = Digest(base64: input) { require(Bytes(digest.base64.utf8) == input, "a digest has one form") }
        if let digest = Digest(input) { require(digest.bytes == input, "a digest is its bytes") }
        if let number = Decimal53.parse(input) {
            require(String(number).utf8.elementsEqual(input) && number < Decimal53.bound, "a number has one form")
            require(EntryIndex(decimal: input)?.value == number, "an index is a number")
        }
        if let integer = IJSON.integer(input[...]), integer != 0 {
            require(String(integer).utf8.elementsEqual(input), "an integer has one form")
        }
        if let time = Timestamp(input) {
            require(time.bytes == input, "a time has one form")
            require(Timestamp(milliseconds: time.milliseconds) == time, "a time is its milliseconds")
            require(time.beijing.utf8.count == 19, "a time in Beijing")
            require(time.adding(milliseconds: .max) >= time && time.adding(milliseconds: .min) <= time, "held in range")
        }
        if let date = CivilDate(input) {
            let (year, month, day) = date.components
            require(date.description.utf8.elementsEqual(input), "a date has one form")
            require(CivilDate(year: year, month: month, day: day) == date, "a date is its parts")
        }
        if input.count >= 8 {
            let raw = input[..<8].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            for milliseconds in [Int64(bitPattern: raw), Int64(raw >> 16)] {
                guard let time = Timestamp(milliseconds: milliseconds) else { continue }
                require(Timestamp(time.bytes) == time, "every time is read again")
            }
        }
        _ = input.forDisplay()
    }

    /// Words are the bytes again, in both languages and in either case.
    static func words(_ input: Bytes) {
        let bytes = Bytes(input.prefix(64))
        for language in [Language.english, .chinese] {
            require(WordList.bytes(WordList.words(bytes, in: language)) == bytes, "words there and back")
        }
        require(WordList.bytes(WordList.words(bytes, in: .english).map { $0.uppercased() }) == bytes, "in any case")
        let typed = String(decoding: input, as: UTF8.self).split { $0 == " " || $0 == "\n" }.map(String.init)
        guard let read = WordList.bytes(typed) else { return }
        require(read.count == typed.count, "a byte a word")
        for (byte, word) in zip(read, typed) {
            let english = WordList.words([byte], in: .english)[0]
            let chinese = WordList.words([byte], in: .chinese)[0]
            let isSame = word.utf8.elementsEqual(chinese.utf8) || word.lowercased().utf8.elementsEqual(english.utf8)
            require(isSame, "a word that is read is in a list")
        }
    }
}
