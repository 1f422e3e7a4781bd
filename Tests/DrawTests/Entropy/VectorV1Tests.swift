import Draw
import Foundation
import Testing

@Suite("Vectors V1 and V5: an enterprise draw from freeze to replacement")
struct VectorV1Tests {
    @Test("manifests, freeze, ladders, commits and seed are the vector's, bit for bit")
    func entropy() throws {
        #expect(V1.population.hash == hash("ae6809e258f5296996c302f23df4383bb6ca59da826dbe1e0fba817484ac69e4"))
        #expect(V1.freeze.hash == hash("724ff903c623863d007e3785126244ce76db16724ffc622b94cba5ee715e56a2"))
        #expect(V1.server.anchor == hash("374b2019ac17cace93c0718c7379e9fe44de988aa2729f2d174f6ecfa737767e"))
        #expect(try V1.server.rung(1) == hash("6f1c3f95d96230cf5d0e6eac12615a3f59e0facaabd00fec95a3bd9f90b06cd5"))
        #expect(try V1.server.rung(2) == hash("51565118abd211c4fc4a25c2d55d0ccab2bb177b91b30acc21401260e755a7c2"))
        #expect(try V1.reserve.rung(1) == hash("562a0922923a46bb7c711bb55ec68cce5e6a218601ef5c5df047372ea4200406"))
        #expect(V1.commit(1).hash == hash("afbe9608b42f487b0fc25bf6a6330fc6df5ac2f6f6887b7bb53ca91354624503"))
        #expect(V1.commit(2).hash == hash("96630b79cc32b2f1352dddda06865d2161e545c86785d7c73dfdf4b35a235a24"))
        #expect(try V1.frozen.entropy.seed(V1.contributions()).hash == V1.seed)
    }

    @Test("selection, reserves, ticket and batches are the vector's")
    func selection() throws {
        let selection = V1.frozen.select(seed: V1.seed)
        #expect(V1.frozen.sizes == [1, 1, 2, 2])
        #expect(selection.selected.map(\.id.text) == ["ENT04", "ENT15", "ENT18", "ENT19", "ENT22", "ENT21"])
        #expect(
            selection.reserves(ofStratumAt: 0).map(\.id.text) == [
                "ENT05", "ENT10", "ENT08", "ENT06", "ENT03", "ENT09", "ENT07", "ENT11", "ENT12", "ENT02", "ENT01",
            ])
        #expect(selection.reserves(ofStratumAt: 1).map(\.id.text) == ["ENT17", "ENT14", "ENT16", "ENT13"])
        #expect(selection.reserves(ofStratumAt: 2).map(\.id.text) == ["ENT20"])
        #expect(selection.reserves(ofStratumAt: 3).isEmpty)
        let ticket = hash("73d769317f027e27c201390454ffad7d97ab0b3567fda81165ad8b7b0d919b99")
        #expect(try selection.standing(of: id("ENT18")).key == ticket)
        #expect(TicketText(label: .select, seed: V1.seed, id: id("ENT18")).hash == ticket)
        let inBatches = try Selection(population: V1.population, plan: V1.planInBatches, seed: V1.seed)
        #expect(
            inBatches.batches.map { $0.map(\.text) } == [["ENT15", "ENT04", "ENT22"], ["ENT18", "ENT19", "ENT21"]])
    }

    @Test("the first reseed takes the server's next rung and the reserve's frozen one, and names ENT02")
    func reseed() throws {
        let rungs = [id("03"): try V1.server.rung(2), id("04"): try V1.reserve.rung(1)]
        let reseed = try V1.frozen.entropy.reseed(1, seed: V1.seed, rungs: rungs)
        #expect(reseed.hash == hash("9625cc4eb8482be25d2cbf4d7c7948a86b33be48966a566aaac37eac8967bbff"))
        let selection = V1.frozen.select(seed: V1.seed)
        #expect(try selection.replacement(for: id("ENT04"), reseed: reseed.hash).id == id("ENT02"))
        #expect(throws: DrawError(.rungWrong)) {
            try V1.frozen.entropy.reseed(
                1, seed: V1.seed, rungs: [id("03"): V1.server.rung(1), id("04"): V1.reserve.rung(1)])
        }
    }

    @Test("V5: a withheld rung is exposed by the next one, and the suppressed seed is computed")
    func suppressed() throws {
        let next = try V1.server.rung(2)
        let withheld = try Ladder.recover(rung: 1, fromRung: 2, value: next, ladder: V1.server.id)
        #expect(try withheld == V1.server.rung(1))
        var contributions = try V1.contributions()
        contributions[0] = try V1.frozen.entropy.rung(slot: id("03"), value: withheld)
        #expect(try V1.frozen.entropy.seed(contributions).hash == V1.seed)
    }

    static let folder = URL(filePath: #filePath).deletingLastPathComponent()
        .appending(path: "../../../../shared/vectors/draw-V1").standardizedFileURL

    @Test(
        "the published files of V1 parse, and come out byte for byte",
        .enabled(if: FileManager.default.fileExists(atPath: folder.path)))
    func files() throws {
        func bytes(_ name: String) throws -> [UInt8] {
            [UInt8](try Data(contentsOf: Self.folder.appending(path: "\(name).txt")))
        }
        let frozen = try FrozenDraw(
            freeze: FreezeText(parsing: bytes("freeze")), registry: RegistryManifest(parsing: bytes("registry")),
            population: PopulationManifest(parsing: bytes("population")),
            exclusions: ExclusionsManifest(parsing: bytes("exclusions")), plan: PlanText(parsing: bytes("plan")),
            contributors: ContributorsManifest(parsing: bytes("contributors")))
        #expect(try frozen.freeze.bytes == bytes("freeze"))
        #expect(try frozen.registry.bytes == bytes("registry"))
        #expect(try frozen.population.bytes == bytes("population"))
        #expect(try frozen.exclusions.bytes == bytes("exclusions"))
        #expect(try frozen.plan.bytes == bytes("plan"))
        #expect(try frozen.contributors.bytes == bytes("contributors"))
        #expect(frozen.freeze == V1.freeze)
    }
}
