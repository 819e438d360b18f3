import Model
import Postgres

extension JobQueue {
    /// Writes results and ends their claims, all in one transaction; the results are of one worker.
    ///
    /// Rows are sent before the fences are taken, so that a worker that freezes while it sends them holds nothing up.
    ///
    /// - Returns: the ids of the jobs whose claims still stood. Of the others nothing is written.
    package func commit(_ results: [JobResult]) async throws -> Set<Int64> {
        guard !results.isEmpty else { return [] }
        while true {
            do {
                return try await commitOnce(results)
            } catch let error as PostgresError where error.sqlstate == Self.lapsed {
                // A claim lapsed between its rows and its end; the next time it is left out from the start.
                continue
            }
        }
    }

    /// serialization_failure, which `winnow.complete` raises.
    private static let lapsed = "40001"

    private func commitOnce(_ results: [JobResult]) async throws -> Set<Int64> {
        guard results.contains(where: { $0.content.hasRows || $0.content.hasEnding }) else {
            // One statement is a transaction of its own.
            return try await complete(results) { try await connection.query($0, $1) }
        }
        return try await connection.transaction { transaction in
            let records = Records(connection)
            var standing = results
            if results.contains(where: \.content.hasRows) {
                let open = try await openResults(results.map(\.claim), in: transaction)
                standing = results.filter { open.contains($0.claim.jobID) }
                try await records.addScans(standing, in: transaction)
                try await records.addSurveys(standing, in: transaction)
                try await records.addRescans(standing, in: transaction)
            }
            let ended = try await complete(standing) { sql, parameters in
                // With nothing after it, its COMMIT goes along.
                standing.contains(where: \.content.hasEnding)
                    ? try await transaction.query(sql, parameters)
                    : try await transaction.queryAndCommit(sql, parameters)
            }
            for result in standing where ended.contains(result.claim.jobID) {
                switch result.content {
                case .survey(let survey): try await records.endSurvey(result.claim, survey, in: transaction)
                case .collate(let device, let digests):
                    try await records.endCollate(result.claim, device, imageDigests: digests, in: transaction)
                case .scan(let scan):
                    try await records.endScan(result.claim, scan, in: transaction)
                    guard scan.mayEscalate else { break }
                    try await transaction.query("SELECT winnow.collate_early($1)", [.int(result.claim.jobID)])
                case .rescan, .nothing: break
                }
            }
            return ended
        }
    }

    /// The same for one result; throws `StaleClaim` when its claim has lapsed.
    package func commit(_ result: JobResult) async throws {
        if try await commit([result]).isEmpty { throw result.claim.stale }
    }

    /// Whether the claim's result is in the database: the question after a connection that broke during COMMIT.
    package func wasCompleted(_ claim: Claim) async throws -> Bool {
        let rows = try await connection.query(
            "SELECT winnow.was_completed($1, $2) AS completed", [.int(claim.jobID), .int(claim.fence)])
        return try rows.single.bool("completed")
    }

    private func openResults(_ claims: [Claim], in transaction: Transaction) async throws -> Set<Int64> {
        guard let worker = claims.first?.worker else { return [] }
        let rows = try await transaction.query(
            "SELECT * FROM winnow.open_results($1, $2, $3) AS job_id",
            [.text(worker.text), .ints(claims.map(\.jobID)), .ints(claims.map(\.fence))])
        return Set(try rows.map { try $0.int("job_id") })
    }

    private nonisolated(nonsending) func complete(
        _ results: [JobResult], _ run: (String, [PostgresValue]) async throws -> PostgresRows
    ) async throws -> Set<Int64> {
        guard let worker = results.first?.claim.worker else { return [] }
        let rows = try await run(
            "SELECT * FROM winnow.complete($1, $2, $3, $4, $5, $6, $7) AS job_id",
            [
                .text(worker.text), .ints(results.map(\.claim.jobID)), .ints(results.map(\.claim.fence)),
                .texts(results.map(\.outcome.rawValue)), .ints(results.map { Int64(clamping: $0.progress.files) }),
                .ints(results.map { Int64(clamping: $0.progress.bytes) }),
                .texts(results.map { $0.sandbox?.description ?? "" }),
            ])
        return Set(try rows.map { try $0.int("job_id") })
    }
}

extension JobResult.Content {
    /// Something to write once the claim has ended.
    fileprivate var hasEnding: Bool {
        switch self {
        case .survey, .collate: true
        case .scan(let scan): scan.mayEscalate || !scan.pictureJobs.isEmpty
        case .rescan, .nothing: false
        }
    }

    /// Rows that go in by COPY.
    fileprivate var hasRows: Bool {
        switch self {
        case .survey, .scan, .rescan: true
        case .collate, .nothing: false
        }
    }
}
