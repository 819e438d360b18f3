import Model
import Postgres

/// What a batch's archive is made of besides its results, and the steps of archiving and purging.
extension Records {
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

    /// How far the audit of a batch goes that can be archived now.
    ///
    /// - Throws: `batch-open` while it has not ended or a cancelled job still runs, `not-allowed` for a login that may
    ///   not archive.
    package func settledAudit(batchID: Int64, named name: String) async throws -> Int64 {
        let row = try await connection.query(
            """
            SELECT EXISTS (SELECT 1 FROM winnow.settled_batch WHERE batch_id = $1) AS settled,
                has_function_privilege('winnow.archived(bigint, text, bigint)', 'EXECUTE') AS allowed,
                (SELECT seq FROM winnow.audit_head WHERE chain = 'batch:' || $1::bigint) AS seq
            """, [.int(batchID)]
        ).single
        guard try row.bool("allowed") else {
            throw WinnowError("not-allowed", "this login may not archive", remedy: "use a login in winnow_owner")
        }
        guard try row.bool("settled") else {
            throw WinnowError(
                "batch-open", "batch \(name) has not ended, or jobs of it still run",
                remedy: "wait for it, or `winnow jobs cancel` it and wait for its workers")
        }
        return try row.int("seq")
    }

    /// Remembers that the batch is archived; false when it has changed since its audit ended at `audit`.
    package func markArchived(batchID: Int64, digest: String, audit: Int64) async throws -> Bool {
        try await connection.query(
            "SELECT winnow.archived($1, $2, $3) AS done", [.int(batchID), .text(digest), .int(audit)]
        ).single.bool("done")
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
