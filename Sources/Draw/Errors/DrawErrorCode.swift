/// A stable error code with its sentence and its advice. docs/draw.md lists them all; a test compares.
public struct DrawErrorCode: Hashable, Sendable {
    /// What machines compare: lower-case words joined by one dot.
    public let rawValue: String
    /// One sentence: what is wrong.
    public let english: String
    /// The sentence in Chinese.
    public let chinese: String
    /// What the reader can do next.
    public let nextEnglish: String
    /// The advice in Chinese.
    public let nextChinese: String

    init(_ rawValue: String, _ english: String, _ chinese: String, next: String, _ nextChinese: String) {
        self.rawValue = rawValue
        self.english = english
        self.chinese = chinese
        nextEnglish = next
        self.nextChinese = nextChinese
    }

    public static func == (left: DrawErrorCode, right: DrawErrorCode) -> Bool { left.rawValue == right.rawValue }
    public func hash(into hasher: inout Hasher) { hasher.combine(rawValue) }
}

// MARK: Texts

extension DrawErrorCode {
    /// Not the domain line, the number of lines or the number of fields that the text asks for.
    public static let textMalformed = DrawErrorCode(
        "draw.textMalformed", "This is not a canonical text of the draw.", "这不是抽取所用的规范文本。",
        next: "Fetch the file again from where it was published; an editor may have changed line ends or spaces.",
        "请从公布处重新取得该文件；编辑软件可能改动了换行或空格。")
    /// One field breaks its grammar.
    public static let fieldMalformed = DrawErrorCode(
        "draw.fieldMalformed", "A field does not have the form that its place asks for.", "某一字段的格式不正确。",
        next: "Correct the field that is named; docs/draw.md lists the forms.", "请改正所指的字段；格式见 docs/draw.md。")
    /// A text, list or number beyond its limit.
    public static let tooLarge = DrawErrorCode(
        "draw.tooLarge", "A text, a list or a number is beyond its limit.", "文本、名单或数字超出上限。",
        next: "Split the draw, or check that it is the right file.", "请拆分抽取，或确认文件是否正确。")
    /// Lines out of order.
    public static let unsorted = DrawErrorCode(
        "draw.unsorted", "The lines are not sorted by their bytes.", "各行未按字节排序。",
        next: "Use the published file; LC_ALL=C sort gives this order.", "请使用公布的文件；LC_ALL=C sort 即此顺序。")
    /// The same first field, or the same line, twice.
    public static let duplicate = DrawErrorCode(
        "draw.duplicate", "The same entry stands twice in one list.", "同一名单中有重复项。",
        next: "Remove the duplicate that is named.", "请删除所指的重复项。")
}

// MARK: Freeze

extension DrawErrorCode {
    /// A manifest is not the one that the freeze text names.
    public static let freezeDiffers = DrawErrorCode(
        "draw.freezeDiffers", "A list is not the one that the freeze names.", "某份名单与冻结文本所记不符。",
        next: "Compare the file's sha256sum with the freeze; use the file that was frozen.",
        "请将文件的 sha256sum 与冻结文本比对，并使用冻结时的文件。")
    /// Population and exclusions are not the registry.
    public static let registryDiffers = DrawErrorCode(
        "draw.registryDiffers", "Population and exclusions together are not the registry.", "参抽名单与排除名单合起来不等于名录快照。",
        next: "Every object of the registry is in the hat or is excluded with a reason, and never both.",
        "名录中的每个对象要么参抽，要么写明理由排除，二者必居其一。")
    /// Nobody is in the hat.
    public static let populationEmpty = DrawErrorCode(
        "draw.populationEmpty", "Nothing is in the hat.", "参抽名单为空。",
        next: "Check the scope of the task and the exclusions.", "请检查任务范围和排除名单。")
    /// The plan does not fit the population or itself.
    public static let planWrong = DrawErrorCode(
        "draw.planWrong", "The plan does not fit the population or contradicts itself.", "抽取方案与参抽名单不符或自相矛盾。",
        next: "Correct the line that is named before the freeze.", "请在冻结前改正所指的一行。")
    /// Who contributes does not fit the profile.
    public static let contributorsWrong = DrawErrorCode(
        "draw.contributorsWrong", "The contributors do not fit the profile of the draw.", "随机数贡献方与抽取方式不符。",
        next: "Profile A needs fresh contributions and a ladder; profile B needs a beacon too.",
        "A 方式须有现场随机数和预封号链，B 方式还须有公开随机源。")
}

// MARK: Entropy

