import Ledger

// Codes of a client on its user's machine: addresses, memory, outbox, agent.

extension ErrorCode {
    /// An address that is none.
    public static let serviceAddress = ErrorCode(
        "service.address", "This is not the address of a ledger service.", "这不是账本服务的地址。",
        next: "Give https://host:port, http://host:port or the absolute path of a socket.",
        "地址应为 https://主机:端口、http://主机:端口，或套接字的绝对路径。")
    /// The service took the request and did not answer in time.
    public static let serviceSilent = ErrorCode(
        "service.silent", "The ledger service did not answer in time; what became of the request is unknown.",
        "账本服务未在限时内应答，请求的结果不明。",
        next: "Look at ledgerctl outbox; ledgerctl outbox resend sends again, and it enters once.",
        "请查看 ledgerctl outbox；可用 ledgerctl outbox resend 再次发送，只会入账一次。")
    /// The server's certificate does not vouch for the name that was typed.
    public static let serviceUntrusted = ErrorCode(
        "service.untrusted", "The server does not prove that it is the one at this address; nothing was sent.",
        "服务器未能证明自己就是该地址的账本服务；未发送任何内容。",
        next: "Give the office's CA file with --ca, and the server's name as its certificate has it.",
        "请用 --ca 指定本单位的 CA 文件，并使用证书上的服务器名称。")
    /// The memory of a ledger does not read.
    public static let memoryDamaged = ErrorCode(
        "memory.damaged", "What this client remembers of a ledger does not read.", "本机对该账本的记忆文件无法识别。",
        next: "Keep the file; check the ledger with ledgerctl verify and the founding sheet, then remove it.",
        "请保留该文件；先用 ledgerctl verify 和创立单核对账本，再移走该文件。")
    /// Others may read or change the folder.
    public static let memoryExposed = ErrorCode(
        "memory.exposed", "Others may enter the folder of this client's memory.", "他人可以进入本机记忆文件夹。",
        next: "Make it yours alone (chmod 700), after looking at what is in it.", "请检查其内容，并改为仅本人可用（chmod 700）。")
    /// There is no such item.
    public static let outboxUnknown = ErrorCode(
        "outbox.unknown", "There is no such item in the outbox.", "发件箱中没有该项。",
        next: "See ledgerctl outbox.", "请查看 ledgerctl outbox。")
    /// Nothing is forgotten before its receipt is there.
    public static let outboxWaiting = ErrorCode(
        "outbox.waiting", "This item has no receipt; whoever holds the signed event may still hand it in.",
        "该项尚无回执；持有已签事件者仍可能提交。",
        next: "Send it again with ledgerctl outbox resend.", "请用 ledgerctl outbox resend 再次发送。")
    /// An item does not read.
    public static let outboxDamaged = ErrorCode(
        "outbox.damaged", "An item of the outbox does not read.", "发件箱中的一项无法识别。",
        next: "Keep the folder and ask for help; sign the act again only after looking at the ledger.",
        "请保留该文件夹并求助；查看账本后再决定是否重新签名。")
    /// No agent.
    public static let agentMissing = ErrorCode(
        "agent.missing", "No agent holds this key.", "没有代理进程持有该密钥。",
        next: "Open it with ledgerctl unlock, or name the key file with --key.",
        "请用 ledgerctl unlock 解锁，或用 --key 指定密钥文件。")
    /// The agent says no.
    public static let agentRefused = ErrorCode(
        "agent.refused", "The agent does not sign this.", "代理进程拒绝签名。",
        next: "The agent signs events and sessions alone, for its owner alone.", "代理进程只为本人签署事件和会话声明。")
    /// An agent is there already.
    public static let agentBusy = ErrorCode(
        "agent.busy", "An agent is running already.", "代理进程已在运行。",
        next: "End it with ledgerctl lock first.", "请先用 ledgerctl lock 结束它。")
}
