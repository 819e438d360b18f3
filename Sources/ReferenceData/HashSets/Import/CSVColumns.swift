import Model

/// Which columns of a CSV or hashdeep file hold digests, a category, a quality, by its header.
struct CSVColumns {
    private enum Use {
        case digest(EntryKind)
        /// Of the kind that its length says, or the row's type column.
        case value
        case type, category, quality, photoDNA
    }

    private var separator: UInt8
    private var uses: [(place: Int, use: Use)] = []

    /// Nil when the line names no digest column.
    init?(header: UnsafeRawBufferPointer) {
        separator = UInt8(ascii: ",")
        for candidate in [UInt8(ascii: ";"), 0x09] where header.contains(candidate) { separator = candidate }
        for (place, field) in Self.fields(header, separator).enumerated() {
            guard let use = Self.use(String(decoding: field, as: UTF8.self)) else { continue }
            uses.append((place, use))
        }
        let hasDigest = uses.contains { entry in
            switch entry.use {
            case .digest, .value: true
            default: false
            }
        }
        guard hasDigest else { return nil }
    }

    private static func use(_ name: String) -> Use? {
        if let kind = EntryKind(named: name) { return .digest(kind) }
        switch name.lowercased().filter({ $0.isLetter || $0.isNumber }) {
        case "hash", "digest", "indicator", "hashvalue", "signalvalue": return .value
        case "type", "hashtype", "signaltype", "indicatortype", "algorithm": return .type
        case "category": return .category
        case "quality", "pdqquality", "hashquality": return .quality
        case "photodna": return .photoDNA
        default: return nil
        }
    }

    /// False when no column of the line holds a digest; throws when one holds something else.
    func read(
        _ line: UnsafeRawBufferPointer, _ source: borrowing SourceFile, into collector: DigestCollector
    ) throws(WinnowError) -> Bool {
        let fields = Self.fields(line, separator)
        var category: UInt16 = 0
        var quality: Int?
        var type: String?
        for (place, use) in uses where place < fields.count && !fields[place].isEmpty {
            switch use {
            case .category:
                category = try collector.category(Array(fields[place])) { [line = source.line, name = source.name] in
                    HashSetImport.invalid(name, line: line, $0)
                }
            case .quality:
                quality = Int(String(decoding: fields[place], as: UTF8.self))
                if quality == nil { throw source.invalid("not a quality in column \(place + 1)") }
            case .type: type = String(decoding: fields[place], as: UTF8.self)
            case .photoDNA: collector.statistics.photoDNANotMatched += 1
            case .digest, .value: break
            }
        }
        var isFound = false
        for (place, use) in uses where place < fields.count && !fields[place].isEmpty {
            let field = fields[place]
            let kind: EntryKind?
            switch use {
            case .digest(let named):
                kind = named
                guard named.length * 2 == field.count else {
                    throw source.invalid("not a \(named.name) digest in column \(place + 1)")
                }
            case .value:
                if let type {
                    kind = EntryKind(named: type)
                    if kind == nil {
                        collector.statistics.refused += 1
                        isFound = true
                        continue
                    }
                } else {
                    kind = collector.kind(hexDigits: field.count)
                }
            default: continue
            }
            guard let kind, try collector.add(hex: field, kind, category: category, quality: quality) else {
                throw source.invalid("not a digest in column \(place + 1)")
            }
            isFound = true
        }
        return isFound
    }

    /// Fields without their quotes; doubled quotes stay, as no field of use holds any.
    private static func fields(_ line: UnsafeRawBufferPointer, _ separator: UInt8) -> [UnsafeRawBufferPointer] {
        var result: [UnsafeRawBufferPointer] = []
        var start = 0
        var isQuoted = false
        for index in 0..<line.count {
            if line[index] == UInt8(ascii: "\"") { isQuoted.toggle() }
            if line[index] == separator, !isQuoted {
                result.append(unquoted(line[start..<index]))
                start = index + 1
            }
        }
        result.append(unquoted(line[start...]))
        return result
    }

    private static func unquoted(_ field: Slice<UnsafeRawBufferPointer>) -> UnsafeRawBufferPointer {
        var field = field.drop { $0 == 0x20 }
        while field.last == 0x20 { field.removeLast() }
        if field.count >= 2, field.first == UInt8(ascii: "\""), field.last == UInt8(ascii: "\"") {
            field = field.dropFirst().dropLast()
        }
        return UnsafeRawBufferPointer(rebasing: field)
    }
}
