import Ledger
import Testing

@testable import DoubleRandom

@Suite("Who may sign what") struct RoleGateTests {
    static let roles = ["administrator", "supervisor", "clerk", "leader", "inspector", "attendant", "reviewer"]

    @Test("every type is refused to every role that may not sign it, before anything else is read")
    func everyForbiddenPair() throws {
        let bench = try Bench()
        for spec in RuleSet1.specs {
            let record = Row.of("\(spec.head.type)")
            for role in Self.roles {
                let person = try bench.person(role)
                let code = refusal { try bench.act("\(spec.type)", [record], by: person) }
                if spec.roles.isEmpty {
                    #expect(code == "event.signatures", "\(spec.type) by \(role)")
                } else if spec.roles.contains(RoleName(Bytes(role.utf8))!) {
                    #expect(code != "role.missing" && code != nil, "\(spec.type) by \(role)")
                } else {
                    #expect(code == "role.missing", "\(spec.type) by \(role)")
                }
            }
        }
    }

    @Test("what only the engine signs is refused under another key of that name") func engineKey() throws {
        let bench = try Bench()
        let foreign = try HeldKey.generate(.engine, name: ActorName.engine.keyName).signer()
        for spec in RuleSet1.specs where spec.roles.isEmpty {
            let record = Row.of("\(spec.head.type)")
            #expect(refusal { try bench.submit("\(spec.type)", [record], by: [foreign]) } == "key.unknown")
            #expect(refusal { try bench.submit("\(spec.type)", [record], by: [bench.engine]) } != "key.unknown")
        }
    }

    @Test("every life cycle refuses each step that its table does not have") func lifeCycles() {
        for cycle in RuleSet1.cycles {
            let standings = Set(cycle.steps.flatMap { [Bytes($0.from), Bytes($0.to)] })
            let events = cycle.steps.map(\.event)
            for standing in standings {
                for event in events {
                    let steps = cycle.steps.filter { Bytes($0.from) == standing && Bytes($0.event) == Bytes(event) }
                    #expect(steps.count <= 1, "\(cycle.name): two ways from \(standing.shown) by \(event)")
                    let code = refusal { try cycle.next(standing, by: event) }
                    #expect((code == nil) == !steps.isEmpty, "\(cycle.name) \(standing.shown) \(event)")
                    if steps.isEmpty { #expect(code == cycle.code.rawValue) }
                }
            }
        }
    }

    @Test("rule set 1 knows every type of rule set 0 with the same rule and visibility") func contains() {
        let zero = RuleSet0()
        let one = RuleSet1()
        for type in [
            "ledger.rekeyed/1", "actor.enrolled/1", "actor.granted/1", "policy.changed/1", "rules.adopted/1",
            "clock.accepted/1", "personal.erased/1", "note.taken/1", "actor.confirmed/1",
        ] {
            #expect((zero.rule(for: TypeName(type)!) != nil) == (one.rule(for: TypeName(type)!) != nil))
        }
        for type in ["actor.person/1", "actor.key/1", "note.text/1", "policy.value/1"] {
            #expect(zero.visibility(of: TypeName(type)!) == one.visibility(of: TypeName(type)!))
        }
        #expect(one.visibility(of: TypeName("object.person/1")!) == .personal)
        #expect(one.visibility(of: TypeName("unheard.of/1")!) == nil)
    }

    /// Readers are answered by the newest set that knows a record's type, exports by the set that judged the entry: since
    /// set 0 knows no record of the domain, and set 1 says of set 0's records what set 0 says, the two cannot disagree.
    @Test("a record of the domain is unknown to rule set 0, so that reading and export agree on who sees it")
    func visibility() {
        let (zero, one) = (RuleSet0(), RuleSet1())
        let book = RuleBook([zero, one])
        for type in RuleSet1.schemas.keys {
            #expect(zero.visibility(of: type) == nil, "\(type)")
            #expect(book.visibility(of: type) == one.visibility(of: type), "\(type)")
        }
    }

    @Test("no type of the domain is one of rule set 0, and each has its head and rows in one family")
    func families() {
        for spec in RuleSet1.specs {
            #expect(RuleSet0().rule(for: spec.type) == nil)
            for schema in [spec.head] + spec.rows { #expect(schema.visibility != .personal) }
        }
        #expect(Set(RuleSet1.specs.map(\.type)).count == RuleSet1.specs.count)
    }
}
