import ArgumentParser
import DoubleRandom
import Foundation
import Ledger
import LedgerClient

/// An office's act: events of typed records, composed, shown in plain words, signed and handed in, with the receipts and
/// the marks that admission gave.
struct Business {
    let signing: Signing
    let signers: [any NoteSigning]

    var access: any LedgerAccess { signing.access }
    var console: Console { .standard }

    // MARK: Reading

    /// Rows of a table of admission state in key order.
    func rows(_ table: String, prefix: String = "") async throws -> [BusinessRow] {
        try await access.state(table: StateTable(table), prefix: Bytes(prefix.utf8)).map { BusinessRow($0) }
    }

    /// One row, or nil.
    func find(_ table: String, _ key: String) async throws -> BusinessRow? {
        let key = Bytes(key.utf8)
        return try await access.row(StateTable(table), key).map { BusinessRow(key: key, $0) }
    }

    /// A row that must be there.
    /// - Throws: `code` with the key.
    func get(_ table: String, _ key: String, _ code: ErrorCode) async throws -> BusinessRow {
        guard let row = try await find(table, key) else { throw LedgerError(code, DisplayText.clean(key, limit: 100)) }
        return row
    }

    /// The value of a policy in force, or nil.
    func policy(_ name: String) async throws -> IJSONValue? { try await find("policy", name)?["value"] }

    /// The member `about` (annex D5) for what a row says of itself: an entry that was verified, with the leaf hash that
    /// it has.
    /// - Throws: `proof.wrong` where the row names another entry than stands there.
    func about(_ row: BusinessRow, _ member: String = "at") async throws -> IJSONValue {
        guard let place = row.place(member) else { throw LedgerError(.serviceAnswer, "\(row.name): \(member)") }
        return try await about(place.index, expecting: place.leaf)
    }

    /// The same for an entry by its index.
    func about(_ index: EntryIndex, expecting leaf: LeafHash? = nil) async throws -> IJSONValue {
        let seen = try await access.seen(index)
        guard leaf == nil || leaf == seen.leaf else { throw LedgerError(.proofWrong, "entry \(index)") }
        return Decision.about(seen).value
    }

    // MARK: Attachments

    /// Stores a file, durably, before the event that names it; `subject` seals it under a person's key.
    func attach(_ path: String, subject: String? = nil) async throws -> AttachmentFile {
        let file = try AttachmentFile(path)
        let bar = ProgressBar(console.text("uploading", "上传中"), hidden: signing.output.json)
        try await access.attach(path, subject: subject) { bar.update($0, $1) }
        return file
    }

    // MARK: Events

    /// An event on the newest verified entry, its records in the form that the rule set asks for.
    /// - Throws: `record.invalid` with the member at fault, before anything is signed.
    func draft(_ type: StaticString, _ data: [Bytes], personal: [Bytes] = []) async throws -> DraftEvent {
        try RuleSet1.check(TypeName(literal: type), data)
        return try await signing.draft(TypeName(literal: type), data: data, personal: personal)
    }

    /// Shows the events, signs all after one consent, hands them in together, prints receipts and marks.
    @discardableResult
    func send(_ drafts: [DraftEvent]) async throws -> [Receipt] {
        var drafts = drafts
        try await Signature.add(to: &drafts, by: Array(signers.prefix(1)), consent: signing.consent)
        var receipts: [Receipt] = []
        for group in try Business.groups(drafts) { receipts += try await access.submit(group) }
        let marks = await self.marks(of: receipts)
        for receipt in receipts {
            ReceiptPrinter.print(receipt, json: signing.output.json, marks: marks[receipt.entry.index] ?? [])
        }
        return receipts
    }

    /// What one submission holds: all or nothing, and below the limits of a service. Only sheets of tens of thousands of
    /// rows need more than one.
    private static func groups(_ drafts: [DraftEvent]) throws -> [[DraftEvent]] {
        var groups: [[DraftEvent]] = []
        var byteCount = 0
        for draft in drafts {
            let size = try draft.fileBytes().count
            if groups.isEmpty || byteCount + size > submissionByteCount {
                groups.append([])
                byteCount = 0
            }
            groups[groups.count - 1].append(draft)
            byteCount += size
        }
        return groups
    }

    private static let submissionByteCount = 40 << 20

    /// One event.
    @discardableResult
    func send(_ type: StaticString, _ data: [Bytes], personal: [Bytes] = []) async throws -> Receipt {
        let receipts = try await send([draft(type, data, personal: personal)])
        guard let receipt = receipts.first else { throw LedgerError(.serviceAnswer, "no receipt") }
        return receipt
    }

    /// Marks by entry. They are read after the receipts; that they cannot be read undoes nothing.
    func marks(of receipts: [Receipt]) async -> [EntryIndex: [String]] {
        var marks: [EntryIndex: [String]] = [:]
        // Keys have 16 digits: those of a thousand entries share their first 13.
        let prefixes = Set(receipts.map { String(MarkKey.text($0.entry.index).prefix(13)) }).sorted()
        for prefix in prefixes {
            guard let rows = try? await access.state(table: StateTable("mark"), prefix: Bytes(prefix.utf8)) else {
                return marks
            }
            for row in rows {
                guard let index = EntryIndex(exactly: Int64(String(decoding: row.key, as: UTF8.self)) ?? -1) else {
                    continue
                }
                marks[index] = BusinessRow(row).texts("codes")
            }
        }
        return marks
    }
}

/// Keys of the table `mark`.
enum MarkKey {
    static func text(_ index: EntryIndex) -> String {
        let digits = "\(index)"
        return String(repeating: "0", count: max(0, 16 - digits.utf8.count)) + digits
    }
}

extension ActorOptions {
    /// Opens the ledger for an act of the office: the first key signs, and opens the session that reads the lists.
    @discardableResult
    func business<Value>(_ body: (Business) async throws -> Value) async throws -> Value {
        _ = try await signers.required()
        return try await withSigning { signing, signers in
            try await body(Business(signing: signing, signers: signers))
        }
    }

    /// Opens the ledger to read; over a service a key opens the session, without a daemon none is needed.
    @discardableResult
    func reading<Value>(_ body: (Business) async throws -> Value) async throws -> Value {
        try await withSigning { signing, signers in
            try await body(Business(signing: signing, signers: signers))
        }
    }
}

/// What commands that only read need.
struct ReadingOptions: ParsableArguments {
    @OptionGroup var access: AccessOptions
    @OptionGroup var signers: SignerOptions
    @OptionGroup var output: OutputOptions

    /// Opens the ledger to read; over a service a key opens the session, without a daemon none is needed.
    @discardableResult
    func reading<Value>(_ body: (Business) async throws -> Value) async throws -> Value {
        let signers = try await signers.signers()
        return try await access.withAccess(signers.first) { access in
            let consent = try ConsentOptions.parse([])
            return try await body(
                Business(signing: Signing(access: access, consent: consent, output: output), signers: signers))
        }
    }
}
