import FoundationEssentials
import Model
import Postgres

enum JSONText {
    /// JSON with sorted keys, so that the same value is always the same text.
    static func of(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: visibleNull(try encoder.encode(value)), as: UTF8.self)
    }

    static func decoded<T: Decodable>(_ type: T.Type, from bytes: [UInt8]) throws -> T {
        do { return try JSONDecoder().decode(type, from: Data(bytes)) } catch {
            throw WinnowError(
                "record-unreadable", "the database holds an unreadable job", remedy: "use one version of Winnow",
                cause: "\(error)")
        }
    }

    /// `jsonb` refuses an escaped U+0000; one more backslash makes it the visible form that text columns use.
    private static func visibleNull(_ json: Data) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(json.count)
        var rest = json[...]
        while let byte = rest.popFirst() {
            result.append(byte)
            guard byte == UInt8(ascii: "\\"), let escaped = rest.popFirst() else { continue }
            if escaped == UInt8(ascii: "u"), rest.prefix(4).elementsEqual("0000".utf8) { result.append(byte) }
            result.append(escaped)
        }
        return result
    }
}

extension PostgresRow {
    func decoded<T: Decodable>(_ column: String, as type: T.Type = T.self) throws -> T {
        let text = try text(column)
        do {
            return try JSONDecoder().decode(type, from: Data(text.utf8))
        } catch {
            throw WinnowError(
                "record-unreadable", "the database holds an unreadable \(column)",
                remedy: "use one version of Winnow", cause: "\(error)")
        }
    }
}
