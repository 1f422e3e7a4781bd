import Ledger
import Synchronization

/// An open session (会话).
struct Session: Sendable {
    let holder: SessionHolder
    let expires: Timestamp
    fileprivate let deadline: ContinuousClock.Instant
    fileprivate let opened: UInt64
}

/// Nonces and open sessions, in memory alone and bounded, annex D18. Tokens are kept as their SHA-256, so that looking
/// one up takes the same time whatever was guessed.
final class SessionTable: Sendable {
    private struct State {
        var nonces: [Digest: ContinuousClock.Instant] = [:]
        var sessions: [Digest: Session] = [:]
        var counter: UInt64 = 0
    }

    /// How long a nonce serves.
    static let nonceMilliseconds: Int64 = 60_000
    /// The most sessions of one actor; another one ends the oldest.
    static let maximumOfActor = 32

    private let state = Mutex(State())
    private let maximumNonces: Int
    private let maximumSessions: Int
    private let milliseconds: Int64

    init(maximumNonces: Int, maximumSessions: Int, milliseconds: Int64) {
        self.maximumNonces = maximumNonces
        self.maximumSessions = maximumSessions
        self.milliseconds = milliseconds
    }

    /// Hands out a nonce.
    /// - Throws: `session.busy`.
    func nonce(now: Timestamp) throws -> (nonce: Bytes, expires: Timestamp) {
        let nonce = Random.bytes(SessionStatement.secretByteCount)
        let instant = ContinuousClock.now
        try state.withLock { state in
            if state.nonces.count >= maximumNonces { state.nonces = state.nonces.filter { $0.value > instant } }
            guard state.nonces.count < maximumNonces else { throw LedgerError(.sessionBusy, "nonces") }
            state.nonces[SHA256.hash(nonce)] = instant + .milliseconds(SessionTable.nonceMilliseconds)
        }
        return (nonce, now.adding(milliseconds: SessionTable.nonceMilliseconds))
    }

    /// Takes a nonce out: it serves once, whatever comes of it.
    func consume(nonce: Bytes) -> Bool {
        state.withLock { $0.nonces.removeValue(forKey: SHA256.hash(nonce)) }.map { $0 > .now } ?? false
    }

    /// Opens a session and gives its token.
    /// - Throws: `session.busy`.
    func open(_ holder: SessionHolder, now: Timestamp) throws -> (token: Bytes, session: Session) {
        let token = Random.bytes(SessionStatement.secretByteCount)
        let instant = ContinuousClock.now
        return try state.withLock { state in
            if state.sessions.count >= maximumSessions {
                state.sessions = state.sessions.filter { $0.value.deadline > instant }
            }
            let own = state.sessions.filter { $0.value.holder.actor == holder.actor }
            if own.count >= SessionTable.maximumOfActor, let oldest = own.min(by: { $0.value.opened < $1.value.opened })
            {
                state.sessions.removeValue(forKey: oldest.key)
            }
            guard state.sessions.count < maximumSessions else { throw LedgerError(.sessionBusy, "sessions") }
            state.counter += 1
            let session = Session(
                holder: holder, expires: now.adding(milliseconds: milliseconds),
                deadline: instant + .milliseconds(milliseconds), opened: state.counter)
            state.sessions[SHA256.hash(token)] = session
            return (token, session)
        }
    }

    /// The session of a token, where it is open.
    func session(token: Bytes) -> Session? {
        let place = SHA256.hash(token)
        return state.withLock { state in
            guard let session = state.sessions[place] else { return nil }
            guard session.deadline > .now else {
                state.sessions.removeValue(forKey: place)
                return nil
            }
            return session
        }
    }

    /// Ends the session of a token.
    func end(token: Bytes) { _ = state.withLock { $0.sessions.removeValue(forKey: SHA256.hash(token)) } }

    /// Ends all sessions of an actor.
    func end(actor: ActorName) {
        state.withLock { state in state.sessions = state.sessions.filter { $0.value.holder.actor != actor } }
    }

    /// Ends all sessions of holders for whom something does not hold.
    func keep(where holds: (SessionHolder) throws -> Bool) rethrows {
        let holders = Set(state.withLock { $0.sessions.values.map(\.holder) })
        for holder in holders where try !holds(holder) {
            state.withLock { state in state.sessions = state.sessions.filter { $0.value.holder != holder } }
        }
    }

    /// How many are open.
    var count: Int {
        let instant = ContinuousClock.now
        return state.withLock { state in state.sessions.count { $0.value.deadline > instant } }
    }
}
