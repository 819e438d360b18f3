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
    package var done: Progress
    /// Of the images surveyed so far.
    package var total: Progress
    /// Images whose survey has not ended: until it is zero, the totals are not complete.
    package var imagesWaiting: Int
    package var estimate: ProgressEstimate
    /// Microseconds since 1970-01-01 UTC.
    package var submittedAt: Int64
    package var completedAt: Int64?
    /// Later questions, in their order.
    package var rescans: [RescanStatus]
    /// Text in pictures; none where no picture was to be looked into.
    package var recognition: RecognitionStatus?
}

/// How far the recognition of text in a batch's pictures has come.
package struct RecognitionStatus: Hashable, Sendable {
    package var jobs: Int
    package var jobsDone: Int
}

extension Records {
    /// Rates are those of the last five minutes.
    static let recent = "interval '5 minutes'"

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
            var rescans: [Int64: [RescanStatus]] = [:]
            for row in try await transaction.query(
                "SELECT DISTINCT batch_id FROM winnow.rescan WHERE $1::bigint IS NULL OR batch_id = $1", [.int(batchID)]
            ) {
                let id = try row.int("batch_id")
                rescans[id] = try await self.rescans(batchID: id, in: transaction)
            }
            let recognition = try await recognitionStatus(batchID, in: transaction)
            return try await transaction.query(Self.statusQuery, [.int(batchID)]).map { row in
                let id = try row.int("batch_id")
                var status = try BatchStatus(row, jobs: jobs[id] ?? [:], rescans: rescans[id] ?? [])
                status.recognition = recognition[id]
                return status
            }
        }
    }

    private func recognitionStatus(
        _ batchID: Int64?, in transaction: Transaction
    ) async throws -> [Int64: RecognitionStatus] {
        var all: [Int64: RecognitionStatus] = [:]
        for row in try await transaction.query(
            """
            SELECT batch_id, count(*) AS jobs, count(*) FILTER (WHERE has_ended) AS done FROM (
                SELECT batch_id, false AS has_ended FROM winnow.ready WHERE kind = 'ocr'
                UNION ALL SELECT batch_id, false FROM winnow.deferred WHERE kind = 'ocr'
                UNION ALL SELECT batch_id, false FROM winnow.lease WHERE kind = 'ocr'
                UNION ALL SELECT batch_id, true FROM winnow.done WHERE kind = 'ocr') j
            WHERE $1::bigint IS NULL OR batch_id = $1 GROUP BY batch_id
            """, [.int(batchID)])
        {
            all[try row.int("batch_id")] = RecognitionStatus(
                jobs: Int(try row.int("jobs")), jobsDone: Int(try row.int("done")))
        }
        return all
    }

    // A running job counts with what it has done, in the rate too; its first seconds may lie before the window.
    private static let statusQuery = """
        SELECT b.batch_id, b.name, b.state, b.submitted_at, b.completed_at,
            (SELECT count(*) FROM winnow.device d WHERE d.batch_id = b.batch_id) AS devices,
            i.files_total, i.bytes_total, i.waiting,
            coalesce(f.files, 0) + coalesce(r.files, 0) AS files_done,
            coalesce(f.bytes, 0) + coalesce(r.bytes, 0) AS bytes_done,
            coalesce(n.files, 0) + coalesce(r.files, 0) AS files_recent,
            coalesce(n.bytes, 0) + coalesce(r.bytes, 0) AS bytes_recent,
            coalesce(extract(epoch FROM clock_timestamp() - greatest(
                least(n.since, r.since), clock_timestamp() - \(recent))), 0)::double precision AS seconds_recent
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
            SELECT sum(x.files)::bigint AS files, sum(x.bytes)::bigint AS bytes, min(x.claimed_at) AS since
            FROM winnow.done x WHERE x.batch_id = b.batch_id AND x.kind = 'scan'
                AND x.finished_at > clock_timestamp() - \(recent)) n
        CROSS JOIN LATERAL (
            SELECT sum(x.files)::bigint AS files, sum(x.bytes)::bigint AS bytes, min(x.claimed_at) AS since
            FROM winnow.lease x WHERE x.batch_id = b.batch_id AND x.kind = 'scan') r
        WHERE $1::bigint IS NULL OR b.batch_id = $1 ORDER BY b.batch_id
        """
}

extension BatchStatus {
    fileprivate init(_ row: PostgresRow, jobs: [String: Int], rescans: [RescanStatus]) throws {
        let done = Progress(files: try row.count("files_done"), bytes: try row.count("bytes_done"))
        let total = Progress(files: try row.count("files_total"), bytes: try row.count("bytes_total"))
        let waiting = Int(try row.int("waiting"))
        self.init(
            batchID: try row.int("batch_id"), batch: try row.text("name"), state: try row.word("state"),
            devices: Int(try row.int("devices")), jobs: jobs, done: done, total: total, imagesWaiting: waiting,
            estimate: ProgressEstimate(
                done: done, total: total,
                recent: Progress(files: try row.count("files_recent"), bytes: try row.count("bytes_recent")),
                seconds: try row.real("seconds_recent"), totalIsFinal: waiting == 0),
            submittedAt: try row.time("submitted_at"), completedAt: try row.optionalTime("completed_at"),
            rescans: rescans)
    }
}
