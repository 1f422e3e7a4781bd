// Codes of draws, inspections, results and publications.

import Ledger

extension ErrorCode {
    private static func refuse(
        _ code: String, _ english: String, _ chinese: String, _ next: String, _ nextChinese: String
    ) -> ErrorCode {
        ErrorCode(code, english, chinese, next: next, nextChinese)
    }

    // MARK: Draws

    public static let drawUnknown = refuse(
        "draw.unknown", "There is no such draw.", "没有该次抽取。", "Use the number of a draw.", "请使用已有的抽取编号。")
    static let drawStanding = refuse(
        "draw.standing", "The draw is not at this step.", "抽取尚未进行到或已超过该步骤。",
        "Freeze, confirm, commit, close, reveal, result: take the steps in this order.",
        "请按 冻结、确认、封号、封存、开号、结果 的顺序办理。")
    static let drawNumber = refuse(
        "draw.number", "Draws of a task are numbered without gaps.", "同一任务的抽取须连续编号。",
        "Use the number that is named.", "请使用所指的编号。")
    static let drawLive = refuse(
        "draw.live", "The task, or its plan line, has a draw that is not over.", "该任务或其计划行已有一次有效抽取。",
        "Finish that draw and dispatch its task, or have the task stopped; there is no second one beside it.",
        "请完成该次抽取并派发任务，或办理任务中止；不得另行抽取。")
    static let drawEmbargo = refuse(
        "draw.embargo", "The embargo's end does not fit.", "保密期限不符。",
        "It lies between today and the longest that policy allows, and never before that of an earlier draw on the same ladder.",
        "应在今日至政策允许的最长期限之间，且不早于同一预封号链上先前抽取的期限。")
    static let drawContributors = refuse(
        "draw.contributors", "The contributors are not those that a draw needs.", "开号各方不符合要求。",
        "The operator, a supervisor, attendants, and the server's ladder last.", "须有操作人、纪检监督人员、见证人，服务端链值在最后。")
    static let drawAttendants = refuse(
        "draw.attendants", "There are fewer attendants than policy asks for.", "见证人人数不足。",
        "Invite attendants who are not the operator.", "请邀请操作人以外的见证人。")
    static let drawLadder = refuse(
        "draw.ladder", "The ladder is not open, not the right one, or another rung is next.", "预封号链未启用、不适用，或应使用另一链值。",
        "Use the next rung of a ladder that its custodian has confirmed.", "请使用保管人已确认的链的下一链值。")
    public static let drawManifest = refuse(
        "draw.manifest", "A frozen list is not the one that the ledger gives (R6).", "冻结的名单与账本推算的不符（R6）。",
        "Make the lists again from the ledger.", "请由账本重新生成名单。")
    static let drawCap = refuse(
        "draw.cap", "More would be drawn than the item's cap allows (R4).", "抽取数量超过事项抽查比例上限（R4）。",
        "Lower the ratio of the plan line, or adjust the item.", "请降低计划行比例，或调整事项。")
    static let drawConfirmation = refuse(
        "draw.confirmation", "This is not for the author to confirm, or not any more.", "该事项不由操作人确认，或已确认。",
        "Name the entry by index and leaf hash; each contributor confirms once.", "请写明序号和叶哈希；各方各确认一次。")
    static let drawExpired = refuse(
        "draw.expired", "What is to be confirmed was proposed more than 30 days ago.", "待确认事项提出已超过30天。",
        "Void the draw and freeze it anew; open another ladder; state the public value again; ask again for a void or a replacement.",
        "冻结、封存、固定逾期的，请作废该次抽取后重新冻结；预封号链请另行启用；公开随机数请重新登记；作废、替换请重新申请。")
    static let drawCommit = refuse(
        "draw.commit", "The commit is not the slot's own, or stands already.", "封号不属于该席位，或已提交。",
        "Each contributor commits once, for the own slot.", "各方只为本人席位封号一次。")
    static let drawReveal = refuse(
        "draw.reveal", "The value does not open the commit, or was revealed already.", "开号与封号不符，或已开号。",
        "Reveal the 32 bytes that were committed.", "请公开封号时的32字节。")
    static let drawRung = refuse(
        "draw.rung", "The value is not the frozen rung of the ladder.", "链值与冻结时所指的不符。",
        "Open the rung that the freeze names.", "请公开冻结时所指的链值。")
    static let drawVoid = refuse(
        "draw.void", "The draw cannot be voided so.", "不能如此作废该次抽取。",
        "State the stage as it is and a party that contributes; where every value stands, or the public value is stated, nothing is void.",
        "请如实写明阶段，并指明开号各方之一；数值齐全或公开随机数已登记的，不得作废。")
    static let drawProfile = refuse(
        "draw.profile", "The draw needs the other way to get its last word.", "抽取方式不符。",
        "After a void that followed a reveal, or a task that was stopped after its result, the next draw of the line waits for a public beacon (profile B), here; only profile B has one.",
        "开号后作废，或抽取结果产生后任务中止的，该计划行下一次抽取须在本账本采用公开随机数方式（B）；只有 B 方式使用公开随机源。")
    static let drawSupersedes = refuse(
        "draw.supersedes", "The freeze does not say rightly which draw it takes up.", "冻结未如实写明所接续的抽取。",
        "Freeze again and name the draw that stands beside this message as the one that is taken up; where - stands there is none, and none is named.",
        "本提示所列编号即应接续的抽取，请写明后重新冻结；列出“-”的，表示没有应接续的抽取，请勿填写。")
    static let drawDifferences = refuse(
        "draw.differences",
        "The list differs from that of the draw that it takes up, and not every difference is stated.",
        "名单与所接续抽取的名单不同，差异未逐一写明。", "State each difference once, in the order of the list, with its reason.",
        "请按名单次序逐一写明差异和理由。")
    static let drawFix = refuse(
        "draw.fix", "The reveals that count are those that stand.", "所固定的开号与已有的开号不符。",
        "Fix exactly the slots that are named.", "请固定所指的席位。")
    static let drawBeacon = refuse(
        "draw.beacon", "The public value, its source or its round does not fit.", "公开随机数、来源或期号不符。",
        "Use a source of the policy, a round that has not come at the freeze and at the last confirmation of the fix (of a lottery a later day's), and the value in the form of the policy.",
        "请使用政策参数所列来源和冻结时尚未产生的期号；该期须在固定经各方确认之后产生（彩票须为次日以后的一期），并按政策所定格式填写。")
    static let drawReplacement = refuse(
        "draw.replacement", "Nothing can be struck or replaced so.", "不能如此剔除或替换。",
        "Name a place of the draw, once; who follows is computed, a reseed needs a reserve ladder and a pool.",
        "请指明该次抽取中的一个位置，各一次；接替者由系统推算，重新生成须有备用链和候选人员。")
    public static let drawCustody = refuse(
        "draw.custody", "The custody of an opening does not stand so.", "开号副本的保管不符。",
        "Where policy asks for it, each party has a custodian of its own outside the draw, who signs once, after the close and before any reveal, and reveals after the hours of the policy.",
        "政策要求保管时，各方须各有一名抽取之外的保管人，在封存后、开号前签认一次，逾政策所定时数后代为开号。")
    static let drawPaper = refuse(
        "draw.paper", "A contribution on paper is not entered so.", "纸质签认不能如此录入。",
        "The recorder whom the freeze names enters it, with the slot and the scan of the signed sheet; a slot with a key has no sheet.",
        "由冻结时指明的代录人录入，并写明席位、附签字后的扫描件；持密钥的席位不得附纸质签认。")
    static let drawIncomplete = refuse(
        "draw.incomplete", "A contribution is missing.", "尚缺一方的封号或开号。",
        "Wait for the slot that is named.", "请等待所指席位。")
    static let drawInfeasible = refuse(
        "draw.infeasible", "No assignment fills every slot.", "现有执法人员无法满足全部席位。",
        "Borrow or certify inspectors, or raise the cap, before anything random happens.", "请在抽取前增补人员、办理执法证或提高每人上限。")
    static let drawRecomputed = refuse(
        "draw.recomputed", "The statement is not what the draw computes.", "所述结果与重新计算的不符。",
        "The result follows from freeze, reveals and rung alone.", "结果只由冻结、开号和链值决定。")

