// Fuzzing of every parser of outside bytes with libFuzzer, https://llvm.org/docs/LibFuzzer.html
//
// One program holds all targets; the environment variable SSJ_FUZZ_TARGET names the one that runs. With
// SSJ_FUZZ_SEEDS it writes the seeds of all targets into that folder instead. `Fuzz/run` builds and drives it.

import Foundation

/// What a target does with one input: nothing that can be seen, unless a property fails and the program stops.
typealias FuzzTarget = @Sendable (Bytes) -> Void

/// The targets by name.
let fuzzTargets: [String: FuzzTarget] = [
    "note": NoteTargets.note,
    "vkey": NoteTargets.verifierKey,
    "checkpoint": NoteTargets.checkpoint,
    "cosignature": NoteTargets.cosignature,
    "event": EventTargets.event,
    "entry": EventTargets.entry,
    "draft": EventTargets.draft,
    "founding": EventTargets.founding,
    "state": StateTargets.rows,
    "record": RecordTargets.record,
    "records": RecordTargets.records,
    "tlogproof": ProofTargets.tlogProof,
    "treeproof": ProofTargets.treeProof,
    "policy": ProofTargets.policy,
    "tilepath": FileTargets.tilePath,
    "bundle": FileTargets.bundle,
    "tar": FileTargets.tar,
    "keyfile": FileTargets.keyFile,
    "encodings": TextTargets.encodings,
    "words": TextTargets.words,
]

private let selectedTarget: FuzzTarget = {
    let name = ProcessInfo.processInfo.environment["SSJ_FUZZ_TARGET"] ?? ""
    guard let target = fuzzTargets[name] else { stop("SSJ_FUZZ_TARGET is one of \(fuzzTargets.keys.sorted())") }
    return target
}()

/// Called by libFuzzer once: writes seeds and ends where that is asked for.
@_cdecl("LLVMFuzzerInitialize")
public func fuzzInitialize(
    _ count: UnsafeMutablePointer<CInt>?,
    _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?>?
) -> CInt {
    if let folder = ProcessInfo.processInfo.environment["SSJ_FUZZ_SEEDS"] {
        do {
            try Seeds.write(to: folder)
        } catch {
            stop("seeds: \(error)")
        }
        exit(0)
    }
    return 0
}

/// Called by libFuzzer for every input.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
    selectedTarget(Bytes(UnsafeBufferPointer(start: start, count: count)))
    return 0
}
