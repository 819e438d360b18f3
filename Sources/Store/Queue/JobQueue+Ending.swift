import Model
import Postgres

extension JobQueue {
    /// Ends a claim with a result. Call it first in the transaction that writes the result: it holds the fence
    /// until the commit, and throws `StaleClaim` when the claim has lapsed.
    package func complete(
        _ claim: Claim, progress: Progress, outcome: JobOutcome = .ok, in transaction: Transaction
    ) async throws {
        let rows = try await transaction.query(
            "SELECT winnow.complete($1, $2, $3, $4, $5) AS accepted",
            [
                .int(claim.jobID), .int(claim.fence), .text(outcome.rawValue), .int(progress.files),
                .int(progress.bytes),
            ])
        guard try rows.single.bool("accepted") else { throw claim.stale }
    }

    /// Ends an attempt without a result. True: the job runs again after a pause. False: it is quarantined, with this
    /// error, because the error is not `retryable` or this was the last attempt.
    package func fail(_ claim: Claim, error: WinnowError, retryable: Bool) async throws -> Bool {
        let rows = try await connection.query(
            "SELECT winnow.fail($1, $2, $3, $4, $5, $6, $7) AS ending",
            [
                .int(claim.jobID), .int(claim.fence), .bool(retryable), .text(error.code), .text(error.message),
                .text(error.remedy), .text(error.cause),
            ])
        guard let ending = try rows.single.optionalText("ending") else { throw claim.stale }
        return ending == "retry"
    }

    /// Gives a claim back: claimable at once, the attempt not counted. A lapsed claim is no error here.
    package func release(_ claim: Claim) async throws {
        try await connection.query(
            "SELECT winnow.release($1, $2)", [.int(claim.jobID), .int(claim.fence)])
    }

    /// Whether the claim's result is in the database: the question after a connection that broke during COMMIT.
    package func wasCompleted(jobID: Int64, fence: Int64) async throws -> Bool {
        let rows = try await connection.query(
            """
            SELECT EXISTS (SELECT 1 FROM winnow.done
                           WHERE job_id = $1 AND fence = $2 AND outcome IN ('ok', 'partial')) AS completed
            """, [.int(jobID), .int(fence)])
        return try rows.single.bool("completed")
    }
}

extension Claim {
    var stale: StaleClaim { StaleClaim(jobID: jobID, fence: fence) }
}
