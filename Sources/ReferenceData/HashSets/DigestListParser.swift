import Model

/// Line formats: md5sum and its kin, BSD `MD5 (name) = digest`, bare digests, hashdeep, CSV with a header.
enum DigestListParser {
    private enum Format { case unknown, lines, columns(CSVColumns) }

    static func read(
        _ bytes: UnsafeRawBufferPointer, file: String, into builder: inout HashSetBuilder
    ) throws(WinnowError) {
        var format = Format.unknown
        var number = 0
        var start = 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count
            number += 1
            var line = bytes[start..<end]
            start = end + 1
            while let last = line.last, last == 0x0D || last == 0x20 || last == 0x09 { line.removeLast() }
            line = line.drop { $0 == 0x20 || $0 == 0x09 }
            guard let first = line.first else { continue }
            if first == UInt8(ascii: "#") { continue }
            if first == UInt8(ascii: "%") {
                if let columns = CSVColumns(header: line.drop { $0 == UInt8(ascii: "%") || $0 == 0x20 }) {
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
            case .columns(let columns): found = try columns.read(line, file: file, line: number, into: &builder)
            case .lines, .unknown: found = readLine(line, into: &builder)
            }
            if !found {
                throw HashSetImport.invalid(file, line: number, "no MD5, SHA-1 or SHA-256 digest in this line")
            }
        }
    }

    /// A digest at the start of the line (after a size, as md5deep -z writes it), or at its end after `=`.
    private static func readLine(_ line: Slice<UnsafeRawBufferPointer>, into builder: inout HashSetBuilder) -> Bool {
        var rest = line
        // GNU marks an escaped file name with a leading backslash.
        if rest.first == UInt8(ascii: "\\") { rest.removeFirst() }
        var word = rest.prefix { $0 != 0x20 && $0 != 0x09 && $0 != UInt8(ascii: ",") && $0 != UInt8(ascii: ";") }
        if DigestKind(hexDigits: word.count) == nil, !word.isEmpty, word.allSatisfy({ (0x30...0x39).contains($0) }) {
            rest = rest.dropFirst(word.count).drop { $0 == 0x20 || $0 == 0x09 }
            word = rest.prefix { $0 != 0x20 && $0 != 0x09 }
        }
        if add(word, into: &builder) { return true }
        guard let equals = line.lastIndex(of: UInt8(ascii: "=")), line.contains(UInt8(ascii: "(")) else { return false }
        return add(line[(equals + 1)...].drop { $0 == 0x20 }, into: &builder)
    }

    static func add(
        _ hex: Slice<UnsafeRawBufferPointer>, category: String? = nil, into builder: inout HashSetBuilder
    ) -> Bool {
        guard let kind = DigestKind(hexDigits: hex.count), let digest = HexDigits.bytes(hex) else { return false }
        builder.add(digest, kind, category: category)
        return true
    }
}

/// Hexadecimal digits as they lie in a file.
enum HexDigits {
    static func bytes(_ hex: some Collection<UInt8>) -> [UInt8]? {
        var result: [UInt8] = []
        result.reserveCapacity(hex.count / 2)
        var high: UInt8?
        for character in hex {
            let value: UInt8
            switch character {
            case 0x30...0x39: value = character - 0x30
            case 0x41...0x46: value = character - 0x37
            case 0x61...0x66: value = character - 0x57
            default: return nil
            }
            if let first = high {
                result.append(first << 4 | value)
                high = nil
            } else {
                high = value
            }
        }
        return high == nil ? result : nil
    }
}
