import Foundation

/// First inputs, made by the code under test of fictional content.
enum Seeds {
    static let passphrase = Bytes("seven quiet lanterns".utf8)

    static let examplePolicyText = """
        # two of three witnesses
        log \u{1}
        witness county \u{5}
        witness city \u{6} https://witness.example/
        witness province \u{7}
        group two 2 county city province
        quorum two

        """

    static let examplePolicy = Fixtures.orStop(
        try? TlogPolicy(parsing: Fixtures.expanded(Bytes(examplePolicyText.utf8))))

    /// A tar file of members.
    static func archive(_ members: [(String, Bytes)]) throws -> Bytes {
        var output = Bytes()
        for (name, content) in members {
            output += try Tar.header(name: Bytes(name.utf8), size: UInt64(content.count))
            output += content + Bytes(repeating: 0, count: Tar.padding(UInt64(content.count)))
        }
        return output + Bytes(repeating: 0, count: 2 * Tar.blockByteCount)
    }

    /// Writes all seeds, a folder a target.
    static func write(to folder: String) throws {
        for (target, seeds) in try all() {
            guard fuzzTargets[target] != nil else { stop("no target \(target)") }
            let place = URL(fileURLWithPath: folder).appendingPathComponent(target)
            try FileManager.default.createDirectory(at: place, withIntermediateDirectories: true)
            for (number, seed) in seeds.enumerated() {
                try Data(seed).write(to: place.appendingPathComponent("seed-\(number)"))
            }
        }
    }

    private static func all() throws -> [String: [Bytes]] {
        let entries = Fixtures.entries
        let checkpoint = Fixtures.checkpoint
        let plain = TlogProof(
            extra: nil, index: EntryIndex(2), proof: Fixtures.receipt(2).proof,
            checkpoint: Fixtures.receipt(2).checkpoint)
        return [
            "note": [
                text("If you think cryptography is the answer\n\n— a0001 AAAAAAAAAAAA\n"),
                entries[4].event.bytes, Fixtures.notes[0].bytes, Fixtures.notes[7].bytes,
                try SignedNote(signing: text("两行\n\n文书\n"), with: [Fixtures.author, Fixtures.second]).bytes,
            ],
            "vkey": [
                Fixtures.log.key.text, Fixtures.county.key.text, [1] + Fixtures.log.key.publicKey + text("名称"),
            ],
            "checkpoint": [
                checkpoint.text, Fixtures.notes[0].bytes, Fixtures.notes[5].bytes,
                Checkpoint(origin: Fixtures.origin, size: 0, root: RFC6962.emptyRoot).text,
            ],
            "cosignature": [
                Fixtures.county.sign(checkpoint.text, time: 1).signature,
                Fixtures.county.sign(checkpoint.text, time: UInt64(Int64.max)).signature,
            ],
            "event": [
                entries[0].event.bytes, entries[3].event.bytes, entries[4].event.bytes, entries[1].event.header.text,
                text("a0017"), text("result.recorded/1"), text("0192f3a4-7c1e-7abc-8def-0123456789ab"),
                Fixtures.origin.bytes,
            ],
            "entry": [entries[0].bytes, entries[3].bytes, entries[4].bytes],
            "record": try records() + Fixtures.personal,
            "records": [
                joined(Fixtures.records[0]), joined(Fixtures.records[4]), joined(Fixtures.personal), text("{}\n[]\n"),
            ],
            "draft": try drafts(),
            "state": states(),
            "founding": [joined(founding()), joined(Fixtures.records[1])],
            "tlogproof": [plain.bytes, Fixtures.receipt(0).bytes, Fixtures.receipt(4).bytes],
            "treeproof": [
                [4, 2, 0, 0, 0, 0, 0, 5, 3, 0, 2, 0, 7, 0], [7, 7, 0, 0, 0, 0, 0, 0], [6, 4, 0, 0, 0, 0, 0, 0, 2, 0],
            ],
            "policy": [
                text(examplePolicyText), text("log \u{1} https://ledger.example/\nquorum none\n"),
                text("witness w \u{5}\ngroup g any w\ngroup h all g\nlog\t\u{1}\nquorum h\n"),
            ],
            "tilepath": [
                text("tile/0/x001/x234/067"), text("tile/2/000.p/1"), text("tile/entries/x273/999.p/255"),
                text("x035/x184/x372/x088/831"), text("tile/63/000"),
            ],
            "bundle": [
                try EntryBundle([text("one"), text("two")]).bytes, try EntryBundle([[]]).bytes,
                try EntryBundle(entries.map(\.bytes)).bytes,
            ],
            "tar": [
                try Tar.header(name: ExportMember.format, size: 14),
                try Tar.header(name: ExportMember.attachment(.zero), size: 1 << 33 - 1),
                try Tar.header(name: ExportMember.channel(EntryIndex(41)), size: 0),
                [0, 0, 0, 0, 0, 0, 2, 0] + text("data"),
            ],
            "keyfile": try keyFiles(),
            "encodings": [
                text("AP8="), text("00ff"), text("9007199254740991"), text("2024-09-12T08:30:00.412Z"),
                text("2024-02-29"), text("-17"), text(Fixtures.checkpoint.root.base64), Bytes(0..<32),
                text("9999-12-31T23:59:59.999Z"),
            ],
            "words": [
                Bytes(0..<64), text("acorn ZIPPER Zebra"), text("艾草 坐垫"), text("acorn 坐垫\n"),
            ],
        ]
    }

