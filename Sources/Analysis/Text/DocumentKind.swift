import Model

/// What of a content's text has to be taken out, by its first bytes and, where those do not tell, its name.
enum DocumentKind: Hashable {
    case officeXML, openDocument, properties, xmp, html, rtf, pdf, mail, mailbox, outlook
    case jpeg, png, gif, webp, tiff, heif

    /// Bytes that are looked at.
    static let headBytes = 4_096

    /// - Parameter type: the media type by the first bytes, where it is known already.
    static func tell(_ head: UnsafeRawBufferPointer, type: String? = nil, path: RawPath) -> DocumentKind? {
        guard head.count >= 4 else { return nil }
        if head.starts(with: "!BDN".utf8) { return .outlook }
        switch type ?? ContentType.sniff(head) {
        case "application/pdf": return .pdf
        case "application/rtf": return .rtf
        case "text/html": return .html
        case "image/jpeg": return .jpeg
        case "image/png": return .png
        case "image/gif": return .gif
        case "image/webp": return .webp
        case "image/tiff": return .tiff
        case "image/heic", "image/heif", "image/avif": return .heif
        case "application/xml", "text/plain", "": return text(head, path)
        default: return nil
        }
    }

    private static func text(_ head: UnsafeRawBufferPointer, _ path: RawPath) -> DocumentKind? {
        if let first = head.first(where: { $0 > 0x20 && $0 < 0x80 }), first == UInt8(ascii: "<") {
            return markup(head, path)
        }
        if MailText.isMailbox(head) { return .mailbox }
        if MailText.isMessage(head) { return .mail }
        // A page may begin with blanks or a comment; a PDF with rubbish.
        if contains(head, "%PDF-") { return .pdf }
        return nil
    }

    /// By namespaces and root elements.
    private static func markup(_ head: UnsafeRawBufferPointer, _ path: RawPath) -> DocumentKind? {
        // UTF-16 is read by every other byte.
        let text = String(decoding: head.lazy.filter { $0 > 0 && $0 < 0x80 }, as: UTF8.self).lowercased()
        if text.contains("/package/2006/metadata/core-properties") || text.contains("/extended-properties")
            || text.contains("officedocument/2006/custom-properties") || text.contains("<office:document-meta")
        {
            return .properties
        }
        let office = ["/wordprocessingml/", "/presentationml/", "/spreadsheetml/", "/drawingml/"]
        if text.contains("openxmlformats.org") || text.contains("purl.oclc.org/ooxml"),
            office.contains(where: { text.contains($0) })
        {
            return .officeXML
        }
        if text.contains("urn:oasis:names:tc:opendocument:xmlns") { return .openDocument }
        if text.contains("adobe:ns:meta/") || text.contains("<rdf:rdf") { return .xmp }
        if text.contains("<html") || text.contains("<!doctype html") || text.contains("<body") { return .html }
        let name = String(decoding: path.name, as: UTF8.self).lowercased()
        return name.hasSuffix(".html") || name.hasSuffix(".htm") || name.hasSuffix(".xhtml") ? .html : nil
    }

    static func contains(_ head: UnsafeRawBufferPointer, _ text: String) -> Bool {
        let wanted = Array(text.utf8)
        var index = 0
        while let place = head[index...].firstIndex(of: wanted[0]), place + wanted.count <= min(head.count, 1_024) {
            if head[place..<(place + wanted.count)].elementsEqual(wanted) { return true }
            index = place + 1
        }
        return false
    }
}
