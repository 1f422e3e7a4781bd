import Ledger

// Codes of importing sheets.

extension ErrorCode {
    /// Rows of a sheet are refused and all were to enter together.
    static let importRefused = ErrorCode(
        "import.refused", "Rows of the sheet are refused, so nothing was entered.", "表中有拒收的行，未入库。",
        next: "Correct them and import again, or give --accept-good to enter the others.",
        "请改正后重新导入；或加 --accept-good 只收其余各行。")
    /// Nothing in the sheet is new or changed.
    static let importNothing = ErrorCode(
        "import.nothing", "The sheet brings nothing new.", "表中没有新增或变更的内容。", next: "Nothing to do.", "无须处理。")
}
