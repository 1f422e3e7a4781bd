// The columns of each kind of sheet: a stable name, the header of our template, and the other headers under which
// offices send the same thing (domain dossier 2.1 to 2.4; `ZJ` are those of the Zhejiang platform).

import Ledger

/// A column that is understood.
public struct SheetColumn: Sendable, Hashable {
    /// The stable name, which mappings keep.
    public let name: String
    /// The header in the template.
    public let header: String
    /// Other headers for the same.
    let aliases: [String]
    /// Whether a sheet without it is refused.
    let isRequired: Bool
    /// Whether an empty cell means the value of the row above (merged cells).
    let isCarried: Bool

    init(_ name: String, _ header: String, _ aliases: [String] = [], required: Bool = false, carried: Bool = false) {
        self.name = name
        self.header = header
        self.aliases = aliases
        isRequired = required
        isCarried = carried
    }

    func answers(to key: Bytes) -> Bool {
        SheetText.header(header.utf8) == key || aliases.contains { SheetText.header($0.utf8) == key }
    }
}

/// 表格种类, the kinds of sheets.
public enum SheetKind: String, Sendable, Hashable, CaseIterable {
    /// 随机抽查事项清单.
    case items
    /// 检查对象名录库.
    case objects
    /// 执法检查人员名录库.
    case inspectors
    /// 年度抽查工作计划.
    case planLines
    /// 期初检查记录.
    case history
    /// 外部抽取名单.
    case drawn

    /// The columns, in the order of the template.
    public var columns: [SheetColumn] {
        switch self {
        case .items: Self.itemColumns
        case .objects: Self.objectColumns
        case .inspectors: Self.inspectorColumns
        case .planLines: Self.planColumns
        case .history: Self.historyColumns
        case .drawn: Self.drawnColumns
        }
    }

    /// The template's header row.
    public var template: [String] { columns.map(\.header) }

