// A county that does not exist, with everything that an office has to deal with in a year (domain dossier section 7):
// 680 objects, 24 inspectors and 2 experts, 12 plan lines, 14 tasks, and the awkward cases. The same seed and scale give
// the same bytes on every machine.
//
// All enterprises and people are invented and say so (示例). The organisation codes begin with DEM, identity numbers
// with 139999: neither is given to anybody.

import Ledger

/// 示例县, the sample county.
public struct SampleCounty: Sendable {
    /// An object of the sample.
    public struct Object: Sendable {
        /// 企业, 个体工商户 and so on.
        public var kind: ObjectKind
        /// Unified code, registration number, or empty.
        public var code: String
        /// 名称.
        public var name: String
        /// 法定代表人/负责人, invented.
        public var principal: String
        /// 住所 and 经营地址.
        public var address: String
        /// 成立日期.
        public var established: String
        /// 登记状态.
        public var state: String
        /// 专项库.
        public var library: String
        /// 监管标签.
        public var tags: [String]
        /// 许可证名称, or empty.
        public var licence: String
        /// 信用风险等级.
        public var credit: String
    }

    /// An inspector or expert of the sample.
    public struct Inspector: Sendable {
        /// 单位工号.
        public let staff: String
        /// 姓名, invented.
        public let name: String
        /// 身份证号 of a region that does not exist.
        public let identity: String
        /// 所在业务部门.
        public let section: String
        /// 人员性质.
        public let role: String
        /// 执法证编号, or empty.
        public let certificate: String
        /// 执法证有效期, or empty.
        public let validTo: String
        /// 执法事项范围; empty means all.
        public let items: [String]
    }

    /// A declared relation (回避申报).
    public struct Relation: Sendable {
        /// 单位工号.
        public let staff: String
        /// Code or name of the object.
        public let object: String
        /// 关系.
        public let relation: String
    }

    /// A task of the year.
    public struct Task: Sendable {
        /// 抽查任务编号.
        public let number: TaskNumber
        /// 任务名称.
        public let name: String
        /// The plan line, 1 to 12; nil for a 临时任务.
        public let line: Int?
        /// 抽取日期.
        public let drawn: CivilDate
        /// 检查日期 of the first visit.
        public let visit: CivilDate
        /// The awkward cases that are played in it.
        public let edges: [Edge]
    }

    /// An awkward case of the recipe.
    public enum Edge: String, Sendable, CaseIterable {
        case firmInThreeItems, branch, deregisteredBeforeVisit, movedOut, oldNumberOnly, unlicensed, badCheckDigit
        case oneCodeTwoNames, poolBelowTwoInspectors, stratumOfOne, ratioGivesNone, eveOfSpringFestival
        case certificateEndsOnVisitDay, objectionUpheld, penaltyAnnulled, leadOfRealNameInformant, planAdjustedInJune
        case voidedDraw, latePublication, reviewerIsInspector
    }

    /// The seed.
    public let seed: UInt64
    /// 1 for the recipe, 100 for a large office.
    public let scale: Int
    /// 检查对象.
    public private(set) var objects: [Object] = []
    /// 执法人员 and 专家.
    public private(set) var inspectors: [Inspector] = []
    /// 回避申报.
    public private(set) var relations: [Relation] = []
    /// 抽查任务.
    public private(set) var tasks: [Task] = []

    /// 年度计划编号.
    public static let planNumber = "13028320241001"
    /// Result wordings with their shares in a thousand.
    public static let resultShares: [(wording: String, permille: Int)] = [
        ("未发现问题", 820), ("发现问题已责令改正", 80), ("发现问题待后续处理", 30), ("通过登记的住所（经营场所）无法联系", 30),
        ("未发现开展本次抽查涉及的经营活动", 30), ("不配合检查情节严重", 10),
    ]

    private var random: SampleRandom
    private var serial = 0

    /// Makes a county; nil for a scale outside 1 to 100.
    public init?(seed: UInt64, scale: Int = 1) {
        guard (1...100).contains(scale), let region = try? RegionCode("130283".utf8) else { return nil }
        self.seed = seed
        self.scale = scale
        random = SampleRandom(seed: seed)
        makeObjects(region)
        makeInspectors()
        makeTasks(region)
    }

    /// The result of the n-th inspection, by the shares of the recipe; the same for the same county.
    public func result(of inspection: Int) -> String {
        var own = SampleRandom(seed: seed ^ UInt64(bitPattern: Int64(inspection)) &* 0x2545_F491_4F6C_DD1D)
        var left = own.below(1_000)
        for (wording, share) in Self.resultShares {
            if left < share { return wording }
            left -= share
        }
        return Self.resultShares[0].wording
    }

    // MARK: Objects