extension DrawErrorCode {
    /// A value that does not open its commit.
    public static let commitWrong = DrawErrorCode(
        "draw.commitWrong", "The revealed value does not open its commit.", "开号与封号不符。",
        next: "Reveal the value that was sealed for this draw, slot and party.", "请公布为本次抽取、本席位所封的原值。")
    /// A rung that does not hash to what is public.
    public static let rungWrong = DrawErrorCode(
        "draw.rungWrong", "The rung does not lead to the ladder's last public value.", "链值与预封号链已公开的值不符。",
        next: "Use the next unused rung of the ladder that the freeze names.", "请使用冻结文本所列预封号链的下一个未用链值。")
    /// A ladder that ends before the rung, or has no length.
    public static let ladderRange = DrawErrorCode(
        "draw.ladderRange", "The ladder has no such rung.", "预封号链没有这一链值。",
        next: "Open a new ladder before the next draw.", "请在下次抽取前启用新的预封号链。")
    /// A beacon value of another source or round.
    public static let beaconWrong = DrawErrorCode(
        "draw.beaconWrong", "The beacon value is not of the source and round that were frozen.", "公开随机数的来源或期号与冻结文本不符。",
        next: "Use the source and the round that the freeze names.", "请使用冻结文本所列的来源和期号。")
    /// Contributions that are missing, surplus or of another party.
    public static let contributionsWrong = DrawErrorCode(
        "draw.contributionsWrong", "The contributions are not exactly those that were frozen.", "随机数贡献与冻结的名单不符。",
        next: "Every named slot gives one value, no other slot does.", "名单中的每个席位各出一值，不得多也不得少。")
}

// MARK: Selection and matching

extension DrawErrorCode {
    /// Minimums that exceed the total.
    public static let totalTooSmall = DrawErrorCode(
        "draw.totalTooSmall", "The minimums of the strata exceed the total.", "各层最低数之和超过总数。",
        next: "Raise the total or lower a minimum before the freeze.", "请在冻结前提高总数或降低最低数。")
    /// An id that was not in the hat.
    public static let objectUnknown = DrawErrorCode(
        "draw.objectUnknown", "No such object was in the hat.", "参抽名单中没有该对象。",
        next: "Check the id; the exclusions may name it with a reason.", "请核对编号；它可能在排除名单中并注明理由。")
    /// An object that cannot be replaced, because it was not drawn.
    public static let objectNotDrawn = DrawErrorCode(
        "draw.objectNotDrawn", "The object was not drawn, or was replaced already.", "该对象未被抽中，或已被替换。",
        next: "Replace only what stands on the list now.", "只能替换当前名单上的对象。")
    /// No reserve is left.
    public static let reservesUsedUp = DrawErrorCode(
        "draw.reservesUsedUp", "No reserve of this stratum is left.", "该层已无候补。",
        next: "Record the shortfall; nobody is picked by hand.", "请如实记录缺额，不得人工指定。")
    /// A roster, slot list or conflict list that does not fit together.
    public static let rosterWrong = DrawErrorCode(
        "draw.rosterWrong", "Inspectors, slots and conflicts do not fit together.", "执法人员、席位与回避名单互相不符。",
        next: "Correct the line that is named before the freeze.", "请在冻结前改正所指的一行。")
    /// No full assignment exists.
    public static let infeasible = DrawErrorCode(
        "draw.infeasible", "No assignment fills every slot.", "现有执法人员无法满足全部席位。",
        next:
            "Borrow, certify or free an inspector, or raise a cap, before any number is drawn; the certificate names the slots.",
        "请在抽取随机数之前借调、补证、调整人员或提高上限；所附凭证列出缺人的席位。")
    /// A proof that does not hold.
    public static let proofWrong = DrawErrorCode(
        "draw.proofWrong", "The proof does not lead to the root.", "证明与根不符。",
        next: "Keep both: they show that what you were told is not what was frozen.", "请保留两者：它们表明所告知的内容与冻结的不符。")

    /// Every code, sorted.
    public static let all: [DrawErrorCode] = [
        .textMalformed, .fieldMalformed, .tooLarge, .unsorted, .duplicate, .freezeDiffers, .registryDiffers,
        .populationEmpty, .planWrong, .contributorsWrong, .commitWrong, .rungWrong, .ladderRange, .beaconWrong,
        .contributionsWrong, .totalTooSmall, .objectUnknown, .objectNotDrawn, .reservesUsedUp, .rosterWrong,
        .infeasible, .proofWrong,
    ].sorted { $0.rawValue.utf8.lexicographicallyPrecedes($1.rawValue.utf8) }
}
