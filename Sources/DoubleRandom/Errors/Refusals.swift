// Codes with which rule set 1 refuses an act. They are thrown as LedgerError, the one error of admission, so that
// writer and verifier name index and code without knowing the domain.

import Ledger

extension ErrorCode {
    private static func refuse(
        _ code: String, _ english: String, _ chinese: String, _ next: String, _ nextChinese: String
    ) -> ErrorCode {
        ErrorCode(code, english, chinese, next: next, nextChinese)
    }

    // MARK: Common

    static let dutiesConflict = refuse(
        "duties.conflict", "Two duties that must be apart would meet in one person.", "不相容的职责不能由同一人承担。",
        "Let another person of the needed role act.", "请由具备该角色的另一人办理。")
    public static let policyMissing = refuse(
        "policy.missing", "A policy that this act needs has not been adopted.", "该事项所需的政策参数尚未设定。",
        "Have the policy named here proposed and confirmed first.", "请先提出并确认所指的政策参数。")
    static let versionStale = refuse(
        "version.stale", "The act names a version that is not the current one.", "所指的版本不是现行版本。",
        "Look at the current version and act again.", "请查看现行版本后重新办理。")
    static let numberUsed = refuse(
        "number.used", "This number was used before; numbers are never reused.", "该编号已被使用过，编号不得重复使用。",
        "Take the next free number.", "请使用下一个空闲编号。")
    static let paperRefused = refuse(
        "paper.refused", "Policy does not accept paper for this act.", "该事项不接受纸质审批。",
        "Have it signed with a key, or have policy paper.acts changed.", "请使用密钥签名，或变更政策参数 paper.acts。")

    // MARK: List and registries

    public static let itemUnknown = refuse(
        "item.unknown", "There is no such item.", "没有该抽查事项。", "Use a code of the item list.", "请使用清单中的事项编码。")
    static let itemKnown = refuse(
        "item.known", "The item code is in the list already.", "该事项编码已在清单中。",
        "Adjust the item instead.", "请改用事项调整。")
    static let itemStanding = refuse(
        "item.standing", "The item's standing does not allow this.", "事项当前状态不允许该操作。",
        "Look at the item's history.", "请查看该事项的变更记录。")
    public static let itemUnpublished = refuse(
        "item.unpublished", "The item is not in force or not published (R1).", "事项未生效或未公布，不得列入计划或任务（R1）。",
        "Publish the current version first.", "请先公布现行版本。")
    static let itemCap = refuse(
        "item.cap", "A general item needs a cap on its ratio (R4).", "一般检查事项须设定抽查比例上限（R4）。",
        "State ratioCap.", "请填写抽查比例上限。")
    public static let objectUnknown = refuse(
        "object.unknown", "There is no such object.", "没有该检查对象。", "Use an id of the registry.", "请使用名录库中的对象编号。")
    static let objectKnown = refuse(
        "object.known", "The object is in the registry already.", "该检查对象已在名录库中。",
        "Update it under its id.", "请按原对象编号变更。")
    static let objectStanding = refuse(
        "object.standing", "The object's standing does not allow this.", "检查对象当前状态不允许该操作。",
        "Look at the object's history.", "请查看该对象的变更记录。")
    static let objectCredit = refuse(
        "object.credit", "The credit class is not one of the adopted scale.", "信用风险等级不在已采用的等级表内。",
        "Use a class of policy credit.<scale>.", "请使用政策参数 credit.<scale> 中的等级。")
    static let importCount = refuse(
        "import.count", "The import's counts do not fit its records.", "导入计数与记录不符。",
        "Make the import again from the sheet.", "请重新从表格生成导入。")
    static let importRevert = refuse(
        "import.revert", "The import cannot be taken back: what it brought in has changed or was drawn since.",
        "该次导入的内容此后已有变更或已参加抽取，不能整批撤回。", "Deactivate or suspend them one by one.", "请逐个办理失效或暂停。")
    public static let inspectorUnknown = refuse(
        "inspector.unknown", "There is no such inspector.", "没有该执法人员。",
        "Use an id of the registry.", "请使用名录库中的人员编号。")
    static let inspectorKnown = refuse(
        "inspector.known", "The inspector, or the actor, is in the registry already.", "该执法人员或其操作编号已在名录库中。",
        "Update the inspector instead.", "请改用人员变更。")
    static let inspectorStanding = refuse(
        "inspector.standing", "The inspector's standing does not allow this.", "执法人员当前状态不允许该操作。",
        "Look at the inspector's history.", "请查看该人员的变更记录。")
    public static let relationStanding = refuse(
        "relation.standing", "The relation is not declared, or was withdrawn already.", "该回避关系未申报，或已撤回。",
        "Look at the inspector's declared relations.", "请查看该人员的回避关系。")
    static let historyKnown = refuse(
        "history.known", "This inspection from before the ledger has been entered already.", "该期初检查记录已录入。",
        "Take the row out of the sheet.", "请从表格中删去该行。")
    static let certificateMissing = refuse(
        "certificate.missing", "An officer needs a certificate with its dates (R5).", "执法人员须有执法证及有效期（R5）。",
        "Enter the certificate, or enter the person as an expert.", "请填写执法证，或登记为专家。")

