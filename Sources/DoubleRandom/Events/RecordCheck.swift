import Ledger

extension RuleSet1 {
    /// Reads the records of an event as its rule will, so that a form that is wrong is said before anybody signs. What
    /// the records mean is judged by admission alone.
    /// - Throws: `record.invalid` with the member at fault; nothing for types that the set does not add.
    public static func check(_ type: TypeName, _ data: [Bytes]) throws {
        guard let spec = specs.first(where: { $0.type == type }) else { return }
        for (position, line) in data.enumerated() {
            let record = try Record(parsing: line)
            guard position > 0 else {
                _ = try spec.head.read(record)
                continue
            }
            guard let schema = spec.rows.first(where: { $0.type == record.type }) else {
                throw LedgerError(.recordInvalid, "\(record.type) in \(type)")
            }
            _ = try schema.read(record)
        }
    }
}
