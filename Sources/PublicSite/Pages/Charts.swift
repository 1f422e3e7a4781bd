// Charts as inline SVG: no script, no style of their own but classes; what they show stands in words beside them, so that
// nobody needs to see them.

/// Draws charts.
enum Charts {
    /// A bar with its label, and a mark at its end.
    struct Bar {
        let label: String
        /// From 0 to 1.
        let share: Double
        /// What is written behind the bar.
        let value: String
    }

    /// Horizontal bars, each under its label and value, so that labels of any length fit on a narrow screen.
    static func bars(_ bars: [Bar], title: String) -> String {
        let (width, line) = (560, 42)
        var svg = open(width, bars.count * line, title, bars.map { "\($0.label) \($0.value)" })
        for (place, bar) in bars.enumerated() {
            let y = place * line
            let length = Int((max(0, min(1, bar.share)) * Double(width)).rounded())
            svg += "<text x=\"0\" y=\"\(y + 17)\" class=\"label\">\(escape(clipped(bar.label, 26)))</text>"
            svg +=
                "<text x=\"\(width)\" y=\"\(y + 17)\" class=\"value\" text-anchor=\"end\">\(escape(bar.value))</text>"
            svg += "<rect x=\"0\" y=\"\(y + 24)\" width=\"\(width)\" height=\"8\" class=\"track\"/>"
            if length > 0 {
                svg += "<rect x=\"0\" y=\"\(y + 24)\" width=\"\(max(2, length))\" height=\"8\" class=\"bar\"/>"
            }
        }
        return svg + "</svg>"
    }

    /// Columns over the months of a year.
    static func months(_ counts: [Int], title: String) -> String {
        let (width, height, top, foot) = (560, 220, 26, 28)
        let most = max(1, counts.max() ?? 1)
        let step = Double(width) / Double(max(1, counts.count))
        let room = Double(height - top - foot)
        var svg = open(width, height, title, counts.enumerated().map { "\($0 + 1)月 \($1)次" })
        svg += "<line x1=\"0\" y1=\"\(height - foot)\" x2=\"\(width)\" y2=\"\(height - foot)\" class=\"axis\"/>"
        for (place, count) in counts.enumerated() {
            let x = Double(place) * step + step * 0.2
            let tall = Double(count) / Double(most) * room
            let y = Double(height - foot) - tall
            let middle = Int((Double(place) * step + step / 2).rounded())
            if count > 0 {
                svg +=
                    "<rect x=\"\(Int(x.rounded()))\" y=\"\(Int(y.rounded()))\" width=\"\(Int((step * 0.6).rounded()))\" height=\"\(Int(tall.rounded()))\" class=\"bar\"/>"
                svg +=
                    "<text x=\"\(middle)\" y=\"\(Int(y.rounded()) - 7)\" class=\"value\" text-anchor=\"middle\">\(count)</text>"
            }
            svg +=
                "<text x=\"\(middle)\" y=\"\(height - 8)\" class=\"label\" text-anchor=\"middle\">\(place + 1)月</text>"
        }
        return svg + "</svg>"
    }

    private static func open(_ width: Int, _ height: Int, _ title: String, _ values: [String]) -> String {
        "<svg class=\"chart\" viewBox=\"0 0 \(width) \(height)\" role=\"img\" aria-label=\"\(escape(title))：\(escape(values.joined(separator: "；")))\" xmlns=\"http://www.w3.org/2000/svg\">"
    }

    private static func clipped(_ text: String, _ limit: Int) -> String {
        text.count <= limit ? text : text.prefix(limit - 1) + "…"
    }

    static func escape(_ text: String) -> String {
        var output = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": output += "&amp;"
            case "<": output += "&lt;"
            case ">": output += "&gt;"
            case "\"": output += "&quot;"
            case "'": output += "&#39;"
            default: output.unicodeScalars.append(scalar)
            }
        }
        return output
    }
}
