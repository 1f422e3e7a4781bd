import Ledger

/// The roles of the domain beside administrator, leader and supervisor, which the ledger itself knows.
extension RoleName {
    /// Clerk (经办人): keeps the registries, prepares plans, starts draws.
    public static let clerk = RoleName(literal: "clerk")
    /// Inspector (执法人员): visits, records, confirms a colleague's record.
    public static let inspector = RoleName(literal: "inspector")
    /// Attendant (见证人): is present at a draw and contributes randomness.
    public static let attendant = RoleName(literal: "attendant")
    /// Reviewer (审核人): passes a result or returns it, and never edits it.
    public static let reviewer = RoleName(literal: "reviewer")
}

/// A role's name for people.
public enum RoleTitle {
    /// Every role that rule set 1 asks for, with its title.
    public static let all: [(role: RoleName, title: BilingualText)] = [
        (.administrator, BilingualText("administrator", "系统管理员")), (.attendant, BilingualText("attendant", "见证人")),
        (.clerk, BilingualText("clerk", "经办人")), (.inspector, BilingualText("inspector", "执法人员")),
        (.leader, BilingualText("leader", "审批领导")), (.reviewer, BilingualText("reviewer", "审核人")),
        (.supervisor, BilingualText("supervisor", "纪检监督人员")),
    ]
}