    static let frequencyFull = refuse(
        "frequency.full", "Who has had all visits of the year is left out with that reason, and nobody else is (R7).",
        "年度检查频次已满的对象须以“年度频次已满”排除，未满的不得以此为由排除（R7）。",
        "Leave out exactly the objects that have reached the published cap.", "请只排除已达公布上限的对象。")

    // MARK: Plans and tasks

    public static let planUnknown = refuse(
        "plan.unknown", "There is no such plan.", "没有该抽查计划。", "Use the number of a plan.", "请使用已有的计划编号。")
    static let planStanding = refuse(
        "plan.standing", "The plan's standing does not allow this.", "计划当前状态不允许该操作。",
        "Draft, approve, file, publish, complete: take the steps in this order.", "请按 草案、审批、备案、公布、完成 的顺序办理。")
    public static let planUnapproved = refuse(
        "plan.unapproved", "Nothing is drawn under a plan that is not approved (R2).", "计划未经批准，不得据以抽取（R2）。",
        "Have another person approve the plan.", "请先由另一人批准计划。")
    static let planNumber = refuse(
        "plan.number", "The number does not fit region and year.", "编号与行政区划或年度不符。",
        "A plan has region, year and four digits from 1; a task region, day and four digits.",
        "计划编号为6位区划+年度+以1开头的4位；任务编号为6位区划+日期+4位。")
    static let planLine = refuse(
        "plan.line", "The plan line contradicts itself or the item list.", "计划行自相矛盾或与事项清单不符。",
        "Correct the member that is named.", "请改正所指的内容。")
    static let planDrawn = refuse(
        "plan.drawn", "A line that was drawn from stays as it is: plans are adjusted forward only.",
        "已抽取的计划行不得改动，调整只能向后生效。",
        "Leave the line unchanged and add another.", "请保留原计划行，另增新行。")
    public static let taskUnknown = refuse(
        "task.unknown", "There is no such task.", "没有该抽查任务。", "Use the number of a task.", "请使用已有的任务编号。")
    static let taskStanding = refuse(
        "task.standing", "The task's standing does not allow this.", "任务当前状态不允许该操作。",
        "Look at the task's history.", "请查看该任务的办理记录。")
    public static let taskOrigin = refuse(
        "task.origin", "A task comes from a plan line, or is a 临时任务 with a reason (R2).", "任务须来自计划行，或为写明理由的临时任务（R2）。",
        "Name plan and line, or state reason and scope.", "请写明计划和计划行，或写明理由和范围。")
    static let taskSuperseded = refuse(
        "task.superseded", "The plan line has been adjusted since the task was set up (R2).", "任务创建后，其计划行已经调整（R2）。",
        "Have the task stopped and set up anew from the line in force.", "请中止该任务，按现行计划行重新创建。")
    static let taskWindow = refuse(
        "task.window", "The task's dates lie outside its plan line.", "任务期限超出计划行的期限。",
        "Keep within the plan line, or adjust the plan.", "请在计划行期限内安排，或调整计划。")

    /// Every code of this file, for docs/errors.md.
    static let commonRefusals: [ErrorCode] = [
        .dutiesConflict, .policyMissing, .versionStale, .numberUsed, .paperRefused, .itemUnknown, .itemKnown,
        .itemStanding, .itemUnpublished, .itemCap, .objectUnknown, .objectKnown, .objectStanding, .objectCredit,
        .importCount, .importRevert, .inspectorUnknown, .inspectorKnown, .inspectorStanding, .relationStanding,
        .certificateMissing, .historyKnown, .frequencyFull,
        .planUnknown, .planStanding, .planUnapproved, .planNumber, .planLine, .planDrawn, .taskUnknown, .taskStanding,
        .taskOrigin, .taskSuperseded, .taskWindow,
    ]
}

/// All refusals of the domain.
public enum Refusals {
    /// Every code, for documents and their tests.
    public static let all: [ErrorCode] = ErrorCode.commonRefusals + ErrorCode.cycleRefusals
}
