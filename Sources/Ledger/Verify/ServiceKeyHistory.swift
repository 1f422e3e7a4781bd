extension ServiceKey {
    /// All keys that ever served, and the one in force for a tree of a size.
    func keys(in state: AdmissionState, at size: UInt64) throws -> (all: [VerifierKey], current: VerifierKey?) {
        var all: [VerifierKey] = []
        var current: VerifierKey?
        for row in try state.rows(.ledger, prefix: Bytes("\(rawValue)/".utf8)) {
            let value = try IJSONValue(parsing: row.value)
            guard let key = value["vkey"]?.bytes.flatMap({ try? VerifierKey(parsing: $0) }),
                let from = value["from"]?.index
            else { continue }
            all.append(key)
            if from.value <= size { current = key }
        }
        return (all, current)
    }
}