    private static let itemColumns = [
        SheetColumn("department", "单位名称", ["部门名称"], carried: true), SheetColumn("number", "序号", ["编号"]),
        SheetColumn("code", "事项编码", ["事项编号", "检查事项编码"]),
        SheetColumn("category", "检查项目", ["抽查类别名称", "抽查大类", "抽查类别", "抽查事项类别名称", "抽查项目"], carried: true),
        SheetColumn("name", "检查事项", ["事项名称", "抽查事项", "抽查事项名称", "抽查子项"], required: true),
        SheetColumn("class", "事项类别", ["类别", "事项类型"], carried: true),
        SheetColumn("object", "检查对象", ["抽查对象"], carried: true),
        SheetColumn("subject", "检查主体", ["抽查主体"], carried: true),
        SheetColumn("basis", "检查依据", ["抽查依据", "抽查检查依据"], carried: true),
        SheetColumn("method", "检查方式", ["抽查方式"], carried: true),
        SheetColumn("content", "检查内容", ["检查内容及要求", "抽查内容", "抽查内容及要求", "抽查检查内容"]),
        SheetColumn("ratio", "抽查比例", ["检查比例", "抽查比例及频次", "抽查覆盖率"], carried: true),
        SheetColumn("frequency", "抽查频次", ["检查频率", "频次", "抽查次数", "抽查频率"], carried: true),
        SheetColumn("joint", "是否适用跨部门联合“双随机”抽查", ["是否适用跨部门联合双随机抽查", "是否适用跨部门联合", "跨部门联合"], carried: true),
        SheetColumn("departments", "联合部门", ["配合部门", "参与部门"], carried: true),
        SheetColumn("requirement", "检查人员要求", []), SheetColumn("note", "备注", []),
    ]
    private static let objectColumns = [
        SheetColumn("id", "对象编号"), SheetColumn("kind", "对象类型", ["主体类型", "市场主体类型", "主体类别"]),
        SheetColumn(
            "code", "统一社会信用代码/注册号", ["统一社会信用代码", "社会信用代码", "统一代码", "信用代码", "代码/注册号", "代码", "统一社会信用代码(注册号)"]),
        SheetColumn("registration", "注册号", ["工商注册号", "营业执照注册号", "营业执照号"]),
        SheetColumn("codeless", "无代码原因", []),
        SheetColumn(
            "name", "企业名称", ["名称", "市场主体名称", "主体名称", "单位名称", "对象名称", "检查对象名称", "被检查单位", "字号名称"], required: true),
        SheetColumn("principal", "法定代表人/负责人", ["法定代表人", "负责人", "法定代表人(负责人)", "经营者", "法人"]),
        SheetColumn("liaison", "联络员", ["联系人"]), SheetColumn("telephone", "电话", ["联系电话", "联络员电话", "手机", "手机号"]),
        SheetColumn("registered", "住所", ["注册地址", "住所地址", "登记住所"]),
        SheetColumn("business", "经营地址", ["经营场所", "生产经营地址", "实际经营地址", "地址"]),
        SheetColumn("authority", "登记机关", []), SheetColumn("jurisdiction", "管辖单位", ["属地监管单位", "所属乡镇", "属地"]),
        SheetColumn("established", "成立日期", ["注册日期", "开业日期"]), SheetColumn("scope", "经营范围", []),
        SheetColumn("state", "登记状态", ["经营状态", "企业状态", "主体状态"]),
        SheetColumn("library", "专项库名称", ["专项库"], carried: true),
        SheetColumn("tags", "对应专项库监管标签", ["监管标签", "分类标注", "标签"]),
        SheetColumn("licenceName", "许可证名称"), SheetColumn("licenceNumber", "许可证编号", ["许可证号"]),
        SheetColumn("licenceIssued", "许可批准日期", ["发证日期"]), SheetColumn("licenceExpires", "有效期至", ["许可证有效期"]),
        SheetColumn("licenceIssuer", "许可发证机关", ["发证机关"]), SheetColumn("inspecting", "检查机关"),
        SheetColumn("credit", "信用风险等级", ["风险等级", "信用等级", "信用风险分类"]),
    ]
    private static let inspectorColumns = [
        SheetColumn("staff", "单位工号", ["工号"]), SheetColumn("name", "姓名", ["执法人员姓名"], required: true),
        SheetColumn("sex", "性别"), SheetColumn("identity", "身份证号", ["身份证号码", "公民身份号码"]),
        SheetColumn("mobile", "手机号", ["手机", "联系电话", "手机号码"]), SheetColumn("education", "学历"),
        SheetColumn("major", "学历专业", ["专业"]), SheetColumn("duty", "岗位大类"),
        SheetColumn("since", "从事本岗起始日期"), SheetColumn("skills", "岗位资质资格", ["业务专长", "岗位资质"]),
        SheetColumn("items", "执法事项范围", ["执法范围"]), SheetColumn("area", "地区"), SheetColumn("level", "层级"),
        SheetColumn("post", "担任职务", ["职务"]),
        SheetColumn("unit", "所属主体全称", ["工作单位", "所属单位", "单位名称"], carried: true),
        SheetColumn("section", "所在业务部门(机构)", ["业务部门", "所在科室", "科室", "部门"]),
        SheetColumn("role", "人员性质", ["人员类别"]), SheetColumn("expert", "是否专家"),
        SheetColumn("certificate", "执法证编号", ["执法证号", "执法证件号码", "行政执法证号"]),
        SheetColumn("validFrom", "执法证有效期起", ["发证日期"]), SheetColumn("validTo", "执法证有效期", ["执法证有效期至", "证件有效期"]),
        SheetColumn("issuer", "执法证发证机关", ["发证机关"]), SheetColumn("status", "执法人员状态", ["状态", "人员状态"]),
    ]
    private static let planColumns = [
        SheetColumn("number", "序号", ["编号"]), SheetColumn("plan", "抽查计划编号", ["计划编号"]),
        SheetColumn("name", "任务名称", ["抽查任务名称", "计划名称"], required: true),
        SheetColumn("items", "抽查事项", ["检查事项", "抽查事项编码"]),
        SheetColumn("object", "检查对象范围", ["抽查对象范围", "检查对象", "抽查对象"]),
        SheetColumn("directed", "抽取类型", ["抽查类型"]), SheetColumn("count", "抽查户数", ["抽查数量", "户数"]),
        SheetColumn("ratio", "抽查比例", ["比例"]), SheetColumn("frequency", "抽查频率", ["抽查频次", "频次"]),
        SheetColumn("method", "检查方式", ["抽查方式"]), SheetColumn("organising", "组织层级"),
        SheetColumn("carrying", "实施层级"), SheetColumn("from", "抽取日期自", ["检查日期自", "开始日期", "起始日期"]),
        SheetColumn("to", "抽取日期至", ["至", "检查日期至", "结束日期", "截止日期"]),
        SheetColumn("until", "抽查完成时限", ["完成时限"]), SheetColumn("period", "检查时间", ["抽查时间"]),
        SheetColumn("lead", "牵头部门", ["发起部门", "责任单位(牵头处室)", "责任单位"], carried: true),
        SheetColumn("departments", "参与部门", ["配合部门"]), SheetColumn("list", "抽查名单"), SheetColumn("note", "备注"),
    ]
    private static let drawnColumns = [
        SheetColumn("id", "对象编号"),
        SheetColumn(
            "code", "统一社会信用代码/注册号", ["统一社会信用代码", "社会信用代码", "统一代码", "信用代码", "代码/注册号", "代码", "注册号"]),
        SheetColumn("name", "企业名称", ["名称", "市场主体名称", "单位名称", "检查对象"]),
        SheetColumn("inspectors", "检查人员工号", ["检查人员", "执法人员", "工号", "检查人员编号"], required: true),
    ]
    private static let historyColumns = [
        SheetColumn("id", "对象编号"),
        SheetColumn(
            "code", "统一社会信用代码/注册号", ["统一社会信用代码", "社会信用代码", "统一代码", "信用代码", "代码/注册号", "代码", "注册号"]),
        SheetColumn("name", "企业名称", ["名称", "市场主体名称", "单位名称", "被检查单位"]),
        SheetColumn("items", "检查事项", ["抽查事项", "抽查事项编码", "事项编码"]),
        SheetColumn("on", "检查日期", ["检查完成日期", "检查时间", "日期"], required: true),
        SheetColumn("inspectors", "检查人员工号", ["检查人员", "执法人员", "工号"]), SheetColumn("result", "检查结果", ["结果"]),
        SheetColumn("task", "任务编号", ["抽查任务编号"]),
    ]
}
