import Store
import Synchronization

/// One group of results on its way into the database.
final class LoadCommit: Sendable {
    private let results: [JobResult]
    /// An earlier try may have committed, whatever error it ended with.
    private let mayBeThere = Mutex(false)

    init(results: [JobResult]) { self.results = results }

    /// Gives the jobs whose results stand.
    func run(_ link: LoadLink) async throws -> Set<Int64> {
        try await link.retrying { [self] connection in
            let queue = JobQueue(connection)
            var stood: Set<Int64> = []
            if mayBeThere.withLock({ $0 }) {
                for result in results where try await queue.wasCompleted(result.claim) {
                    stood.insert(result.claim.jobID)
                }
            }
            mayBeThere.withLock { $0 = true }
            let left = results.filter { !stood.contains($0.claim.jobID) }
            return stood.union(try await queue.commit(left))
        }
    }
}
