// What commands of the double-random cycle refuse before anything is signed.

import Ledger

extension ErrorCode {
    /// Somebody who does not contribute to a draw.
    static let drawNoSlot = ErrorCode(
        "draw.noSlot", "You have no slot in this draw.", "您在本次抽取中没有席位。",
        next: "The freeze names who contributes; ledgerctl draw show lists the slots.",
        "冻结时已列明开号各方；可用 ledgerctl draw show 查看席位。")
    /// A reveal without the value that was sealed.
    static let drawNothingSealed = ErrorCode(
        "draw.nothingSealed", "No sealed value for this draw stands on this machine.", "本机没有本次抽取的封号原值。",
        next: "Reveal on the machine that made the commit, or it was revealed already.", "请在封号的那台机器上开号；也可能已经开号。")
    /// A confirmation that a draw does not wait for.
    static let drawNothingToConfirm = ErrorCode(
        "draw.nothingToConfirm", "The draw waits for no confirmation now.", "本次抽取目前没有待确认的步骤。",
        next: "ledgerctl draw show says what the draw waits for.", "可用 ledgerctl draw show 查看当前进度。")
    /// A draw of inspectors that cannot be matched.
    static let drawUnmatchable = ErrorCode(
        "draw.unmatchable", "Not all places can be filled; nothing is frozen.", "席位不能全部配齐，未冻结。",
        next: "Borrow, certify or free an inspector, or raise a cap, before any number is drawn.",
        "请在抽取随机数之前借调、补证、调整人员或提高上限。")
    /// An inspection that is not there, or not at this step.
    static let inspectionMissing = ErrorCode(
        "inspection.missing", "There is no such inspection at this step.", "没有处于该步骤的检查。",
        next: "ledgerctl inspection list shows the inspections and where they stand.",
        "可用 ledgerctl inspection list 查看各项检查及其状态。")
    /// A key that belongs to no inspector.
    static let notInspector = ErrorCode(
        "inspector.unlinked", "Your key belongs to no inspector of the registry.", "您的密钥未与名录库中的执法人员关联。",
        next: "Have a clerk enter your actor's name into the registry of inspectors.", "请由经办人在执法检查人员名录库中登记您的人员编号。")
    /// A workbook's row that cannot be taken.
    static let sheetRow = ErrorCode(
        "sheet.row", "A row of the workbook cannot be taken.", "工作簿中有一行不能录入。",
        next: "Correct the row that is named; nothing was signed.", "请改正所指的一行；未作任何签名。")
}