    private mutating func makeObjects(_ region: RegionCode) {
        for sector in SampleCatalogue.sectors {
            let offset = random.below(SampleCatalogue.first.count * SampleCatalogue.second.count)
            for position in 0..<sector.count * scale {
                objects.append(object(of: sector, position, offset, region))
            }
        }
        rate()
        arrange(region)
    }

    private mutating func object(
        of sector: SampleCatalogue.Sector, _ position: Int, _ offset: Int, _ region: RegionCode
    ) -> Object {
        let isEnterprise = random.below(100) < sector.enterprises
        let kind: ObjectKind = isEnterprise ? .enterprise : .individual
        let combinations = SampleCatalogue.first.count * SampleCatalogue.second.count
        // 7 and the number of combinations share no divisor, so that names repeat only after a whole round.
        let combination = (offset + position * 7) % combinations
        let round = position / combinations
        let syllables =
            "\(SampleCatalogue.first[combination % SampleCatalogue.first.count])"
            + "\(SampleCatalogue.second[combination / SampleCatalogue.first.count])"
        let suffix = sector.suffixes[position % sector.suffixes.count]
        let name =
            "迁安市示例\(syllables)\(round == 0 ? "" : "\(round + 1)号")\(suffix)" + (isEnterprise ? "有限公司" : "")
        let year = 2003 + random.below(20)
        return Object(
            kind: kind, code: code(isEnterprise ? "91" : "92", region), name: name,
            principal: "\(random.pick(SampleCatalogue.surnames))某",
            address:
                "迁安市\(random.pick(SampleCatalogue.towns))\(random.pick(SampleCatalogue.roads))\(1 + random.below(200))号",
            established: Self.date(year, 1 + random.below(12), 1 + random.below(28)), state: "存续",
            library: sector.library, tags: [sector.tag], licence: sector.licence ?? "", credit: "B")
    }

    private mutating func code(_ prefix: StaticString, _ region: RegionCode) -> String {
        serial += 1
        let digits = String(100_000 + serial).dropFirst()
        return SocialCreditCode.complete(prefix: prefix, region: region, organisation: Bytes("DEM\(digits)".utf8))?
            .description ?? ""
    }

    /// Classes A 4.2 %, C 3.2 %, D 0.6 % (2 at least), the others B; one stratum of one object.
    private mutating func rate() {
        // The stratum of one: exactly one D among the dealers in used appliances.
        let single = objects.firstIndex { $0.tags == ["旧电器流通"] } ?? 0
        var order = objects.indices.filter { objects[$0].tags != ["旧电器流通"] }
        random.shuffle(&order)
        let (a, c, d) = (objects.count * 42 / 1_000, objects.count * 32 / 1_000, max(2, objects.count * 6 / 1_000))
        for (rank, position) in order.prefix(a + c + d).enumerated() {
            objects[position].credit = rank < a ? "A" : rank < a + c ? "C" : "D"
        }
        objects[single].credit = "D"
    }

    /// The awkward objects, in fixed places of their sectors.
    private mutating func arrange(_ region: RegionCode) {
        func places(_ tag: String) -> [Int] {
            objects.indices.filter { objects[$0].tags.first.map { $0.utf8.elementsEqual(tag.utf8) } ?? false }
        }
        let recycling = places("再生资源回收")
        let catering = places("餐饮")
        let firm = places("加油站")[0]
        objects[firm].kind = .enterprise
        objects[firm].code = code("91", region)
        objects[firm].name = "迁安市示例三用商贸有限公司"
        objects[firm].tags = ["加油站", "发卡企业", "零售"]
        let branch = places("零售")[1]
        objects[branch].kind = .enterprise
        objects[branch].code = code("91", region)
        objects[branch].name = "迁安市示例三用商贸有限公司滨河分公司"
        for number in 0..<2 {
            let old = catering[number]
            objects[old].kind = .individual
            objects[old].code =
                RegistrationNumber.complete(Bytes("1302836999900\(number)".utf8))?.description ?? ""
            objects[old].name = "迁安市示例老字号饭店\(SampleCatalogue.stems[number])"
            let unlicensed = recycling[number]
            objects[unlicensed].kind = .unlicensed
            objects[unlicensed].code = ""
            objects[unlicensed].name = "示例流动回收点\(SampleCatalogue.stems[number])"
        }
        for number in 2..<2 + 8 * scale {
            let cooperative = recycling[number]
            objects[cooperative].kind = .cooperative
            objects[cooperative].code = code("93", region)
            objects[cooperative].name = "迁安市示例\(number - 1)号再生资源农民专业合作社"
        }
    }

    // MARK: Inspectors

