import CQREncode
import Foundation

/// QR codes for terminals, from libqrencode: two modules a character, dark on light whatever the terminal's colours.
enum QRCode {
    /// The lines of a code; empty where the text does not fit into one.
    static func lines(_ text: String) -> [String] {
        guard let code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M) else { return [] }
        defer { QRcode_free(code) }
        let width = Int(code.pointee.width)
        let quiet = 2
        func isDark(_ row: Int, _ column: Int) -> Bool {
            guard (0..<width).contains(row), (0..<width).contains(column) else { return false }
            return code.pointee.data[row * width + column] & 1 == 1
        }
        return stride(from: -quiet, to: width + quiet, by: 2).map { row in
            let cells = (-quiet..<width + quiet).map { column in
                switch (isDark(row, column), isDark(row + 1, column)) {
                case (true, true): "█"
                case (true, false): "▀"
                case (false, true): "▄"
                case (false, false): " "
                }
            }
            return "\u{1B}[30;107m" + cells.joined() + "\u{1B}[0m"
        }
    }
}

extension QRCode {
    /// A code as an SVG image of so many millimetres, for paper; empty where the text does not fit into one.
    static func svg(_ text: String, millimetres: Int) -> String {
        guard let code = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M) else { return "" }
        defer { QRcode_free(code) }
        let width = Int(code.pointee.width)
        let quiet = 4
        var path = ""
        for row in 0..<width {
            for column in 0..<width where code.pointee.data[row * width + column] & 1 == 1 {
                path += "M\(column + quiet) \(row + quiet)h1v1h-1z"
            }
        }
        let side = width + 2 * quiet
        return """
            <svg xmlns="http://www.w3.org/2000/svg" role="img" width="\(millimetres)mm" height="\(millimetres)mm" \
            viewBox="0 0 \(side) \(side)" shape-rendering="crispEdges"><path d="\(path)"/></svg>
            """
    }
}
