import Model

/// What is taken out of one item: texts by field and source, bounded in bytes and in number.
///
/// Texts of the same field and source are joined by a line feed.
package struct TextOutput {
    /// Bytes taken out of one item; the pipeline's own budget is no larger.
    package static let limit = TextBudget.eachFile
    /// Distinct fields and sources of one item, and bytes of a field's name.
    static let mostTexts = 20_000
    static let longestField = 80

    private struct Place: Hashable { var kind: ExtractedText.Kind, field: String, source: String }

    package private(set) var texts: [ExtractedText] = []
    package private(set) var notes: [WinnowError] = []
    /// Bytes of text beyond the limits.
    package private(set) var leftOut: UInt64 = 0
    private var places: [Place: Int] = [:]
    private var left = TextOutput.limit

    package init() {}

    /// Whether more would only be counted.
    var isFull: Bool { left <= 0 || texts.count >= Self.mostTexts }

    /// Adds a text; what is beyond the limits is counted, an empty one left out.
    mutating func add(_ kind: ExtractedText.Kind, _ field: String, source: String = "", _ text: String) {
        guard !text.isEmpty else { return }
        let field = String(field.prefix(Self.longestField))
        let place = Place(kind: kind, field: field, source: source)
        let known = places[place]
        guard left > 1, known != nil || texts.count < Self.mostTexts else {
            leftOut &+= UInt64(text.utf8.count)
            return
        }
        let text = cut(text)
        left -= text.utf8.count + 1
        if let known {
            texts[known].text += "\n" + text
        } else {
            places[place] = texts.count
            texts.append(ExtractedText(kind: kind, field: field, source: source, text: text))
        }
    }

    /// As much as there is room for, by whole characters.
    private mutating func cut(_ text: String) -> String {
        guard text.utf8.count >= left else { return text }
        var end = text.utf8.index(text.startIndex, offsetBy: left - 1)
        while end > text.startIndex, text.utf8[end] & 0xC0 == 0x80 { end = text.utf8.index(before: end) }
        leftOut &+= UInt64(text.utf8[end...].count)
        return String(text.unicodeScalars[..<end])
    }

    mutating func add(
        _ kind: ExtractedText.Kind, _ field: String, source: String = "", _ builder: inout TextBuilder
    ) {
        leftOut &+= builder.leftOut
        add(kind, field, source: source, builder.take())
    }

    mutating func add(_ other: TextOutput) {
        for text in other.texts { add(text.kind, text.field, source: text.source, text.text) }
        for note in other.notes { self.note(note.code, note.message, cause: note.cause) }
        leftOut &+= other.leftOut
    }

    /// What could not be read; each code once for an item.
    mutating func note(_ code: String, _ message: String, cause: String? = nil) {
        guard !notes.contains(where: { $0.code == code }) else { return }
        notes.append(WinnowError(code, message, remedy: "export the file and read it by hand", cause: cause))
    }
}
