import Ledger

// Codes of the daemon's start and configuration.

extension ErrorCode {
    /// A key that the daemon does not know.
    static let configUnknownKey = ErrorCode(
        "config.unknownKey", "The configuration holds a key that this program does not know.", "配置中有本程序不认识的键。",
        next: "Compare its spelling with config/ledgerd.yaml; nothing was started.",
        "请对照 config/ledgerd.yaml 核对拼写；服务未启动。")
    /// A value that does not fit.
    static let configInvalid = ErrorCode(
        "config.invalid", "A configuration value does not fit its key.", "配置项的值不正确。",
        next: "Correct the value that is named; config/ledgerd.yaml says what fits.",
        "请改正所指的配置项；可取的值见 config/ledgerd.yaml。")
    /// Another process listens there.
    static let socketBusy = ErrorCode(
        "socket.busy", "Another process listens at this socket.", "该套接字已有其他进程在监听。",
        next: "Stop the other service, or configure another path.", "请停止另一服务，或配置其他路径。")
    /// The socket cannot be made.
    static let socketUnusable = ErrorCode(
        "socket.unusable", "The service cannot listen there.", "无法在该地址监听。",
        next: "Check the path, its folder's rights and the port.", "请检查路径、所在目录的权限和端口。")
}
