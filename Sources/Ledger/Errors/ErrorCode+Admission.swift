// Codes of admission: what the rules refuse.

extension ErrorCode {
    /// The event is for another ledger.
    public static let eventLedger = ErrorCode(
        "event.ledger", "The event is for another ledger.", "事件属于另一个账本。",
        next: "Sign it again for this ledger.", "请针对本账本重新签名。")
    /// `seen` names no entry of this chain.
    public static let eventSeen = ErrorCode(
        "event.seen", "The event was signed on another history.", "事件签名时所依据的历史与本账本不符。",
        next: "Verify the ledger first: either it was rolled back or the event belongs elsewhere. Then sign again.",
        "请先核对账本：要么账本被回退，要么事件属于别处；核对后重新签名。")
    /// The signing time does not fit.
    public static let eventTime = ErrorCode(
        "event.time", "The time of signing does not fit the ledger's clock.", "签名时间与账本时钟不符。",
        next: "Set the clock of the machine that signs, then sign again.", "请校准签名所用电脑的时钟，再重新签名。")
    /// An office decision travelled too long.
    public static let eventLate = ErrorCode(
        "event.late", "An office decision must arrive within 72 hours of its signature.", "办公决定须在签名后72小时内提交。",
        next: "Look at the matter as it stands now and sign again.", "请按现状重新审视并签名。")
    /// The rule set does not know the type.
    public static let eventTypeUnknown = ErrorCode(
        "event.typeUnknown", "The rule set in force does not know this type of event.", "现行规则集没有这种事件类型。",
        next: "Check the spelling and the version; docs/rules lists the types.", "请核对类型名称和版本；类型见 docs/rules。")
    /// Too few or too many signatures for the type.
    public static let eventSignatures = ErrorCode(
        "event.signatures", "The event does not carry the signatures that its type asks for.", "事件的签名不符合该类型的要求。",
        next: "Have exactly those sign whom the type names.", "请由该类型规定的人员签名，不多不少。")
    /// The id was used for another text.
    public static let eventIDConflict = ErrorCode(
        "event.idConflict", "This event id already stands for another text.", "该事件编号已用于另一份文本。",
        next: "Make the event again, so that it gets an id of its own.", "请重新生成事件，以取得新的编号。")
    /// A signature does not hold.
    public static let signatureWrong = ErrorCode(
        "signature.wrong", "The signature does not hold over these bytes.", "签名与内容不符。",
        next: "Sign the event again with the right key; if it was not changed on the way, ask who changed it.",
        "请用正确的密钥重新签名；如内容在途中被改动，应查明是谁所为。")
    /// A record's members are not those of its type.
    public static let recordInvalid = ErrorCode(
        "record.invalid", "The record does not say what its type asks for.", "记录内容不符合其类型的要求。",
        next: "Correct the member that is named; docs/rules lists them.", "请改正所指的成员；要求见 docs/rules。")
    /// A record type that may not stand where it stands.
    public static let recordTypeUnknown = ErrorCode(
        "record.typeUnknown", "A record of this type may not stand here.", "此处不能使用这种类型的记录。",
        next: "docs/rules lists the record types and who may read them.", "记录类型和可见范围见 docs/rules。")
    /// Nobody of that name is enrolled.
    public static let actorUnknown = ErrorCode(
        "actor.unknown", "No such actor is enrolled.", "没有登记这样的人员编号。",
        next: "Have the actor enrolled and the enrolment confirmed by a second person.", "请先登记该人员，并由第二人确认。")
    /// The name was used before.
    public static let actorKnown = ErrorCode(
        "actor.known", "This actor name was used before; names are never reused.", "该人员编号已被使用过，编号不得重复使用。",
        next: "Take the next free name.", "请使用下一个空闲编号。")
    /// The actor is suspended.
    public static let actorSuspended = ErrorCode(
        "actor.suspended", "The actor is suspended.", "该人员已被停用。",
        next: "Ask the administrator; restoring needs a second person.", "请联系系统管理员；恢复需第二人确认。")
    /// No such key of that actor.
    public static let keyUnknown = ErrorCode(
        "key.unknown", "The ledger knows no such key of this actor.", "账本中没有该人员的这把密钥。",
        next: "Use the key that was enrolled, or have a new one enrolled.", "请使用已登记的密钥，或登记新密钥。")
    /// The key was replaced.
    public static let keyRetired = ErrorCode(
        "key.retired", "The key was replaced and signs no more.", "该密钥已被替换，不能再签名。",
        next: "Sign with the key that replaced it.", "请使用替换后的新密钥签名。")
    /// The key was introduced before.
    public static let keyKnown = ErrorCode(
        "key.known", "This key, or its key id, was in the ledger before.", "该密钥或其标识已在账本中出现过。",
        next: "Make a new key; one public key is one actor for ever.", "请生成新密钥；一把公钥永远只属于一个人。")
    /// Not a point that may be enrolled.
    public static let keyWeak = ErrorCode(
        "key.weak", "The public key is not a canonical point of the prime-order group.", "公钥无效（非规范点或低阶点）。",
        next: "Make the key with ledgerctl key new.", "请用 ledgerctl key new 生成密钥。")
    /// The author lacks the role.
    public static let roleMissing = ErrorCode(
        "role.missing", "The act needs a role that its author does not hold today.", "操作人目前不具备该操作所需的角色。",
        next: "Have the role granted and confirmed, or let somebody act who holds it.", "请先授予并确认角色，或由具备该角色的人操作。")
    /// One person twice.
    public static let dutiesSamePerson = ErrorCode(
        "duties.samePerson", "A second person is needed, not the same one.", "须由另一人操作，不能是同一人。",
        next: "Let another administrator, leader or supervisor do it.", "请由另一位管理员、领导或纪检监督人员办理。")
    /// One role twice.
    public static let dutiesSameRole = ErrorCode(
        "duties.sameRole", "The second person must act in another role.", "第二人须以不同的角色确认。",
        next: "Let somebody in another of the roles administrator, leader, supervisor confirm.",
        "请由具有另一角色（管理员、领导、纪检监督）的人员确认。")
    /// A supervisor is missing.
    public static let dutiesSupervisor = ErrorCode(
        "duties.supervisor", "What concerns a supervisor's role or key needs a supervisor.",
        "涉及纪检监督人员角色或密钥的事项须有纪检监督人员参与。",
        next: "Let a supervisor propose or confirm it.", "请由纪检监督人员提出或确认。")
    /// No such proposal.
    public static let proposalUnknown = ErrorCode(
        "proposal.unknown", "No proposal of this family stands at that index with that leaf hash.",
        "该序号处没有此类待确认事项，或叶哈希不符。",
        next: "Name index and leaf hash as ledgerctl show prints them.", "请按 ledgerctl show 显示的序号和叶哈希填写。")
    /// Already decided.
    public static let proposalClosed = ErrorCode(
        "proposal.closed", "The proposal is no longer open.", "该事项已办结，不能再确认。",
        next: "Look at what decided it; propose again if it is still wanted.", "请查看其办理结果；如仍需要，请重新提出。")
    /// Too old.
    public static let proposalExpired = ErrorCode(
        "proposal.expired", "The proposal is older than 30 days.", "该事项提出已超过30天。",
        next: "Propose it again.", "请重新提出。")
    /// A second founding.
    public static let ledgerFounded = ErrorCode(
        "ledger.founded", "A ledger is founded once, by entry 0.", "账本只能由第0条创立一次。",
        next: "To begin anew, found another ledger.", "如需重新开始，请另建账本。")
    /// A rule set that this program does not know.
    public static let rulesUnknown = ErrorCode(
        "rules.unknown", "This program does not know that rule set, or knows another text of it.", "本程序没有该规则集，或其文本不同。",
        next: "Use a version of the program that contains the set.", "请使用包含该规则集的程序版本。")
    /// The daemon's clock cannot be right.
    public static let clockSuspect = ErrorCode(
        "clock.suspect", "The ledger's clock cannot be right: it stands behind the last entry or far ahead of it.",
        "账本时钟可疑：落后于最后一条或大大超前。",
        next:
            "Set the clock. If it is right, clock.accepted (ahead) or clock.corrected with a second person (behind) opens the ledger.",
        "请校准时钟。若时钟正确：超前用 clock.accepted，落后用 clock.corrected 并由第二人确认。")
    /// `received` goes back.
    public static let clockOrder = ErrorCode(
        "clock.order", "The entry was received before the one before it.", "条目的接收时间早于前一条。",
        next: "Report it: the writer does not produce this.", "请上报：写入程序不会产生这种情况。")
    /// A gap without `clock.accepted`.
    public static let clockGap = ErrorCode(
        "clock.gap", "More than 120 days lie between two entries and nobody vouched for the clock.",
        "两条之间相隔超过120天，且无人确认时钟。",
        next: "Let a person of authority append clock.accepted first.", "请先由有权限的人员追加 clock.accepted。")
}
