import Model
import Postgres
import Store
import Synchronization

/// Commits the results of all slots: those that come while a commit is under way go together in the next one.
///
/// Each group is one transaction that begins by ending the claims; whose claim has lapsed writes nothing.
actor CommitDesk {
    /// Results of one transaction at most.
    private static let group = 64

    private let link: DatabaseLink
    private var waiting: [(JobResult, CheckedContinuation<Void, any Error>)] = []
    private var isCommitting = false

    init(link: DatabaseLink) { self.link = link }

    /// Returns when the result is committed.
    ///
    /// - Throws: `StaleClaim` when the claim had lapsed.
    func commit(_ result: JobResult) async throws {
        try await withCheckedThrowingContinuation { continuation in
            waiting.append((result, continuation))
            guard !isCommitting else { return }
            isCommitting = true
            Task { await serve() }
        }
    }

    private func serve() async {
        while let worker = waiting.first?.0.claim.worker {
            // A worker that registered anew may still have results in its old name: not in one statement with others.
            let now = Array(waiting.prefix(Self.group).prefix { $0.0.claim.worker == worker })
            waiting.removeFirst(now.count)
            do {
                let stood = try await write(now.map(\.0))
                for (result, continuation) in now { Self.answer(result, stood, continuation) }
            } catch  where now.count > 1 && !(error is CancellationError) {
                // One of them spoils the transaction: each alone.
                for (result, continuation) in now {
                    do {
                        Self.answer(result, try await write([result], isRepeat: true), continuation)
                    } catch {
                        continuation.resume(throwing: error)
                    }
                }
            } catch {
                for (_, continuation) in now { continuation.resume(throwing: error) }
            }
        }
        isCommitting = false
    }

    private static func answer(
        _ result: JobResult, _ stood: Set<Int64>, _ continuation: CheckedContinuation<Void, any Error>
    ) {
        let claim = result.claim
        if stood.contains(claim.jobID) {
            continuation.resume()
        } else {
            continuation.resume(throwing: claim.stale)
        }
    }

    /// Survives a lost connection: what may have been committed on it is asked for before it is written again.
    ///
    /// - Parameter isRepeat: an earlier try may have committed them.
    private func write(_ results: [JobResult], isRepeat: Bool = false) async throws -> Set<Int64> {
        let mayBeThere = Mutex(isRepeat)
        return try await link.retrying { connection in
            let queue = JobQueue(connection)
            var stood: Set<Int64> = []
            var left = results
            if mayBeThere.withLock({ $0 }) {
                left = []
                for result in results {
                    if try await queue.wasCompleted(result.claim) {
                        stood.insert(result.claim.jobID)
                    } else {
                        left.append(result)
                    }
                }
            }
            mayBeThere.withLock { $0 = true }
            return stood.union(try await queue.commit(left))
        }
    }
}
