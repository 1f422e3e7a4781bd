// The draw protocol 双随机抽取 of the ledger, `ssj/v1/`, as pure functions: texts in, values out. No clock, no randomness,
// no file; whoever calls passes in what was frozen, committed and revealed. docs/draw.md is the specification.
//
// Errors/     one error with stable codes
// Hashing/    SHA-256 behind one file
// Text/       every canonical text: grammar, strict parser, bytes, hash
// Entropy/    ladders, commits, beacons, seed and reseed
// Selection/  sizes, tickets, selection by stratum, batches, replacement and strike
// Matching/   inspectors to slots: preflight with certificate, the rule, standbys, reseed
// Simulation/ many draws on the same lists, beside what the rule says
// Merkle/     a root over the population, so that one enterprise can prove its place in it
//
// Example: the ticket of `ENT18` under seed S is
//     printf '%s\n' ssj/v1/ticket E S ENT18 1 | sha256sum
