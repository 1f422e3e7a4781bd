import Ledger

/// What was found in one row: a code with its sentence, how grave it is, and where.
public struct RowFinding: Sendable, Equatable {
    /// How grave a finding is.
    public enum Severity: Int, Sendable, Comparable {
        /// Worth saying; the row is accepted (提示).
        case note
        /// The row is accepted with a doubt (警告).
        case warning
        /// The row is refused (拒收).
        case refusal

        public static func < (left: Severity, right: Severity) -> Bool { left.rawValue < right.rawValue }
    }

    /// The stable code, with its sentence and what to do.
    public let code: ErrorCode
    /// How grave it is here.
    public let severity: Severity
    /// The column's header in the sheet, where it is about one.
    public let column: Bytes?
    /// What was found. Never the number of a person.
    public let detail: String

    /// The finding as a clerk reads it.
    public func text(in language: Language) -> String {
        var text = ""
        if let column { text += language == .chinese ? "【\(column.text)】" : "[\(column.text)] " }
        text += code.sentence.text(in: language)
        if !detail.isEmpty { text += language == .chinese ? "（\(detail)）" : " (\(detail))" }
        return text + " " + code.next.text(in: language)
    }
}

/// 逐行结论, the verdict on a row. Every row that is not blank has one.
public enum RowVerdict: String, Sendable, Hashable, CaseIterable {
    /// 接收.
    case accepted
    /// 警告: accepted, with something to look at.
    case warning
    /// 拒收.
    case refused
    /// 非数据行: title, header, total or note.
    case notData

    /// The verdict's word.
    public func text(in language: Language) -> String {
        switch self {
        case .accepted: language == .chinese ? "接收" : "accepted"
        case .warning: language == .chinese ? "警告" : "warning"
        case .refused: language == .chinese ? "拒收" : "refused"
        case .notData: language == .chinese ? "非数据行" : "not data"
        }
    }
}

/// One typed value of a row, as it is compared with the registry.
public struct SheetField: Sendable, Hashable {
    /// The column's stable name.
    public let column: String
    /// The value in canonical form; nil where the sheet says nothing.
    public let value: Bytes?

    /// Names a value.
    public init(_ column: String, _ value: Bytes?) {
        self.column = column
        self.value = value
    }
}

/// A row of a kind of sheet, its fields parsed.
public protocol SheetRow: Sendable {
    /// The kind of sheet.
    static var kind: SheetKind { get }
    /// Columns in which several rows may speak of one subject (labels, licences).
    static var mergeableColumns: [String] { get }
    /// What identifies the subject, the strongest first; two rows that share one speak of the same subject.
    var keys: [Bytes] { get }
    /// What makes one think of the same subject without proving it: name and address.
    var likeness: Bytes? { get }
    /// The values, in the order of the columns.
    var fields: [SheetField] { get }
    /// Parses a row; nil where too little is readable.
    static func read(_ reader: inout RowReader) -> Self?
    /// This row with the labels and licences of another row of the same subject.
    func merging(_ other: Self) -> Self
}

extension SheetRow {
    public static var mergeableColumns: [String] { [] }
    public var likeness: Bytes? { nil }
    public func merging(_ other: Self) -> Self { self }
}

/// What a sheet is read against. Pure values; today's date and the office's region come from the caller.
public struct SheetContext: Sendable {
    /// Today in China; nil asks nothing about the future or the past.
    public var today: CivilDate?
    /// The office's region; nil asks nothing about foreign codes.
    public var region: RegionCode?
    /// States of registration (登记状态), whose flag `gone` marks what is not drawn.
    public var registerStates: CodeList

    /// Names what is known.
    public init(
        today: CivilDate? = nil, region: RegionCode? = nil,
        registerStates: CodeList = StandardCodeLists.registerStates
    ) {
        self.today = today
        self.region = region
        self.registerStates = registerStates
    }
}
