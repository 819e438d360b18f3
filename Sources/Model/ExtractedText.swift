/// Text that was taken out of a file, so that it can be searched again without the file.
package struct ExtractedText: Hashable, Codable, Sendable {
    package enum Kind: String, Codable, Sendable, CaseIterable {
        /// What a reader sees: of a document, a message, a text file.
        case body
        /// What is said about it: EXIF, XMP, a document's properties, a message's header.
        case metadata
        /// A field of history entries; hits in it are the `history` analyzer's.
        case history
    }

    package var kind: Kind
    /// A short word of ours that hits carry as their encoding: `text`, `exif`, `subject`, `title`, `url`.
    package var field: String
    /// Where in the file it stands: a part, a page, an attachment; empty for the whole.
    package var source: String
    package var text: String
    /// How often the file has it: history entries with this title.
    package var count: Int
    /// When the first and the last history entry with it were made: microseconds since 1970-01-01 UTC.
    package var firstTime: Int64?
    package var lastTime: Int64?

    package init(
        kind: Kind, field: String, source: String = "", text: String, count: Int = 1, firstTime: Int64? = nil,
        lastTime: Int64? = nil
    ) {
        self.kind = kind
        self.field = field
        self.source = source
        self.text = text
        self.count = count
        self.firstTime = firstTime
        self.lastTime = lastTime
    }

    /// Widens the stretch of time in which it was made.
    package mutating func add(_ time: Int64?) {
        guard let time else { return }
        firstTime = min(firstTime ?? time, time)
        lastTime = max(lastTime ?? time, time)
    }

    /// UTF-8 bytes of the text.
    package var size: Int { text.utf8.count }
}

/// How much text is kept of one file or one pack; what is beyond is counted.
package struct TextBudget: Sendable {
    /// 16 MiB of one file.
    package static let eachFile = 16 << 20
    /// 64 MiB of one pack, which a scanner must hold in memory.
    package static let eachPack = 64 << 20
    /// Texts of one file at most; histories have the most.
    package static let mostTexts = 500_000
    /// Bytes that a text costs besides its own.
    private static let overhead = 16

    private var left: Int
    private var leftTexts = Self.mostTexts

    package init(_ bytes: Int) { left = bytes }

    /// Cuts the texts to what is left of the budget; a text is cut between two characters.
    ///
    /// - Returns: bytes of text that were left out.
    package mutating func cut(_ texts: inout [ExtractedText]) -> UInt64 {
        let total = texts.reduce(0) { $0 + $1.size + Self.overhead }
        if total <= left, texts.count <= leftTexts {
            left -= total
            leftTexts -= texts.count
            return 0
        }
        var kept: [ExtractedText] = []
        var dropped: UInt64 = 0
        for var text in texts {
            guard left > Self.overhead, leftTexts > 0 else {
                dropped += UInt64(text.size)
                continue
            }
            if text.size + Self.overhead > left {
                let shorter = Self.prefix(of: text.text, bytes: left - Self.overhead)
                dropped += UInt64(text.size - shorter.utf8.count)
                text.text = shorter
            }
            left -= text.size + Self.overhead
            leftTexts -= 1
            if text.size > 0 { kept.append(text) }
        }
        texts = kept
        return dropped
    }

    private static func prefix(of text: String, bytes: Int) -> String {
        let utf8 = text.utf8
        guard var index = utf8.index(utf8.startIndex, offsetBy: bytes, limitedBy: utf8.endIndex) else { return text }
        while index > utf8.startIndex, index < utf8.endIndex, utf8[index] & 0xC0 == 0x80 {
            index = utf8.index(before: index)
        }
        return String(text.unicodeScalars[..<index])
    }
}
