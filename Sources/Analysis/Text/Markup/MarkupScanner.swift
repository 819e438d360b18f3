import Model

/// What a scanner of XML or HTML tells.
protocol MarkupHandler {
    /// Text in UTF-8 as it stands, without entities; a character may come in two runs.
    mutating func text(_ run: UnsafeRawBufferPointer)
    /// What an entity stands for.
    mutating func entity(_ text: String)
    /// Returns whether the element's content is no markup and no text (`script`), to be passed over up to its end.
    mutating func open(_ tag: MarkupTag) -> Bool
    mutating func close(_ tag: MarkupTag)
}

/// Cuts XML or HTML into tags and text, chunk after chunk.
///
/// Comments and declarations are passed over, and no entity but the predefined ones is expanded: what a document declares
/// cannot grow. Elements may nest as deep as they like, since none is remembered.
struct MarkupScanner<Handler: MarkupHandler> {
    /// Bytes of a tag that are looked at; the rest of a longer one is dropped.
    private static var longestTag: Int { 64 << 10 }

    var handler: Handler
    private var state = State.text
    private var held: [UInt8] = []
    private var quote: UInt8 = 0
    /// The last byte of a tag that is no white space.
    private var last: UInt8 = 0
    private var matched = 0
    private var depth = 0
    private var rawEnd: [UInt8] = []

    private enum State { case text, entity, tagStart, tag, bang, comment, characters, declaration, instruction, raw }

    init(_ handler: Handler) { self.handler = handler }

    mutating func consume(_ bytes: UnsafeRawBufferPointer) {
        var index = 0
        while index < bytes.count {
            switch state {
            case .text: index = text(bytes, index)
            case .entity: index = entity(bytes, index)
            case .tagStart: index = tagStart(bytes, index)
            case .tag: index = tag(bytes, index)
            case .bang: index = bang(bytes, index)
            case .comment: index = comment(bytes, index)
            case .characters: index = characters(bytes, index)
            case .declaration: index = declaration(bytes, index)
            case .instruction: index = instruction(bytes, index)
            case .raw: index = raw(bytes, index)
            }
        }
    }

    /// The content has ended, perhaps in the middle of something.
    mutating func finish() {
        if case .entity = state { endEntity(closed: false) }
    }

    private mutating func text(_ bytes: UnsafeRawBufferPointer, _ start: Int) -> Int {
        var end = start
        while end < bytes.count, bytes[end] != UInt8(ascii: "<"), bytes[end] != UInt8(ascii: "&") { end += 1 }
        if end > start { handler.text(UnsafeRawBufferPointer(rebasing: bytes[start..<end])) }
        guard end < bytes.count else { return end }
        held.removeAll(keepingCapacity: true)
        state = bytes[end] == UInt8(ascii: "<") ? .tagStart : .entity
        return end + 1
    }

    private mutating func entity(_ bytes: UnsafeRawBufferPointer, _ start: Int) -> Int {
        var index = start
        while index < bytes.count, held.count < Entities.longestName, Entities.isNameByte(bytes[index]) {
            held.append(bytes[index])
            index += 1
        }
        guard index < bytes.count || held.count == Entities.longestName else { return index }
        let isClosed = index < bytes.count && bytes[index] == UInt8(ascii: ";")
        endEntity(closed: isClosed)
        return isClosed ? index + 1 : index
    }

    private mutating func endEntity(closed: Bool) {
        let name = String(decoding: held, as: UTF8.self)
        state = .text
        handler.entity(Entities.text(of: name, closed: closed) ?? "&" + name + (closed ? ";" : ""))
    }

    private mutating func tagStart(_ bytes: UnsafeRawBufferPointer, _ index: Int) -> Int {
        switch bytes[index] {
        case UInt8(ascii: "!"): state = .bang
        case UInt8(ascii: "?"): state = .instruction
        case UInt8(ascii: "/"), UInt8(ascii: "_"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "a")...UInt8(ascii: "z"), 0x80...0xFF:
            state = .tag
            quote = 0
            last = 0
            return index
        default:
            state = .text
            handler.entity("<")
            return index
        }
        return index + 1
    }

