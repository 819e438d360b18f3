import CSQLite
import Model

extension EvidenceDatabase {
    /// Puts carved rows among the live ones, in the private copy only; a row whose number or unique value is in use is
    /// left out, so that what is live always stands.
    ///
    /// - Returns: rows that were put in.
    func insert(_ rows: [String: [CarvedRow]]) -> Int {
        sqlite3_set_authorizer(handle, EvidenceAuthorizer.allowInserts, nil)
        defer { sqlite3_set_authorizer(handle, EvidenceAuthorizer.allow, nil) }
        guard sqlite3_exec(handle, "BEGIN", nil, nil, nil) == SQLITE_OK else { return 0 }
        defer { sqlite3_exec(handle, "COMMIT", nil, nil, nil) }
        return rows.keys.sorted().reduce(0) { $0 + insert(rows[$1] ?? [], into: $1) }
    }

    private func insert(_ rows: [CarvedRow], into table: String) -> Int {
        let columns = columns(of: table)
        let identifier = identifierColumn(of: table)
        var statements: [Int: OpaquePointer] = [:]
        defer { for statement in statements.values { sqlite3_finalize(statement) } }
        var inserted = 0
        for row in rows where row.values.count <= columns.count {
            let width = row.values.count
            if statements[width] == nil {
                let named = columns[..<width].enumerated().filter { $0.offset != identifier }.map {
                    EvidenceDatabase.quoted($0.element)
                }
                let list = (["rowid"] + named).joined(separator: ", ")
                let marks = (["?"] + named.map { _ in "?" }).joined(separator: ", ")
                let sql = "INSERT OR IGNORE INTO \(EvidenceDatabase.quoted(table))(\(list)) VALUES(\(marks))"
                var statement: OpaquePointer?
                guard sqlite3_prepare_v2(handle, sql, -1, &statement, nil) == SQLITE_OK, let statement else {
                    sqlite3_finalize(statement)
                    return inserted
                }
                statements[width] = statement
            }
            guard let statement = statements[width] else { continue }
            sqlite3_reset(statement)
            sqlite3_clear_bindings(statement)
            sqlite3_bind_int64(statement, 1, row.identifier)
            var place: Int32 = 2
            for (index, value) in row.values.enumerated() where index != identifier {
                Self.bind(value, statement, place)
                place += 1
            }
            // A constraint of the evidence's own schema may refuse a row.
            if sqlite3_step(statement) == SQLITE_DONE { inserted += Int(sqlite3_changes(handle)) }
        }
        return inserted
    }

    /// The column that stands for the row's number and is stored as NULL.
    func identifierColumn(of table: String) -> Int? {
        var found: Int?
        var keys = 0
        each("PRAGMA table_info(\(EvidenceDatabase.quoted(table)))") { row in
            if row.integer(5) ?? 0 > 0 {
                keys += 1
                if row.text(2)?.uppercased() == "INTEGER" { found = row.integer(0).flatMap { Int(exactly: $0) } }
            }
            return true
        }
        return keys == 1 ? found : nil
    }

    private static func bind(_ value: CarvedRow.Value, _ statement: OpaquePointer, _ place: Int32) {
        // SQLite copies: SQLITE_TRANSIENT.
        let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        switch value {
        case .null: sqlite3_bind_null(statement, place)
        case .integer(let number): sqlite3_bind_int64(statement, place, number)
        case .real(let number): sqlite3_bind_double(statement, place, number)
        case .text(let bytes):
            bytes.withUnsafeBufferPointer {
                _ = sqlite3_bind_text64(
                    statement, place, $0.baseAddress.map { UnsafeRawPointer($0).assumingMemoryBound(to: CChar.self) },
                    UInt64($0.count), copied, UInt8(SQLITE_UTF8))
            }
        case .blob(let bytes):
            bytes.withUnsafeBytes {
                _ = sqlite3_bind_blob64(statement, place, $0.baseAddress, UInt64($0.count), copied)
            }
        }
    }
}
