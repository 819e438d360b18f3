/// A JSON reader that pulls one value after the other and keeps none: memory does not grow with the file.
struct JSONReader {
    struct Failure: Error {
        var offset: Int
        var what: String
    }

    static let maximumDepth = 64
    private let bytes: UnsafeRawBufferPointer
    private var position = 0
    private var depth = 0
    /// Whether the object or array at each depth has given its first member.
    private var hasMembers: [Bool] = []

    init(_ bytes: UnsafeRawBufferPointer) { self.bytes = bytes }

    /// The first byte of what comes next.
    var upcoming: UInt8? { bytes[position...].first { $0 > 0x20 } }

    func failure(_ what: String) -> Failure { Failure(offset: position, what: what) }

    func line(at offset: Int) -> Int {
        1 + bytes[..<min(offset, bytes.count)].reduce(0) { $0 + ($1 == UInt8(ascii: "\n") ? 1 : 0) }
    }

    mutating func beginObject() throws(Failure) { try begin("{") }
    mutating func beginArray() throws(Failure) { try begin("[") }

    /// Nil, and past the closing brace, when the object ends.
    mutating func nextKey() throws(Failure) -> String? {
        guard try nextMember(closing: "}") else { return nil }
        guard let key = try string() else { throw failure("a key must be a string") }
        try take(":")
        return key
    }

    /// False, and past the closing bracket, when the array ends.
    mutating func nextElement() throws(Failure) -> Bool { try nextMember(closing: "]") }

    /// A string, number or boolean as text; nil for null. Objects and arrays are refused.
    mutating func scalar() throws(Failure) -> String? {
        skipSpace()
        switch upcoming {
        case UInt8(ascii: "\""): return try string()
        case UInt8(ascii: "{"), UInt8(ascii: "["): throw failure("a plain value was expected")
        default: return try bareWord()
        }
    }

    /// Nil for null.
    mutating func string() throws(Failure) -> String? {
        skipSpace()
        if upcoming == UInt8(ascii: "n") { return try bareWord() }
        try take("\"")
        let start = position
        var hasEscapes = false
        while true {
            guard position < bytes.count else { throw failure("the file ends inside a string") }
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") { break }
            if byte < 0x20 { throw failure("a control character inside a string") }
            if byte == UInt8(ascii: "\\") {
                hasEscapes = true
                position += 1
            }
            position += 1
        }
        let raw = bytes[start..<position]
        position += 1
        guard hasEscapes else { return String(decoding: raw, as: UTF8.self) }
        return JSONEscapes.decoded(raw)
    }

    mutating func skipValue() throws(Failure) {
        switch upcoming {
        case UInt8(ascii: "\""): _ = try string()
        case UInt8(ascii: "{"):
            try beginObject()
            while try nextKey() != nil { try skipValue() }
        case UInt8(ascii: "["):
            try beginArray()
            while try nextElement() { try skipValue() }
        default: _ = try bareWord()
        }
    }

    mutating func expectEnd() throws(Failure) {
        skipSpace()
        guard position == bytes.count else { throw failure("text after the end of the JSON value") }
    }

    private mutating func begin(_ character: Unicode.Scalar) throws(Failure) {
        try take(character)
        guard hasMembers.count < Self.maximumDepth else { throw failure("nested more than \(Self.maximumDepth) deep") }
        hasMembers.append(false)
    }

    private mutating func nextMember(closing: Unicode.Scalar) throws(Failure) -> Bool {
        skipSpace()
        guard let isLater = hasMembers.last else { throw failure("malformed JSON") }
        if upcoming == UInt8(ascii: closing) {
            position += 1
            hasMembers.removeLast()
            return false
        }
        if isLater { try take(",") }
        hasMembers[hasMembers.count - 1] = true
        skipSpace()
        return true
    }

    private mutating func take(_ character: Unicode.Scalar) throws(Failure) {
        skipSpace()
        guard position < bytes.count else { throw failure("the file ends too early") }
        guard bytes[position] == UInt8(ascii: character) else { throw failure("\(character) was expected") }
        position += 1
    }

    private mutating func bareWord() throws(Failure) -> String? {
        skipSpace()
        let word = bytes[position...].prefix {
            (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) || (0x41...0x5A).contains($0)
                || $0 == UInt8(ascii: "-") || $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: ".")
        }
        let text = String(decoding: word, as: UTF8.self)
        guard ["null", "true", "false"].contains(text) || Double(text) != nil else {
            throw failure(position == bytes.count ? "the file ends too early" : "malformed JSON value")
        }
        position += word.count
        return text == "null" ? nil : text
    }

    private mutating func skipSpace() {
        while position < bytes.count, [0x20, 0x09, 0x0A, 0x0D].contains(bytes[position]) { position += 1 }
    }
}

/// The escapes of a JSON string.
enum JSONEscapes {
    static func decoded(_ raw: Slice<UnsafeRawBufferPointer>) -> String {
        var units: [UInt8] = []
        var surrogates: [UInt16] = []
        var rest = raw
        func flush() {
            units += String(decoding: surrogates, as: UTF16.self).utf8
            surrogates.removeAll()
        }
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "\\"), let kind = rest.popFirst() else {
                flush()
                units.append(byte)
                continue
            }
            if kind == UInt8(ascii: "u") {
                let digits = rest.prefix(4)
                rest = rest.dropFirst(4)
                surrogates.append(UInt16(String(decoding: digits, as: UTF8.self), radix: 16) ?? 0xFFFD)
                continue
            }
            flush()
            let plain: [UInt8: UInt8] = [0x6E: 0x0A, 0x74: 0x09, 0x72: 0x0D, 0x62: 0x08, 0x66: 0x0C]
            units.append(plain[kind] ?? kind)
        }
        flush()
        return String(decoding: units, as: UTF8.self)
    }
}
