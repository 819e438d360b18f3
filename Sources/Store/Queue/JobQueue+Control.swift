import Postgres

/// What came of a change that a person asked for.
package enum ControlOutcome: String, Sendable {
    case changed
    /// It was so already.
    case unchanged
    /// The batch is not in a state for it.
    case refused
}

/// What a coordinator does to the queue. Doing any of it twice is doing it once.
extension JobQueue {
    /// Nothing new of the batch starts until `resume`; what runs goes on.
    package func pause(batchID: Int64) async throws -> ControlOutcome {
        try await outcome("SELECT winnow.pause($1) AS outcome", [.int(batchID)])
    }

    package func resume(batchID: Int64) async throws -> ControlOutcome {
        try await outcome("SELECT winnow.resume($1) AS outcome", [.int(batchID)])
    }

    /// Nothing of any batch starts until it is called with false.
    package func pauseAll(_ paused: Bool) async throws -> ControlOutcome {
        try await outcome("SELECT winnow.pause_queue($1) AS outcome", [.bool(paused)])
    }

    /// Ends all jobs of the batch, or those named; running ones hear of it with their worker's next beat.
    package func cancel(batchID: Int64, jobs: [Int64]? = nil) async throws -> ControlOutcome {
        try await outcome(
            "SELECT winnow.cancel($1, $2) AS outcome", [.int(batchID), jobs.map { .ints($0) } ?? .null])
    }

    /// Lower numbers come first; for all devices of the batch, or for one.
    package func reprioritise(
        batchID: Int64, exhibit: String? = nil, priority: Int
    ) async throws -> ControlOutcome {
        try await outcome(
            "SELECT winnow.reprioritise($1, $2, $3) AS outcome",
            [.int(batchID), .text(exhibit), .int(Int16(clamping: priority))])
    }

    /// Runs jobs again that ended without a result, all or those named, and collates their devices anew. Gives the
    /// number of jobs.
    package func retry(batchID: Int64, jobs: [Int64]? = nil) async throws -> Int {
        let rows = try await connection.query(
            "SELECT winnow.retry($1, $2) AS count", [.int(batchID), jobs.map { .ints($0) } ?? .null])
        return Int(try rows.single.int("count"))
    }

    /// One worker, or all of a host, claim no more and leave when they have finished. Gives the number of workers.
    package func drain(_ target: DrainTarget) async throws -> Int {
        let parameters: [PostgresValue] =
            switch target {
            case .worker(let worker): [.text(worker.text), .null]
            case .host(let host): [.null, .text(host)]
            }
        let rows = try await connection.query("SELECT winnow.drain($1, $2) AS count", parameters)
        return Int(try rows.single.int("count"))
    }

    private func outcome(_ sql: String, _ parameters: [PostgresValue]) async throws -> ControlOutcome {
        let word = try await connection.query(sql, parameters).single.text("outcome")
        return ControlOutcome(rawValue: word) ?? .refused
    }
}

package enum DrainTarget: Sendable {
    case worker(WorkerID)
    case host(String)
}
