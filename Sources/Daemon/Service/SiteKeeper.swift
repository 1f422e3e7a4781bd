import Foundation
import Ledger
import NIOPosix
import PublicSite
import Synchronization

/// Keeps the public site of the newest state: made once a state and day, on a thread of the workers, and served to all.
///
/// What makes a state public or takes it away must be seen at once, so that a request waits for a site that has it. Where
/// making one takes long, requests get the one before for as long as that took, and one request makes the next.
final class SiteKeeper: Sendable {
    private struct State {
        var site: PublicSite?
        /// When it was made, and how long that took.
        var made: ContinuousClock.Instant?
        var took = Duration.zero
        var making: Task<PublicSite, any Error>?
        /// Files that were asked for of this site.
        var files: [String: SiteFile] = [:]
        var fileBytes = 0
    }

    private let state = Mutex(State())
    private let directory: LedgerDirectory
    private let recheck: RecheckFiles?
    private let workers: NIOThreadPool
    private let today: @Sendable () -> CivilDate
    /// A site that takes longer than this is served while the next one is made.
    private static let patience = Duration.seconds(1)
    /// Bytes of files that are kept; of larger ones nobody gets two.
    private static let keptBytes = 64 << 20

    init(
        directory: LedgerDirectory, recheck: RecheckFiles?, workers: NIOThreadPool,
        today: @escaping @Sendable () -> CivilDate
    ) {
        (self.directory, self.recheck, self.workers, self.today) = (directory, recheck, workers, today)
    }

    /// The site of a number of entries, or a little older one where it is long in the making.
    func site(of size: UInt64) async throws -> PublicSite {
        let day = today()
        let (current, task) = state.withLock { state -> (PublicSite?, Task<PublicSite, any Error>) in
            if let site = state.site, site.model.facts.size >= size, site.model.facts.today == day {
                return (site, Task { site })
            }
            let task = state.making ?? Task { try await self.make(day) }
            state.making = task
            guard let site = state.site, let made = state.made, state.took > SiteKeeper.patience,
                site.model.facts.today == day, made.duration(to: .now) < state.took * 4
            else { return (nil, task) }
            return (site, task)
        }
        if let current { return current }
        let site = try await task.value
        // One that was under way may be of an earlier state.
        guard site.model.facts.size < size, site.model.facts.today == day else { return site }
        return try await self.site(of: min(size, site.model.facts.size + 1))
    }

    /// A file of a site; nil where there is none.
    func file(_ path: String, of site: PublicSite) async throws -> SiteFile? {
        let known = state.withLock { state in
            state.site?.version == site.version ? state.files[path] : nil
        }
        if let known { return known }
        let file = try await workers.runIfActive { try site.file(path) }
        guard let file else { return nil }
        state.withLock { state in
            guard state.site?.version == site.version, state.files[path] == nil,
                state.fileBytes + file.bytes.count <= SiteKeeper.keptBytes
            else { return }
            state.files[path] = file
            state.fileBytes += file.bytes.count
        }
        return file
    }

    /// Answers a search.
    func search(_ query: String, number: Int, of site: PublicSite) async throws -> SiteFile {
        try await workers.runIfActive { site.search(query, number: number) }
    }

    private func make(_ day: CivilDate) async throws -> PublicSite {
        let start = ContinuousClock.now
        let result = await Result {
            try await workers.runIfActive { [directory, recheck] in
                let ledger = try PublicLedger(directory)
                defer { ledger.close() }
                let model = try ledger.model(on: day)
                return PublicSite(
                    model, isServed: true, bundles: PublicLedger.bundles(of: directory, for: model),
                    recheck: recheck)
            }
        }
        state.withLock { state in
            state.making = nil
            guard case .success(let site) = result else { return }
            if state.site?.version != site.version { (state.files, state.fileBytes) = ([:], 0) }
            state.site = site
            state.made = .now
            state.took = start.duration(to: .now)
        }
        return try result.get()
    }
}

extension Result where Failure == any Error {
    init(_ body: () async throws -> Success) async {
        do { self = .success(try await body()) } catch { self = .failure(error) }
    }
}
