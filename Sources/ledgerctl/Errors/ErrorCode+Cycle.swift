// What commands of the double-random cycle refuse before anything is signed.

import Ledger

extension ErrorCode {
    /// Somebody who does not contribute to a draw.
    static let drawNoSlot = ErrorCode(
        "draw.noSlot", "You have no slot in this draw.", "您在本次抽取中没有席位。",
        next: "The freeze names who contributes; ledgerctl draw show lists the slots.",
        "冻结时已列明开号各方；可用 ledgerctl draw show 查看席位。")
    /// A task without a ladder of the server's.
    static let drawNoLadder = ErrorCode(
        "draw.noLadder", "The task has no server ladder yet.", "该任务还没有服务端预封号链。",
        next: "The administrator opens one on the server (ledgerctl draw ladder), and its custodian confirms it.",
        "请系统管理员在服务器上启用（ledgerctl draw ladder），并由保管人确认。")
    /// A reveal without the value that was sealed.
    static let drawNothingSealed = ErrorCode(
        "draw.nothingSealed", "No sealed value for this draw stands on this machine.", "本机没有本次抽取的封号原值。",
        next: "Reveal on the machine that made the commit, or it was revealed already.", "请在封号的那台机器上开号；也可能已经开号。")
    /// A sheet that is not the author's to enter.
    static let drawNoSheet = ErrorCode(
        "draw.noSheet", "This slot has no sheet that is yours to print or to enter.", "该席位没有可由您打印或代录的封号单。",
        next:
            "ledgerctl draw show names the slots on paper and who enters each; the operator neither prints nor enters one.",
        "可用 ledgerctl draw show 查看纸质签认席位及其代录人；操作人不得打印或代录。")
    /// Digits that are not what a sheet says.
    static let drawSheetValue = ErrorCode(
        "draw.sheetValue", "These digits are not those of the sheet.", "所录数字与封号单不符。",
        next: "Compare the 64 digits with the sheet, or scan its code; nothing was signed.",
        "请与封号单逐组核对64位数字，或扫描单上二维码重录；未作任何签名。")
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
    /// Something remembered that no entry bears.
    static let rememberedUnknown = ErrorCode(
        "remember.unknown", "No entry of this ledger bears what was remembered.", "本账本中没有与留存内容相符的条目。",
        next:
            "Check the spelling. If it is right, the ledger is another one or was rewritten: show it to the supervisor.",
        "请核对是否抄写有误。如无误，则账本并非原账本或已被改写，请报告纪检监督人员。")
    /// Something remembered that cannot be read.
    static let rememberedUnreadable = ErrorCode(
        "remember.unreadable", "These are neither ten or more words, nor 40 or more hex digits, nor a code's text.",
        "既不是10个以上词语，也不是40位以上十六进制摘要或二维码文字。",
        next: "Type the words in their order, or 40 of the digits.", "请按顺序输入词语，或输入摘要的前40位。")
}
