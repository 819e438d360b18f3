import Model

/// A handler that gives what it has gathered.
protocol MarkupText: MarkupHandler {
    mutating func give(to output: inout TextOutput)
}

/// XML or HTML in any character set, read as it comes.
final class MarkupStream<Handler: MarkupText>: TextStream {
    private var scanner: MarkupScanner<Handler>
    /// Nil for UTF-8.
    private let decoder: CharsetDecoder?

    init(_ handler: Handler, _ head: UnsafeRawBufferPointer) {
        scanner = MarkupScanner(handler)
        decoder = MarkupCharset.tell(head).flatMap { CharsetDecoder($0) }
    }

    func consume(_ bytes: UnsafeRawBufferPointer) {
        guard let decoder else { return scanner.consume(bytes) }
        decoder.decode(bytes) { scanner.consume($0) }
    }

    func finish(complete: Bool, into output: inout TextOutput) {
        scanner.finish()
        scanner.handler.give(to: &output)
    }
}

extension OfficeText: MarkupText {
    mutating func give(to output: inout TextOutput) {
        output.add(.body, "text", &body)
        output.add(.body, "attribute", &attributes)
    }
}

extension OpenDocumentText: MarkupText {
    mutating func give(to output: inout TextOutput) {
        output.add(.body, "text", &body)
        output.add(.body, "link", &links)
    }
}

extension HTMLText: MarkupText {
    mutating func give(to output: inout TextOutput) {
        output.add(.metadata, "title", &title)
        output.add(.body, "text", &body)
        output.add(.body, "attribute", &attributes)
        output.add(.body, "link", &links)
    }
}

extension PropertyText: MarkupText {
    mutating func give(to output: inout TextOutput) {
        for property in properties { output.add(.metadata, property.field, property.text) }
    }
}

/// Which character set an XML or HTML content says it is in.
enum MarkupCharset {
    /// Nil for UTF-8, and where nothing is said and the bytes are UTF-8.
    static func tell(_ head: UnsafeRawBufferPointer) -> String? {
        if head.starts(with: [0xEF, 0xBB, 0xBF]) { return nil }
        if head.starts(with: [0xFF, 0xFE]) || head.starts(with: [0x3C, 0x00]) { return "utf-16le" }
        if head.starts(with: [0xFE, 0xFF]) || head.starts(with: [0x00, 0x3C]) { return "utf-16be" }
        if let label = label(head) {
            let lower = label.lowercased()
            // What can be read as ASCII is not in UTF-16, whatever it says.
            return lower.hasPrefix("utf-8") || lower == "utf8" || lower.hasPrefix("utf-16") ? nil : label
        }
        for cut in 0...3 where cut < head.count && String(validating: head.dropLast(cut), as: UTF8.self) != nil {
            return nil
        }
        return head.isEmpty ? nil : "windows-1252"
    }

    /// What follows `charset=` or `encoding=` in the first KiB.
    private static func label(_ head: UnsafeRawBufferPointer) -> String? {
        let text = String(decoding: head.prefix(1_024).map { $0 < 0x80 ? $0 : 0x20 }, as: UTF8.self).lowercased()
        for key in ["charset", "encoding"] {
            for range in text.ranges(of: key) {
                var rest = text[range.upperBound...].drop { $0 == " " }
                guard rest.first == "=" else { continue }
                rest = rest.dropFirst().drop { " \"'".contains($0) }
                let label = rest.prefix { $0.isLetter || $0.isNumber || "-_:".contains($0) }
                if !label.isEmpty { return String(label) }
            }
        }
        return nil
    }
}
