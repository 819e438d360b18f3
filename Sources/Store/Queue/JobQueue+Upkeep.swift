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

    /// Forgets workers that have been gone for a week. Gives their number.
    @discardableResult
    package func pruneWorkers() async throws -> Int { try await count("SELECT winnow.prune_workers() AS count") }

    /// Nothing to claim, waiting or running, outside paused batches and images that no live worker can read. Sweep
    /// first: it may still make collate jobs.
    ///
    /// - Parameter worker: who asks; one that has lapsed is told no, because others may not reach what it can.
    package func isIdle(_ worker: WorkerID? = nil) async throws -> Bool {
        try await connection.query("SELECT winnow.is_idle($1) AS idle", [.text(worker?.text)]).single.bool("idle")
    }

    /// Idle, and with nothing left to sweep: what a worker asks before it leaves, because another's sweep may be making
    /// collate jobs just now that cannot be seen yet.
    package func isSettled(_ worker: WorkerID? = nil) async throws -> Bool {
        guard try await isIdle(worker) else { return false }
        let rows = try await connection.query("SELECT winnow.has_finished() AS finished")
        // What was being swept at the first look is a job at the second.
        return try rows.single.bool("finished") ? false : try await isIdle(worker)
    }

    /// Time until the first waiting job may run again: zero when it is due, nil when none waits.
    package func nextDue() async throws -> Duration? {
        let rows = try await connection.query("SELECT winnow.next_due() AS seconds")
        return try rows.single.optionalReal("seconds").map { .seconds(max(0, $0)) }
    }

    private func count(_ sql: String, _ parameters: [PostgresValue] = []) async throws -> Int {
        Int(try await connection.query(sql, parameters).single.int("count"))
    }
}
