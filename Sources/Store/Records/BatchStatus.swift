import Model
import Postgres

/// How far a batch has come.
package struct BatchStatus: Hashable, Sendable {
    package var batchID: Int64
    package var batch: String
    package var state: BatchState
    package var devices: Int
    /// Jobs by what they are: `ready`, `waiting`, `running`, or the outcome they ended with.
    package var jobs: [String: Int]
    /// Of scans, finished and running.
    package var filesDone: UInt64
    /// Of the images surveyed so far.
    package var filesTotal: UInt64
    package var bytesDone: UInt64
    package var bytesTotal: UInt64
    /// Images whose survey has not ended: until it is zero, the totals are not complete.
    package var imagesWaiting: Int
    /// Microseconds since 1970-01-01 UTC.
    package var submittedAt: Int64
    package var completedAt: Int64?
}

/// A job that ended without a result.
package struct FailedJob: Hashable, Sendable {
    package var jobID: Int64
    package var kind: JobKind
    package var batch: String
    package var exhibit: String
    /// The image's path; nil for a collate.
    package var image: String?
    package var outcome: String
    package var attempts: Int
    package var error: WinnowError
}

extension Records {
    /// One batch, or all of them, oldest first.
    package func status(batchID: Int64? = nil) async throws -> [BatchStatus] {
        try await connection.transaction(.snapshot) { transaction in
            var jobs: [Int64: [String: Int]] = [:]
            let counts = try await transaction.query(
                """
                SELECT batch_id, state, count(*) AS jobs FROM (
                    SELECT batch_id, 'ready' AS state FROM winnow.ready
                    UNION ALL SELECT batch_id, 'waiting' FROM winnow.deferred
                    UNION ALL SELECT batch_id, 'running' FROM winnow.lease
                    UNION ALL SELECT batch_id, outcome FROM winnow.done) j
                WHERE $1::bigint IS NULL OR batch_id = $1 GROUP BY batch_id, state
                """, [.int(batchID)])
            for row in counts {
                jobs[try row.int("batch_id"), default: [:]][try row.text("state")] = Int(try row.int("jobs"))
            }
            return try await transaction.query(Self.statusQuery, [.int(batchID)]).map { row in
                try BatchStatus(row, jobs: jobs[row.int("batch_id")] ?? [:])
            }
        }
    }

    private static let statusQuery = """
        SELECT b.batch_id, b.name, b.state, b.submitted_at, b.completed_at,
            (SELECT count(*) FROM winnow.device d WHERE d.batch_id = b.batch_id) AS devices,
            i.files_total, i.bytes_total, i.waiting,
            coalesce(f.files, 0) + coalesce(r.files, 0) AS files_done,
            coalesce(f.bytes, 0) + coalesce(r.bytes, 0) AS bytes_done
        FROM winnow.batch b
        CROSS JOIN LATERAL (
            SELECT coalesce(sum(i.files_total), 0)::bigint AS files_total,
                coalesce(sum(i.bytes_total), 0)::bigint AS bytes_total,
                count(*) FILTER (WHERE i.state = 'waiting') AS waiting
            FROM winnow.image i JOIN winnow.device d USING (device_id) WHERE d.batch_id = b.batch_id) i
        CROSS JOIN LATERAL (
            SELECT sum(x.files)::bigint AS files, sum(x.bytes)::bigint AS bytes
            FROM winnow.done x WHERE x.batch_id = b.batch_id AND x.kind = 'scan') f
        CROSS JOIN LATERAL (
            SELECT sum(x.files)::bigint AS files, sum(x.bytes)::bigint AS bytes
            FROM winnow.lease x WHERE x.batch_id = b.batch_id AND x.kind = 'scan') r
        WHERE $1::bigint IS NULL OR b.batch_id = $1 ORDER BY b.batch_id
        """

    /// Jobs that ended quarantined, discarded or cancelled, with their errors.
    package func failedJobs(batchID: Int64? = nil) async throws -> [FailedJob] {
        try await connection.query(
            """
            SELECT x.*, b.name AS batch, d.exhibit, i.path FROM winnow.done x
                JOIN winnow.device d USING (device_id) JOIN winnow.batch b ON b.batch_id = x.batch_id
                LEFT JOIN winnow.image i ON i.image_id = x.image_id
            WHERE ($1::bigint IS NULL OR x.batch_id = $1) AND x.outcome NOT IN ('ok', 'partial') ORDER BY x.job_id
            """, [.int(batchID)]
        ).map { row in
            FailedJob(
                jobID: try row.int("job_id"), kind: try row.word("kind"), batch: try row.text("batch"),
                exhibit: try row.text("exhibit"), image: try row.optionalText("path"),
                outcome: try row.text("outcome"), attempts: Int(try row.int("attempt")), error: try WinnowError(row))
        }
    }
}

extension BatchStatus {
    fileprivate init(_ row: PostgresRow, jobs: [String: Int]) throws {
        self.init(
            batchID: try row.int("batch_id"), batch: try row.text("name"), state: try row.word("state"),
            devices: Int(try row.int("devices")), jobs: jobs, filesDone: try row.count("files_done"),
            filesTotal: try row.count("files_total"), bytesDone: try row.count("bytes_done"),
            bytesTotal: try row.count("bytes_total"), imagesWaiting: Int(try row.int("waiting")),
            submittedAt: try row.time("submitted_at"), completedAt: try row.optionalTime("completed_at"))
    }
}
