/// How a view stands.
public struct ViewStatus: Sendable, Hashable {
    /// The view.
    public let name: String
    /// The version that its rows were made by.
    public let version: Int
    /// How many entries it has taken in.
    public var position: UInt64
    /// The leaf hash of the last of them.
    public var leaf: LeafHash?
    /// Why it stopped, where it did.
    public var failure: ViewFailure?
    var definition: String

    /// How many entries it lags behind a ledger of a size.
    public func lag(behind size: UInt64) -> UInt64 { size > position ? size - position : 0 }
}

/// An entry that a view could not take in.
public struct ViewFailure: Sendable, Hashable {
    /// The entry.
    public let index: EntryIndex
    /// The code and its detail; never what a record says.
    public let reason: String

    /// As an error that names view and entry.
    public func error(of view: String) -> LedgerError { LedgerError(.viewFailed, "\(view): \(reason)", index: index) }

    init(index: EntryIndex, reason: String) {
        self.index = index
        self.reason = reason
    }

    init(_ error: any Error, at index: EntryIndex) {
        self.index = index
        switch error {
        case let error as LedgerError:
            reason = error.detail.isEmpty ? error.code.rawValue : "\(error.code.rawValue) \(error.detail)"
        case let error as SQLiteFailure: reason = error.message
        default: reason = "\(type(of: error))"
        }
    }
}

/// Something that happened to the file of views, for logs.
public enum ViewNotice: Sendable, Hashable {
    /// The file did not open or was no file of views; it lies under another name now.
    case movedAside(String)
    /// A view starts again from entry 0.
    case rebuilding(view: String, reason: ViewRebuildReason)
    /// A view stopped at an entry.
    case failed(view: String, ViewFailure)

    /// The notice for people.
    public var text: BilingualText {
        switch self {
        case .movedAside(let path):
            BilingualText(
                "the views were damaged; the file lies at \(path) and is made anew", "视图文件已损坏，已移至 \(path)，正在重建")
        case .rebuilding(let view, let reason):
            BilingualText("view \(view) is rebuilt: \(reason.text.english)", "视图 \(view) 重建：\(reason.text.chinese)")
        case .failed(let view, let failure):
            BilingualText(
                "view \(view) stopped at entry \(failure.index): \(failure.reason)",
                "视图 \(view) 在第 \(failure.index) 条停止：\(failure.reason)")
        }
    }
}

/// Why a view starts again.
public enum ViewRebuildReason: String, Sendable, Hashable {
    case new, version, ahead, otherHistory, asked

    /// The reason for people.
    public var text: BilingualText {
        switch self {
        case .new: BilingualText("it is new", "新视图")
        case .version: BilingualText("it was made by another version", "版本不同")
        case .ahead: BilingualText("it is ahead of the ledger", "超前于账本")
        case .otherHistory: BilingualText("it was made from another history", "来自另一段历史")
        case .asked: BilingualText("it was asked for", "按要求重建")
        }
    }
}
