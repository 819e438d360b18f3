import Model
import Postgres

extension JobQueue {
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
