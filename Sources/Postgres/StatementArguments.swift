import CPostgres

/// Parameters in the four parallel arrays that `PQsendQueryParams` takes; large byte values are passed without a copy.
struct StatementArguments {
    private enum Field {
        case null
        case text([UInt8])
        case binary([UInt8])
    }

    private let fields: [Field]
    private var types: [Oid] = []
    private var values: [UnsafePointer<CChar>?] = []
    private var lengths: [Int32] = []
    private var formats: [Int32] = []

    init(_ parameters: [PostgresValue]) {
        fields = parameters.map { value in
            if case .bytes(let bytes) = value { return .binary(bytes) }
            guard let text = value.inputText else { return .null }
            return .text(Array(text.utf8) + [0])
        }
    }

    /// Calls `body` with the arrays; the pointers in them hold only while it runs.
    mutating func withPointers<T>(
        _ body: (
            Int32, UnsafePointer<Oid>?, UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?,
            UnsafePointer<Int32>?
        ) -> T
    ) -> T {
        gather(from: 0, body)
    }

    private mutating func gather<T>(
        from index: Int,
        _ body: (
            Int32, UnsafePointer<Oid>?, UnsafePointer<UnsafePointer<CChar>?>?, UnsafePointer<Int32>?,
            UnsafePointer<Int32>?
        ) -> T
    ) -> T {
        guard index < fields.count else {
            return body(Int32(values.count), types, values, lengths, formats)
        }
        switch fields[index] {
        case .null:
            append(nil, length: 0, format: 0, type: 0)
            return gather(from: index + 1, body)
        case .text(let bytes):
            return bytes.withUnsafeBytes { buffer in
                append(buffer.baseAddress, length: 0, format: 0, type: 0)
                return gather(from: index + 1, body)
            }
        case .binary(let bytes):
            return bytes.withUnsafeBytes { buffer in
                // A nil pointer means NULL to libpq, so no bytes need some address.
                withUnsafeBytes(of: UInt8(0)) { none in
                    append(
                        buffer.isEmpty ? none.baseAddress : buffer.baseAddress, length: Int32(clamping: bytes.count),
                        format: 1, type: Oid(TypeID.bytea))
                    return gather(from: index + 1, body)
                }
            }
        }
    }

    private mutating func append(_ pointer: UnsafeRawPointer?, length: Int32, format: Int32, type: Oid) {
        values.append(pointer?.assumingMemoryBound(to: CChar.self))
        lengths.append(length)
        formats.append(format)
        types.append(type)
    }
}
