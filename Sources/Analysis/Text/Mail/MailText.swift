import Model

/// The text of an e-mail message (RFC 5322 with MIME, RFC 2045 to 2047 and 2231).
struct MailText {
    private static let deepest = 16
    private static let mostParts = 2_000
    /// Header fields that people write or that name people; the hits' fields are `mail:subject`, ...
    private static let told = [
        "subject", "from", "to", "cc", "bcc", "reply-to", "sender", "date", "message-id", "in-reply-to", "x-mailer",
        "user-agent", "x-originating-ip", "keywords", "comments", "organization", "list-id", "delivered-to",
    ]

    private let bytes: UnsafeRawBufferPointer
    private let source: String
    private var parts = 0

    /// - Parameter source: what the text is of, where the file has several messages.
    static func read(_ bytes: UnsafeRawBufferPointer, source: String, into output: inout TextOutput) {
        var mail = MailText(bytes: bytes, source: source)
        mail.message(0..<bytes.count, depth: 0, into: &output)
    }

    private init(bytes: UnsafeRawBufferPointer, source: String) {
        self.bytes = bytes
        self.source = source
    }

    private mutating func message(_ range: Range<Int>, depth: Int, into output: inout TextOutput) {
        let header = MailHeader(bytes, from: range.lowerBound, to: range.upperBound)
        for name in Self.told {
            for field in header.fields where field.name == name {
                output.add(.metadata, "mail:" + name, source: source, EncodedWords.decode(field.value))
            }
        }
        part(header, header.bodyStart..<range.upperBound, depth: depth, into: &output)
    }

    private mutating func part(
        _ header: MailHeader, _ body: Range<Int>, depth: Int, into output: inout TextOutput
    ) {
        parts += 1
        guard depth <= Self.deepest, parts <= Self.mostParts else {
            return output.note("mail-too-deep", "a message with too many parts is read in part")
        }
        let (type, parameters) = header.parameters(of: "content-type")
        let disposition = header.parameters(of: "content-disposition")
        let encoding = header.parameters(of: "content-transfer-encoding").value
        if type.hasPrefix("multipart/"), let boundary = parameters["boundary"], !boundary.isEmpty {
            for range in pieces(of: body, boundary: Array(boundary.utf8)) {
                let own = MailHeader(bytes, from: range.lowerBound, to: range.upperBound)
                part(own, own.bodyStart..<range.upperBound, depth: depth + 1, into: &output)
            }
            return
        }
        if type == "message/rfc822", encoding != "base64" { return message(body, depth: depth + 1, into: &output) }
        let name = disposition.parameters["filename"] ?? parameters["name"]
        if let name { output.add(.metadata, "mail:attachment", source: source, name) }
        let content = UnsafeRawBufferPointer(rebasing: bytes[body])
        guard type.isEmpty || type.hasPrefix("text/") || type == "message/rfc822" else {
            return attachment(TransferDecoding.decode(content, encoding), name ?? type, into: &output)
        }
        let decoded = TransferDecoding.decode(content, encoding)
        if type == "message/rfc822" {
            return decoded.withUnsafeBytes { inner in
                guard depth < Self.deepest else { return }
                var mail = MailText(bytes: inner, source: source)
                mail.parts = parts
                mail.message(0..<inner.count, depth: depth + 1, into: &output)
                parts = mail.parts
            }
        }
        text(decoded, type, parameters["charset"], into: &output)
    }

    /// An attachment is no item of its own: its text is taken out, its digest is not looked up.
    private func attachment(_ bytes: [UInt8], _ name: String, into output: inout TextOutput) {
        output.note("mail-attachment", "a message's attachment is searched only for the text of documents")
        bytes.withUnsafeBytes { content in
            let head = UnsafeRawBufferPointer(rebasing: content.prefix(DocumentKind.headBytes))
            guard let kind = DocumentKind.tell(head, path: RawPath(name)), ![.mail, .mailbox, .outlook].contains(kind)
            else { return }
            var inner = TextOutput()
            kind.read(content, into: &inner)
            let place = source.isEmpty ? name : source + "/" + name
            for text in inner.texts { output.add(text.kind, text.field, source: place, text.text) }
            for note in inner.notes { output.note(note.code, note.message, cause: note.cause) }
        }
    }

    private func text(_ bytes: [UInt8], _ type: String, _ charset: String?, into output: inout TextOutput) {
        let text = CharsetDecoder.text(bytes, charset: charset)
        switch type {
        case "text/html", "text/xml":
            var scanner = MarkupScanner(HTMLText())
            var copy = text
            copy.withUTF8 { scanner.consume(UnsafeRawBufferPointer($0)) }
            scanner.finish()
            output.add(.body, "text", source: source, &scanner.handler.body)
            output.add(.body, "attribute", source: source, &scanner.handler.attributes)
            output.add(.body, "link", source: source, &scanner.handler.links)
        case "text/rtf", "text/richtext":
            var reader = RTFText()
            bytes.withUnsafeBytes { reader.consume($0) }
            reader.finish()
            output.add(.body, "text", source: source, &reader.body)
        default:
            var builder = TextBuilder()
            builder.append(text)
            output.add(.body, "text", source: source, &builder)
        }
    }

    /// What stands between the lines of a boundary; the last piece may lack its end.
    private func pieces(of body: Range<Int>, boundary: [UInt8]) -> [Range<Int>] {
        var pieces: [Range<Int>] = []
        var start: Int?
        var index = body.lowerBound
        while index < body.upperBound, pieces.count < Self.mostParts {
            let lineEnd = bytes[index..<body.upperBound].firstIndex(of: 0x0A) ?? body.upperBound
            let line = bytes[index..<lineEnd]
            if line.count >= boundary.count + 2, line.starts(with: [0x2D, 0x2D]),
                line.dropFirst(2).starts(with: boundary)
            {
                if let start { pieces.append(start..<max(start, index)) }
                let rest = line.dropFirst(2 + boundary.count)
                if rest.starts(with: [0x2D, 0x2D]) { return pieces }
                start = min(lineEnd + 1, body.upperBound)
            }
            index = lineEnd + 1
        }
        if let start, start < body.upperBound { pieces.append(start..<body.upperBound) }
        return pieces
    }
}

extension MailText {
    private static let sure: Set<String> = ["received", "return-path", "message-id", "mime-version", "delivered-to"]
    private static let likely: Set<String> = [
        "from", "to", "subject", "date", "cc", "content-type", "reply-to", "sender",
    ]

    /// A message begins with header fields of which some are a message's.
    static func isMessage(_ head: UnsafeRawBufferPointer) -> Bool {
        guard let colon = head.prefix(78).firstIndex(of: UInt8(ascii: ":")), colon > 1,
            head[..<colon].allSatisfy({ $0 > 0x20 && $0 < 0x7F })
        else { return false }
        let names = MailHeader(head, from: 0, to: head.count).fields.map(\.name)
        let sures = Set(names).intersection(sure).count
        let likelies = Set(names).intersection(likely).count
        return likelies >= 2 && (sures >= 1 || likelies >= 3)
    }

    /// A mailbox begins with `From ` and an address and a date, and then a message.
    static func isMailbox(_ head: UnsafeRawBufferPointer) -> Bool {
        guard head.starts(with: "From ".utf8), let end = head.firstIndex(of: 0x0A), end < 500 else { return false }
        let line = head[..<end]
        return line.contains(UInt8(ascii: ":")) && line.contains { (0x30...0x39).contains($0) }
            && isMessage(UnsafeRawBufferPointer(rebasing: head[(end + 1)...]))
    }
}
