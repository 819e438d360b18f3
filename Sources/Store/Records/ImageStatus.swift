import Model
import Postgres

/// How far one image has come, and what keeps it.
package struct ImageStatus: Hashable, Sendable {
    package var exhibit: String
    package var image: String
    /// `waiting` for its survey, `surveyed`, or `failed`.
    package var state: String
    package var jobs: [String: Int]
    package var done: Progress
    package var total: Progress
    package var estimate: ProgressEstimate
    /// Why nothing of it can go on just now; nil when something can, or nothing is left.
    package var blocked: String?
}

extension Records {
    /// The images of a batch: exhibits in order, then as they were submitted.
    package func imageStatus(batchID: Int64) async throws -> [ImageStatus] {
        try await connection.transaction(.snapshot) { transaction in
            let whole = try await transaction.query(
                """
                SELECT c.paused, c.paused_by, (SELECT count(*) FROM winnow.live_worker) AS workers,
                    (SELECT b.state FROM winnow.batch b WHERE b.batch_id = $1) AS state
                FROM winnow.control c
                """, [.int(batchID)]
            ).single
            let queue = QueueState(
                pausedBy: try whole.bool("paused") ? try whole.optionalText("paused_by") ?? "" : nil,
                batchIsPaused: try whole.optionalText("state") == BatchState.paused.rawValue,
                liveWorkers: Int(try whole.int("workers")))
            return try await transaction.query(Self.imageQuery, [.int(batchID)]).map { row in
                try ImageStatus(row, queue)
            }
        }
    }

    private static let imageQuery = """
        SELECT d.exhibit, i.path, i.state, i.reach, i.files_total, i.bytes_total,
            f.ok, f.quarantined, f.cancelled, f.files_recent, f.bytes_recent,
            q.jobs AS ready, w.jobs AS waiting, w.seconds AS due, w.reason, r.jobs AS running,
            coalesce(f.files, 0) + coalesce(r.files, 0) AS files, coalesce(f.bytes, 0) + coalesce(r.bytes, 0) AS bytes,
            coalesce(r.files, 0) AS files_running, coalesce(r.bytes, 0) AS bytes_running,
            coalesce(extract(epoch FROM clock_timestamp() - greatest(
                least(f.since, r.since), clock_timestamp() - \(recent))), 0)::double precision AS seconds_recent,
            EXISTS (SELECT 1 FROM winnow.reachable x WHERE x.image_id = i.image_id) AS reachable,
            coalesce((SELECT string_agg(a.host, ', ' ORDER BY a.host) FROM winnow.absence a
                      WHERE a.image_id = i.image_id), '') AS absent
        FROM winnow.device d JOIN winnow.image i USING (device_id)
        LEFT JOIN LATERAL (
            SELECT count(*) FILTER (WHERE x.outcome IN ('ok', 'partial')) AS ok,
                count(*) FILTER (WHERE x.outcome = 'quarantined') AS quarantined,
                count(*) FILTER (WHERE x.outcome = 'cancelled') AS cancelled,
                sum(x.files) FILTER (WHERE x.kind = 'scan')::bigint AS files,
                sum(x.bytes) FILTER (WHERE x.kind = 'scan')::bigint AS bytes,
                coalesce(sum(x.files) FILTER (WHERE x.kind = 'scan' AND x.late), 0)::bigint AS files_recent,
                coalesce(sum(x.bytes) FILTER (WHERE x.kind = 'scan' AND x.late), 0)::bigint AS bytes_recent,
                min(x.claimed_at) FILTER (WHERE x.kind = 'scan' AND x.late) AS since
            FROM (SELECT y.*, y.finished_at > clock_timestamp() - \(recent) AS late
                  FROM winnow.done y WHERE y.device_id = d.device_id AND y.image_id = i.image_id) x) f ON true
        LEFT JOIN LATERAL (
            SELECT count(*) AS jobs FROM winnow.ready x WHERE x.image_id = i.image_id) q ON true
        LEFT JOIN LATERAL (
            SELECT count(*) AS jobs, min(x.reason) AS reason,
                extract(epoch FROM min(nullif(x.run_at, 'infinity')) - clock_timestamp())::double precision AS seconds
            FROM winnow.deferred x WHERE x.device_id = d.device_id AND x.image_id = i.image_id) w ON true
        LEFT JOIN LATERAL (
            SELECT count(*) AS jobs, sum(x.files) FILTER (WHERE x.kind = 'scan')::bigint AS files,
                sum(x.bytes) FILTER (WHERE x.kind = 'scan')::bigint AS bytes,
                min(x.claimed_at) FILTER (WHERE x.kind = 'scan') AS since
            FROM winnow.lease x WHERE x.image_id = i.image_id) r ON true
        WHERE d.batch_id = $1 ORDER BY d.exhibit, i.ordinal
        """
}

/// What holds for every image of a batch.
struct QueueState {
    /// Who has paused the whole queue; nil when it runs.
    var pausedBy: String?
    var batchIsPaused: Bool
    var liveWorkers: Int
}

extension ImageStatus {
    fileprivate init(_ row: PostgresRow, _ queue: QueueState) throws {
        let running = Progress(files: try row.count("files_running"), bytes: try row.count("bytes_running"))
        let recent = Progress(files: try row.count("files_recent"), bytes: try row.count("bytes_recent"))
        let counts = try ["ready", "waiting", "running", "ok", "quarantined", "cancelled"].map {
            ($0, Int(try row.int($0)))
        }
        jobs = Dictionary(uniqueKeysWithValues: counts.filter { $0.1 > 0 })
        exhibit = try row.text("exhibit")
        image = try row.text("path")
        state = try row.text("state")
        done = Progress(files: try row.count("files"), bytes: try row.count("bytes"))
        total = Progress(files: try row.count("files_total"), bytes: try row.count("bytes_total"))
        estimate = ProgressEstimate(
            done: done, total: total,
            recent: Progress(files: recent.files &+ running.files, bytes: recent.bytes &+ running.bytes),
            seconds: try row.real("seconds_recent"), totalIsFinal: state != "waiting")
        blocked = BlockedReason.of(
            queue, ready: jobs["ready"] ?? 0, waiting: jobs["waiting"] ?? 0, running: jobs["running"] ?? 0,
            reach: try row.text("reach"), isReachable: try row.bool("reachable"), absentOn: try row.text("absent"),
            dueIn: try row.optionalReal("due"), ending: try row.optionalText("reason"))
    }
}
