import Ledger

/// A row of 执法检查人员名录库, domain dossier 2.3. Name, identity number and telephone are personal.
public struct InspectorRow: SheetRow, Equatable {
    /// 单位工号, unique in the unit.
    public let staff: Bytes
    /// 姓名; personal.
    public let name: Bytes
    /// 性别; personal.
    public let sex: Bytes?
    /// 身份证号; personal, never published.
    public let identity: IdentityNumber?
    /// 手机号; personal.
    public let mobile: Bytes?
    /// 学历 and 学历专业; personal.
    public let education: Bytes?
    /// 学历专业; personal.
    public let major: Bytes?
    /// 岗位大类.
    public let duty: Bytes?
    /// 从事本岗起始日期.
    public let since: CivilDate?
    /// 岗位资质资格, 业务专长.
    public let skills: [Bytes]
    /// 执法事项范围, item codes or words; empty means all.
    public let items: [Bytes]
    /// 地区.
    public let area: Bytes?
    /// 层级.
    public let level: Bytes?
    /// 担任职务.
    public let post: Bytes?
    /// 所属主体全称.
    public let unit: Bytes?
    /// 所在业务部门(机构).
    public let section: Bytes?
    /// 人员性质.
    public let role: Bytes?
    /// 是否专家; experts never count toward the two officers (R5).
    public let isExpert: Bool
    /// 执法证编号.
    public let certificate: Bytes?
    /// The first day of validity.
    public let validFrom: CivilDate?
    /// 执法证有效期, the last day.
    public let validTo: SheetDate?
    /// 执法证发证机关.
    public let issuer: Bytes?
    /// 执法人员状态.
    public let status: Bytes?

    public static var kind: SheetKind { .inspectors }

    public var keys: [Bytes] {
        var keys = [Bytes("staff/".utf8) + ComparisonText.key(unit ?? []) + [0x7C] + ComparisonText.key(staff)]
        if let certificate { keys.append(Bytes("certificate/".utf8) + ComparisonText.key(certificate)) }
        if let identity { keys.append(Bytes("identity/".utf8) + identity.bytes) }
        return keys
    }

    public var fields: [SheetField] {
        func day(_ date: CivilDate?) -> Bytes? { date.map { Bytes($0.description.utf8) } }
        func list(_ list: [Bytes]) -> Bytes? { list.isEmpty ? nil : Bytes(list.joined(separator: "，".utf8)) }
        return [
            SheetField("staff", staff), SheetField("name", name), SheetField("sex", sex),
            SheetField("identity", identity?.bytes), SheetField("mobile", mobile), SheetField("education", education),
            SheetField("major", major), SheetField("duty", duty), SheetField("since", day(since)),
            SheetField("skills", list(skills)), SheetField("items", list(items)), SheetField("area", area),
            SheetField("level", level), SheetField("post", post), SheetField("unit", unit),
            SheetField("section", section), SheetField("role", role),
            SheetField("expert", Bytes((isExpert ? "是" : "否").utf8)), SheetField("certificate", certificate),
            SheetField("validFrom", day(validFrom)), SheetField("validTo", validTo?.text),
            SheetField("issuer", issuer), SheetField("status", status),
        ]
    }

    public static func read(_ reader: inout RowReader) -> InspectorRow? {
        let name = reader.text("name", limit: 50, required: true)
        let staff = reader.text("staff", limit: 60, required: true)
        if let staff, TypedText(code: staff).isDamagedNumber { reader.find(.codeDamaged, .refusal, "staff") }
        var identity: IdentityNumber?
        if reader.text("identity", limit: 60) != nil {
            do {
                let reading = try IdentityNumber.read(reader.raw("identity"))
                identity = reading.number
                if !reading.undone.isEmpty { reader.find(.codeNormalised, .note, "identity") }
            } catch {
                reader.find(error, .refusal, "identity")
            }
        }
        let role = reader.text("role", limit: 60)
        let isExpert = reader.flag("expert") ?? (role.map { Bytes("专家".utf8) == $0 } ?? false)
        var certificate = reader.text("certificate", limit: 100)
        if let text = certificate, TypedText(code: text).isDamagedNumber {
            reader.find(.codeDamaged, .refusal, "certificate", text.prefix(30).text)
            certificate = nil
        }
        let validFrom = reader.date("validFrom")?.day
        // Only dates say whether an officer counts on a visit day, so a date that cannot be read refuses.
        let validTo = reader.date("validTo", .refusal)
        if certificate == nil || validTo == nil, !isExpert, reader.raw("validTo").isEmpty || validTo != nil {
            reader.find(.rowCertificateMissing, .warning, certificate == nil ? "certificate" : "validTo")
        }
        if let last = validTo?.day {
            if let today = reader.context.today, last < today {
                reader.find(.rowCertificateExpired, .warning, "validTo", last.description)
            }
            if let validFrom, last < validFrom { reader.find(.rowDateOrder, .refusal, "validTo") }
        }
        let row = (
            sex: reader.text("sex", limit: 10), mobile: reader.telephone("mobile"),
            education: reader.text("education", limit: 60), major: reader.text("major", limit: 100),
            duty: reader.text("duty", limit: 100), since: reader.pastDay("since"),
            skills: reader.list("skills", limit: 1_000), items: reader.list("items", limit: 4_000),
            area: reader.text("area", limit: 100), level: reader.text("level", limit: 20),
            post: reader.text("post", limit: 60), unit: reader.text("unit", limit: 100),
            section: reader.text("section", limit: 100), issuer: reader.text("issuer", limit: 100),
            status: reader.text("status", limit: 20)
        )
        guard let name, let staff else { return nil }
        return InspectorRow(
            staff: staff, name: name, sex: row.sex, identity: identity, mobile: row.mobile, education: row.education,
            major: row.major, duty: row.duty, since: row.since, skills: row.skills, items: row.items, area: row.area,
            level: row.level, post: row.post, unit: row.unit, section: row.section, role: role, isExpert: isExpert,
            certificate: certificate, validFrom: validFrom, validTo: validTo, issuer: row.issuer, status: row.status)
    }
}
