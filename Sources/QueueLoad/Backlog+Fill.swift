import Postgres

/// Short cuts around submissions and surveys, where only the size of the tables matters. For a database owner.
extension Backlog {
    /// Empties the queue's tables and those of results; batches, devices and images stay.
    package static func clear(_ connection: PostgresConnection) async throws {
        try await connection.query(
            """
            TRUNCATE winnow.job, winnow.ready, winnow.deferred, winnow.lease, winnow.done, winnow.attempt_log,
                winnow.pack, winnow.hit, winnow.history, winnow.coverage
            """)
    }

    /// The state that a measurement begins from: no result rows, and a checkpoint just made, so that each writes as many
    /// whole pages to the log as the others. Unless half of them are left, scans of the newest image are added until `jobs`
    /// are claimable.
    package static func prepare(_ connection: PostgresConnection, jobs: Int) async throws {
        try await connection.query("TRUNCATE winnow.pack, winnow.hit, winnow.history, winnow.coverage")
        try await fill(connection, to: jobs)
        try await connection.query("CHECKPOINT")
    }

    /// Unless half of them are left, adds scans of the newest image until `jobs` are claimable.
    package static func fill(_ connection: PostgresConnection, to jobs: Int) async throws {
        let ready = try await connection.query("SELECT count(*) AS n FROM winnow.ready")[0].int("n")
        guard ready < (jobs + 1) / 2 else { return }
        let last = try await connection.query("SELECT coalesce(max(job_id), 0) AS n FROM winnow.job")[0].int("n")
        try await connection.query(
            """
            INSERT INTO winnow.job (kind, batch_id, device_id, image_id, dedupe, spec, place)
            SELECT 'scan', i.batch_id, i.device_id, i.image_id, format('image:%s/scan/0/%s', i.image_id, $1::bigint + n),
                   '\\x010001', n
            FROM (SELECT i.image_id, i.device_id, d.batch_id FROM winnow.image i JOIN winnow.device d USING (device_id)
                  ORDER BY i.image_id DESC LIMIT 1) i, generate_series(1, $2::bigint) n
            """, [.int(last), .int(Int64(jobs) - ready)])
        try await connection.query(
            "SELECT winnow.enqueue(ARRAY(SELECT job_id FROM winnow.job WHERE job_id > $1::bigint))", [.int(last)])
        try await tidy(connection, "winnow.job, winnow.ready")
    }

    /// Adds ended jobs of another batch, with their rows in `job`.
    package static func addEnded(_ connection: PostgresConnection, jobs: Int) async throws {
        try await connection.query(
            """
            WITH made AS (
                INSERT INTO winnow.job (kind, batch_id, device_id, image_id, dedupe, place)
                SELECT 'scan', 0, n % 1000, n % 1000, 'ended:' || n, n FROM generate_series(1, $1::bigint) n
                RETURNING job_id, device_id, place)
            INSERT INTO winnow.done (job_id, kind, batch_id, device_id, image_id, fence, outcome, attempt, worker_id,
                                     ready_at, claimed_at, files, bytes)
            SELECT job_id, 'scan', 0, device_id, device_id, -place, 'ok', 1, '00000000-0000-0000-0000-000000000000',
                   now(), now(), 100, 1000000
            FROM made
            """, [.int(jobs)])
        try await tidy(connection, "winnow.job, winnow.done")
    }

    /// What autovacuum would begin in the middle of a measurement.
    private static func tidy(_ connection: PostgresConnection, _ tables: String) async throws {
        try await connection.query("VACUUM (ANALYZE) \(tables)")
        try await connection.query("CHECKPOINT")
    }
}
