import CSQLite
import Model

/// A database of the evidence, read from a private copy in memory; nothing is ever written or opened by name.
///
/// The schema is hostile input: only real tables are seen (no views, no virtual tables), no function of the schema runs
/// (an authorizer refuses all but plain reads), sizes and steps are bounded.
package final class EvidenceDatabase {
    /// VM steps for everything asked of one database: some tens of seconds at worst.
    package static let stepBudget = 400_000_000
    /// The library, as it is loaded.
    package static var library: String { "SQLite " + String(cString: sqlite3_libversion()) }
    private static let stepsBetweenChecks = 10_000

    let handle: OpaquePointer
    private let budget: StepBudget
    /// Real tables by lower-case name.
    package private(set) var tables: Set<String> = []
    /// False when the schema itself is damaged, so that there may be more tables.
    package private(set) var knowsAllTables = false
    /// The first thing that went wrong; rows read before it are good.
    package private(set) var damage: WinnowError?

    /// - Parameter inPlace: the bytes of `main` may be changed and outlive the database: without side files they are
    ///   read where they are.
    /// - Throws: `sqlite-damaged` when no table can be listed at all, `sqlite-too-large` above 256 MiB.
    package init(
        main: UnsafeRawBufferPointer, wal: UnsafeRawBufferPointer? = nil, journal: UnsafeRawBufferPointer? = nil,
        stepBudget: Int = EvidenceDatabase.stepBudget, takesRows: Bool = false, inPlace: Bool = false
    ) throws(WinnowError) {
        let image = try DatabaseImage.make(main: main, wal: wal, journal: journal, inPlace: inPlace && !takesRows)
        var opened: OpaquePointer?
        let flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_MEMORY | SQLITE_OPEN_NOMUTEX
        guard sqlite3_open_v2(":memory:", &opened, flags, nil) == SQLITE_OK, let opened else {
            sqlite3_close(opened)
            image.free()
            throw WinnowError("sqlite-damaged", "SQLite does not open a database in memory")
        }
        handle = opened
        budget = StepBudget(stepBudget / Self.stepsBetweenChecks)
        // From here on a copy is SQLite's, also when the call fails.
        let bytes = image.memory.assumingMemoryBound(to: UInt8.self)
        let length = Int64(bytes.count)
        // Carved rows may be put into the private copy.
        let kind = takesRows ? SQLITE_DESERIALIZE_RESIZEABLE : SQLITE_DESERIALIZE_READONLY
        let how = UInt32(kind | (image.isCopy ? SQLITE_DESERIALIZE_FREEONCLOSE : 0))
        guard sqlite3_deserialize(handle, "main", bytes.baseAddress, length, length, how) == SQLITE_OK else {
            throw Self.failure(handle)
        }
        damage = image.note
        harden()
        try listTables()
    }

    deinit { sqlite3_close_v2(handle) }

    /// Column names of a table, lower-case, in the order of the schema; generated and hidden ones are left out.
    package func columns(of table: String) -> [String] {
        var names: [String] = []
        guard tables.contains(table) else { return names }
        _ = each("PRAGMA table_info(\(Self.quoted(table)))") { row in
            if let name = row.text(1) { names.append(name.lowercased()) }
            return true
        }
        return names
    }

    /// Reads a table in storage order. A column that the table lacks reads as NULL, so that one reader serves all
    /// versions of a schema; a table that does not exist has no rows.
    ///
    /// - Parameters:
    ///   - newestFirst: by the number that rows are stored under, the highest first, where they have one.
    ///   - body: returns false to stop.
    /// - Returns: false when the table could not be read to its end; `damage` then says why.
    @discardableResult
    package func rows(
        of table: String, _ columns: [String], newestFirst: Bool = false, _ body: (DatabaseRow) -> Bool
    ) -> Bool {
        let present = Set(self.columns(of: table))
        guard !present.isEmpty else { return tables.contains(table) == false }
        let list = columns.map { present.contains($0) ? Self.quoted($0) : "NULL" }.joined(separator: ", ")
        // A damaged or forged index must not choose the rows.
        let from = "FROM \(Self.quoted(table)) NOT INDEXED"
        let order = newestFirst && hasRowNumbers(table) ? " ORDER BY rowid DESC" : ""
        return each("SELECT \(list) \(from)\(order)", body)
    }

    /// Whether a table has more rows than that, all of which can be reached.
    package func has(moreRowsThan limit: Int, in table: String) -> Bool {
        guard tables.contains(table) else { return false }
        var count = 0
        let isWhole = each("SELECT 1 FROM \(Self.quoted(table)) NOT INDEXED") { _ in
            count += 1
            return true
        }
        return isWhole && count > limit
    }

    /// Whether rows are stored under a number; by anything else SQLite would have to gather the whole table to order it.
    package func hasRowNumbers(_ table: String) -> Bool {
        guard !columns(of: table).contains("rowid") else { return false }
        var statement: OpaquePointer?
        defer { sqlite3_finalize(statement) }
        return sqlite3_prepare_v2(handle, "SELECT rowid FROM \(Self.quoted(table))", -1, &statement, nil) == SQLITE_OK
    }

    @discardableResult
    func each(_ sql: String, _ body: (DatabaseRow) -> Bool) -> Bool {
        var statement: OpaquePointer?
        defer { sqlite3_finalize(statement) }
        guard sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK, let statement else {
            return fail()
        }
        while true {
            switch sqlite3_step(statement) {
            case SQLITE_ROW:
                if !body(DatabaseRow(statement)) { return true }
            case SQLITE_DONE: return true
            default: return fail()
            }
        }
    }

    private func fail() -> Bool {
        noteFailure()
        return false
    }

    func noteFailure() {
        if damage == nil { damage = Self.failure(handle) }
    }

    private func listTables() throws(WinnowError) {
        knowsAllTables = each("SELECT name, rootpage FROM sqlite_master WHERE type = 'table' AND rootpage > 0") { row in
            if let name = row.text(0), row.integer(1) != nil { tables.insert(name.lowercased()) }
            return true
        }
        if !knowsAllTables, tables.isEmpty { throw damage ?? Self.failure(handle) }
    }

    private func harden() {
        for (option, on) in [
            (SQLITE_DBCONFIG_DEFENSIVE, 1), (SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0), (SQLITE_DBCONFIG_ENABLE_VIEW, 0),
            (SQLITE_DBCONFIG_ENABLE_TRIGGER, 0), (SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0),
            (SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER, 0),
        ] {
            _ = winnow_sqlite_switch(handle, option, Int32(on))
        }
        // Never below what SQLite writes by default: one odd table must not hide the others.
        for (limit, value) in [
            (SQLITE_LIMIT_LENGTH, DatabaseImage.limit), (SQLITE_LIMIT_SQL_LENGTH, 16 << 20),
            (SQLITE_LIMIT_COLUMN, 2000), (SQLITE_LIMIT_EXPR_DEPTH, 1000), (SQLITE_LIMIT_COMPOUND_SELECT, 500),
            (SQLITE_LIMIT_ATTACHED, 0), (SQLITE_LIMIT_TRIGGER_DEPTH, 1), (SQLITE_LIMIT_WORKER_THREADS, 0),
        ] {
            _ = sqlite3_limit(handle, limit, Int32(value))
        }
        // No scratch files: the scanner has no right to write any.
        _ = each("PRAGMA temp_store = MEMORY") { _ in true }
        _ = each("PRAGMA cell_size_check = ON") { _ in true }
        _ = each("PRAGMA mmap_size = 0") { _ in true }
        sqlite3_set_authorizer(handle, EvidenceAuthorizer.allow, nil)
        sqlite3_progress_handler(
            handle, Int32(Self.stepsBetweenChecks), StepBudget.spend, Unmanaged.passUnretained(budget).toOpaque())
    }

    static func quoted(_ name: String) -> String {
        "\"" + name.replacing("\"", with: "\"\"") + "\""
    }

    private static func failure(_ handle: OpaquePointer) -> WinnowError {
        let code = sqlite3_errcode(handle)
        let cause = sqlite3_errmsg(handle).map { String(cString: $0) }
        if code == SQLITE_INTERRUPT {
            return WinnowError("sqlite-step-budget", "reading an SQLite database took too many steps", cause: cause)
        }
        return WinnowError("sqlite-damaged", "an SQLite database could not be read to its end", cause: cause)
    }
}
