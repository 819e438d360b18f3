import Model

/// A JSON reader that pulls one value after the other and keeps none: memory does not grow with the file.
struct JSONReader: ~Copyable {
    private static let maximumDepth = 64
    /// What is kept of keys and of values that are asked for.
    private static let maximumText = 64 << 10
    private static let digits: ClosedRange<UInt8> = 0x30...0x39

    private var source: SourceFile
    /// Whether the object or array at each depth has given its first member.
    private var hasMembers: [Bool] = []
    private var text: [UInt8] = []

    init(_ source: consuming SourceFile) { self.source = source }

    func failure(_ what: String) -> WinnowError { source.invalid(what) }

    /// The first byte of what comes next; nil at the end.
    mutating func upcoming() throws(WinnowError) -> UInt8? {
        while let byte = try source.peek() {
            guard byte == 0x20 || byte == 0x0A || byte == 0x0D || byte == 0x09 else { return byte }
            source.advance()
        }
        return nil
    }

    mutating func beginObject() throws(WinnowError) { try begin("{") }
    mutating func beginArray() throws(WinnowError) { try begin("[") }

    /// Nil, and past the closing brace, when the object ends.
    mutating func nextKey() throws(WinnowError) -> String? {
        guard try nextMember(closing: "}") else { return nil }
        guard try upcoming() == UInt8(ascii: "\"") else { throw failure("a key must be a string") }
        try readString(keeping: true)
        let key = String(decoding: text, as: UTF8.self)
        try take(":")
        return key
    }

    /// False, and past the closing bracket, when the array ends.
    mutating func nextElement() throws(WinnowError) -> Bool { try nextMember(closing: "]") }

    /// A string, number or boolean as UTF-8; nil for null. Objects and arrays are refused.
    mutating func scalar() throws(WinnowError) -> [UInt8]? {
        switch try upcoming() {
        case UInt8(ascii: "\""): try readString(keeping: true)
        case UInt8(ascii: "{"), UInt8(ascii: "["): throw failure("a plain value was expected")
        default: return try bareWord() ? text : nil
        }
        return text
    }

    mutating func scalarText() throws(WinnowError) -> String? {
        try scalar().map { String(decoding: $0, as: UTF8.self) }
    }

    mutating func skipValue() throws(WinnowError) {
        switch try upcoming() {
        case UInt8(ascii: "\""): try readString(keeping: false)
        case UInt8(ascii: "{"):
            try beginObject()
            while try nextMember(closing: "}") {
                guard try upcoming() == UInt8(ascii: "\"") else { throw failure("a key must be a string") }
                try readString(keeping: false)
                try take(":")
                try skipValue()
            }
        case UInt8(ascii: "["):
            try beginArray()
            while try nextElement() { try skipValue() }
        default: _ = try bareWord()
        }
    }

    mutating func expectEnd() throws(WinnowError) {
        guard try upcoming() == nil else { throw failure("text after the end of the JSON value") }
    }

    private mutating func begin(_ character: Unicode.Scalar) throws(WinnowError) {
        try take(character)
        guard hasMembers.count < Self.maximumDepth else { throw failure("nested more than \(Self.maximumDepth) deep") }
        hasMembers.append(false)
    }

    private mutating func nextMember(closing: Unicode.Scalar) throws(WinnowError) -> Bool {
        let next = try upcoming()
        guard let isLater = hasMembers.last else { throw failure("malformed JSON") }
        if next == UInt8(ascii: closing) {
            source.advance()
            hasMembers.removeLast()
            return false
        }
        if isLater { try take(",") }
        hasMembers[hasMembers.count - 1] = true
        return true
    }

    private mutating func take(_ character: Unicode.Scalar) throws(WinnowError) {
        guard let next = try upcoming() else { throw failure("the file ends too early") }
        guard next == UInt8(ascii: character) else { throw failure("\(character) was expected") }
        source.advance()
    }

    /// Passes a string; leaves it in `text` if asked to.
    private mutating func readString(keeping: Bool) throws(WinnowError) {
        source.advance()
        text.removeAll(keepingCapacity: true)
        while let byte = try source.peek() {
            if byte == UInt8(ascii: "\"") {
                source.advance()
                return
            }
            if byte < 0x20 { throw failure("a control character inside a string") }
            source.advance()
            if byte == UInt8(ascii: "\\") {
                try readEscape()
            } else if keeping {
                text.append(byte)
            }
            if text.count > Self.maximumText {
                guard !keeping else { throw failure("a text of more than \(Self.maximumText >> 10) KiB") }
                text.removeAll(keepingCapacity: true)
            }
        }
        throw failure("the file ends inside a string")
    }

    private mutating func readEscape() throws(WinnowError) {
        guard let kind = try source.peek() else { throw failure("the file ends inside a string") }
        source.advance()
        switch kind {
        case UInt8(ascii: "u"):
            var unit = try hexUnit()
            var scalar = Unicode.Scalar(unit)
            if (0xD800..<0xDC00).contains(unit), try source.head(2) == Array("\\u".utf8) {
                source.advance()
                source.advance()
                let low = try hexUnit()
                if (0xDC00..<0xE000).contains(low) {
                    unit = 0x10000 + (unit - 0xD800) << 10 + (low - 0xDC00)
                    scalar = Unicode.Scalar(unit)
                }
            }
            text.append(contentsOf: String(Character(scalar ?? "\u{FFFD}")).utf8)
        case UInt8(ascii: "n"): text.append(0x0A)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "r"): text.append(0x0D)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0C)
        default: text.append(kind)
        }
    }

    private mutating func hexUnit() throws(WinnowError) -> UInt32 {
        var unit: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = try source.peek(), let digit = HexDigits.value(byte) else {
                throw failure("a malformed \\u escape")
            }
            source.advance()
            unit = unit << 4 | UInt32(digit)
        }
        return unit
    }

    /// A number, boolean or null into `text`; false for null.
    private mutating func bareWord() throws(WinnowError) -> Bool {
        text.removeAll(keepingCapacity: true)
        while let byte = try source.peek(), Self.isWord(byte) {
            text.append(byte)
            source.advance()
            if text.count > 64 { throw failure("malformed JSON value") }
        }
        if text.allSatisfy({ Self.digits.contains($0) }), !text.isEmpty { return true }
        let word = String(decoding: text, as: UTF8.self)
        guard ["null", "true", "false"].contains(word) || Double(word) != nil else {
            throw failure(try source.peek() == nil ? "the file ends too early" : "malformed JSON value")
        }
        return word != "null"
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        digits.contains(byte) || (0x61...0x7A).contains(byte) || (0x41...0x5A).contains(byte)
            || byte == UInt8(ascii: "-") || byte == UInt8(ascii: "+") || byte == UInt8(ascii: ".")
    }
}
