import Model

/// The text of a Rich Text Format document (Microsoft's RTF specification 1.9.1), chunk after chunk.
struct RTFText {
    private static let deepest = 1_000
    private static let longestWord = 32
    /// Destinations that hold no text that anybody wrote.
    private static let silent: Set<String> = [
        "fonttbl", "colortbl", "stylesheet", "pict", "objdata", "themedata", "colorschememapping", "latentstyles",
        "datastore",
        "listtable", "listoverridetable", "rsidtbl", "generator", "xmlnstbl", "filetbl", "revtbl", "fldtype", "blipuid",
    ]
    /// Of those marked as to be passed over, the ones with text.
    private static let spoken: Set<String> = [
        "annotation", "atnauthor", "fldinst", "shptxt", "footnote", "keywords", "doccomm",
    ]

    private struct Group {
        var isSilent = false
        var isFontTable = false
        /// Characters after `\uN` that stand for it where Unicode is not understood.
        var skip = 1
        var charset = ""
    }

    private enum State { case text, backslash, word, number, hex, binary }

    var body = TextBuilder()
    private var groups = [Group()]
    /// Groups deeper than are remembered.
    private var beyond = 0
    private var state = State.text
    private var word: [UInt8] = []
    private var number: [UInt8] = []
    private var hexDigits: [UInt8] = []
    private var toSkip = 0
    private var binaryLeft = 0
    private var isOptional = false
    private var documentCharset = "windows-1252"
    private var fonts: [Int: String] = [:]
    private var font = 0
    /// Bytes not yet decoded, and a first half of a surrogate pair.
    private var pending: [UInt8] = []
    private var high: UInt16?

    mutating func consume(_ bytes: UnsafeRawBufferPointer) {
        var index = 0
        while index < bytes.count {
            if case .binary = state {
                let taken = min(binaryLeft, bytes.count - index)
                binaryLeft -= taken
                index += taken
                if binaryLeft == 0 { state = .text }
                continue
            }
            if take(bytes[index]) { index += 1 }
        }
    }

    mutating func finish() {
        if state == .word || state == .number { endWord() }
        flush()
    }

    /// Returns whether the byte is used up.
    private mutating func take(_ byte: UInt8) -> Bool {
        switch state {
        case .text: takeText(byte)
        case .backslash: takeSymbol(byte)
        case .word:
            if isLetter(byte), word.count < Self.longestWord {
                word.append(byte)
            } else if isDigit(byte) || (byte == UInt8(ascii: "-") && number.isEmpty) {
                number.append(byte)
                state = .number
            } else {
                endWord()
                return byte == UInt8(ascii: " ")
            }
        case .number:
            if isDigit(byte), number.count < 10 {
                number.append(byte)
            } else {
                endWord()
                return byte == UInt8(ascii: " ")
            }
        case .hex:
            hexDigits.append(byte)
            if hexDigits.count == 2 {
                state = .text
                if let value = UInt8(String(decoding: hexDigits, as: UTF8.self), radix: 16) { add(value) }
            }
        case .binary: break
        }
        return true
    }

    private mutating func takeText(_ byte: UInt8) {
        switch byte {
        case UInt8(ascii: "\\"): state = .backslash
        case UInt8(ascii: "{"): openGroup()
        case UInt8(ascii: "}"): closeGroup()
        case 0x0A, 0x0D: break
        default: add(byte)
        }
    }

    private mutating func takeSymbol(_ byte: UInt8) {
        state = .text
        switch byte {
        case UInt8(ascii: "'"):
            hexDigits.removeAll(keepingCapacity: true)
            state = .hex
        case UInt8(ascii: "*"): isOptional = true
        case UInt8(ascii: "~"): breakWord { $0.space() }
        case UInt8(ascii: "_"): add(UInt8(ascii: "-"))
        case UInt8(ascii: "-"): break
        case 0x0A, 0x0D: breakWord { $0.breakLine() }
        case UInt8(ascii: "\\"), UInt8(ascii: "{"), UInt8(ascii: "}"): add(byte)
        default:
            guard isLetter(byte) else { return }
            word.removeAll(keepingCapacity: true)
            number.removeAll(keepingCapacity: true)
            word.append(byte)
            state = .word
        }
    }

    private mutating func openGroup() {
        flush()
        if groups.count < Self.deepest { groups.append(groups[groups.count - 1]) } else { beyond += 1 }
        isOptional = false
    }

