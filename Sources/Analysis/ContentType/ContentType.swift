import Model

/// Media types by the first bytes of a content, from a table of magic numbers.
package enum ContentType {
    /// How many of the first bytes are looked at.
    package static let headBytes = 4096

    /// The media type, such as `image/jpeg`; empty if not known.
    package static func sniff(_ head: UnsafeRawBufferPointer) -> String {
        for row in MagicNumbers.table where row.matches(head) { return row.type }
        if has(head, "PK\u{3}\u{4}", at: 0) { return zipKind(head) }
        if has(head, "ftyp", at: 4) { return mediaBrand(head) }
        return textKind(head)
    }

    /// Which container of others a content is; nil where it is none.
    ///
    /// - Parameter head: from the start of the content on; 40 KiB or all of it.
    package static func container(_ head: UnsafeRawBufferPointer) -> ContainerFormat? {
        let mark = head.dropFirst(ContainerMagic.isoMark.lowerBound).prefix(ContainerMagic.isoMark.count)
        return ContainerMagic.format(UnsafeRawBufferPointer(rebasing: head.prefix(headBytes)), mark: mark)
    }

    static func has(_ head: UnsafeRawBufferPointer, _ text: String, at offset: Int) -> Bool {
        offset + text.utf8.count <= head.count && head[offset..<offset + text.utf8.count].elementsEqual(text.utf8)
    }

    /// Office documents are zip archives; their first entries' names tell which.
    private static func zipKind(_ head: UnsafeRawBufferPointer) -> String {
        if has(head, "mimetypeapplication/", at: 30) {
            let bytes = head[38...].prefix { $0 > 0x20 && $0 < 0x7F && $0 != UInt8(ascii: "P") }
            return String(decoding: bytes.prefix(80), as: UTF8.self)
        }
        let office = "application/vnd.openxmlformats-officedocument."
        let text = String(decoding: head.map { $0 < 0x80 ? $0 : 0x3F }, as: UTF8.self)
        if text.contains("word/") { return office + "wordprocessingml.document" }
        if text.contains("xl/") { return office + "spreadsheetml.sheet" }
        if text.contains("ppt/") { return office + "presentationml.presentation" }
        if text.contains("AndroidManifest.xml") { return "application/vnd.android.package-archive" }
        if text.contains("META-INF/") { return "application/java-archive" }
        return "application/zip"
    }

    /// ISO base media files by their major brand.
    private static func mediaBrand(_ head: UnsafeRawBufferPointer) -> String {
        for brand in ["heic", "heix", "hevc", "heim", "heis"] where has(head, brand, at: 8) { return "image/heic" }
        for brand in ["mif1", "msf1"] where has(head, brand, at: 8) { return "image/heif" }
        if has(head, "avif", at: 8) { return "image/avif" }
        if has(head, "qt  ", at: 8) { return "video/quicktime" }
        if has(head, "M4A", at: 8) { return "audio/mp4" }
        if has(head, "3g", at: 8) { return "video/3gpp" }
        return "video/mp4"
    }

    private static func textKind(_ head: UnsafeRawBufferPointer) -> String {
        if head.count >= 2, head[0] == 0xFF, head[1] == 0xFE { return "text/plain" }
        guard !head.isEmpty, isText(head) else { return "" }
        let start = head.drop { $0 <= 0x20 || $0 == 0xEF || $0 == 0xBB || $0 == 0xBF }.prefix(256)
        let text = String(decoding: start, as: UTF8.self).lowercased()
        if text.hasPrefix("<!doctype html") || text.hasPrefix("<html") || text.hasPrefix("<head") { return "text/html" }
        if text.hasPrefix("<svg") { return "image/svg+xml" }
        if text.hasPrefix("<?xml") { return text.contains("<svg") ? "image/svg+xml" : "application/xml" }
        if text.hasPrefix("{\\rtf") { return "application/rtf" }
        if text.hasPrefix("{\"") || text.hasPrefix("[{") || text.hasPrefix("{\n") { return "application/json" }
        return "text/plain"
    }

    /// No control characters but white space, and valid UTF-8 but for a character cut at the end.
    private static func isText(_ head: UnsafeRawBufferPointer) -> Bool {
        guard !head.contains(where: { $0 < 0x20 && !(0x09...0x0D).contains($0) && $0 != 0x1B || $0 == 0x7F }) else {
            return false
        }
        return (0...3).contains { cut in
            cut < head.count && (cut == 0 || head.count >= headBytes)
                && String(validating: head.dropLast(cut), as: UTF8.self) != nil
        }
    }
}