    private mutating func makeInspectors() {
        let total = 24 * scale
        for number in 0..<total + 2 * scale {
            // Of each 24: 18 valid, 2 ending within the year, 2 ended, 2 without certificate.
            let place = number % 24
            let isExpert = number >= total
            let hasCertificate = !isExpert && place < 22
            let validTo =
                switch place {
                case ..<18: Self.date(2026 + place % 3, 12, 31)
                case 18: "2024-09-18"
                case 19: "2024-06-30"
                case 20: "2023-12-31"
                default: "2022-06-30"
                }
            let surname = SampleCatalogue.surnames[number % SampleCatalogue.surnames.count]
            let rank = number / SampleCatalogue.surnames.count
            let given = rank == 0 ? "" : "\(rank)"
            // The two of the section for labour abroad are the only ones for its item.
            let isAbroad = !isExpert && (place == 16 || place == 17)
            inspectors.append(
                Inspector(
                    staff: String(String(1_000_000 + number + 1).dropFirst(3)),
                    name: "\(surname)某\(SampleCatalogue.stems[number % 10])\(given)", identity: identity(number),
                    section: isAbroad ? "外贸外经科" : SampleCatalogue.sections[place < 12 ? 0 : 1 + place % 6],
                    role: isExpert ? "专家" : hasCertificate ? "行政执法类公务员" : "日常监管人员",
                    certificate: hasCertificate ? "冀B示例\(10_000 + number)" : "", validTo: hasCertificate ? validTo : "",
                    items: isAbroad ? ["SW-12-01"] : []))
        }
        let abroad = objects.first { $0.tags == ["对外劳务合作"] }
        let others = [(0, 3, "配偶在该单位任职"), (1, 110, "近姻亲"), (2, 200, "直系血亲"), (5, 300, "三代以内旁系血亲"), (7, 410, "持有股份")]
        if let abroad { relations.append(Relation(staff: inspectors[16].staff, object: abroad.code, relation: "近姻亲")) }
        for (person, object, relation) in others {
            relations.append(
                Relation(staff: inspectors[person].staff, object: objects[object].code, relation: relation))
        }
    }

    private mutating func identity(_ number: Int) -> String {
        let birth = Self.date(1970 + random.below(28), 1 + random.below(12), 1 + random.below(28))
            .filter { $0 != "-" }
        // A region that does not exist; the next one where the numbers of a day are used up.
        let digits = "13999\(9 - number / 999 % 10)\(birth)\(String(1_000 + number % 999).dropFirst())"
        return IdentityNumber.complete(Bytes(digits.utf8))?.bytes.text ?? ""
    }

    // MARK: Tasks

    private mutating func makeTasks(_ region: RegionCode) {
        let plan: [(line: Int?, name: String?, drawn: String, visit: String, edges: [Edge])] = [
            (nil, "预付卡投诉线索专项检查", "2024-02-09", "2024-02-09", [.leadOfRealNameInformant, .eveOfSpringFestival]),
            (1, nil, "2024-03-12", "2024-03-18", [.firmInThreeItems, .objectionUpheld]),
            (2, nil, "2024-04-09", "2024-04-16", [.voidedDraw, .penaltyAnnulled]),
            (8, "餐饮业经营抽查（第一批）", "2024-04-10", "2024-04-17", [.oldNumberOnly, .deregisteredBeforeVisit]),
            (3, nil, "2024-05-07", "2024-05-13", []), (4, nil, "2024-05-08", "2024-05-14", [.movedOut]),
            (5, nil, "2024-06-04", "2024-06-11", []), (6, nil, "2024-06-05", "2024-06-12", [.latePublication]),
            (9, nil, "2024-07-02", "2024-07-09", [.planAdjustedInJune, .unlicensed]),
            (10, nil, "2024-08-06", "2024-08-13", [.stratumOfOne, .ratioGivesNone]),
            (7, nil, "2024-09-03", "2024-09-10", [.branch, .reviewerIsInspector]),
            (8, "餐饮业经营抽查（第二批）", "2024-09-10", "2024-09-18", [.certificateEndsOnVisitDay]),
            (11, nil, "2024-09-10", "2024-09-19", []), (12, nil, "2024-10-09", "2024-10-15", [.poolBelowTwoInspectors]),
        ]
        for entry in plan {
            guard let drawn = CivilDate(entry.drawn.utf8), let visit = CivilDate(entry.visit.utf8),
                let number = try? TaskNumber.next(region: region, on: drawn, after: tasks.map(\.number))
            else { continue }
            tasks.append(
                Task(
                    number: number,
                    name: entry.name ?? entry.line.map { SampleCatalogue.lines[$0 - 1].name } ?? "", line: entry.line,
                    drawn: drawn, visit: visit, edges: entry.edges))
        }
    }

    private static func date(_ year: Int, _ month: Int, _ day: Int) -> String {
        CivilDate(year: year, month: month, day: day)?.description ?? ""
    }
}
