import Ledger

// Codes of requests and answers, docs/api.md section 1, and of what a client concludes from them.

extension ErrorCode {
    /// A request that does not read.
    public static let requestMalformed = ErrorCode(
        "request.malformed", "The request does not read.", "请求格式不正确。",
        next: "Compare it with docs/api.md.", "请对照 docs/api.md。")
    /// No such path.
    public static let requestUnknown = ErrorCode(
        "request.unknown", "There is nothing at this path.", "该路径不存在。",
        next: "Compare it with docs/api.md.", "请对照 docs/api.md。")
    /// Another method.
    public static let requestMethod = ErrorCode(
        "request.method", "This path takes another method.", "该路径不支持此方法。",
        next: "Compare it with docs/api.md.", "请对照 docs/api.md。")
    /// The client was too slow.
    public static let requestSlow = ErrorCode(
        "request.slow", "The request did not arrive in time.", "请求未在限时内到达。",
        next: "Check the connection and send it again; nothing was written.", "请检查网络后重新发送；未写入任何内容。")
    /// Too large.
    public static let requestTooLarge = ErrorCode(
        "request.tooLarge", "The request is larger than this path takes.", "请求超出该路径允许的大小。",
        next: "Split it.", "请分批发送。")
    /// Another media type.
    public static let requestMediaType = ErrorCode(
        "request.mediaType", "This path takes another media type.", "该路径不接受此媒体类型。",
        next: "Compare the Content-Type with docs/api.md.", "请对照 docs/api.md 核对 Content-Type。")
    /// No daemon answers.
    public static let serviceUnreachable = ErrorCode(
        "service.unreachable", "No ledger service answers at this address.", "该地址没有账本服务应答。",
        next: "Check the address, and that ledgerd runs (systemctl status ledgerd).",
        "请核对地址，并确认 ledgerd 正在运行（systemctl status ledgerd）。")
    /// An answer that does not read.
    public static let serviceAnswer = ErrorCode(
        "service.answer", "The service's answer does not read.", "账本服务的应答无法识别。",
        next: "Check that the address is that of a ledger service of this version.", "请确认该地址是本版本的账本服务。")
    /// The service shows another history than the one that was verified before.
    public static let memoryFork = ErrorCode(
        "memory.fork", "The service shows another history than the one that you verified before.",
        "账本服务给出的历史与您此前核对过的不一致。",
        next: "Sign nothing. Hand the evidence file to the discipline inspectors.", "请勿签名。请把证据文件交给纪检监督人员。")
    /// The service shows less than was verified before.
    public static let memoryRollback = ErrorCode(
        "memory.rollback", "The service's ledger is shorter than the one that you verified before.",
        "账本服务的账本短于您此前核对过的账本。",
        next: "Sign nothing. Hand the evidence file to the discipline inspectors.", "请勿签名。请把证据文件交给纪检监督人员。")
    /// Another ledger at the same address.
    public static let memoryLedger = ErrorCode(
        "memory.ledger", "Another ledger answers at this address than before.", "该地址上的账本与此前的不是同一个。",
        next: "Sign nothing. Ask the administrator and the supervisor which ledger is theirs.",
        "请勿签名。请向系统管理员和纪检监督人员核实。")
    /// The checkpoint is signed by a key that this client does not know.
    public static let memoryKey = ErrorCode(
        "memory.key", "The checkpoint is not signed by a key that you verified before.", "存证单不是由您此前核对过的密钥签署的。",
        next: "Ask the supervisor whether the ledger's key was replaced, then check the ledger with ledgerctl verify.",
        "请向纪检监督人员核实账本密钥是否更换，再用 ledgerctl verify 核对。")
}
