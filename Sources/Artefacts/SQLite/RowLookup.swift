import CSQLite

/// Rows of one table by the number that SQLite stores them under, so that a table need not lie in memory.
final class RowLookup {
    private let database: EvidenceDatabase
    private let statement: OpaquePointer

    /// Nil where `key` is not that number's name, and looking up would be going through all rows.
    init?(_ database: EvidenceDatabase, table: String, key: String, _ columns: [String]) {
        let present = database.columns(of: table)
        guard let identifier = database.identifierColumn(of: table), identifier < present.count,
            present[identifier] == key
        else { return nil }
        let list = columns.map { present.contains($0) ? EvidenceDatabase.quoted($0) : "NULL" }
        let sql =
            "SELECT \(list.joined(separator: ", ")) FROM \(EvidenceDatabase.quoted(table)) NOT INDEXED "
            + "WHERE \(EvidenceDatabase.quoted(key)) = ?"
        var statement: OpaquePointer?
        guard sqlite3_prepare_v2(database.handle, sql, -1, &statement, nil) == SQLITE_OK, let statement else {
            sqlite3_finalize(statement)
            return nil
        }
        self.database = database
        self.statement = statement
    }

    deinit { sqlite3_finalize(statement) }

    /// Nil where there is no such row, or it cannot be read; the database's damage then says why.
    func row<Value>(_ number: Int64, _ body: (DatabaseRow) -> Value?) -> Value? {
        sqlite3_bind_int64(statement, 1, number)
        defer { sqlite3_reset(statement) }
        switch sqlite3_step(statement) {
        case SQLITE_ROW: return body(DatabaseRow(statement))
        case SQLITE_DONE: return nil
        default:
            database.noteFailure()
            return nil
        }
    }
}
