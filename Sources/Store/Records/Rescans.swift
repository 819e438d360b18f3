import Model
import Postgres

/// A later question to a batch, and how far it is.
package struct RescanStatus: Hashable, Sendable {
    /// From 1 in each batch.
    package var ordinal: Int
    package var requestedBy: String
    /// Microseconds since 1970-01-01 UTC.
    package var requestedAt: Int64
    /// Whether its images are, or were, read again as well.
    package var reread: Bool
    package var references: [ReferenceVersion]
    package var jobs: Int
    package var jobsDone: Int
    /// Of packs and, where images are read again, of those.
    package var done: Progress
}

extension Records {
    /// Asks a finished batch again with more reference data.
    ///
    /// - Returns: what came of it, and the number of jobs.
    package func rescan(
        batchID: Int64, references: [ReferenceVersion], reread: Bool
    ) async throws -> (outcome: ControlOutcome, jobs: Int) {
        try await connection.transaction { transaction in
            let row = try await transaction.query(
                "SELECT state, jobs FROM winnow.rescan($1, $2, $3)",
                [.int(batchID), .ints(try await ids(of: references, in: transaction)), .bool(reread)]
            ).single
            return (try row.word("state"), Int(try row.int("jobs")))
        }
    }

    /// The re-scans of a batch in their order.
    package func rescans(batchID: Int64) async throws -> [RescanStatus] {
        try await connection.transaction(.snapshot) { try await rescans(batchID: batchID, in: $0) }
    }

    func rescans(batchID: Int64, in transaction: Transaction) async throws -> [RescanStatus] {
        var references: [Int64: [ReferenceVersion]] = [:]
        for row in try await transaction.query(
            """
            SELECT b.rescan_id, r.kind, r.name, r.digest, r.set_kind, r.entries
            FROM winnow.batch_reference b JOIN winnow.reference_data r USING (reference_id)
            WHERE b.batch_id = $1 AND b.rescan_id IS NOT NULL ORDER BY r.kind, r.name COLLATE "C", r.digest
            """, [.int(batchID)])
        {
            references[try row.int("rescan_id"), default: []].append(try ReferenceVersion(row))
        }
        return try await transaction.query(
            """
            SELECT s.rescan_id, s.ordinal, s.requested_by, s.requested_at, s.reread, count(j.rescan_id) AS jobs,
                count(*) FILTER (WHERE j.has_ended) AS done, coalesce(sum(j.files), 0)::bigint AS files,
                coalesce(sum(j.bytes), 0)::bigint AS bytes
            FROM winnow.rescan s LEFT JOIN winnow.rescan_job j USING (rescan_id)
            WHERE s.batch_id = $1 GROUP BY s.rescan_id ORDER BY s.ordinal
            """, [.int(batchID)]
        ).map { row in
            RescanStatus(
                ordinal: Int(try row.int("ordinal")), requestedBy: try row.text("requested_by"),
                requestedAt: try row.time("requested_at"), reread: try row.bool("reread"),
                references: references[try row.int("rescan_id")] ?? [], jobs: Int(try row.int("jobs")),
                jobsDone: Int(try row.int("done")),
                done: Progress(files: try row.count("files"), bytes: try row.count("bytes")))
        }
    }

    /// What the re-scans of a batch looked at: by exhibit, image and re-scan.
    package nonisolated(nonsending) func exportRescans(
        batchID: Int64, _ body: ([Exported<RescannedImage>]) async throws -> Void
    ) async throws {
        let rows = try await connection.query(
            """
            SELECT d.exhibit, i.path, r.ordinal, r.what, r.type, r.files, r.bytes
            FROM winnow.image_rescan r JOIN winnow.image i USING (image_id) JOIN winnow.device d ON d.device_id = i.device_id
            WHERE d.batch_id = $1 ORDER BY d.exhibit, i.ordinal, r.ordinal, r.what, r.type
            """, [.int(batchID)])
        try await body(
            rows.map { row in
                Exported(exhibit: try row.text("exhibit"), image: try row.text("path"), record: try RescannedImage(row))
            })
    }
}

extension RescannedImage {
    init(_ row: PostgresRow) throws {
        self.init(
            rescan: Int(try row.int("ordinal")),
            row: RescanRow(
                try row.word("what"), type: try row.text("type"), files: try row.count("files"),
                bytes: try row.count("bytes")))
    }
}