    private mutating func closeGroup() {
        flush()
        if beyond > 0 { beyond -= 1 } else if groups.count > 1 { groups.removeLast() }
    }

    private mutating func endWord() {
        state = .text
        let name = String(decoding: word, as: UTF8.self)
        let value = Int(String(decoding: number, as: UTF8.self))
        defer { isOptional = false }
        if isOptional, !Self.spoken.contains(name) { groups[groups.count - 1].isSilent = true }
        if Self.silent.contains(name) { groups[groups.count - 1].isSilent = true }
        switch name {
        case "par", "line", "row", "sect", "page": breakWord { $0.breakLine() }
        case "tab", "cell": breakWord { $0.breakCell() }
        case "emdash", "endash": breakWord { $0.append("-") }
        case "lquote", "rquote": breakWord { $0.append("'") }
        case "u": unicode(value ?? 0)
        case "uc": groups[groups.count - 1].skip = min(max(0, value ?? 1), 16)
        case "bin":
            binaryLeft = max(0, value ?? 0)
            if binaryLeft > 0 { state = .binary }
        case "ansicpg": documentCharset = "cp\(value ?? 1252)"
        case "mac": documentCharset = "macintosh"
        case "pc": documentCharset = "cp437"
        case "pca": documentCharset = "cp850"
        case "fonttbl": groups[groups.count - 1].isFontTable = true
        case "f":
            font = value ?? 0
            if !groups[groups.count - 1].isFontTable { setCharset(fonts[font] ?? "") }
        case "fcharset":
            if groups[groups.count - 1].isFontTable, fonts.count < 1_000 {
                fonts[font] = Self.charset(ofFont: value ?? 0)
            }
        case "plain": setCharset("")
        default: break
        }
    }

    private mutating func setCharset(_ charset: String) {
        flush()
        groups[groups.count - 1].charset = charset
    }

    private mutating func unicode(_ value: Int) {
        flush()
        toSkip = groups[groups.count - 1].skip
        guard !groups[groups.count - 1].isSilent else { return }
        let unit = UInt16(truncatingIfNeeded: value)
        if UTF16.isLeadSurrogate(unit) {
            high = unit
            return
        }
        let units = (high.map { [$0] } ?? []) + [unit]
        high = nil
        body.append(String(decoding: units, as: UTF16.self))
    }

    private mutating func add(_ byte: UInt8) {
        guard toSkip == 0 else {
            toSkip -= 1
            return
        }
        guard !groups[groups.count - 1].isSilent else { return }
        pending.append(byte)
        if pending.count >= 4_096 { flush() }
    }

    private mutating func breakWord(_ body: (inout TextBuilder) -> Void) {
        flush()
        if !groups[groups.count - 1].isSilent { body(&self.body) }
    }

    private mutating func flush() {
        toSkip = 0
        guard !pending.isEmpty else { return }
        if pending.contains(where: { $0 >= 0x80 }) {
            let charset = groups[groups.count - 1].charset
            body.append(CharsetDecoder.text(pending, charset: charset.isEmpty ? documentCharset : charset))
        } else {
            pending.withUnsafeBytes { body.append($0) }
        }
        pending.removeAll(keepingCapacity: true)
    }

    private func isLetter(_ byte: UInt8) -> Bool { (0x41...0x5A).contains(byte) || (0x61...0x7A).contains(byte) }
    private func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    /// Windows' character sets of fonts.
    private static func charset(ofFont number: Int) -> String {
        switch number {
        case 0: "cp1252"
        case 77: "macintosh"
        case 128: "cp932"
        case 129: "cp949"
        case 134: "gb18030"
        case 136: "big5"
        case 161: "cp1253"
        case 162: "cp1254"
        case 163: "cp1258"
        case 177: "cp1255"
        case 178: "cp1256"
        case 186: "cp1257"
        case 204: "cp1251"
        case 222: "cp874"
        case 238: "cp1250"
        case 254: "cp437"
        case 255: "cp850"
        default: ""
        }
    }
}

final class RTFStream: TextStream {
    private var reader = RTFText()

    func consume(_ bytes: UnsafeRawBufferPointer) { reader.consume(bytes) }

    func finish(complete: Bool, into output: inout TextOutput) {
        reader.finish()
        output.add(.body, "text", &reader.body)
    }
}
