/// Rows in the binary format of COPY, handed on in pieces of 64 KiB or a little more.
///
/// The columns must be of the very types the values are sent as: `bigint`, `text` (or `json`), `bytea`, `boolean`,
/// `double precision`.
struct CopyBinary {
    typealias Send = (UnsafeRawBufferPointer) throws(PostgresError) -> Void

    private static let piece = 1 << 16
    private static let slice = 1 << 20

    // The signature, then no flags and no header extension.
    private var buffer: [UInt8] =
        Array("PGCOPY\n".utf8) + [0xFF, UInt8(ascii: "\r"), UInt8(ascii: "\n"), 0] + [UInt8](repeating: 0, count: 8)

    mutating func append(_ row: [PostgresValue], _ send: Send) throws(PostgresError) {
        guard let fields = Int16(exactly: row.count) else { throw Self.refused("a row of \(row.count) fields") }
        put(fields)
        for value in row { try append(value, send) }
        if buffer.count >= Self.piece { try flush(send) }
    }

    mutating func end(_ send: Send) throws(PostgresError) {
        put(Int16(-1))
        try flush(send)
    }

    private mutating func append(_ value: PostgresValue, _ send: Send) throws(PostgresError) {
        switch value {
        case .null: put(Int32(-1))
        case .int(let number):
            put(Int32(8))
            put(number)
        case .real(let number):
            put(Int32(8))
            put(number.bitPattern)
        case .bool(let flag):
            put(Int32(1))
            buffer.append(flag ? 1 : 0)
        case .text(let text), .json(let text):
            let stored = PostgresValue.visibleNull(text)
            try putLength(stored.utf8.count)
            buffer.append(contentsOf: stored.utf8)
        case .bytes(let bytes):
            try putLength(bytes.count)
            if bytes.count < Self.piece { buffer.append(contentsOf: bytes) } else { try pass(bytes, send) }
        case .ints, .texts, .byteArrays: throw Self.refused("an array")
        }
    }

    /// Many bytes go out from where they lie; a field may be cut anywhere.
    private mutating func pass(_ bytes: [UInt8], _ send: Send) throws(PostgresError) {
        try flush(send)
        try bytes.withUnsafeBufferPointer { (all) throws(PostgresError) in
            let all = UnsafeRawBufferPointer(all)
            for start in stride(from: 0, to: all.count, by: Self.slice) {
                try send(UnsafeRawBufferPointer(rebasing: all[start..<min(start + Self.slice, all.count)]))
            }
        }
    }

    private mutating func flush(_ send: Send) throws(PostgresError) {
        try buffer.withUnsafeBufferPointer { (all) throws(PostgresError) in try send(UnsafeRawBufferPointer(all)) }
        buffer.removeAll(keepingCapacity: true)
    }

    private mutating func putLength(_ count: Int) throws(PostgresError) {
        guard let length = Int32(exactly: count) else { throw Self.refused("a field of \(count) bytes") }
        put(length)
    }

    private mutating func put(_ number: some FixedWidthInteger) {
        withUnsafeBytes(of: number.bigEndian) { buffer.append(contentsOf: $0) }
    }

    private static func refused(_ what: String) -> PostgresError {
        PostgresError(message: "COPY cannot send \(what)")
    }
}
