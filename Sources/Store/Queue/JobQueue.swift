import Model
import Postgres

/// The queue in PostgreSQL: jobs are done at least once, their results are written exactly once.
package struct JobQueue: Sendable {
    /// The channel that is notified when there is something to claim, or with `beatPayload` something to be heard.
    package static let readyChannel = "winnow_ready"
    package static let beatPayload = "beat"
    /// The key under which `beat` reports the worker itself.
    package static let workerItself: Int64 = 0

    let connection: PostgresConnection

    package init(_ connection: PostgresConnection) { self.connection = connection }

    /// Makes a worker with a lease of `leaseSeconds`, which `beat` must extend in time.
    ///
    /// - Parameter reach: what it can read: `path`, `store:NAME`.
    package func register(
        host: String, pid: Int32, version: String, slots: Int, reach: [String] = ["path"], leaseSeconds: Double
    ) async throws -> WorkerID {
        let rows = try await connection.query(
            "SELECT winnow.register($1, $2, $3, $4, $5, $6) AS worker_id",
            [
                .text(host), .int(pid), .text(version), .int(slots), .texts(reach), .real(leaseSeconds),
            ])
        return WorkerID(text: try rows.single.text("worker_id"))
    }

    /// Up to `limit` jobs in claim order: by priority, then place, then age; among equals those of `images` first.
    ///
    /// Empty when there is nothing that the worker can read, and for a worker that is draining or has lapsed.
    package func claim(_ worker: WorkerID, limit: Int, preferring images: [Int64] = []) async throws -> [Claim] {
        try await connection.query(
            "SELECT * FROM winnow.claim($1, $2, $3)", [.text(worker.text), .int(limit), .ints(images)]
        ).map { try Claim($0, worker: worker) }
    }

    /// Extends the worker's lease and reports progress; says for each claim's job whether to go on. Claims of the
    /// worker that are not in `progress` go back to the queue once they are older than `leaseSeconds`.
    ///
    /// The key `workerItself` has a verdict when the worker has lapsed (as has every claim then) or is to drain.
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

    /// The worker is leaving: its lease ends now, and what it still holds is free for rescue.
    package func retire(_ worker: WorkerID) async throws {
        try await connection.query("SELECT winnow.retire($1)", [.text(worker.text)])
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
