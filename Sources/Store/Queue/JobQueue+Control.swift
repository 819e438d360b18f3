import Postgres

/// What a coordinator does to a batch's jobs. Each gives false when the batch is not in a state for it.
extension JobQueue {
    /// Nothing new of the batch starts until `resume`; what runs goes on.
    package func pause(batchID: Int64) async throws -> Bool {
        try await accepted("SELECT winnow.pause($1) AS accepted", [.int(batchID)])
    }

    package func resume(batchID: Int64) async throws -> Bool {
        try await accepted("SELECT winnow.resume($1) AS accepted", [.int(batchID)])
    }

    /// Ends all jobs of the batch; running ones hear of it with their worker's next beat.
    package func cancel(batchID: Int64) async throws -> Bool {
        try await accepted("SELECT winnow.cancel($1) AS accepted", [.int(batchID)])
    }

    /// Lower numbers come first; for all devices of the batch.
    package func reprioritise(batchID: Int64, priority: Int) async throws -> Bool {
        try await accepted(
            "SELECT winnow.reprioritise($1, $2) AS accepted", [.int(batchID), .int(Int16(clamping: priority))])
    }

    /// Runs jobs again that ended without a result, and collates their devices anew. Gives the number of jobs.
    package func retry(batchID: Int64) async throws -> Int {
        Int(try await connection.query("SELECT winnow.retry($1) AS count", [.int(batchID)]).single.int("count"))
    }

    private func accepted(_ sql: String, _ parameters: [PostgresValue]) async throws -> Bool {
        try await connection.query(sql, parameters).single.bool("accepted")
    }
}