    private mutating func tag(_ bytes: UnsafeRawBufferPointer, _ start: Int) -> Int {
        for index in start..<bytes.count {
            let byte = bytes[index]
            if quote != 0 {
                if byte == quote { quote = 0 }
            } else if byte == UInt8(ascii: ">") {
                hold(bytes, start..<index)
                endTag()
                return index + 1
            } else if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'"), last == UInt8(ascii: "=") {
                // A quotation mark counts only where a value begins.
                quote = byte
            }
            if byte > 0x20 { last = byte }
        }
        hold(bytes, start..<bytes.count)
        return bytes.count
    }

    private mutating func hold(_ bytes: UnsafeRawBufferPointer, _ range: Range<Int>) {
        held.append(contentsOf: bytes[range].prefix(Self.longestTag - held.count))
    }

    private mutating func endTag() {
        var taken: [UInt8] = []
        swap(&taken, &held)
        state = .text
        taken.withUnsafeBytes { bytes in
            let tag = MarkupTag(bytes)
            if tag.isClosing {
                handler.close(tag)
            } else {
                if handler.open(tag), !tag.isEmpty {
                    state = .raw
                    matched = 0
                    rawEnd = Array("</".utf8) + tag.name.utf8
                } else if tag.isEmpty {
                    handler.close(tag)
                }
            }
        }
        taken.removeAll(keepingCapacity: true)
        swap(&taken, &held)
    }

    private mutating func bang(_ bytes: UnsafeRawBufferPointer, _ index: Int) -> Int {
        held.append(bytes[index])
        matched = 0
        depth = 0
        if held == Array("--".utf8) {
            state = .comment
        } else if held == Array("[CDATA[".utf8) {
            state = .characters
        } else if !"[CDATA[".utf8.starts(with: held), held != [UInt8(ascii: "-")] {
            state = .declaration
            return index
        }
        return index + 1
    }

    private mutating func comment(_ bytes: UnsafeRawBufferPointer, _ start: Int) -> Int {
        for index in start..<bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "-"): matched += 1
            case UInt8(ascii: ">") where matched >= 2:
                state = .text
                return index + 1
            default: matched = 0
            }
        }
        return bytes.count
    }

    private mutating func characters(_ bytes: UnsafeRawBufferPointer, _ start: Int) -> Int {
        let close = UInt8(ascii: "]")
        if bytes[start] == close {
            if matched == 2 { handler.entity("]") } else { matched += 1 }
            return start + 1
        }
        if bytes[start] == UInt8(ascii: ">"), matched == 2 {
            state = .text
            return start + 1
        }
        if matched > 0 { handler.entity(String(repeating: "]", count: matched)) }
        matched = 0
        let end = bytes[start...].firstIndex(of: close) ?? bytes.count
        handler.text(UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
        return end
    }

    private mutating func declaration(_ bytes: UnsafeRawBufferPointer, _ start: Int) -> Int {
        for index in start..<bytes.count {
            switch bytes[index] {
            case UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "]"): depth = max(0, depth - 1)
            case UInt8(ascii: ">") where depth == 0:
                state = .text
                return index + 1
            default: break
            }
        }
        return bytes.count
    }

    private mutating func instruction(_ bytes: UnsafeRawBufferPointer, _ start: Int) -> Int {
        guard let end = bytes[start...].firstIndex(of: UInt8(ascii: ">")) else { return bytes.count }
        state = .text
        return end + 1
    }

    private mutating func raw(_ bytes: UnsafeRawBufferPointer, _ start: Int) -> Int {
        for index in start..<bytes.count {
            let byte = bytes[index]
            let letter = byte.lowercasedASCII
            if letter == rawEnd[matched] {
                matched += 1
            } else {
                matched = letter == rawEnd[0] ? 1 : 0
            }
            if matched == rawEnd.count {
                state = .tag
                quote = 0
                held = Array(rawEnd.dropFirst())
                return index + 1
            }
        }
        return bytes.count
    }
}
