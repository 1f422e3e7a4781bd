import Ledger

/// 对象类型, the kinds of objects that can be drawn (domain dossier 2.2). The value is the word that records carry.
public enum ObjectKind: String, Sendable, Hashable, CaseIterable {
    case enterprise = "企业"
    case individual = "个体工商户"
    case cooperative = "农民专业合作社"
    case foreignOffice = "外企代表机构"
    case organisation = "非企业单位"
    case unlicensed = "无证无照户"
    case product = "产品"
    case project = "项目"
    case behaviour = "行为"

    /// Reads the words of clerks and registers, or gives nil.
    public init?(_ text: some Collection<UInt8>) {
        let word = String(decoding: Array(text), as: UTF8.self)
        if let kind = ObjectKind(rawValue: word) {
            self = kind
            return
        }
        switch word {
        case "个体户", "个体", "个体工商": self = .individual
        case "农专社", "合作社", "农民合作社", "专业合作社": self = .cooperative
        case "外国企业常驻代表机构", "外企代表处": self = .foreignOffice
        case "事业单位", "机关", "社会团体", "社团", "民办非企业单位", "其他组织": self = .organisation
        case "无照户", "无证无照", "无照经营": self = .unlicensed
        case _ where word.hasSuffix("公司") || word.hasSuffix("企业") || word.hasPrefix("企业"): self = .enterprise
        default: return nil
        }
    }

    /// The word.
    public var bytes: Bytes { Bytes(rawValue.utf8) }
}
