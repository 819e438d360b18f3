import Postgres

/// Rows of a batch as they stand in the database, every column of them.
extension Records {
    /// Tables that hold something of a batch, and which of their rows are its. Packs are files of their own.
    private static let dumps: KeyValuePairs = [
        "batch": "t.batch_id = $1",
        "device": "t.batch_id = $1",
        "image": "t.device_id IN (SELECT device_id FROM winnow.device WHERE batch_id = $1)",
        "job": "t.batch_id = $1",
        "done": "t.batch_id = $1",
        "attempt_log": "t.job_id IN (SELECT job_id FROM winnow.job WHERE batch_id = $1)",
        "hit": imageOfBatch,
        "history": imageOfBatch,
        "coverage": imageOfBatch,
        "rescan": "t.batch_id = $1",
        "rescan_coverage": imageOfBatch,
        "device_result": "t.device_id IN (SELECT device_id FROM winnow.device WHERE batch_id = $1)",
        "finding": "t.device_id IN (SELECT device_id FROM winnow.device WHERE batch_id = $1)",
        "decision": "t.device_id IN (SELECT device_id FROM winnow.device WHERE batch_id = $1)",
        "escalation": "t.device_id IN (SELECT device_id FROM winnow.device WHERE batch_id = $1)",
        "audit": "t.chain IN ('batch:' || $1::bigint, 'reading:' || $1::bigint)",
    ]

    private static let imageOfBatch = """
        t.image_id IN (SELECT image_id FROM winnow.image JOIN winnow.device USING (device_id) WHERE batch_id = $1)
        """

    package static var dumpedTables: [String] { dumps.map(\.key) }

    /// One JSON object a row; `bytea` in hexadecimal.
    package nonisolated(nonsending) func dump(
        _ table: String, batchID: Int64, _ line: (String) throws -> Void
    ) async throws {
        guard let condition = Self.dumps.first(where: { $0.key == table })?.value else { return }
        try await connection.transaction(.snapshot) { transaction in
            let sql = "SELECT to_jsonb(t)::text AS line FROM winnow.\(table) t WHERE \(condition) ORDER BY 1"
            try await transaction.stream(sql, [.int(batchID)], size: 1000) { rows in
                for row in rows { try line(row.text("line")) }
            }
        }
    }
}
