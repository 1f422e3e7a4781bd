// Tickets 签号: `H("ssj/v1/ticket", label, seed, id, j)`. Every object's number can be recomputed alone, and striking one
// object moves no other.

/// What a ticket is for; each label is a draw of its own.
public enum TicketLabel: String, Sendable {
    /// Selection of objects.
    case select = "E"
    /// Order of batches.
    case batch = "B"
    /// Order in which slots are filled.
    case slot = "S"
    /// Replacement: standbys, and objects after a reseed.
    case replacement = "R"
}

/// `ssj/v1/ticket` as a text.
public struct TicketText: CanonicalText {
    /// What the ticket is for.
    public let label: TicketLabel
    /// The seed or reseed.
    public let seed: Hash256
    /// The object, or `slot:inspector` for standbys; up to 129 bytes.
    public let subject: [UInt8]
    /// j, from 1 to the weight.
    public let number: Int

    /// Names a ticket.
    public init(label: TicketLabel, seed: Hash256, id: DrawID, number: Int = 1) {
        self.label = label
        self.seed = seed
        subject = id.bytes
        self.number = max(1, number)
    }

    public init(parsing bytes: [UInt8]) throws {
        var text = try TextReader(bytes, domain: "ssj/v1/ticket")
        var line = try text.fields(1)
        guard let label = TicketLabel(rawValue: String(decoding: try line.next(), as: UTF8.self)) else {
            throw line.wrong("not E, B, S or R")
        }
        self.label = label
        line = try text.fields(1)
        seed = try line.hash()
        line = try text.fields(1)
        subject = Array(try line.next())
        guard 1...(2 * DrawLimits.idBytes + 1) ~= subject.count, subject.allSatisfy(DrawID.admits) else {
            throw line.wrong("not an id")
        }
        line = try text.fields(1)
        number = try line.number(1...DrawLimits.weight)
        try text.end()
    }

    public var bytes: [UInt8] {
        var text = TextWriter(domain: "ssj/v1/ticket")
        text.line(Array(label.rawValue.utf8))
        text.line(seed.hexBytes)
        text.line(subject)
        text.line(Array(String(number).utf8))
        return text.bytes
    }
}

/// Computes many tickets of one label and seed.
public struct TicketMaker: Sendable {
    // The lines before the id do not change, so they are laid down once.
    private let prefix: [UInt8]

    /// Names label and seed.
    public init(_ label: TicketLabel, seed: Hash256) {
        var text = TextWriter(domain: "ssj/v1/ticket")
        text.line(Array(label.rawValue.utf8))
        text.line(seed.hexBytes)
        prefix = text.bytes
    }

    /// Ticket `number` of an object.
    public func ticket(_ id: DrawID, _ number: Int = 1) -> Hash256 { ticket(id.bytes, number) }

    /// The lowest of as many tickets as the weight says: an exponential race of that rate, in integers.
    public func key(_ id: DrawID, weight: Int) -> Hash256 {
        var lowest = ticket(id.bytes, 1)
        var number = 2
        while number <= weight {
            lowest = min(lowest, ticket(id.bytes, number))
            number += 1
        }
        return lowest
    }

    /// The ticket of a standby, `slot:inspector`.
    func standby(slot: DrawID, inspector: DrawID) -> Hash256 {
        ticket(slot.bytes + [UInt8(ascii: ":")] + inspector.bytes, 1)
    }

    private func ticket(_ subject: [UInt8], _ number: Int) -> Hash256 {
        withUnsafeTemporaryAllocation(byteCount: prefix.count + subject.count + 22, alignment: 8) { buffer in
            buffer.copyBytes(from: prefix)
            var end = prefix.count
            UnsafeMutableRawBufferPointer(rebasing: buffer[end...]).copyBytes(from: subject)
            end += subject.count
            buffer[end] = lineFeed
            end += 1
            var divisor = 1
            while divisor <= number / 10 { divisor *= 10 }
            while divisor > 0 {
                buffer[end] = UInt8(ascii: "0") + UInt8(number / divisor % 10)
                end += 1
                divisor /= 10
            }
            buffer[end] = lineFeed
            return Hash256.hash(buffer: UnsafeRawBufferPointer(rebasing: buffer[..<(end + 1)]))
        }
    }
}
