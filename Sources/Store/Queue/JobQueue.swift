import Model
import Postgres

/// The queue in PostgreSQL: jobs are done at least once, their results are written exactly once.
package struct JobQueue: Sendable {
    /// The channel that is notified when there is something to claim.
    package static let readyChannel = "winnow_ready"
    /// The key under which `beat` reports the worker itself.
    package static let workerItself: Int64 = 0

    let connection: PostgresConnection

    package init(_ connection: PostgresConnection) { self.connection = connection }

    /// Makes a worker with a lease of `leaseSeconds`, which `beat` must extend in time.
    package func register(
        host: String, pid: Int32, version: String, slots: Int, leaseSeconds: Double
    ) async throws -> WorkerID {
        let rows = try await connection.query(
            """
            INSERT INTO winnow.worker (host, pid, version, slots, lease_until)
            VALUES ($1, $2, $3, $4, clock_timestamp() + make_interval(secs => $5)) RETURNING worker_id
            """,
            [.text(host), .int(pid), .text(version), .int(slots), .real(leaseSeconds)])
        return WorkerID(text: try rows.single.text("worker_id"))
    }

    /// Up to `limit` jobs in claim order: by priority, then place, then age; among equals those of `images` first.
    ///
    /// Empty when there is nothing, and for a worker that is draining or has lapsed.
    package func claim(_ worker: WorkerID, limit: Int, preferring images: [Int64] = []) async throws -> [Claim] {
        try await connection.query(
            "SELECT * FROM winnow.claim($1, $2, $3)", [.text(worker.text), .int(limit), .ints(images)]
        ).map { try Claim($0) }
    }

    /// Extends the worker's lease and reports progress; says for each claim's job whether to go on.
    ///
    /// When the worker has lapsed, every claim and `workerItself` have the verdict `workerExpired`.
    package func beat(
        _ worker: WorkerID, leaseSeconds: Double, progress: [(Claim, Progress)]
    ) async throws -> [Int64: BeatVerdict] {
        let rows = try await connection.query(
            "SELECT * FROM winnow.beat($1, $2, $3, $4, $5, $6)",
            [
                .text(worker.text), .real(leaseSeconds), .ints(progress.map(\.0.jobID)),
                .ints(progress.map(\.0.fence)), .ints(progress.map { Int64(clamping: $0.1.files) }),
                .ints(progress.map { Int64(clamping: $0.1.bytes) }),
            ])
        var verdicts: [Int64: BeatVerdict] = [:]
        for row in rows {
            verdicts[try row.int("job_id")] = BeatVerdict(rawValue: try row.text("verdict")) ?? .lost
        }
        return verdicts
    }

    /// No more jobs for this worker; those it holds it may finish.
    package func drain(_ worker: WorkerID) async throws {
        try await connection.query(
            "UPDATE winnow.worker SET draining = true WHERE worker_id = $1", [.text(worker.text)])
    }

    /// The worker is leaving: its lease ends now, and what it still holds is free for rescue.
    package func retire(_ worker: WorkerID) async throws {
        try await connection.query(
            """
            UPDATE winnow.worker SET draining = true, lease_until = least(lease_until, clock_timestamp()),
                retired_at = clock_timestamp() WHERE worker_id = $1
            """, [.text(worker.text)])
    }
}

extension PostgresRows {
    /// The only row of a statement that gives one.
    var single: PostgresRow {
        get throws {
            guard let row = first else { throw PostgresError(message: "a statement gave no row") }
            return row
        }
    }
}
