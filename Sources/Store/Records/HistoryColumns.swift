import Model
import Postgres

extension HistoryEntry {
    static let columnNames =
        "source, profile, kind, url, title, search_term, time, raw_time, count, recovered, intent, note, "
        + Locator.columnNames

    /// Total order over content, oldest first; entries without a time come last.
    static let canonicalOrder = """
        h.time, h.source, h.profile, h.kind, h.url, h.title, h.search_term, h.raw_time, h.count, h.recovered, h.intent,
        h.note, h.path, h.volume_offset, h.meta_address, h.attribute, h.state, h.inner_path, h.byte_offset, h.file_system
        """

    var columns: [PostgresValue] {
        [
            .text(source), .text(profile), .text(kind.rawValue), .text(url), .text(title), .text(searchTerm),
            .int(time), .text(rawTime), .int(count), .bool(recovered), .bool(intent), .text(note),
        ] + locator.columns
    }

    init(_ row: PostgresRow) throws {
        self.init(
            source: try row.text("source"), profile: try row.text("profile"), locator: try Locator(row),
            kind: try row.word("kind"), url: try row.optionalText("url"), title: try row.optionalText("title"),
            searchTerm: try row.optionalText("search_term"), time: try row.optionalInt("time"),
            rawTime: try row.optionalText("raw_time"), count: Int(try row.int("count")),
            recovered: try row.bool("recovered"), intent: try row.bool("intent"), note: try row.optionalText("note"))
    }
}
