import Foundation
import Model

/// A value in a printed record; flat, as exports promise.
enum Field: Encodable {
    case text(String)
    case number(Int64)
    case real(Double)
    case flag(Bool)
    case object([String: Field])
    case list([Field])
    case none

    static func text(_ value: String?) -> Field { value.map { .text($0) } ?? .none }
    static func number(_ value: (some BinaryInteger)?) -> Field { value.map { .number(Int64(clamping: $0)) } ?? .none }

    func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        switch self {
        case .text(let value): try container.encode(value)
        case .number(let value): try container.encode(value)
        case .real(let value): try container.encode(value)
        case .flag(let value): try container.encode(value)
        case .object(let value): try container.encode(value)
        case .list(let value): try container.encode(value)
        case .none: try container.encodeNil()
        }
    }

    /// For tables and CSV: bare, not escaped.
    var plain: String {
        switch self {
        case .text(let value): value
        case .number(let value): String(value)
        case .real(let value): String(value)
        case .flag(let value): value ? "yes" : "no"
        case .object(let value):
            value.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.plain)" }.joined(separator: ", ")
        case .list(let value): value.map(\.plain).joined(separator: "; ")
        case .none: ""
        }
    }
}

/// Prints records one at a time, so that memory does not grow with their number; a table alone waits for the end.
struct RecordPrinter {
    /// Takes the text; standard output unless told otherwise.
    typealias Sink = (String) -> Void

    let format: Format
    let columns: [String]
    private let write: Sink
    private var rows: [[String]] = []
    private var count = 0

    init(_ format: Format, columns: [String], to sink: @escaping Sink = winnow.write) {
        self.format = format
        self.columns = columns
        write = sink
        if format == .csv { write(columns.map(Escaping.csv).joined(separator: ",") + "\r\n") }
        if format == .json { write("[") }
    }

    mutating func add(_ record: [String: Field]) throws {
        switch format {
        case .table: rows.append(columns.map { Escaping.line(record[$0]?.plain ?? "") })
        case .csv: write(columns.map { Escaping.csv(record[$0]?.plain ?? "") }.joined(separator: ",") + "\r\n")
        case .jsonl: write(try Self.json(record) + "\n")
        case .json: write((count == 0 ? "\n" : ",\n") + (try Self.json(record)))
        }
        count += 1
    }

    func finish() {
        switch format {
        case .table: write(Table.text(columns: columns, rows: rows))
        case .json: write(count == 0 ? "]\n" : "\n]\n")
        case .jsonl, .csv: break
        }
    }

    static func json(_ value: some Encodable) throws -> String {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return String(decoding: try encoder.encode(value), as: UTF8.self)
    }
}

/// Standard output, unbuffered text.
func write(_ text: String) { FileHandle.standardOutput.write(Data(text.utf8)) }

/// Standard error: progress and remarks, which no program reads.
func remark(_ text: String) { FileHandle.standardError.write(Data((text + "\n").utf8)) }
