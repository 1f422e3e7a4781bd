import Ledger

/// A row of 检查对象名录库, domain dossier 2.2.
public struct ObjectRow: SheetRow, Equatable {
    /// 许可证.
    public struct Licence: Sendable, Hashable {
        /// 许可证名称.
        public let name: Bytes?
        /// 许可证编号.
        public let number: Bytes?
        /// 许可批准日期.
        public let issued: CivilDate?
        /// 有效期至.
        public let expires: SheetDate?
        /// 许可发证机关.
        public let issuer: Bytes?

        var canonical: Bytes {
            let parts: [Bytes] = [
                name ?? [], number ?? [], issued.map { Bytes($0.description.utf8) } ?? [], expires?.text ?? [],
                issuer ?? [],
            ]
            return Bytes(parts.joined(separator: [0x7C]))
        }
    }

    /// 对象编号, where the sheet came from the registry.
    public let id: ObjectID?
    /// 对象类型; nil where neither the sheet nor a code says it.
    public let kind: ObjectKind?
    /// 统一社会信用代码.
    public let code: SocialCreditCode?
    /// 注册号.
    public let registration: RegistrationNumber?
    /// 无代码原因.
    public let codeless: Bytes?
    /// 名称.
    public let name: Bytes
    /// 法定代表人/负责人; personal.
    public let principal: Bytes?
    /// 联络员; personal.
    public let liaison: Bytes?
    /// 电话; personal.
    public let telephone: Bytes?
    /// 住所.
    public let registered: Bytes?
    /// 经营地址.
    public let business: Bytes?
    /// 登记机关.
    public let authority: Bytes?
    /// 管辖单位.
    public let jurisdiction: Bytes?
    /// 成立日期.
    public let established: CivilDate?
    /// 经营范围.
    public let scope: Bytes?
    /// 登记状态, in the words of the list where it is known there.
    public let state: Bytes?
    /// 专项库.
    public private(set) var libraries: [Bytes]
    /// 监管标签.
    public private(set) var tags: [Bytes]
    /// 许可证.
    public private(set) var licences: [Licence]
    /// 检查机关.
    public let inspecting: Bytes?
    /// 信用风险等级, a class of whatever scale the source uses.
    public let credit: Bytes?

    public static var kind: SheetKind { .objects }
    public static var mergeableColumns: [String] { ["library", "tags", "licences"] }

    /// The code, else the registration number, that records carry.
    public var anyCode: Bytes? { code?.bytes ?? registration?.bytes }

    public var keys: [Bytes] {
        var keys: [Bytes] = []
        if let code { keys.append(Bytes("code/".utf8) + code.bytes) }
        if let registration { keys.append(Bytes("code/".utf8) + registration.bytes) }
        if keys.isEmpty, let likeness { keys.append(likeness) }
        return keys
    }

    public var likeness: Bytes? {
        guard let address = business ?? registered else { return nil }
        return ObjectRow.likeness(name: name, address: address)
    }

    /// What identifies an object that has no code: its name and address, as they are compared.
    public static func likeness(name: Bytes, address: Bytes) -> Bytes {
        Bytes("name/".utf8) + ComparisonText.key(name) + [0x7C] + ComparisonText.key(address)
    }

    public var fields: [SheetField] {
        func day(_ date: CivilDate?) -> Bytes? { date.map { Bytes($0.description.utf8) } }
        func list(_ list: [Bytes]) -> Bytes? {
            list.isEmpty ? nil : Bytes(list.sorted { $0.lexicographicallyPrecedes($1) }.joined(separator: "，".utf8))
        }
        return [
            SheetField("kind", kind?.bytes), SheetField("code", code?.bytes),
            SheetField("registration", registration?.bytes), SheetField("codeless", codeless),
            SheetField("name", name), SheetField("principal", principal), SheetField("liaison", liaison),
            SheetField("telephone", telephone), SheetField("registered", registered), SheetField("business", business),
            SheetField("authority", authority), SheetField("jurisdiction", jurisdiction),
            SheetField("established", day(established)), SheetField("scope", scope), SheetField("state", state),
            SheetField("library", list(libraries)), SheetField("tags", list(tags)),
            SheetField("licences", list(licences.map(\.canonical))), SheetField("inspecting", inspecting),
            SheetField("credit", credit),
        ]
    }

    public func merging(_ other: ObjectRow) -> ObjectRow {
        var merged = self
        merged.libraries += other.libraries.filter { !libraries.contains($0) }
        merged.tags += other.tags.filter { !tags.contains($0) }
        merged.licences += other.licences.filter { !licences.contains($0) }
        return merged
    }

    public static func read(_ reader: inout RowReader) -> ObjectRow? {
        let name = reader.text("name", limit: 200, required: true)
        let (code, registration, isReadable) = readCodes(&reader)
        let kind = readKind(&reader, code: code, registration: registration)
        let codeless = reader.text("codeless", limit: 200) ?? (kind == .unlicensed ? ObjectKind.unlicensed.bytes : nil)
        let takesCode = kind != .product && kind != .project && kind != .behaviour
        if code == nil, registration == nil, isReadable, codeless == nil, takesCode {
            reader.find(.rowCodeMissing, .refusal, reader.has("code") ? "code" : nil)
        }
        let id = readID(&reader)
        guard let name else { return nil }
        return ObjectRow(
            id: id, kind: kind, code: code, registration: registration,
            codeless: code == nil && registration == nil ? codeless : nil, name: name,
            principal: reader.text("principal", limit: 50), liaison: reader.text("liaison", limit: 50),
            telephone: reader.telephone("telephone"), registered: reader.text("registered", limit: 400),
            business: reader.text("business", limit: 400), authority: reader.text("authority", limit: 100),
            jurisdiction: reader.text("jurisdiction", limit: 100), established: reader.pastDay("established"),
            scope: reader.text("scope", limit: 2_000), state: readState(&reader),
            libraries: reader.list("library", limit: 1_000), tags: reader.list("tags", limit: 2_000),
            licences: readLicence(&reader).map { [$0] } ?? [], inspecting: reader.text("inspecting", limit: 100),
            credit: reader.text("credit", limit: 20))
    }

