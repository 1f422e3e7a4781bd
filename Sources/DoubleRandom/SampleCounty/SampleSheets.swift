import Ledger

extension SampleCounty {
    private static let mark = "（虚构数据，仅供演示）"

    /// The county's sheets as an office would send them: name and bytes.
    public var sheets: [(name: String, bytes: Bytes)] {
        [
            ("items.csv", Self.itemSheet(SampleCatalogue.items)),
            ("items-retired.csv", Self.itemSheet(SampleCatalogue.retired)),
            ("objects.csv", objectSheet(objects)), ("objects-next.csv", objectSheet(nextObjects)),
            ("objects-faulty.csv", faultySheet), ("inspectors.csv", inspectorSheet(validTo: \.validTo)),
            ("relations.csv", relationSheet),
            ("plan-lines.csv", planSheet(year: 2024, plan: Self.planNumber) { ($0.from, $0.to) }),
            ("tasks.csv", taskSheet),
        ]
    }

    /// The registry half a year later: two firms deregistered, one moved out, one idle, two renamed, five new, six missing.
    public var nextObjects: [Object] {
        var next = objects
        next[210].state = "注销"
        next[211].state = "注销"
        next[120].state = "迁出"
        next[250].state = "歇业"
        next[300].name += "（更名）"
        next[301].name += "（更名）"
        next.removeSubrange(400..<406)
        guard let region = try? RegionCode("130283".utf8) else { return next }
        for number in 1...5 {
            var object = objects[600]
            object.kind = .enterprise
            object.code =
                SocialCreditCode.complete(
                    prefix: "91", region: region, organisation: Bytes("DEN0000\(number)".utf8))?.description ?? ""
            object.name = "迁安市示例新设\(number)号美容美发有限公司"
            object.tags = ["美容美发洗染"]
            object.established = "2024-05-0\(number)"
            object.credit = "B"
            next.append(object)
        }
        return next
    }

    private static func itemSheet(_ items: [SampleCatalogue.Item]) -> Bytes {
        var sheet = SheetWriter()
        let header = [
            "单位名称", "序号", "事项编码", "检查项目", "检查事项", "事项类别", "检查对象", "检查主体", "检查依据", "检查方式", "检查内容", "抽查比例",
            "抽查频次", "是否适用跨部门联合“双随机”抽查", "联合部门", "备注",
        ]
        sheet.row(["迁安市示例商务局随机抽查事项清单\(mark)"] + blank(header.count - 1))
        sheet.row(header)
        for (number, item) in items.enumerated() {
            sheet.row([
                number == 0 ? "迁安市示例商务局" : "", "\(number + 1)", item.code, item.category, item.name,
                item.isKey ? "重点检查事项" : "一般检查事项", item.tag, "县级商务主管部门", item.basis, "实地核查、书面检查", item.content,
                item.ratio, "每年1次", item.joint.isEmpty ? "否" : "是",
                item.joint.isEmpty ? "无" : item.joint.joined(separator: "、"), "",
            ])
        }
        return sheet.bytes
    }

    private static let objectHeader = [
        "序号", "对象类型", "统一社会信用代码/注册号", "企业名称", "法定代表人/负责人", "住所", "经营地址", "登记机关", "管辖单位", "成立日期",
        "登记状态", "专项库名称", "对应专项库监管标签", "许可证名称", "许可证编号", "有效期至", "信用风险等级", "无代码原因",
    ]

    private func objectSheet(_ objects: [Object]) -> Bytes {
        var sheet = SheetWriter()
        sheet.row(["检查对象名录库\(Self.mark)"] + Self.blank(Self.objectHeader.count - 1))
        sheet.row(Self.objectHeader)
        for (number, object) in objects.enumerated() { sheet.row(Self.cells(object, number + 1)) }
        sheet.row(["合计", "\(objects.count)户"] + Self.blank(Self.objectHeader.count - 2))
        return sheet.bytes
    }

    private static func cells(_ object: Object, _ number: Int) -> [String] {
        [
            "\(number)", object.kind.rawValue, object.code, object.name, object.principal, object.address,
            object.address, "迁安市市场监督管理局", "", object.established, object.state, object.library,
            object.tags.joined(separator: "，"), object.licence,
            object.licence.isEmpty ? "" : "示例\(object.code.suffix(6))号",
            object.licence.isEmpty ? "" : "长期", object.credit, object.kind == .unlicensed ? "无证无照" : "",
        ]
    }

