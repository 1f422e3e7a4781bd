import Ledger

/// A page to print and sign by hand: one HTML file without anything loaded from elsewhere.
enum A4Page {
    static func escaped(_ text: String) -> String {
        var output = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "&": output += "&amp;"
            case "<": output += "&lt;"
            case ">": output += "&gt;"
            case "\"": output += "&quot;"
            default: output.unicodeScalars.append(scalar)
            }
        }
        return output
    }

    static func html(title: String, language: Language, body: String) -> String {
        """
        <!DOCTYPE html>
        <html lang="\(language == .chinese ? "zh-CN" : "en")">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>\(title)</title>
        <style>
        @page { size: A4; margin: 16mm 14mm }
        body { font: 10.5pt/1.5 "Noto Serif CJK SC", "SimSun", serif; max-width: 182mm; margin: 0 auto; color: #000 }
        h1 { text-align: center; font-size: 18pt; margin: 0 0 4mm } h2 { font-size: 12pt; margin: 5mm 0 1mm }
        table { width: 100%; border-collapse: collapse; break-inside: avoid }
        th, td { border: 0.3mm solid #000; padding: 1mm 1.5mm; text-align: left; vertical-align: top }
        th { font-weight: bold; white-space: nowrap } .hex { font: 8pt/1.4 "DejaVu Sans Mono", monospace; overflow-wrap: anywhere }
        .sign td { height: 14mm } .codes { display: flex; gap: 8mm } figure { margin: 2mm 0 } figcaption { font-size: 9pt }
        .cut { border-top: 0.3mm dashed #000; margin: 6mm 0 2mm; font-size: 9pt }
        </style>
        </head>
        <body>
        <h1>\(title)</h1>
        \(body)
        </body>
        </html>

        """
    }
}
