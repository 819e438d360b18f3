import Model
import Postgres

/// A claim that has come to a result.
package struct Completion: Sendable {
    package var claim: Claim
    package var progress: Progress
    package var outcome: JobOutcome

    package init(_ claim: Claim, progress: Progress = Progress(), outcome: JobOutcome = .ok) {
        self.claim = claim
        self.progress = progress
        self.outcome = outcome
    }
}

extension JobQueue {
    /// Ends claims with results. Call it first in the transaction that writes the results: it holds the fences until
    /// the commit.
    ///
    /// - Returns: the ids of the jobs whose claims still stood. Of the others nothing may be written, and the database
    ///   would refuse it.
    package func complete(_ completions: [Completion], in transaction: Transaction) async throws -> Set<Int64> {
        guard let worker = completions.first?.claim.worker else { return [] }
        let rows = try await transaction.query(
            "SELECT * FROM winnow.complete($1, $2, $3, $4, $5, $6) AS job_id",
            [
                .text(worker.text), .ints(completions.map(\.claim.jobID)), .ints(completions.map(\.claim.fence)),
                .texts(completions.map(\.outcome.rawValue)),
                .ints(completions.map { Int64(clamping: $0.progress.files) }),
                .ints(completions.map { Int64(clamping: $0.progress.bytes) }),
            ])
        return Set(try rows.map { try $0.int("job_id") })
    }

    /// The same for one claim; throws `StaleClaim` when it has lapsed.
    package func complete(
        _ claim: Claim, progress: Progress, outcome: JobOutcome = .ok, in transaction: Transaction
    ) async throws {
        let completion = Completion(claim, progress: progress, outcome: outcome)
        if try await complete([completion], in: transaction).isEmpty { throw claim.stale }
    }

    /// Ends an attempt without a result. True: the job runs again after a pause. False: it is quarantined, with this
    /// error, because the error is not `retryable` or this was the last attempt.
    package func fail(_ claim: Claim, error: WinnowError, retryable: Bool) async throws -> Bool {
        let rows = try await connection.query(
            "SELECT winnow.fail($1, $2, $3, $4, $5, $6, $7, $8) AS ending",
            claim.key + [.bool(retryable)] + error.columns)
        return try claim.runsAgain(rows)
    }

    /// The image is not on this worker's host. True: another host that may have it gets the job. False: there is none,
    /// and the job is quarantined with this error.
    package func absent(_ claim: Claim, error: WinnowError) async throws -> Bool {
        let rows = try await connection.query(
            "SELECT winnow.absent($1, $2, $3, $4, $5, $6, $7) AS ending", claim.key + error.columns)
        return try claim.runsAgain(rows)
    }

    /// Gives a claim back: claimable at once, the attempt not counted. A lapsed claim is no error here.
    package func release(_ claim: Claim) async throws {
        try await connection.query("SELECT winnow.release($1, $2, $3)", claim.key)
    }

    /// Whether the claim's result is in the database: the question after a connection that broke during COMMIT.
    package func wasCompleted(_ claim: Claim) async throws -> Bool {
        let rows = try await connection.query(
            "SELECT winnow.was_completed($1, $2) AS completed", [.int(claim.jobID), .int(claim.fence)])
        return try rows.single.bool("completed")
    }
}

extension Claim {
    package var stale: StaleClaim { StaleClaim(jobID: jobID, fence: fence) }

    var key: [PostgresValue] { [.text(worker.text), .int(jobID), .int(fence)] }

    fileprivate func runsAgain(_ rows: PostgresRows) throws -> Bool {
        guard let ending = try rows.single.optionalText("ending") else { throw stale }
        return ending == "retry"
    }
}

extension WinnowError {
    fileprivate var columns: [PostgresValue] { [.text(code), .text(message), .text(remedy), .text(cause)] }
}
