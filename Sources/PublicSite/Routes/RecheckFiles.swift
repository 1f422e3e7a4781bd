import Ledger

/// The recheck for a reader's browser (自行核对), as scripts/recheck-page puts it together: a script and a style sheet that
/// result and draw pages load, and the page that opens from a disk. Installed beside the program, since what it is made of
/// comes from packages of the system.
public struct RecheckFiles: Sendable {
    static let script = "recheck.js"
    static let style = "recheck.css"
    static let page = "recheck.html"
    private static let maximumByteCount = 8 << 20

    private let files: [String: Bytes]

    /// Reads the three files of a folder.
    /// - Throws: what reading a file throws.
    public init(folder: String) throws {
        var files: [String: Bytes] = [:]
        for name in [RecheckFiles.script, RecheckFiles.style, RecheckFiles.page] {
            files[name] = try FileIO.read("\(folder)/\(name)", limit: RecheckFiles.maximumByteCount)
        }
        self.files = files
    }

    static let names = [script, style, page]

    func file(_ name: String) -> SiteFile? {
        guard let bytes = files[name] else { return nil }
        let type =
            name == RecheckFiles.script ? "text/javascript" : name == RecheckFiles.style ? "text/css" : "text/html"
        return SiteFile(bytes: bytes, mediaType: type + "; charset=utf-8")
    }

    /// Tells one edition from another: part of the version of a site that has it.
    var edition: String {
        SHA256.hash(RecheckFiles.names.flatMap { files[$0] ?? [] }).hex.prefix(8).description
    }
}
