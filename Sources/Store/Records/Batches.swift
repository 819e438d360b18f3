import Model
import Postgres

/// A batch's state in the words of the `batch` table.
package enum BatchState: String, Codable, Sendable, CaseIterable {
    case open, paused, cancelled, complete
    case completeWithGaps = "complete with gaps"
    /// Archived, and deleted from the database but for its name and audit.
    case purged
}

extension Records {
    /// Makes a batch with its devices, images and survey jobs, in one transaction. Submitting again with the same
    /// key changes nothing and gives the batch that is there.
    package func submit(_ batch: BatchSubmission) async throws -> (batchID: Int64, created: Bool) {
        try batch.check()
        return try await connection.transaction { transaction in
            let made = try await transaction.query(
                "SELECT batch_id, created FROM winnow.submit($1, $2, $3, $4, $5)",
                [
                    .text(batch.name), .text(batch.key), .int(Int16(clamping: batch.priority)),
                    .ints(try await ids(of: batch.references, in: transaction)), .int(batch.replays),
                ]
            ).single
            guard let batchID = try made.optionalInt("batch_id") else {
                throw WinnowError(
                    "batch-exists",
                    "there is already a batch named \(batch.name) with other devices or reference data",
                    remedy: "choose another name")
            }
            guard try made.bool("created") else { return (batchID, false) }
            try await addDevices(of: batch, to: batchID, in: transaction)
            try await transaction.query(
                "SELECT winnow.start_batch($1, $2, $3)",
                [.int(batchID), .bool(batch.verify), .text(batch.recognition)])
            return (batchID, true)
        }
    }

    func ids(of references: [ReferenceVersion], in transaction: Transaction) async throws -> [Int64] {
        var ids: [Int64] = []
        for reference in references {
            let found = try await transaction.query(
                "SELECT reference_id FROM winnow.reference_data WHERE kind = $1 AND name = $2 AND digest = $3",
                [.text(reference.kind.rawValue), .text(reference.name), .text(reference.digest)])
            guard let row = found.first else { throw Self.missing(reference.kind, reference.name) }
            ids.append(try row.int("reference_id"))
        }
        return ids
    }

    private func addDevices(of batch: BatchSubmission, to batchID: Int64, in transaction: Transaction) async throws {
        let devices = try batch.devices.map { device -> [PostgresValue] in
            [
                .int(batchID), .text(device.exhibit), .text(device.label), .text(device.kind),
                .int(Int16(clamping: device.priority ?? batch.priority)), .text(try JSONText.of(device.notes)),
            ]
        }
        try await transaction.copyIn(
            "winnow.device_intake", columns: "batch_id, exhibit, label, kind, priority, notes", rows: devices)
        let readers: PostgresValue = .int(batch.maxReaders.map { Int16(clamping: $0) })
        try await transaction.copyIn(
            "winnow.image_intake", columns: "batch_id, exhibit, ordinal, path, max_readers",
            rows: batch.devices.lazy.flatMap { device in
                device.images.enumerated().lazy.map { ordinal, path in
                    [.int(batchID), .text(device.exhibit), .int(ordinal), .text(path), readers]
                }
            })
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
