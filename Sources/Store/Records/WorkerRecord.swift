import Model
import Postgres

/// A worker process as the queue knows it.
package struct WorkerRecord: Hashable, Sendable {
    package enum State: String, Codable, Sendable, CaseIterable {
        case active, draining
        /// Its lease lapsed without a goodbye.
        case lost
        case retired
    }

    package var worker: WorkerID
    package var host: String
    package var pid: Int
    package var version: String
    package var slots: Int
    /// What it can read: `path`, `store:NAME`.
    package var reach: [String]
    package var state: State
    package var jobs: Int
    /// Microseconds since 1970-01-01 UTC.
    package var startedAt: Int64
    package var leaseUntil: Int64
}

extension Records {
    /// Newest first.
    package func workers() async throws -> [WorkerRecord] {
        try await connection.query(
            """
            SELECT w.*, array_to_string(array_remove(w.reach, ''), ' ') AS reached, (SELECT count(*) FROM winnow.lease l WHERE l.worker_id = w.worker_id) AS jobs,
                CASE WHEN w.retired_at IS NOT NULL THEN 'retired' WHEN w.lease_until <= clock_timestamp() THEN 'lost'
                     WHEN w.draining THEN 'draining' ELSE 'active' END AS state
            FROM winnow.worker w ORDER BY w.started_at DESC, w.worker_id
            """
        ).map { row in
            WorkerRecord(
                worker: WorkerID(text: try row.text("worker_id")), host: try row.text("host"),
                pid: Int(try row.int("pid")), version: try row.text("version"), slots: Int(try row.int("slots")),
                reach: try row.text("reached").split(separator: " ").map(String.init), state: try row.word("state"),
                jobs: Int(try row.int("jobs")), startedAt: try row.time("started_at"),
                leaseUntil: try row.time("lease_until"))
        }
    }
}
