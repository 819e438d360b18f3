/// The header of a message or of a part of one (RFC 5322, RFC 2045).
struct MailHeader {
    private static let most = 1_000
    private static let longest = 64 << 10

    /// Names in lower case, values unfolded and as they stand.
    private(set) var fields: [(name: String, value: [UInt8])] = []
    /// Where what follows the header begins.
    private(set) var bodyStart: Int

    /// Reads lines up to the first empty one.
    init(_ bytes: UnsafeRawBufferPointer, from start: Int, to limit: Int) {
        var index = start
        while index < limit {
            let end = bytes[index..<limit].firstIndex(of: 0x0A) ?? limit
            var line = bytes[index..<end]
            if line.last == 0x0D { line = line.dropLast() }
            index = min(end + 1, limit)
            if line.isEmpty { break }
            if line.first == 0x20 || line.first == 0x09 {
                guard !fields.isEmpty else { continue }
                let free = Self.longest - fields[fields.count - 1].value.count
                if free > 1 {
                    fields[fields.count - 1].value.append(0x20)
                    fields[fields.count - 1].value += line.drop { $0 == 0x20 || $0 == 0x09 }.prefix(free - 1)
                }
                continue
            }
            guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon - line.startIndex <= 76 else { continue }
            guard fields.count < Self.most else { continue }
            let name = String(decoding: line[..<colon], as: UTF8.self).lowercased().filter { $0 != " " }
            fields.append((name, Array(line[(colon + 1)...].drop { $0 == 0x20 || $0 == 0x09 }.prefix(Self.longest))))
        }
        bodyStart = index
    }

    /// The first value of a name, its encoded words decoded.
    func text(_ name: String) -> String? {
        fields.first { $0.name == name }.map { EncodedWords.decode($0.value) }
    }

    /// A value such as `text/plain; charset=utf-8` as its first word and its parameters, all names in lower case.
    func parameters(of name: String) -> (value: String, parameters: [String: String]) {
        guard let raw = fields.first(where: { $0.name == name })?.value else { return ("", [:]) }
        return MailParameters.parse(raw)
    }
}

/// Parameters of a header's value, with the continuations and character sets of RFC 2231.
enum MailParameters {
    static func parse(_ raw: [UInt8]) -> (value: String, parameters: [String: String]) {
        let pieces = split(raw)
        let value = String(decoding: pieces.first ?? [], as: UTF8.self).lowercased().filter { $0 > " " }
        var plain: [String: String] = [:]
        var continued: [String: [Int: (bytes: [UInt8], isEncoded: Bool)]] = [:]
        for piece in pieces.dropFirst().prefix(200) {
            guard let equals = piece.firstIndex(of: UInt8(ascii: "=")) else { continue }
            let name = String(decoding: piece[..<equals], as: UTF8.self).lowercased().filter { $0 > " " }
            let content = unquoted(piece[(equals + 1)...])
            let parts = name.split(separator: "*", omittingEmptySubsequences: false)
            guard parts.count > 1 else {
                if plain[name] == nil { plain[name] = EncodedWords.decode(content) }
                continue
            }
            let isEncoded = name.hasSuffix("*")
            let number = Int(parts[1]) ?? 0
            continued[String(parts[0]), default: [:]][number] = (content, isEncoded)
        }
        for (name, parts) in continued { plain[name] = joined(parts) }
        return (value, plain)
    }

    private static func joined(_ parts: [Int: (bytes: [UInt8], isEncoded: Bool)]) -> String {
        var charset: String?
        var bytes: [UInt8] = []
        for (index, key) in parts.keys.sorted().enumerated() {
            guard let part = parts[key] else { continue }
            guard part.isEncoded else {
                bytes += part.bytes
                continue
            }
            var content = part.bytes[...]
            // charset'language'text in the first part.
            if index == 0 {
                let marks = content.split(separator: UInt8(ascii: "'"), maxSplits: 2, omittingEmptySubsequences: false)
                if marks.count == 3 {
                    charset = String(decoding: marks[0], as: UTF8.self)
                    content = marks[2]
                }
            }
            bytes += PercentCoding.decode(content)
        }
        return CharsetDecoder.text(bytes, charset: charset)
    }

    /// At semicolons outside quotation marks.
    private static func split(_ raw: [UInt8]) -> [ArraySlice<UInt8>] {
        var pieces: [ArraySlice<UInt8>] = []
        var start = 0
        var isQuoted = false
        var index = 0
        while index < raw.count {
            switch raw[index] {
            case UInt8(ascii: "\\") where isQuoted: index += 1
            case UInt8(ascii: "\""): isQuoted.toggle()
            case UInt8(ascii: ";") where !isQuoted:
                pieces.append(raw[start..<index])
                start = index + 1
            default: break
            }
            index += 1
        }
        pieces.append(raw[min(start, raw.count)...])
        return pieces
    }

    private static func unquoted(_ raw: ArraySlice<UInt8>) -> [UInt8] {
        var content = raw.drop { $0 <= 0x20 }
        while let last = content.last, last <= 0x20 { content = content.dropLast() }
        guard content.first == UInt8(ascii: "\"") else { return Array(content) }
        content = content.dropFirst()
        if content.last == UInt8(ascii: "\"") { content = content.dropLast() }
        var result: [UInt8] = []
        var isEscaped = false
        for byte in content {
            if byte == UInt8(ascii: "\\"), !isEscaped {
                isEscaped = true
            } else {
                result.append(byte)
                isEscaped = false
            }
        }
        return result
    }
}
