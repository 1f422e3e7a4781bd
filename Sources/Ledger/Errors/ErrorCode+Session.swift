// Codes of sessions, design section 5 and annex D18.

extension ErrorCode {
    /// The note that opens a session breaks its grammar.
    public static let sessionMalformed = ErrorCode(
        "session.malformed", "This is not the note that opens a session.", "会话声明格式不正确。",
        next: "Let ledgerctl open the session.", "请用 ledgerctl 建立会话。")
    /// The note does not open a session here and now.
    public static let sessionRefused = ErrorCode(
        "session.refused", "This note opens no session here.", "该声明不能在此建立会话。",
        next: "Ask for a new nonce and sign again; compare ledger, address and clock.",
        "请重新获取随机数并签名，并核对账本、服务地址和本机时钟。")
    /// No session where one is needed.
    public static let sessionMissing = ErrorCode(
        "session.missing", "This is not public; a session is needed.", "该内容未公开，需先建立会话。",
        next: "Open a session with your key.", "请用您的密钥建立会话。")
    /// The session has ended.
    public static let sessionEnded = ErrorCode(
        "session.ended", "The session has ended, or was never opened here.", "会话已结束，或并非在此建立。",
        next: "Open a new session with your key.", "请用您的密钥重新建立会话。")
    /// The session's roles may not read this.
    public static let sessionForbidden = ErrorCode(
        "session.forbidden", "Your roles may not read this.", "您的角色无权查看该内容。",
        next: "Ask an administrator for the role, or a colleague who holds it.", "请向系统管理员申请角色，或请有权限的同事查看。")
    /// Too many nonces or sessions.
    public static let sessionBusy = ErrorCode(
        "session.busy", "Too many sessions are being opened.", "正在建立的会话过多。",
        next: "Wait a minute and try again.", "请一分钟后重试。")
}
