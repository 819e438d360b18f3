import Model
import Postgres

extension Hit {
    static let columnNames =
        "analyzer, list, list_version, list_kind, term, category, encoding, context, count, weight, "
        + "first_time, last_time, " + Locator.columnNames

    /// Total order over content, so that the same hits come in the same order from any database.
    static let canonicalOrder = """
        h.path, h.volume_offset, h.meta_address, h.attribute, h.state, h.inner_path, h.byte_offset, h.analyzer, h.list,
        h.list_version, h.term, h.encoding, h.category, h.list_kind, h.context, h.count, h.file_system
        """

    var columns: [PostgresValue] {
        [
            .text(analyzer), .text(list), .text(listVersion), .text(listKind), .text(term), .text(category),
            .text(encoding), .text(context), .int(count), .int(weight), .int(firstTime), .int(lastTime),
        ] + locator.columns
    }

    /// - Parameter row: has `image` beside the columns, the path of the hit's image.
    init(_ row: PostgresRow) throws {
        self.init(
            analyzer: try row.text("analyzer"), list: try row.text("list"),
            listVersion: try row.text("list_version"), listKind: try row.optionalText("list_kind"),
            term: try row.text("term"), category: try row.optionalText("category"), locator: try Locator(row),
            encoding: try row.optionalText("encoding"), context: try row.optionalText("context"),
            count: Int(try row.int("count")), weight: try row.optionalInt("weight").map { Int($0) },
            firstTime: try row.optionalInt("first_time"), lastTime: try row.optionalInt("last_time"),
            image: try row.text("image"))
    }
}
