import Foundation

/// Ends the program with a message, which libFuzzer takes as a crash and keeps the input of.
func stop(_ message: String) -> Never {
    FileHandle.standardError.write(Data("property: \(message)\n".utf8))
    fatalError(message)
}

/// Demands a property.
func require(
    _ holds: @autoclosure () throws -> Bool, _ property: String, file: StaticString = #fileID, line: UInt = #line
) {
    do {
        if try holds() { return }
    } catch {
        stop("\(file):\(line): \(property): throws \(error)")
    }
    stop("\(file):\(line): \(property)")
}

/// What a parser gives, or nil where it refuses with one of the codes that its documentation names. Any other error
/// stops the program; so does one that has no text.
func parsed<Value>(
    _ codes: Set<ErrorCode>, line: UInt = #line, _ parse: () throws -> Value
) -> Value? {
    do {
        return try parse()
    } catch let error as LedgerError {
        require(codes.contains(error.code), "line \(line): code \(error.code.rawValue) is not documented here")
        require(!error.text(in: .english).isEmpty && !error.text(in: .chinese).isEmpty, "an error has a text")
        return nil
    } catch {
        stop("line \(line): \(error)")
    }
}

extension Set<ErrorCode> {
    static let note: Set = [.noteMalformed]
    static let checkpoint: Set = [.noteMalformed, .checkpointMalformed]
    static let event: Set = [.noteMalformed, .eventMalformed, .eventTooLarge]
    static let entry: Set = event.union([.entryMalformed])
    static let record: Set = [.recordMalformed, .recordTooLarge]
    static let proof: Set = checkpoint.union([.proofMalformed])
}
