import Model

/// Which columns of a CSV or hashdeep file hold digests and a category, by its header.
struct CSVColumns {
    private var separator: UInt8
    private var digests: [Int: DigestKind?] = [:]
    private var category: Int?

    /// Nil when the line names no digest column.
    init?(header: Slice<UnsafeRawBufferPointer>) {
        separator = header.contains(UInt8(ascii: ";")) ? UInt8(ascii: ";") : UInt8(ascii: ",")
        for (place, field) in Self.fields(header, separator).enumerated() {
            let name = String(decoding: field, as: UTF8.self).lowercased().filter { $0.isLetter || $0.isNumber }
            switch name {
            case "md5", "hashmd5", "md5hash", "v3hash", "v4hash": digests[place] = .some(.md5)
            case "sha1", "hashsha1", "sha1hash": digests[place] = .some(.sha1)
            case "sha256", "hashsha256", "sha256hash": digests[place] = .some(.sha256)
            case "hash", "digest": digests[place] = .some(nil)
            case "category": category = place
            default: break
            }
        }
        guard !digests.isEmpty else { return nil }
    }

    /// False when no column of the line holds a digest; throws when one holds something else.
    func read(
        _ line: Slice<UnsafeRawBufferPointer>, file: String, line number: Int, into builder: inout HashSetBuilder
    ) throws(WinnowError) -> Bool {
        let fields = Self.fields(line, separator)
        let label = category.flatMap { $0 < fields.count ? String(decoding: fields[$0], as: UTF8.self) : nil }
        var isFound = false
        for (place, kind) in digests.sorted(by: { $0.key < $1.key }) {
            guard place < fields.count, !fields[place].isEmpty else { continue }
            if let kind, kind.length * 2 != fields[place].count {
                throw HashSetImport.invalid(file, line: number, "not a \(kind.name) digest in column \(place + 1)")
            }
            guard DigestListParser.add(fields[place], category: label, into: &builder) else {
                throw HashSetImport.invalid(file, line: number, "not a digest in column \(place + 1)")
            }
            isFound = true
        }
        return isFound
    }

    /// Fields without their quotes; doubled quotes stay, as no field of use holds any.
    private static func fields(
        _ line: Slice<UnsafeRawBufferPointer>, _ separator: UInt8
    ) -> [Slice<UnsafeRawBufferPointer>] {
        var result: [Slice<UnsafeRawBufferPointer>] = []
        var start = line.startIndex
        var isQuoted = false
        for index in line.indices {
            if line[index] == UInt8(ascii: "\"") { isQuoted.toggle() }
            if line[index] == separator, !isQuoted {
                result.append(unquoted(line[start..<index]))
                start = index + 1
            }
        }
        result.append(unquoted(line[start...]))
        return result
    }

    private static func unquoted(_ field: Slice<UnsafeRawBufferPointer>) -> Slice<UnsafeRawBufferPointer> {
        var field = field.drop { $0 == 0x20 }
        while field.last == 0x20 { field.removeLast() }
        guard field.count >= 2, field.first == UInt8(ascii: "\""), field.last == UInt8(ascii: "\"") else {
            return field
        }
        return field.dropFirst().dropLast()
    }
}
