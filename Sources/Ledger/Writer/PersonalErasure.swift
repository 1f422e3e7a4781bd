/// An erasure that a confirmation carries out, or a proposal prepares.
struct PersonalErasure {
    let subject: Bytes
    let records: [ErasedRecord]

    /// The erasure that this event confirms, if it does.
    static func subject(of event: Event, _ records: [Record], state: AdmissionState) throws -> PersonalErasure? {
        guard event.header.type.bytes.equals("personal.confirmed/1"), let record = records.first else {
            return nil
        }
        let about = try RecordReader(record).about()
        guard let proposal = try ProposalState.read(about.index, state: state),
            let subject = proposal.content.first?["subject"]?.bytes
        else { return nil }
        return PersonalErasure(subject: subject, records: proposal.content.dropFirst().compactMap { ErasedRecord($0) })
    }
}
