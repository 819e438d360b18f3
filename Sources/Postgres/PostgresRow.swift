/// One row. A reader throws when the column is missing, NULL (unless `optional`) or of a type it cannot read.
package struct PostgresRow: Sendable {
    let result: ResultMemory
    let index: Int

    package func int(_ column: String) throws -> Int64 { try required(column, optionalInt(column)) }
    package func text(_ column: String) throws -> String { try required(column, optionalText(column)) }
    package func bytes(_ column: String) throws -> [UInt8] { try required(column, optionalBytes(column)) }
    package func bool(_ column: String) throws -> Bool { try required(column, optionalBool(column)) }
    package func real(_ column: String) throws -> Double { try required(column, optionalReal(column)) }
    package func time(_ column: String) throws -> Int64 { try required(column, optionalTime(column)) }

    /// `smallint`, `integer`, `bigint` or `oid`.
    package func optionalInt(_ column: String) throws -> Int64? {
        try field(column) { type, bytes in
            switch (type, bytes.count) {
            case (TypeID.int2, 2): Int64(bytes.bigEndian(Int16.self))
            case (TypeID.int4, 4): Int64(bytes.bigEndian(Int32.self))
            case (TypeID.oid, 4): Int64(bytes.bigEndian(UInt32.self))
            case (TypeID.int8, 8): bytes.bigEndian(Int64.self)
            default: nil
            }
        }
    }

    /// Text types, `json`, `jsonb` and `uuid`.
    package func optionalText(_ column: String) throws -> String? {
        try field(column) { type, bytes in
            switch type {
            case TypeID.text, TypeID.varchar, TypeID.bpchar, TypeID.name, TypeID.char, TypeID.json, TypeID.unknown:
                return String(decoding: bytes, as: UTF8.self)
            case TypeID.jsonb:
                return String(decoding: bytes.dropFirst(), as: UTF8.self)
            case TypeID.uuid where bytes.count == 16:
                return Self.uuidText(bytes)
            default:
                return nil
            }
        }
    }

    package func optionalBytes(_ column: String) throws -> [UInt8]? {
        try field(column) { type, bytes in type == TypeID.bytea ? [UInt8](bytes) : nil }
    }

    package func optionalBool(_ column: String) throws -> Bool? {
        try field(column) { type, bytes in type == TypeID.bool && bytes.count == 1 ? bytes[0] != 0 : nil }
    }

    package func optionalReal(_ column: String) throws -> Double? {
        try field(column) { type, bytes in
            switch (type, bytes.count) {
            case (TypeID.float8, 8): Double(bitPattern: bytes.bigEndian(UInt64.self))
            case (TypeID.float4, 4): Double(Float(bitPattern: bytes.bigEndian(UInt32.self)))
            default: nil
            }
        }
    }

    /// `timestamptz` as microseconds since 1970-01-01 UTC.
    package func optionalTime(_ column: String) throws -> Int64? {
        try field(column) { type, bytes in
            guard type == TypeID.timestamptz, bytes.count == 8 else { return nil }
            // PostgreSQL counts from 2000-01-01.
            return bytes.bigEndian(Int64.self) &+ 946_684_800_000_000
        }
    }

    private func field<T>(_ name: String, _ read: (UInt32, UnsafeRawBufferPointer) -> T?) throws -> T? {
        guard let column = result.column(name) else { throw PostgresError(message: "there is no column \(name)") }
        let type = result.type(column)
        return try result.withField(index, column) { bytes in
            guard let bytes else { return nil }
            guard let value = read(type, bytes) else {
                throw PostgresError(message: "column \(name) of type \(type) cannot be read as \(T.self)")
            }
            return value
        }
    }

    private func required<T>(_ column: String, _ value: T?) throws -> T {
        guard let value else { throw PostgresError(message: "column \(column) is null") }
        return value
    }

    private static func uuidText(_ bytes: UnsafeRawBufferPointer) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        for (index, byte) in bytes.enumerated() {
            if [4, 6, 8, 10].contains(index) { text.append(UInt8(ascii: "-")) }
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}

/// Object identifiers of PostgreSQL's built-in types (`pg_type.dat`), which never change.
enum TypeID {
    static let bool: UInt32 = 16
    static let bytea: UInt32 = 17
    static let char: UInt32 = 18
    static let name: UInt32 = 19
    static let int8: UInt32 = 20
    static let int2: UInt32 = 21
    static let int4: UInt32 = 23
    static let text: UInt32 = 25
    static let oid: UInt32 = 26
    static let json: UInt32 = 114
    static let float4: UInt32 = 700
    static let float8: UInt32 = 701
    static let unknown: UInt32 = 705
    static let bpchar: UInt32 = 1042
    static let varchar: UInt32 = 1043
    static let timestamptz: UInt32 = 1184
    static let uuid: UInt32 = 2950
    static let jsonb: UInt32 = 3802
}

extension UnsafeRawBufferPointer {
    /// The whole buffer as one big-endian number; the caller has checked the size.
    fileprivate func bigEndian<T: FixedWidthInteger>(_: T.Type) -> T {
        T(bigEndian: loadUnaligned(as: T.self))
    }
}
