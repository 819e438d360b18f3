import Model
import Postgres

/// Which history entries are wanted; nothing set means all.
package struct HistoryFilter: Sendable {
    package var exhibit: String?
    package var kinds: [HistoryEntry.Kind] = []
    package var sources: [String] = []
    /// Microseconds since 1970, inclusive; entries without a time are left out when either is set.
    package var since: Int64?
    package var until: Int64?
    /// In address, title, search term or note, without regard to case.
    package var text: String?

    package init() {}

    /// `$2` is the exhibit; the others follow in the order of `arguments`.
    static let condition = """
        (cardinality($3::text[]) = 0 OR h.kind = ANY ($3)) AND (cardinality($4::text[]) = 0 OR h.source = ANY ($4))
            AND ($5::bigint IS NULL OR h.time >= $5) AND ($6::bigint IS NULL OR h.time <= $6)
            AND ($7::text IS NULL
                OR position(lower($7) IN lower(concat_ws(E'\\n', h.url, h.title, h.search_term, h.note))) > 0)
        """

    var arguments: [PostgresValue] {
        [
            .text(exhibit), .texts(kinds.map(\.rawValue)), .texts(sources), since.map { .int($0) } ?? .null,
            until.map { .int($0) } ?? .null, .text(text),
        ]
    }
}

extension Records {
    /// The newest batch that has the exhibit, and is no replay.
    package func batchID(ofExhibit exhibit: String) async throws -> Int64 {
        let rows = try await connection.query(
            """
            SELECT max(batch_id) AS batch_id FROM winnow.device JOIN winnow.batch b USING (batch_id)
            WHERE exhibit = $1 AND b.replays IS NULL
            """, [.text(exhibit)])
        guard let batch = try rows.first?.optionalInt("batch_id") else {
            throw WinnowError(
                "exhibit-missing", "there is no exhibit \(exhibit)",
                remedy: "`winnow status BATCH --by device` lists them")
        }
        return batch
    }
}
