// History in plain sentences, for people: who did what, about whom. A domain adds the sentences of its own types.

/// What an event says, in words.
public enum Narration: Sendable, Hashable {
    /// Something that waits for a second person, as what it is about: "the enrolment of a0003".
    case proposal(BilingualText)
    /// An act that counts at once, without its author: "suspends a0003".
    case act(BilingualText)
    /// A confirmation or refusal of an earlier entry.
    case decision(isConfirmed: Bool, about: EntryIndex)
}

/// Puts the event types that it knows into words.
public protocol EventNarrating: Sendable {
    /// What an event says; nil for a type that it does not know. Text out of records is shown through `forDisplay`.
    func narration(of event: ViewEvent, roles: RoleTerms) -> Narration?
}

/// The terms of roles: a role is a name here, a domain says what it is called (角色).
public struct RoleTerms: Sendable {
    private let terms: [RoleName: BilingualText]

    /// The three roles of authority, and those of a domain.
    public init(_ more: [RoleName: BilingualText] = [:]) {
        terms = [
            .administrator: BilingualText("administrator 系统管理员", "系统管理员"),
            .leader: BilingualText("leader 审批领导", "审批领导"),
            .supervisor: BilingualText("supervisor 纪检监督人员", "纪检监督人员"),
        ].merging(more) { $1 }
    }

    /// What a role is called; its name where nobody says.
    public subscript(role: RoleName) -> BilingualText { terms[role] ?? BilingualText("\(role)", "\(role)") }
}

/// Tells entries in sentences.
public struct Narrator: Sendable {
    private let narrations: [any EventNarrating]
    private let roles: RoleTerms

    /// Tells the types of rule set 0 and those of a domain.
    public init(_ more: [any EventNarrating] = [], roles: RoleTerms = RoleTerms()) {
        narrations = more + [LedgerNarration()]
        self.roles = roles
    }

    /// One sentence with its author.
    public func sentence(of event: ViewEvent, earlier: (EntryIndex) -> ViewEvent?) -> BilingualText {
        let author = event.author.map { "\($0)" } ?? "?"
        switch narration(of: event) {
        case .proposal(let matter)?:
            return BilingualText(
                "\(author) proposes \(matter.english)", "\(author) 提请\(matter.chinese)，待另一人确认")
        case .act(let act)?: return BilingualText("\(author) \(act.english)", "\(author) \(act.chinese)")
        case .decision(let isConfirmed, let index)?:
            let verb = isConfirmed ? BilingualText("confirms", "确认") : BilingualText("declines", "否决")
            guard case .proposal(let matter)? = earlier(index).flatMap({ narration(of: $0) }) else {
                return BilingualText(
                    "\(author) \(verb.english) entry \(index)", "\(author) \(verb.chinese)第 \(index) 条")
            }
            return BilingualText(
                "\(author) \(verb.english) entry \(index): \(matter.english)",
                "\(author) \(verb.chinese)第 \(index) 条：\(matter.chinese)")
        case nil: return Narrator.plain(event, author: author)
        }
    }

    private func narration(of event: ViewEvent) -> Narration? {
        narrations.lazy.compactMap { $0.narration(of: event, roles: roles) }.first
    }

    /// What can be said of any event: its type, and how many records of which types it holds.
    private static func plain(_ event: ViewEvent, author: String) -> BilingualText {
        let header = event.entry.event.header
        var counts: [(type: TypeName, count: Int)] = []
        for record in event.records {
            if let place = counts.firstIndex(where: { $0.type == record.record.type }) {
                counts[place].count += 1
            } else if counts.count < 4 {
                counts.append((record.record.type, 1))
            }
        }
        let types = counts.map { $0.count == 1 ? "\($0.type)" : "\($0.type) ×\($0.count)" }.joined(separator: ", ")
        let withheld = header.data.count - UInt64(event.records.count)
        var english = "\(author) enters \(header.type): \(header.data.count) record\(header.data.count == 1 ? "" : "s")"
        var chinese = "\(author) 记入 \(header.type)，共 \(header.data.count) 条记录"
        if !types.isEmpty {
            english += " (\(types))"
            chinese += "（\(types)）"
        }
        if withheld > 0 {
            english += ", \(withheld) not disclosed"
            chinese += "，\(withheld) 条未披露"
        }
        if let personal = header.personal {
            english += ", and \(personal.count) personal under seal"
            chinese += "，另有 \(personal.count) 条个人记录（已封存）"
        }
        return BilingualText(english, chinese)
    }
}
