import CSQLite
import Model

/// The current row of a query; valid only inside the closure it is given to.
package struct DatabaseRow {
    /// Longer text is cut: 64 KiB.
    package static let textLimit = 64 << 10

    private let statement: OpaquePointer

    init(_ statement: OpaquePointer) { self.statement = statement }

    /// Text or a blob's bytes as text, cut at 64 KiB; what is not UTF-8 is shown as `\xHH`, as in `RawPath`.
    package func text(_ column: Int32) -> String? {
        switch sqlite3_column_type(statement, column) {
        case SQLITE_NULL: return nil
        case SQLITE_BLOB:
            guard let start = sqlite3_column_blob(statement, column) else { return "" }
            return Self.bounded(start, Int(sqlite3_column_bytes(statement, column)))
        default:
            guard let start = sqlite3_column_text(statement, column) else { return nil }
            return Self.bounded(start, Int(sqlite3_column_bytes(statement, column)))
        }
    }

    /// The number, also when it is stored as text or as a whole real; nil for all else.
    package func integer(_ column: Int32) -> Int64? {
        switch sqlite3_column_type(statement, column) {
        case SQLITE_INTEGER: sqlite3_column_int64(statement, column)
        case SQLITE_FLOAT: Int64(exactly: sqlite3_column_double(statement, column).rounded())
        case SQLITE_TEXT: text(column).flatMap { Int64($0) }
        default: nil
        }
    }

    package func real(_ column: Int32) -> Double? {
        switch sqlite3_column_type(statement, column) {
        case SQLITE_INTEGER, SQLITE_FLOAT: sqlite3_column_double(statement, column)
        default: nil
        }
    }

    private static func bounded(_ start: UnsafeRawPointer, _ length: Int) -> String {
        var end = min(length, textLimit)
        let bytes = UnsafeRawBufferPointer(start: start, count: length)
        // Never cut inside a UTF-8 sequence.
        if end < length {
            var back = 0
            while back < 3, end > 0, bytes[end] & 0xC0 == 0x80 {
                end -= 1
                back += 1
            }
        }
        let piece = UnsafeRawBufferPointer(rebasing: bytes[..<end])
        return String(validating: piece, as: UTF8.self) ?? RawPath(bytes: Array(piece)).text
    }
}
