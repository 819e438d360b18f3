import Model
import Postgres

/// A job as a person sees it.
package struct JobRecord: Hashable, Sendable {
    package enum State: String, Codable, Sendable, CaseIterable {
        case ready, waiting, running, ok, partial, quarantined, cancelled

        /// Ended without a result.
        package static let failed: [State] = [.quarantined, .cancelled]
    }

    package var jobID: Int64
    package var kind: JobKind
    package var batch: String
    package var exhibit: String
    /// The image's path; nil for a collate.
    package var image: String?
    package var state: State
    package var attempts: Int
    /// Host of the worker that has or had it.
    package var host: String?
    /// Seconds that it waited, in its last attempt, until a worker took it.
    package var waited: Double
    /// Seconds that its last attempt ran; nil before it starts.
    package var ran: Double?
    /// Of a job that failed, or whose last attempt did.
    package var error: WinnowError?
    /// What held its scanner in (`landlock=7 seccomp=1`); nil unless a scanner ended it.
    package var sandbox: String?
}

extension Records {
    /// Jobs of one batch or all in any of `states`, in the order of their ids, at most `limit`.
    package func jobs(
        batchID: Int64? = nil, states: [JobRecord.State] = JobRecord.State.failed, limit: Int = 10_000
    ) async throws -> [JobRecord] {
        try await connection.query(
            """
            SELECT x.job_id, x.kind, x.state, x.attempt, x.error_code, x.error_text, x.error_remedy, x.error_cause, x.sandbox,
                extract(epoch FROM x.waited)::double precision AS waited,
                extract(epoch FROM x.ran)::double precision AS ran, b.name AS batch, d.exhibit, i.path, w.host FROM (
                SELECT job_id, kind, batch_id, device_id, image_id, 'ready' AS state, attempt, NULL::uuid AS worker_id,
                    clock_timestamp() - ready_at AS waited, NULL::interval AS ran, NULL AS error_code,
                    NULL AS error_text, NULL AS error_remedy, NULL AS error_cause, NULL AS sandbox
                    FROM winnow.ready
                UNION ALL
                SELECT q.job_id, q.kind, q.batch_id, q.device_id, q.image_id, 'waiting', q.attempt, l.worker_id,
                    clock_timestamp() - q.ready_at, NULL, coalesce(l.error_code, q.reason),
                    coalesce(l.error_text, q.reason), NULL, NULL, NULL
                FROM winnow.deferred q LEFT JOIN LATERAL (
                    SELECT * FROM winnow.attempt_log a WHERE a.job_id = q.job_id ORDER BY a.fence DESC LIMIT 1) l ON true
                UNION ALL
                SELECT job_id, kind, batch_id, device_id, image_id, 'running', attempt, worker_id,
                    claimed_at - ready_at, clock_timestamp() - claimed_at, NULL, NULL, NULL, NULL, NULL FROM winnow.lease
                UNION ALL
                SELECT job_id, kind, batch_id, device_id, image_id, outcome, attempt, worker_id,
                    coalesce(claimed_at, finished_at) - ready_at, finished_at - claimed_at, error_code, error_text,
                    error_remedy, error_cause, sandbox FROM winnow.done) x
                JOIN winnow.device d USING (device_id) JOIN winnow.batch b ON b.batch_id = x.batch_id
                LEFT JOIN winnow.image i ON i.image_id = x.image_id LEFT JOIN winnow.worker w USING (worker_id)
            WHERE ($1::bigint IS NULL OR x.batch_id = $1) AND x.state = ANY ($2) ORDER BY x.job_id LIMIT $3
            """, [.int(batchID), .texts(states.map(\.rawValue)), .int(limit)]
        ).map { row in
            JobRecord(
                jobID: try row.int("job_id"), kind: try row.word("kind"), batch: try row.text("batch"),
                exhibit: try row.text("exhibit"), image: try row.optionalText("path"), state: try row.word("state"),
                attempts: Int(try row.int("attempt")), host: try row.optionalText("host"),
                waited: try row.real("waited"), ran: try row.optionalReal("ran"),
                error: try row.optionalText("error_code") == nil ? nil : WinnowError(row),
                sandbox: try row.optionalText("sandbox"))
        }
    }
}
