import Model
import Postgres

/// A batch's state in the words of the `batch` table.
package enum BatchState: String, Codable, Sendable, CaseIterable {
    case open, paused, cancelled, complete
    case completeWithGaps = "complete with gaps"
}

extension Records {
    /// Makes a batch with its devices, images and survey jobs, in one transaction. Submitting again with the same
    /// key changes nothing and gives the batch that is there.
    package func submit(_ batch: BatchSubmission) async throws -> (batchID: Int64, created: Bool) {
        try batch.check()
        return try await connection.transaction { transaction in
            let made = try await transaction.query(
                """
                INSERT INTO winnow.batch (name, submit_key, priority) VALUES ($1, $2, $3)
                ON CONFLICT DO NOTHING RETURNING batch_id
                """, [.text(batch.name), .text(batch.key), .int(batch.priority)])
            guard let row = made.first else {
                return (try await existing(batch, in: transaction), false)
            }
            let batchID = try row.int("batch_id")
            try await pin(batch.references, to: batchID, in: transaction)
            try await addDevices(of: batch, to: batchID, in: transaction)
            try await addSurveys(batchID, in: transaction)
            return (batchID, true)
        }
    }

    private func existing(_ batch: BatchSubmission, in transaction: Transaction) async throws -> Int64 {
        let rows = try await transaction.query(
            "SELECT batch_id FROM winnow.batch WHERE submit_key = $1", [.text(batch.key)])
        guard let row = rows.first else {
            throw WinnowError(
                "batch-exists", "there is already a batch named \(batch.name) with other devices or reference data",
                remedy: "choose another name")
        }
        return try row.int("batch_id")
    }

    private func pin(_ references: [ReferenceVersion], to batchID: Int64, in transaction: Transaction) async throws {
        for reference in references {
            let found = try await transaction.query(
                "SELECT reference_id FROM winnow.reference_data WHERE kind = $1 AND name = $2 AND digest = $3",
                [.text(reference.kind.rawValue), .text(reference.name), .text(reference.digest)])
            guard let row = found.first else { throw Self.missing(reference.kind, reference.name) }
            try await transaction.query(
                "INSERT INTO winnow.batch_reference (batch_id, reference_id) VALUES ($1, $2) ON CONFLICT DO NOTHING",
                [.int(batchID), .int(row.int("reference_id"))])
        }
    }

    private func addDevices(of batch: BatchSubmission, to batchID: Int64, in transaction: Transaction) async throws {
        let devices = batch.devices
        let notes = try devices.map { try JSONText.of($0.notes) }
        try await transaction.query(
            """
            INSERT INTO winnow.device (batch_id, exhibit, label, kind, priority, notes)
            SELECT $1, d.exhibit, d.label, d.kind, d.priority, d.notes::jsonb
            FROM unnest($2::text[], $3::text[], $4::text[], $5::smallint[], $6::text[])
                WITH ORDINALITY AS d (exhibit, label, kind, priority, notes, n) ORDER BY d.n
            """,
            [
                .int(batchID), .texts(devices.map(\.exhibit)), .texts(devices.map(\.label)),
                .texts(devices.map(\.kind)), .ints(devices.map { Int64($0.priority ?? batch.priority) }),
                .texts(notes),
            ])
        let images = devices.flatMap { device in
            device.images.enumerated().map { (exhibit: device.exhibit, ordinal: Int64($0), path: $1) }
        }
        try await transaction.query(
            """
            INSERT INTO winnow.image (device_id, ordinal, path)
            SELECT d.device_id, i.ordinal, i.path
            FROM unnest($2::text[], $3::integer[], $4::text[]) WITH ORDINALITY AS i (exhibit, ordinal, path, n)
            JOIN winnow.device d ON d.batch_id = $1 AND d.exhibit = i.exhibit ORDER BY i.n
            """,
            [
                .int(batchID), .texts(images.map(\.exhibit)), .ints(images.map(\.ordinal)), .texts(images.map(\.path)),
            ])
    }

    private func addSurveys(_ batchID: Int64, in transaction: Transaction) async throws {
        // A survey reads all metadata of a medium, which may take hours over a slow share.
        try await transaction.query(
            """
            INSERT INTO winnow.job (kind, batch_id, device_id, image_id, dedupe, max_run)
            SELECT 'survey', d.batch_id, d.device_id, i.image_id, format('image:%s/survey', i.image_id), '12 hours'
            FROM winnow.device d JOIN winnow.image i USING (device_id) WHERE d.batch_id = $1
            ORDER BY d.priority, d.device_id, i.ordinal
            """, [.int(batchID)])
        try await transaction.query(
            """
            SELECT winnow.enqueue(array_agg(j.job_id), array_agg(d.priority), array_agg(-2))
            FROM winnow.job j JOIN winnow.device d USING (device_id) WHERE j.batch_id = $1
            """, [.int(batchID)])
    }

    /// Throws `batch-missing` when there is none.
    package func batchID(named name: String) async throws -> Int64 {
        let rows = try await connection.query("SELECT batch_id FROM winnow.batch WHERE name = $1", [.text(name)])
        guard let row = rows.first else {
            throw WinnowError(
                "batch-missing", "there is no batch named \(name)", remedy: "`winnow status` lists the batches")
        }
        return try row.int("batch_id")
    }

    /// Names and states, oldest first.
    package func batches() async throws -> [(batchID: Int64, name: String, state: BatchState)] {
        try await connection.query("SELECT batch_id, name, state FROM winnow.batch ORDER BY batch_id").map { row in
            (batchID: try row.int("batch_id"), name: try row.text("name"), state: try row.word("state"))
        }
    }
}
