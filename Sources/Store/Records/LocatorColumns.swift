import Model
import Postgres

extension Locator {
    /// The columns of a locator in `hit` and `history`, in the order of `columns`.
    static let columnNames = "path, state, volume_offset, file_system, meta_address, attribute, inner_path, byte_offset"

    var columns: [PostgresValue] {
        [
            .bytes(path.bytes), .text(state.rawValue), .bits(volumeOffset), .text(fileSystem), .bits(metaAddress),
            .text(attribute), inner.map { .bytes($0.bytes) } ?? .null, byteOffset.map { .bits($0) } ?? .null,
        ]
    }

    init(_ row: PostgresRow) throws {
        self.init(
            volumeOffset: UInt64(bitPattern: try row.int("volume_offset")), fileSystem: try row.text("file_system"),
            metaAddress: UInt64(bitPattern: try row.int("meta_address")), attribute: try row.optionalText("attribute"),
            path: RawPath(bytes: try row.bytes("path")), state: try row.word("state"),
            inner: try row.optionalBytes("inner_path").flatMap { InnerPath(bytes: $0) },
            byteOffset: try row.optionalInt("byte_offset").map { UInt64(bitPattern: $0) })
    }
}

extension PostgresValue {
    /// All 64 bits of a number from evidence; absurdly large ones come out negative in SQL and right again when read.
    static func bits(_ value: UInt64) -> PostgresValue { .int(Int64(bitPattern: value)) }
}

extension PostgresRow {
    /// A column that holds a word of `T`.
    func word<T: RawRepresentable<String>>(_ column: String) throws -> T {
        let text = try text(column)
        guard let value = T(rawValue: text) else { throw Self.unknown(column, text) }
        return value
    }

    func optionalWord<T: RawRepresentable<String>>(_ column: String) throws -> T? {
        guard let text = try optionalText(column) else { return nil }
        guard let value = T(rawValue: text) else { throw Self.unknown(column, text) }
        return value
    }

    func count(_ column: String) throws -> UInt64 { UInt64(clamping: try int(column)) }

    private static func unknown(_ column: String, _ text: String) -> WinnowError {
        WinnowError(
            "record-unknown-word", "the database holds an unknown \(column): \(text)",
            remedy: "use one version of Winnow")
    }
}
