import Model
import Postgres

/// What a batch's archive is made of besides its results, and the steps of archiving and purging.
extension Records {
    /// One row of a batch's audit chain; hashes are hexadecimal.
    package struct AuditRow: Encodable, Sendable {
        package var chain: String
        package var seq: Int64
        package var entry: String
        package var prev: String
        package var hash: String
    }

    /// An attempt that ended in anything but a result.
    package struct AttemptRow: Encodable, Sendable {
        package var job: Int64
        package var fence: Int64
        package var attempt: Int
        package var ending: String
        package var claimed: String
        package var ended: String
        package var error: String?
    }

    /// Where a batch was archived to and when it was purged; times as the database writes them.
    package func retention(batchID: Int64) async throws -> (archive: String?, purgedAt: String?) {
        let row = try await connection.query(
            "SELECT archive, to_char(purged_at, 'YYYY-MM-DD') AS purged FROM winnow.batch WHERE batch_id = $1",
            [.int(batchID)]
        ).single
        return (try row.optionalText("archive"), try row.optionalText("purged"))
    }

    /// Throws `batch-purged` if nothing but the name of the batch is left.
    package func expectUnpurged(batchID: Int64, named name: String) async throws {
        guard let day = try await retention(batchID: batchID).purgedAt else { return }
        throw WinnowError(
            "batch-purged", "batch \(name) was archived and then purged on \(day)",
            remedy: "see its archive; submit it again under another name")
    }

    package func auditRows(batchID: Int64) async throws -> [AuditRow] {
        try await connection.query(
            """
            SELECT chain, seq, entry, encode(prev, 'hex') AS prev, encode(hash, 'hex') AS hash
            FROM winnow.audit WHERE chain = 'batch:' || $1::bigint ORDER BY seq
            """, [.int(batchID)]
        ).map { row in
            AuditRow(
                chain: try row.text("chain"), seq: try row.int("seq"), entry: try row.text("entry"),
                prev: try row.text("prev"), hash: try row.text("hash"))
        }
    }

    package func attempts(batchID: Int64) async throws -> [AttemptRow] {
        try await connection.query(
            """
            SELECT a.job_id, a.fence, a.attempt, a.ending, a.claimed_at::text AS claimed, a.ended_at::text AS ended,
                a.error_text FROM winnow.attempt_log a JOIN winnow.job j USING (job_id)
            WHERE j.batch_id = $1 ORDER BY a.job_id, a.fence
            """, [.int(batchID)]
        ).map { row in
            AttemptRow(
                job: try row.int("job_id"), fence: try row.int("fence"), attempt: Int(try row.int("attempt")),
                ending: try row.text("ending"), claimed: try row.text("claimed"), ended: try row.text("ended"),
                error: try row.optionalText("error_text"))
        }
    }

    /// Remembers that the batch is archived; false when it has not ended or is purged.
    package func markArchived(batchID: Int64, digest: String) async throws -> Bool {
        try await connection.query("SELECT winnow.archived($1, $2) AS done", [.int(batchID), .text(digest)]).single
            .bool("done")
    }

    /// Deletes an archived batch, a transaction a device; what was interrupted goes on. Its name and audit stay.
    ///
    /// - Returns: false when there was nothing left to purge.
    package func purge(batchID: Int64) async throws -> Bool {
        for device in try await devices(batchID: batchID) {
            try await connection.query("SELECT winnow.purge_device($1)", [.int(device.deviceID)])
        }
        return try await connection.query("SELECT winnow.purged($1) AS done", [.int(batchID)]).single.bool("done")
    }
}
