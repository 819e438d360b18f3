import Model

/// Line formats: md5sum and its kin, BSD `MD5 (name) = digest`, bare digests, hashdeep, CSV with a header.
enum DigestListParser {
    private enum Format { case unknown, lines, columns(CSVColumns) }

    static func read(_ source: inout SourceFile, into collector: DigestCollector) throws(WinnowError) {
        var format = Format.unknown
        while var line = try source.nextLine() {
            line = trimmed(line)
            guard let first = line.first, first != UInt8(ascii: "#") else { continue }
            if first == UInt8(ascii: "%") {
                let header = line.drop { $0 == UInt8(ascii: "%") || $0 == 0x20 }
                if let columns = CSVColumns(header: UnsafeRawBufferPointer(rebasing: header)) {
                    format = .columns(columns)
                }
                continue
            }
            if case .unknown = format {
                format = .lines
                if let columns = CSVColumns(header: line) {
                    format = .columns(columns)
                    continue
                }
            }
            let found: Bool
            switch format {
            case .columns(let columns): found = try columns.read(line, source, into: collector)
            case .lines, .unknown: found = try readLine(line, source, into: collector)
            }
            if !found { throw source.invalid("no MD5, SHA-1 or SHA-256 digest in this line") }
        }
    }

    private static func trimmed(_ line: UnsafeRawBufferPointer) -> UnsafeRawBufferPointer {
        var rest = line[...]
        while let last = rest.last, last == 0x0D || last == 0x20 || last == 0x09 { rest.removeLast() }
        return UnsafeRawBufferPointer(rebasing: rest.drop { $0 == 0x20 || $0 == 0x09 })
    }

    /// A digest at the start of the line (after a size, as md5deep -z writes it), or at its end after `=`.
    private static func readLine(
        _ line: UnsafeRawBufferPointer, _ source: borrowing SourceFile, into collector: DigestCollector
    ) throws(WinnowError) -> Bool {
        var rest = line[...]
        // GNU marks an escaped file name with a leading backslash.
        if rest.first == UInt8(ascii: "\\") { rest.removeFirst() }
        var word = rest.prefix { $0 != 0x20 && $0 != 0x09 && $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: ";") }
        if EntryKind(hexDigits: word.count) == nil, !word.isEmpty, word.allSatisfy({ (0x30...0x39).contains($0) }) {
            rest = rest.dropFirst(word.count).drop { $0 == 0x20 || $0 == 0x09 }
            word = rest.prefix { $0 != 0x20 && $0 != 0x09 }
        }
        if try add(word, into: collector) { return true }
        guard let equals = line.lastIndex(of: UInt8(ascii: "=")), let open = line.firstIndex(of: UInt8(ascii: "(")),
            open < equals
        else { return false }
        let value = line[(equals + 1)...].drop { $0 == 0x20 }
        let tag = String(decoding: line[..<open], as: UTF8.self)
        // The tag names the algorithm: SHA512 or RMD160 lines are of no use, and no mistake either.
        guard let kind = EntryKind(named: tag) else {
            guard value.allSatisfy({ HexDigits.value($0) != nil }), !value.isEmpty else { return false }
            collector.statistics.refused += 1
            return true
        }
        guard kind.length * 2 == value.count else {
            throw source.invalid("not a \(kind.name) digest after =")
        }
        return try collector.add(hex: UnsafeRawBufferPointer(rebasing: value), kind)
    }

    private static func add(
        _ hex: Slice<UnsafeRawBufferPointer>, into collector: DigestCollector
    ) throws(WinnowError) -> Bool {
        guard let kind = collector.kind(hexDigits: hex.count) else { return false }
        return try collector.add(hex: UnsafeRawBufferPointer(rebasing: hex), kind)
    }
}
