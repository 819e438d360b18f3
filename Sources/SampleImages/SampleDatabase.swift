import CSQLite
import Foundation
import Model

/// An SQLite database made in memory, for its bytes.
final class SampleDatabase {
    enum Value {
        case integer(Int64)
        case text(String)
        case blob(Data)
        case null
    }

    private var handle: OpaquePointer?

    init(schema: String) throws {
        guard sqlite3_open(":memory:", &handle) == SQLITE_OK else { throw failure() }
        guard sqlite3_exec(handle, schema, nil, nil, nil) == SQLITE_OK else { throw failure() }
    }

    deinit { sqlite3_close(handle) }

    func insert(_ table: String, _ values: [Value]) throws {
        let marks = values.map { _ in "?" }.joined(separator: ",")
        var statement: OpaquePointer?
        guard sqlite3_prepare_v2(handle, "INSERT INTO \(table) VALUES (\(marks))", -1, &statement, nil) == SQLITE_OK
        else { throw failure() }
        defer { sqlite3_finalize(statement) }
        for (index, value) in values.enumerated() { bind(value, at: Int32(index + 1), in: statement) }
        guard sqlite3_step(statement) == SQLITE_DONE else { throw failure() }
    }

    /// The database file as it would lie on disk.
    func bytes() throws -> Data {
        var size: sqlite3_int64 = 0
        guard let bytes = sqlite3_serialize(handle, "main", &size, 0) else { throw failure() }
        defer { sqlite3_free(bytes) }
        return Data(bytes: bytes, count: Int(size))
    }

    private func bind(_ value: Value, at index: Int32, in statement: OpaquePointer?) {
        // SQLITE_TRANSIENT, a cast of -1 that Swift does not import: SQLite copies the bytes.
        let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
        switch value {
        case .integer(let number): sqlite3_bind_int64(statement, index, number)
        case .text(let text): sqlite3_bind_text(statement, index, text, -1, copied)
        case .blob(let data):
            _ = data.withUnsafeBytes {
                sqlite3_bind_blob(statement, index, $0.baseAddress, Int32($0.count), copied)
            }
        case .null: sqlite3_bind_null(statement, index)
        }
    }

    private func failure() -> WinnowError {
        WinnowError("sample-database", "cannot make a sample database", cause: String(cString: sqlite3_errmsg(handle)))
    }
}
