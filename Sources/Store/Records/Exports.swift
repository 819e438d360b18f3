import Model
import Postgres

/// A record with the exhibit and image it belongs to, as the export shows it.
package struct Exported<Record: Sendable>: Sendable {
    package var exhibit: String
    /// The path of the image; empty for records of the device as a whole.
    package var image: String
    package var record: Record
}

/// Readers for the export: by exhibit, then image in the order of submission, then canonical order; read in pieces,
/// so that any number of records takes the same memory.
extension Records {
    private static let piece = 1000

    package nonisolated(nonsending) func exportHits(
        batchID: Int64, _ body: ([Exported<Hit>]) async throws -> Void
    ) async throws {
        try await export("readable_hit", Hit.columnNames, Hit.canonicalOrder, batchID, { try Hit($0) }, body)
    }

    /// By exhibit, then in the order of time over all its images; entries without a time come last.
    package nonisolated(nonsending) func exportHistory(
        batchID: Int64, filter: HistoryFilter = HistoryFilter(),
        _ body: ([Exported<HistoryEntry>]) async throws -> Void
    ) async throws {
        let sql = """
            SELECT m.exhibit, m.image, \(HistoryEntry.columnNames) FROM winnow.readable_history h JOIN (
                SELECT i.image_id, i.ordinal, i.path AS image, d.exhibit
                FROM winnow.image i JOIN winnow.device d USING (device_id)
                WHERE d.batch_id = $1 AND ($2::text IS NULL OR d.exhibit = $2)) m USING (image_id)
            WHERE \(HistoryFilter.condition)
            ORDER BY m.exhibit, h.time, m.ordinal, \(HistoryEntry.canonicalOrder)
            """
        try await stream(sql, [.int(batchID)] + filter.arguments, { try HistoryEntry($0) }, body)
    }

    /// Summed up by image, status and reason.
    package nonisolated(nonsending) func exportCoverage(
        batchID: Int64, _ body: ([Exported<CoverageRow>]) async throws -> Void
    ) async throws {
        let sums = """
            (SELECT image_id, status, reason, sum(files)::bigint AS files, sum(bytes)::bigint AS bytes,
                sum(members)::bigint AS members, sum(pictures)::bigint AS pictures
             FROM winnow.coverage JOIN winnow.image USING (image_id) JOIN winnow.device USING (device_id)
             WHERE batch_id = $1 GROUP BY image_id, status, reason)
            """
        try await export(
            sums, "h.status, h.reason, h.files, h.bytes, h.members, h.pictures", "h.status, h.reason", batchID,
            { try CoverageRow($0) }, body)
    }

    package func exportFindings(batchID: Int64) async throws -> [Exported<Finding>] {
        try await connection.query(
            """
            SELECT d.exhibit, f.* FROM winnow.readable_finding f JOIN winnow.device d USING (device_id)
            WHERE d.batch_id = $1 ORDER BY d.exhibit, f.ordinal
            """, [.int(batchID)]
        ).map { Exported(exhibit: try $0.text("exhibit"), image: "", record: try Finding($0)) }
    }

    private nonisolated(nonsending) func export<Record: Sendable>(
        _ table: String, _ columns: String, _ order: String, _ batchID: Int64, _ decode: (PostgresRow) throws -> Record,
        _ body: ([Exported<Record>]) async throws -> Void
    ) async throws {
        let source = table.hasPrefix("(") ? table : "winnow." + table
        // The image's own columns under other names: `path` and `state` are the record's.
        let sql = """
            SELECT m.exhibit, m.image, \(columns) FROM \(source) h JOIN (
                SELECT i.image_id, i.ordinal, i.path AS image, d.exhibit
                FROM winnow.image i JOIN winnow.device d USING (device_id) WHERE d.batch_id = $1) m USING (image_id)
            ORDER BY m.exhibit, m.ordinal, \(order)
            """
        try await stream(sql, [.int(batchID)], decode, body)
    }

    private nonisolated(nonsending) func stream<Record: Sendable>(
        _ sql: String, _ arguments: [PostgresValue], _ decode: (PostgresRow) throws -> Record,
        _ body: ([Exported<Record>]) async throws -> Void
    ) async throws {
        try await connection.transaction(.snapshot) { transaction in
            try await transaction.stream(sql, arguments, size: Self.piece) { rows in
                try await body(
                    rows.map { row in
                        Exported(
                            exhibit: try row.text("exhibit"), image: try row.text("image"), record: try decode(row))
                    })
            }
        }
    }
}
