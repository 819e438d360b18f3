/// Puts a text together from runs of UTF-8: white space collapses to one space, tab or line feed, and characters that only
/// split words for the layout are dropped.
struct TextBuilder {
    private var bytes: [UInt8] = []
    /// White space that is only written when more text follows.
    private var pending: UInt8 = 0
    /// Bytes beyond the limit.
    private(set) var leftOut: UInt64 = 0
    private let limit: Int

    init(limit: Int = TextOutput.limit) { self.limit = limit }

    var isEmpty: Bool { bytes.isEmpty }

    mutating func append(_ run: UnsafeRawBufferPointer) {
        var index = 0
        while index < run.count {
            if Self.isSpace(run[index]) {
                separate(by: UInt8(ascii: " "))
                index += 1
                continue
            }
            var end = index + 1
            while end < run.count, !Self.isSpace(run[end]) { end += 1 }
            write(UnsafeRawBufferPointer(rebasing: run[index..<end]))
            index = end
        }
    }

    mutating func append(_ text: String) {
        var copy = text
        copy.withUTF8 { append(UnsafeRawBufferPointer($0)) }
    }

    /// A new paragraph, unless one has just begun.
    mutating func breakLine() { separate(by: UInt8(ascii: "\n")) }

    /// A new cell of a table.
    mutating func breakCell() { separate(by: UInt8(ascii: "\t")) }

    mutating func space() { separate(by: UInt8(ascii: " ")) }

    /// The text so far; begins anew.
    mutating func take() -> String {
        let text = bytes.withUnsafeBytes { Self.clean($0) }
        bytes.removeAll(keepingCapacity: false)
        pending = 0
        leftOut = 0
        return text
    }

    private mutating func separate(by byte: UInt8) {
        // The stronger break wins: line feed, then tab, then space.
        let order: (UInt8) -> Int = { $0 == 0x0A ? 3 : $0 == 0x09 ? 2 : $0 == 0x20 ? 1 : 0 }
        if order(byte) > order(pending) { pending = byte }
    }

    private mutating func write(_ word: UnsafeRawBufferPointer) {
        guard bytes.count + word.count + 1 <= limit else {
            leftOut &+= UInt64(word.count)
            return
        }
        if pending != 0, !bytes.isEmpty { bytes.append(pending) }
        pending = 0
        bytes.append(contentsOf: word)
    }

    private static func isSpace(_ byte: UInt8) -> Bool { byte <= 0x20 }

    /// Soft hyphens, zero-width spaces and word joiners go, no-break spaces become spaces, and what is not UTF-8 is repaired.
    private static func clean(_ bytes: UnsafeRawBufferPointer) -> String {
        guard bytes.contains(where: { $0 >= 0x80 }) else { return String(decoding: bytes, as: UTF8.self) }
        let text = String(decoding: bytes, as: UTF8.self)
        guard text.unicodeScalars.contains(where: { replacement($0) != nil }) else { return text }
        var cleaned = String.UnicodeScalarView()
        for scalar in text.unicodeScalars {
            switch replacement(scalar) {
            case nil: cleaned.append(scalar)
            case " "?: if cleaned.last != " " { cleaned.append(" ") }
            default: break
            }
        }
        // A byte order mark is text to a decoder; what came after it was thought a new line.
        if let first = cleaned.firstIndex(where: { $0.value > 0x20 }) { cleaned.removeSubrange(..<first) }
        return String(cleaned)
    }

    private static func replacement(_ scalar: Unicode.Scalar) -> Unicode.Scalar? {
        switch scalar.value {
        case 0xA0, 0x2007, 0x202F: " "
        case 0xAD, 0x200B, 0x2060, 0xFEFF: "\u{0}"
        default: nil
        }
    }
}