    /// Rows that must be refused or doubted, each for another reason.
    private var faultySheet: Bytes {
        var sheet = SheetWriter()
        sheet.row(["有问题的来表\(Self.mark)"] + Self.blank(Self.objectHeader.count - 1))
        sheet.row(Self.objectHeader)
        var rows: [Object] = (0..<10).map { objects[500 + $0] }
        for position in rows.indices { rows[position].name = "迁安市示例来表\(position + 1)号店" }
        // A wrong check character, letters swapped, a damaged number, 17 characters, lower and full width.
        rows[0].code = String(rows[0].code.dropLast()) + (rows[0].code.hasSuffix("A") ? "B" : "A")
        rows[1].code = "91130283MA0DME013B"
        rows[2].code = "9.11302E+17"
        rows[3].code = String(rows[3].code.dropLast())
        rows[4].code = rows[4].code.lowercased()
        rows[5].code = ""
        rows[6].code = rows[7].code
        rows[6].kind = rows[7].kind
        rows[8].established = "24.9.10"
        rows[9].state = "吊销"
        for (number, object) in rows.enumerated() { sheet.row(Self.cells(object, number + 1)) }
        sheet.row(Self.cells(rows[9], 11))
        return sheet.bytes
    }

    /// The sheet of inspectors, with the days on which certificates end.
    func inspectorSheet(validTo: (Inspector) -> String) -> Bytes {
        var sheet = SheetWriter()
        let header = [
            "单位工号", "姓名", "身份证号", "执法事项范围", "地区", "层级", "担任职务", "所属主体全称", "所在业务部门(机构)", "人员性质", "是否专家", "执法证编号",
            "执法证有效期", "执法证发证机关", "执法人员状态",
        ]
        sheet.row(["执法检查人员名录库\(Self.mark)"] + Self.blank(header.count - 1))
        sheet.row(header)
        for inspector in inspectors {
            sheet.row([
                inspector.staff, inspector.name, inspector.identity, inspector.items.joined(separator: "，"), "迁安市",
                "县级",
                "一般干部", "迁安市示例商务局", inspector.section, inspector.role, inspector.role == "专家" ? "是" : "否",
                inspector.certificate, validTo(inspector), inspector.certificate.isEmpty ? "" : "示例发证机关", "有效",
            ])
        }
        return sheet.bytes
    }

    private var relationSheet: Bytes {
        var sheet = SheetWriter()
        sheet.row(["单位工号", "统一社会信用代码", "关系"])
        for relation in relations { sheet.row([relation.staff, relation.object, relation.relation]) }
        return sheet.bytes
    }

    /// The sheet of plan lines, with the windows of the lines.
    func planSheet(year: Int, plan: String, window: (SampleCatalogue.Line) -> (from: String, to: String)) -> Bytes {
        var sheet = SheetWriter()
        let header = [
            "序号", "抽查计划编号", "任务名称", "抽查事项", "检查对象范围", "抽取类型", "抽查户数", "抽查比例", "检查方式", "组织层级", "实施层级", "抽取日期自",
            "至", "抽查完成时限", "牵头部门", "参与部门", "备注",
        ]
        sheet.row(["\(year)年度抽查工作计划表\(Self.mark)"] + Self.blank(header.count - 1))
        sheet.row(header)
        for (number, line) in SampleCatalogue.lines.enumerated() {
            let (from, to) = window(line)
            sheet.row([
                "\(number + 1)", plan, line.name, line.items.joined(separator: "，"), line.tag, "定向", "",
                line.ratio,
                "实地核查、书面检查", "县级", "县级", from, to, to, "迁安市示例商务局",
                line.departments.joined(separator: "、"), line.note,
            ])
        }
        return sheet.bytes
    }

    private var taskSheet: Bytes {
        var sheet = SheetWriter()
        sheet.row(["抽查任务编号", "任务名称", "任务来源", "计划行", "抽取日期", "首次检查日期", "演示情形"])
        for task in tasks {
            sheet.row([
                task.number.description, task.name, task.line == nil ? "临时任务" : "年度计划", task.line.map { "\($0)" } ?? "",
                task.drawn.description, task.visit.description, task.edges.map(\.rawValue).joined(separator: "，"),
            ])
        }
        return sheet.bytes
    }

    private static func blank(_ count: Int) -> [String] { Array(repeating: "", count: count) }
}
