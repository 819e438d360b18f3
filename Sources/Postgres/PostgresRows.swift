import CPostgres

/// The rows a statement gave, read from libpq's memory as they are asked for.
package struct PostgresRows: Sendable, RandomAccessCollection {
    private let result: ResultMemory

    init(_ result: ResultMemory) { self.result = result }

    package var startIndex: Int { 0 }
    package var endIndex: Int { result.rows }
    package subscript(position: Int) -> PostgresRow {
        precondition(position >= 0 && position < result.rows)
        return PostgresRow(result: result, index: position)
    }

    /// Rows that the statement inserted, changed, deleted or gave.
    package var affected: Int { result.affected }
    /// `INSERT`, `COMMIT`, ... as the server reports it.
    package var command: String { result.command }
}

/// Owns a `PGresult`, which libpq never changes once it is made: any thread may read it.
final class ResultMemory: Sendable {
    nonisolated(unsafe) private let result: OpaquePointer
    let rows: Int
    private let columns: [String: Int32]

    /// Takes over `result`.
    init(_ result: OpaquePointer) {
        self.result = result
        rows = Int(PQntuples(result))
        var columns: [String: Int32] = [:]
        for index in 0..<PQnfields(result) {
            if let name = PQfname(result, index) { columns[String(cString: name)] = index }
        }
        self.columns = columns
    }

    deinit { PQclear(result) }

    var affected: Int { PQcmdTuples(result).flatMap { Int(String(cString: $0)) } ?? 0 }
    var command: String { PQcmdStatus(result).map { String(cString: $0) } ?? "" }

    func column(_ name: String) -> Int32? { columns[name] }
    func type(_ column: Int32) -> UInt32 { PQftype(result, column) }

    /// The field in binary form, valid while `body` runs; nil for NULL.
    func withField<T>(_ row: Int, _ column: Int32, _ body: (UnsafeRawBufferPointer?) throws -> T) rethrows -> T {
        guard PQgetisnull(result, Int32(row), column) == 0, let start = PQgetvalue(result, Int32(row), column) else {
            return try body(nil)
        }
        let length = Int(PQgetlength(result, Int32(row), column))
        defer { withExtendedLifetime(self) {} }
        return try body(UnsafeRawBufferPointer(start: start, count: length))
    }
}
