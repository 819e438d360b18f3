/// A parameter of a statement or a field of a COPY row.
///
/// PostgreSQL's text cannot hold U+0000; it is stored in the visible form `\u0000` (six characters).
package enum PostgresValue: Hashable, Sendable {
    case null
    case text(String)
    case int(Int64)
    case real(Double)
    case bool(Bool)
    /// `bytea`; goes in binary form as a parameter.
    case bytes([UInt8])
    /// JSON text, for `json` and `jsonb`; the encoder has already escaped what must be.
    case json(String)
    case ints([Int64])
    case texts([String])
    case byteArrays([[UInt8]])

    package static func int(_ value: some BinaryInteger) -> PostgresValue { .int(Int64(clamping: value)) }
    package static func int(_ value: (some BinaryInteger)?) -> PostgresValue {
        value.map { .int(Int64(clamping: $0)) } ?? .null
    }
    package static func text(_ value: String?) -> PostgresValue { value.map { .text($0) } ?? .null }

    /// The text form of input to PostgreSQL's type functions; nil for NULL.
    var inputText: String? {
        switch self {
        case .null: nil
        case .text(let text), .json(let text): Self.visibleNull(text)
        case .int(let value): String(value)
        case .real(let value):
            value.isNaN ? "NaN" : value.isInfinite ? (value < 0 ? "-Infinity" : "Infinity") : "\(value)"
        case .bool(let value): value ? "t" : "f"
        case .bytes(let bytes): Self.hexText(bytes)
        case .ints(let values): "{" + values.map(String.init).joined(separator: ",") + "}"
        case .texts(let values): Self.arrayText(values.map(Self.visibleNull))
        case .byteArrays(let values): Self.arrayText(values.map(Self.hexText))
        }
    }

    static func visibleNull(_ text: String) -> String {
        guard text.utf8.contains(0) else { return text }
        return text.unicodeScalars.reduce(into: "") { result, scalar in
            if scalar.value == 0 { result += "\\u0000" } else { result.unicodeScalars.append(scalar) }
        }
    }

    private static func hexText(_ bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        return String(unsafeUninitializedCapacity: 2 + 2 * bytes.count) { buffer in
            buffer[0] = UInt8(ascii: "\\")
            buffer[1] = UInt8(ascii: "x")
            for (index, byte) in bytes.enumerated() {
                buffer[2 + 2 * index] = digits[Int(byte >> 4)]
                buffer[3 + 2 * index] = digits[Int(byte & 15)]
            }
            return 2 + 2 * bytes.count
        }
    }

    private static func arrayText(_ values: [String]) -> String {
        "{" + values.map { "\"" + escaped($0) + "\"" }.joined(separator: ",") + "}"
    }

    private static func escaped(_ value: String) -> String {
        guard value.utf8.contains(where: { $0 == UInt8(ascii: "\\") || $0 == UInt8(ascii: "\"") }) else { return value }
        return value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"")
    }
}

extension PostgresValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByNilLiteral
{
    package init(stringLiteral value: String) { self = .text(value) }
    package init(integerLiteral value: Int64) { self = .int(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(nilLiteral: ()) { self = .null }
}
