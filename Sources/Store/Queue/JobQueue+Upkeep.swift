import Postgres

/// Upkeep: any worker may do any of this at any time; row locks keep two from doing the same.
extension JobQueue {
    /// Takes jobs away from lapsed workers and from attempts past their time limit. Gives their number.
    @discardableResult
    package func rescue(limit: Int = 200) async throws -> Int {
        try await count("SELECT winnow.rescue($1) AS count", [.int(limit)])
    }

    /// Makes jobs claimable that have waited out their pause. Gives their number.
    @discardableResult
    package func promote(limit: Int = 1000) async throws -> Int {
        try await count("SELECT winnow.promote($1) AS count", [.int(limit)])
    }

    /// Makes the collate jobs of devices that have nothing else left, and closes batches that have nothing left.
    /// Gives the number of both.
    @discardableResult
    package func sweep() async throws -> Int {
        let devices = try await count("SELECT winnow.sweep_devices() AS count")
        let batches = try await count("SELECT winnow.sweep_batches() AS count")
        return devices + batches
    }

    /// Nothing to claim, waiting or running, outside paused batches. Sweep first: it may still make collate jobs.
    package func isIdle() async throws -> Bool {
        let rows = try await connection.query(
            """
            SELECT NOT EXISTS (SELECT 1 FROM winnow.ready) AND NOT EXISTS (SELECT 1 FROM winnow.lease)
                AND NOT EXISTS (SELECT 1 FROM winnow.deferred WHERE run_at < 'infinity') AS idle
            """)
        return try rows.single.bool("idle")
    }

    /// Idle, and with nothing left to sweep: what a worker asks before it leaves, because another's sweep may be making
    /// collate jobs just now that cannot be seen yet.
    package func isSettled() async throws -> Bool {
        guard try await isIdle() else { return false }
        let rows = try await connection.query(
            """
            SELECT NOT EXISTS (SELECT 1 FROM winnow.finished_device)
                AND NOT EXISTS (SELECT 1 FROM winnow.finished_batch) AS settled
            """)
        let settled = try rows.single.bool("settled")
        // What was being swept at the first look is a job at the second.
        return settled ? try await isIdle() : false
    }

    /// Time until the first waiting job may run again: zero when it is due, nil when none waits.
    package func nextDue() async throws -> Duration? {
        let rows = try await connection.query(
            """
            SELECT extract(epoch FROM min(run_at) - clock_timestamp())::double precision AS seconds
            FROM winnow.deferred WHERE run_at < 'infinity'
            """)
        return try rows.single.optionalReal("seconds").map { .seconds(max(0, $0)) }
    }

    private func count(_ sql: String, _ parameters: [PostgresValue] = []) async throws -> Int {
        Int(try await connection.query(sql, parameters).single.int("count"))
    }
}
