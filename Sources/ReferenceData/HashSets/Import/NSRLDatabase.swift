import CSQLite
import Model

/// NSRL RDSv3, full and minimal, and The Sleuth Kit's own `.kdb`: SQLite databases, read in one pass and never written.
///
/// Schemas: NIST's `schema.sql` of RDSv3 (`FILE` is a table in minimal sets and a view in full ones); `sqlite_hdb.cpp`.
enum NSRLDatabase {
    static let magic = Array("SQLite format 3\0".utf8)

    static func read(path: String, name: String, into collector: DigestCollector) throws(WinnowError) {
        let database = try SQLiteReader(path: path, name: name)
        defer { database.close() }
        if try database.hasColumns(["sha256", "sha1", "md5"], of: "FILE") {
            try readText(database, name, collector)
        } else if try database.hasColumns(["md5", "sha1", "sha2_256"], of: "hashes") {
            try readBlobs(database, collector)
        } else {
            throw HashSetImport.invalid(name, "a SQLite database without NSRL's table FILE")
        }
    }

    /// Rows repeat a digest for each package it comes in; sorting drops them, which needs no temporary b-tree.
    private static func readText(
        _ database: SQLiteReader, _ name: String, _ collector: DigestCollector
    ) throws(WinnowError) {
        let kinds: [EntryKind] = [.sha256, .sha1, .md5]
        var row = 0
        try database.rows("SELECT sha256, sha1, md5 FROM FILE") { statement throws(WinnowError) in
            row += 1
            var isEmpty = true
            for (column, kind) in kinds.enumerated() {
                let value = statement.text(column)
                guard value.count > 0 else { continue }
                isEmpty = false
                guard try collector.add(hex: value, kind) else {
                    throw HashSetImport.invalid(name, "row \(row) of FILE: not a \(kind.name) digest")
                }
            }
            if isEmpty { throw HashSetImport.invalid(name, "row \(row) of FILE: no digest") }
        }
    }

    private static func readBlobs(_ database: SQLiteReader, _ collector: DigestCollector) throws(WinnowError) {
        let kinds: [EntryKind] = [.md5, .sha1, .sha256]
        try database.rows("SELECT md5, sha1, sha2_256 FROM hashes") { statement throws(WinnowError) in
            for (column, kind) in kinds.enumerated() {
                let value = statement.blob(column)
                guard value.count == kind.length else { continue }
                try collector.add(value, kind)
            }
        }
    }
}

/// A SQLite database that somebody else made, opened so that nothing is written beside it.
private struct SQLiteReader {
    struct Row {
        fileprivate let statement: OpaquePointer

        func text(_ column: Int) -> UnsafeRawBufferPointer {
            let text = sqlite3_column_text(statement, Int32(column))
            return UnsafeRawBufferPointer(start: text, count: Int(sqlite3_column_bytes(statement, Int32(column))))
        }

        func blob(_ column: Int) -> UnsafeRawBufferPointer {
            let blob = sqlite3_column_blob(statement, Int32(column))
            return UnsafeRawBufferPointer(start: blob, count: Int(sqlite3_column_bytes(statement, Int32(column))))
        }
    }

    private let handle: OpaquePointer
    private let name: String

    init(path: String, name: String) throws(WinnowError) {
        // Without this a set that was not closed properly would be read as it was before.
        for suffix in ["-wal", "-journal"] where FileSize.of(path + suffix) ?? 0 > 0 {
            throw HashSetImport.invalid(name, "has a \(suffix) file beside it: close it with sqlite3 first")
        }
        let escaped = path.utf8.map { byte -> String in
            let isPlain = (0x30...0x39).contains(byte) || (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte)
            return isPlain || byte == UInt8(ascii: "/")
                ? String(UnicodeScalar(byte)) : "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
        }.joined()
        var opened: OpaquePointer?
        let code = sqlite3_open_v2(
            "file:\(escaped)?immutable=1", &opened, SQLITE_OPEN_READONLY | SQLITE_OPEN_URI | SQLITE_OPEN_NOMUTEX, nil)
        guard code == SQLITE_OK, let opened else {
            sqlite3_close(opened)
            throw HashSetImport.invalid(name, "SQLite cannot open it")
        }
        handle = opened
        self.name = name
        _ = winnow_sqlite_switch(opened, SQLITE_DBCONFIG_DEFENSIVE, 1)
        _ = winnow_sqlite_switch(opened, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0)
        for pragma in ["PRAGMA cache_size = -16384", "PRAGMA mmap_size = 0"] {
            sqlite3_exec(opened, pragma, nil, nil, nil)
        }
    }

    func close() { sqlite3_close(handle) }

    func hasColumns(_ columns: [String], of table: String) throws(WinnowError) -> Bool {
        var found: Set<String> = []
        try rows("SELECT name FROM pragma_table_info('\(table)')") { row in
            found.insert(String(decoding: row.text(0), as: UTF8.self).lowercased())
        }
        return found.isSuperset(of: columns)
    }

    func rows(_ sql: String, _ body: (Row) throws(WinnowError) -> Void) throws(WinnowError) {
        var statement: OpaquePointer?
        guard sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK, let statement else { throw damaged() }
        defer { sqlite3_finalize(statement) }
        while true {
            switch sqlite3_step(statement) {
            case SQLITE_ROW: try body(Row(statement: statement))
            case SQLITE_DONE: return
            default: throw damaged()
            }
        }
    }

    private func damaged() -> WinnowError {
        let message = sqlite3_errmsg(handle).map { String(cString: $0) } ?? "unknown"
        return HashSetImport.invalid(name, "SQLite: \(Escaping.line(message))")
    }
}