    /// Both codes, from whichever column they stand in; false where a code is there that cannot be read.
    private static func readCodes(
        _ reader: inout RowReader
    ) -> (SocialCreditCode?, RegistrationNumber?, isReadable: Bool) {
        var code: SocialCreditCode?
        var registration: RegistrationNumber?
        var isReadable = true
        for column in ["code", "registration"] where reader.text(column, limit: 60) != nil {
            let raw = reader.raw(column)
            let isNumber = TypedText(code: raw).bytes.isDigits(15)
            do {
                let undone: [Normalisation]
                let warnings: [DoubleRandomError]
                if isNumber || (column == "registration" && TypedText(code: raw).bytes.count != 18) {
                    let reading = try RegistrationNumber.read(raw)
                    registration = registration ?? reading.number
                    (undone, warnings) = (reading.undone, reading.warnings)
                } else {
                    let reading = try SocialCreditCode.read(raw)
                    code = code ?? reading.code
                    (undone, warnings) = (reading.undone, reading.warnings)
                }
                if !undone.isEmpty { reader.find(.codeNormalised, .note, column) }
                for warning in warnings { reader.find(warning, .warning, column) }
            } catch {
                // A bad registration number beside a good code is a doubt: the code identifies.
                reader.find(error, code == nil ? .refusal : .warning, column)
                isReadable = code != nil
            }
        }
        if let code, let region = reader.context.region, let given = code.region, given.province != region.province {
            reader.find(.rowForeignRegion, .warning, "code", given.description)
        }
        return (code, registration, isReadable)
    }

    private static func readKind(
        _ reader: inout RowReader, code: SocialCreditCode?, registration: RegistrationNumber?
    ) -> ObjectKind? {
        let implied = code?.kind ?? registration?.kind
        guard let word = reader.text("kind", limit: 100) else { return implied }
        guard let kind = ObjectKind(word) else {
            reader.find(.rowWord, implied == nil ? .refusal : .warning, "kind", word.prefix(40).text)
            return implied
        }
        // Registration numbers tell kinds less surely, and an office of a foreign firm has a code like a firm's.
        let told: [ObjectKind] = [.enterprise, .individual, .cooperative]
        if let implied = code?.kind, told.contains(kind), implied != kind {
            reader.find(.rowKindDiffers, .warning, "kind", "\(kind.rawValue) ≠ \(implied.rawValue)")
            return implied
        }
        return kind
    }

    private static func readState(_ reader: inout RowReader) -> Bytes? {
        guard let word = reader.text("state", limit: 60) else { return nil }
        let states = reader.context.registerStates
        let key = ComparisonText.key(word)
        // What registers write for the states of the list.
        let standing = ["在业", "在营", "开业", "正常", "存续(在营,开业,在册)", "在营(开业)企业", "存续(在营,开业,在册)企业", "登记成立"]
        let idle = ["停业", "休业", "歇业中"]
        let revoked = ["吊销,未注销", "吊销未注销", "已吊销"]
        let cancelled = ["已注销", "吊销,已注销", "吊销已注销"]
        let alias: String? =
            if standing.contains(where: { ComparisonText.key($0.utf8) == key }) {
                "存续"
            } else if idle.contains(where: { ComparisonText.key($0.utf8) == key }) {
                "歇业"
            } else if revoked.contains(where: { ComparisonText.key($0.utf8) == key }) {
                "吊销"
            } else if cancelled.contains(where: { ComparisonText.key($0.utf8) == key }) {
                "注销"
            } else {
                nil
            }
        guard let entry = states[word] ?? alias.flatMap({ states[Bytes($0.utf8)] }) else {
            reader.find(.rowWord, .warning, "state", word.prefix(40).text)
            return word
        }
        if entry.has("gone") { reader.find(.rowGone, .warning, "state", entry.wording.text) }
        return entry.wording
    }

    private static func readLicence(_ reader: inout RowReader) -> Licence? {
        let licence = Licence(
            name: reader.text("licenceName", limit: 100), number: reader.text("licenceNumber", limit: 100),
            issued: reader.pastDay("licenceIssued"), expires: reader.date("licenceExpires"),
            issuer: reader.text("licenceIssuer", limit: 100))
        if let issued = licence.issued, let expires = licence.expires?.day, expires < issued {
            reader.find(.rowDateOrder, .warning, "licenceExpires", "\(issued) > \(expires)")
        }
        return licence.name == nil && licence.number == nil ? nil : licence
    }

    private static func readID(_ reader: inout RowReader) -> ObjectID? {
        guard let text = reader.text("id", limit: 100) else { return nil }
        do {
            return try ObjectID(text)
        } catch {
            reader.find(error, .refusal, "id")
            return nil
        }
    }
}