    // MARK: Inspections, results, publications

    public static let inspectionUnknown = refuse(
        "inspection.unknown", "There is no such inspection.", "没有该项检查。", "Use the id on the form.", "请使用检查表上的编号。")
    static let inspectionStanding = refuse(
        "inspection.standing", "The inspection is not at this step.", "检查尚未进行到或已超过该步骤。",
        "Dispatch, visit, record, confirm, review, approve, publish: take the steps in this order.",
        "请按 派发、检查、录入、确认、审核、公示审批、公示 的顺序办理。")
    static let approvalBackdated = refuse(
        "approval.backdated", "A visit is approved before it happens, not afterwards.", "检查须先审批后实施，不得补批以前的日期。",
        "State a first day from today on; with a paper approval, from the day on the paper.",
        "起始日期请填今天或以后；纸质审批的，不早于审批文书日期。")
    static let inspectionTeam = refuse(
        "inspection.team", "The author is not of the inspection's team.", "操作人不是该项检查的检查人员。",
        "Let one of the team sign.", "请由检查人员签名。")
    public static let resultUnknown = refuse(
        "result.unknown", "No result stands at that entry.", "所指条目不是检查结果。",
        "Name the result by index and leaf hash.", "请写明检查结果的序号和叶哈希。")
    static let resultWording = refuse(
        "result.wording", "The wording is not one of the adopted list.", "用语不在已采用的用语表内。",
        "Use the wordings of the policy as they stand.", "请使用政策参数中的规范用语。")
    static let resultText = refuse(
        "result.text", "This disposal says nothing by itself: the note tells what was done.", "选择该处置措施须在备注中说明。",
        "Write it into the note of the form.", "请在备注中写明具体措施。")
    static let resultExclusive = refuse(
        "result.exclusive", "This result stands alone.", "该检查结果不得与其他结果并列。",
        "Choose either it or the others.", "请二者择一。")
    static let resultUnvisited = refuse(
        "result.unvisited", "A method on site needs a recorded visit.", "实地核查须先有到场记录。",
        "Record the visit, or name the method that was used.", "请先录入到场记录，或改填实际核查方式。")
    static let resultItems = refuse(
        "result.items", "Every item of the task has its finding, in the task's order.", "任务的每个事项都须逐项填写。",
        "Enter 无 where nothing was found.", "未发现问题请填“无”。")

    /// Every code of this file, for docs/errors.md.
    static let cycleRefusals: [ErrorCode] = [
        .drawUnknown, .drawStanding, .drawNumber, .drawLive, .drawEmbargo, .drawContributors, .drawAttendants,
        .drawLadder, .drawManifest, .drawCap, .drawConfirmation, .drawExpired, .drawCommit, .drawReveal, .drawRung,
        .drawVoid,
        .drawProfile, .drawSupersedes, .drawDifferences, .drawFix, .drawBeacon, .drawReplacement, .drawCustody,
        .drawPaper, .drawIncomplete,
        .drawInfeasible, .drawRecomputed, .inspectionUnknown, .inspectionStanding, .approvalBackdated, .inspectionTeam,
        .resultUnknown,
        .resultWording,
        .resultExclusive, .resultText, .resultUnvisited, .resultItems,
    ]
}
