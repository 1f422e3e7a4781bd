import Draw
import Foundation
import Testing

@Suite("What is told to be typed at a shell prints the hash")
struct ShellLineTests {
    /// What sh prints, in a folder.
    static func run(_ line: String, in folder: String = "/tmp") throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", line]
        process.currentDirectoryURL = URL(fileURLWithPath: folder)
        let pipe = Pipe()
        process.standardOutput = pipe
        try process.run()
        let output = pipe.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: output, as: UTF8.self)
    }

    @Test("every text of vector V1, those with several fields a line too")
    func vector() throws {
        for text in try V1.texts() {
            #expect(try Self.run(ShellLine.hash(text)).prefix(64) == text.hash.hex)
        }
        #expect(
            ShellLine.hash(TicketText(label: .select, seed: V1.seed, id: id("ENT18")))
                == "printf '%s\\n' ssj/v1/ticket E \(V1.seed) ENT18 1 | sha256sum")
    }

    @Test("words that a shell would take apart: quotes, backslashes, dollars, per cents, Chinese")
    func awkward() throws {
        for value in ["it's", "a\\nb\\\\", "$(rm) `x` %s %d", "甲·乙“丙”，01", "\"", "-n"] {
            let beacon = BeaconText(
                round: try BeaconRound(source: id("dice"), round: id("D-1")), value: word(value))
            #expect(try Self.run(ShellLine.hash(beacon)).prefix(64) == beacon.hash.hex, "\(value)")
            let population = try PopulationManifest([
                PopulationRow(id: id("E:1"), stratum: word(value), weight: 3, group: word(value))
            ])
            #expect(try Self.run(ShellLine.hash(population)).prefix(64) == population.hash.hex, "\(value)")
        }
    }

    @Test("a rung of any number leads to its anchor, a weighted key is the lowest ticket")
    func loops() throws {
        for number in [1, 2, 4] {
            let position = try LadderPosition(ladder: V1.server.id, rung: number, anchor: V1.server.anchor)
            let line = ShellLine.anchor(of: try V1.server.rung(number), at: position)
            #expect(try Self.run(line).prefix(64) == V1.server.anchor.hex)
        }
        for weight in [1, 4] {
            let key = TicketMaker(.select, seed: V1.seed).key(id("ENT18"), weight: weight)
            #expect(try Self.run(ShellLine.key(of: id("ENT18"), weight: weight, seed: V1.seed)).prefix(64) == key.hex)
        }
    }

    @Test("a stratum ranked from its file is the selection")
    func ranking() throws {
        let folder = NSTemporaryDirectory() + "shell-line-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try Data(V1.population.bytes).write(to: URL(fileURLWithPath: folder + "/population.txt"))
        let selection = V1.frozen.select(seed: V1.seed)
        for stratum in selection.strata {
            let line = ShellLine.ranking(ofStratum: stratum.stratum, first: stratum.size, seed: V1.seed)
            #expect(
                try Self.run(line, in: folder)
                    == stratum.selected.map { "\($0.key) \($0.id)\n" }.joined())
        }
    }
}
