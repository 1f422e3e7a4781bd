/// A canonical text as a line for a shell, so that nobody needs a program of ours: `printf … | sha256sum`. POSIX sh, and
/// what Debian, macOS and Git for Windows have beside it.
public enum ShellLine {
    /// The line that prints the text's hash.
    ///
    /// Example: `printf '%s\n' ssj/v1/ticket E SEED ENT18 1 | sha256sum`; where lines have several fields, with `%b` and
    /// `\t` between these.
    public static func hash(_ text: some CanonicalText) -> String { hash(of: text.bytes) }

    /// The line that prints the hash of a canonical text's bytes.
    static func hash(of bytes: [UInt8]) -> String {
        if bytes.contains(tab) {
            var body: [UInt8] = []
            for byte in bytes {
                switch byte {
                case tab: body += "\\t".utf8
                case lineFeed: body += "\\n".utf8
                case UInt8(ascii: "\\"): body += "\\\\".utf8
                default: body.append(byte)
                }
            }
            return "printf '%b' \(quoted(body, always: true)) | sha256sum"
        }
        let words = bytes.split(separator: lineFeed).map { quoted(Array($0)) }
        return "printf '%s\\n' \(words.joined(separator: " ")) | sha256sum"
    }

    /// The line that hashes a rung as often as its number says; it prints the anchor.
    public static func anchor(of value: Hash256, at position: LadderPosition) -> String {
        guard position.rung > 1 else { return hash(LadderText(ladder: position.ladder, value: value)) }
        let step = "printf '%s\\n' ssj/v1/ladder \(position.ladder) \"$x\" | sha256sum | cut -c1-64"
        return "x=\(value); for i in $(seq \(position.rung)); do x=$(\(step)); done; echo \"$x\""
    }

    /// The line that prints an object's key: its ticket, or the lowest of as many as its weight says.
    public static func key(of id: DrawID, weight: Int, seed: Hash256) -> String {
        guard weight > 1 else { return hash(TicketText(label: .select, seed: seed, id: id)) }
        return "for j in $(seq \(weight)); do printf '%s\\n' ssj/v1/ticket E \(seed) \(id) \"$j\" | sha256sum; done "
            + "| LC_ALL=C sort | head -n 1"
    }

    /// The line that lists one stratum by ticket from `population.txt`, for objects of weight 1: the lowest come first.
    public static func ranking(ofStratum stratum: DrawWord, first count: Int, seed: Hash256) -> String {
        "tail -n +2 population.txt | while IFS=$(printf '\\t') read -r id s w g; do "
            + "if [ \"$s\" = \(quoted(stratum.bytes)) ]; then "
            + "echo \"$(printf '%s\\n' ssj/v1/ticket E \(seed) \"$id\" 1 | sha256sum | cut -c1-64) $id\"; fi; done "
            + "| LC_ALL=C sort | head -n \(count)"
    }

    /// A word that the shell takes as it stands, or in single quotes.
    private static func quoted(_ bytes: [UInt8], always: Bool = false) -> String {
        let text = String(decoding: bytes, as: UTF8.self)
        let isPlain = bytes.allSatisfy { byte in
            DrawID.admits(byte) || byte == UInt8(ascii: "/")
        }
        if isPlain, !always, !bytes.isEmpty { return text }
        var output = "'"
        for scalar in text.unicodeScalars {
            if scalar == "'" { output += "'\\''" } else { output.unicodeScalars.append(scalar) }
        }
        return output + "'"
    }
}