    private static func text(_ text: String) -> Bytes { Bytes(text.utf8) }

    private static func joined(_ lines: [Bytes]) -> Bytes { Bytes(lines.map { $0 + [newline] }.joined()) }

    private static func records() throws -> [Bytes] {
        [
            Fixtures.records[2][1],
            text(#"{"type":"note.text/1","nonce":"00000000000000000000000000000000","part":-9007199254740991}"#),
            text(#"{"a":[1,-0,0.5,1e3,-2.5E-3,true,false,null,[],{}],"b\u0061":"\ud83d\ude00\n\/é"}"#),
            text(#"{"a":{"b":{"c":{"d":[[[[{"e":[{"f":{}}]}]]]]}}},"x":9007199254740991.4}"#),
            text(
                #"{"type":"note.scan/1","nonce":"0f1e2d3c4b5a69788796a5b4c3d2e1f0","file":{"sha256":""#
                    + LeafHash.none.digest.hex + #"","size":4096,"media":"image/png"}}"#),
            text("{" + (0..<40).map { "\"m\($0)\":\($0)" }.joined(separator: ",") + "}"),
        ]
    }

    private static func drafts() throws -> [Bytes] {
        var draft = try DraftEvent(
            ledger: Fixtures.origin, type: TypeName(literal: "note.taken/1"),
            time: Fixtures.entries[0].received, seen: nil, data: Fixtures.records[1], personal: Fixtures.personal,
            random: Bytes(repeating: 9, count: 10))
        let unsigned = try draft.fileBytes()
        draft.sign(with: Fixtures.author)
        let once = try draft.fileBytes()
        draft.sign(with: Fixtures.second)
        let lines = Bytes(draft.signatures.map(\.line).joined())
        let parts = joined(Fixtures.records[0]) + [0xFF] + joined(Fixtures.personal) + [0xFF] + lines
        return [unsigned, once, try draft.fileBytes(), joined(Fixtures.records[0]), parts]
    }

    private static func founding() -> [Bytes] {
        func founder(_ signer: NoteSigner) -> FoundingContent.Founder {
            let actor = Fixtures.orStop(ActorName(signer.key.name.bytes))
            return Fixtures.orStop(FoundingContent.Founder(actor: actor, key: signer.key))
        }
        let content = FoundingContent(
            origin: Fixtures.origin, checkpoint: Fixtures.log.key, engine: Fixtures.engine.key,
            instance: Fixtures.checkpoint.root, rules: (0, Fixtures.checkpoint.root),
            administrator: founder(Fixtures.author), supervisor: founder(Fixtures.second))
        return content.records { Bytes(repeating: 7, count: 16) }
    }

    private static func states() -> [Bytes] {
        let leaf = LeafHash.none.base64
        return [
            "actor a0001\n{\"standing\":\"active\",\"enrolled\":0}",
            "key a0001/x\n{\"standing\":\"active\",\"since\":12,\"vkey\":\"\u{2}\"}",
            "role a0001/leader/0000000000000003\n{\"from\":\"2024-02-29\",\"standing\":\"active\",\"since\":3}",
            "erased record\n{\"index\":3,\"position\":0,\"leaf\":\"\(leaf)\"}",
            "proposal 0000000000000007\n{\"leaf\":\"\(leaf)\",\"type\":\"actor.granted/1\",\"author\":\"a0001\","
                + "\"received\":\"2024-09-12T08:30:00.412Z\",\"signed\":\"2024-09-12T08:30:00.412Z\","
                + "\"standing\":\"open\",\"roles\":[\"leader\"],\"targets\":[\"role/a0001/leader\"],"
                + "\"content\":[{}],\"needsSupervisor\":false,\"decided\":10}",
            "mark 0000000000000007\n{\"codes\":[\"late\"]}",
            "rules current\n{\"set\":0,\"from\":1}",
        ].map { text($0) }
    }

    private static func keyFiles() throws -> [Bytes] {
        guard let cost = KeyFile.Cost(passes: 1, memory: 8 << 10) else { stop("the lowest cost") }
        var phrase = passphrase
        let secret = try SecretBytes.taking(&phrase)
        let person = HeldKey(purpose: .person, vkey: Fixtures.author.key, secret: Fixtures.seed(2))
        let vault = HeldKey(purpose: .vault, vkey: nil, secret: Fixtures.seed(9))
        return try [[person], [person, vault]].map { keys in
            let text = try KeyFile(sealing: keys, passphrase: secret, cost: cost).bytes
            let vkey = Bytes(Fixtures.author.key.description.utf8)
            guard let place = (0...text.count - vkey.count).first(where: { text[$0...].starts(with: vkey) }) else {
                stop("a key file names its key")
            }
            return text[..<place] + [2] + text[(place + vkey.count)...]
        }
    }
}
