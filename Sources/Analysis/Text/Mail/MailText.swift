import Model

/// The text of an e-mail message: headers, and the parts that are no files.
struct MailText {
    private static let mostParts = 2_000
    /// Of one part's text.
    private static let largestPart = 32 << 20
    /// Header fields that people write or that name people; the hits' fields are `mail:subject`, ...
    private static let told = [
        "subject", "from", "to", "cc", "bcc", "reply-to", "sender", "date", "message-id", "in-reply-to", "x-mailer",
        "user-agent", "x-originating-ip", "keywords", "comments", "organization", "list-id", "delivered-to",
    ]

    private let source: String
    private let parts: MailParts

    /// - Parameter source: what the text is of, where the file has several messages.
    static func read(_ bytes: UnsafeRawBufferPointer, source: String, into output: inout TextOutput) {
        let parts = MailParts(isMailbox: false) { offset in
            UnsafeRawBufferPointer(rebasing: bytes.dropFirst(Int(clamping: offset)))
        }
        // Memory does not fail.
        try? MailText(source: source, parts: parts).read(into: &output)
    }

    private func read(into output: inout TextOutput) throws {
        var count = 0
        while let event = try parts.next() {
            switch event {
            case .message(let header): tell(header, into: &output)
            case .tooDeep: Self.noteTooDeep(&output)
            case .part(let part):
                count += 1
                guard count <= Self.mostParts else { return Self.noteTooDeep(&output) }
                if !part.fileName.isEmpty { output.add(.metadata, "mail:attachment", source: source, part.fileName) }
                if !part.isFile { text(try content(), part.type, part.charset, into: &output) }
            }
        }
    }

    private static func noteTooDeep(_ output: inout TextOutput) {
        output.note("mail-too-deep", "a message with too many parts is read in part")
    }

    private func tell(_ header: MailHeader, into output: inout TextOutput) {
        for name in Self.told {
            for field in header.fields where field.name == name {
                output.add(.metadata, "mail:" + name, source: source, EncodedWords.decode(field.value))
            }
        }
    }

    private func content() throws -> [UInt8] {
        var content: [UInt8] = []
        var got = 0
        repeat {
            let piece = try [UInt8](unsafeUninitializedCapacity: 64 << 10) { buffer, count in
                count = try parts.read(into: UnsafeMutableRawBufferPointer(buffer))
            }
            got = piece.count
            content += piece
        } while got > 0 && content.count < Self.largestPart
        return content
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
}

extension MailText {
    private static let sure: Set<String> = ["received", "return-path", "message-id", "mime-version", "delivered-to"]
    private static let likely: Set<String> = [
        "from", "to", "subject", "date", "cc", "content-type", "reply-to", "sender",
    ]

    /// A message begins with header fields of which some are a message's.
    static func isMessage(_ head: UnsafeRawBufferPointer) -> Bool {
        // A message of Apple Mail has its length in a line before (`.emlx`).
        let start = head.prefix(20).drop { (0x30...0x39).contains($0) || $0 == 0x20 }
        let first = start.startIndex > 0 && start.first == 0x0A ? start.startIndex + 1 : 0
        let line = head[first...].prefix(78)
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > first + 1,
            head[first..<colon].allSatisfy({ $0 > 0x20 && $0 < 0x7F })
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
