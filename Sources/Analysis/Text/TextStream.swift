import Model

/// Takes text out of one content, chunk after chunk, with bounded memory.
protocol TextStream: AnyObject {
    func consume(_ bytes: UnsafeRawBufferPointer)
    /// The content has ended; `complete` is false when its end is missing.
    func finish(complete: Bool, into output: inout TextOutput)
}

extension DocumentKind {
    /// - Parameters:
    ///   - head: the first bytes, which are given to the stream again.
    ///   - reader: for the content's bytes in any order; nil where they come but once.
    func stream(_ head: UnsafeRawBufferPointer, size: UInt64, reader: OutlookStream.Reader?) -> any TextStream {
        switch self {
        case .outlook: OutlookStream(size: size, reader: reader)
        case .officeXML: MarkupStream(OfficeText(), head)
        case .openDocument: MarkupStream(OpenDocumentText(), head)
        case .properties: MarkupStream(PropertyText(isXMP: false), head)
        case .xmp: MarkupStream(PropertyText(isXMP: true), head)
        case .html: MarkupStream(HTMLText(), head)
        case .rtf: RTFStream()
        case .mailbox: MailboxStream()
        default: GatheredText(self)
        }
    }

    /// Bytes that are gathered of a content that must be read as a whole; nil where it is read as it comes.
    var gathers: (limit: Int, headIsEnough: Bool)? {
        switch self {
        case .officeXML, .openDocument, .properties, .xmp, .html, .rtf, .mailbox, .outlook: nil
        // What a camera or a person wrote stands before the picture.
        case .jpeg, .gif: (1 << 20, true)
        case .png, .webp, .tiff, .heif: (64 << 20, false)
        case .pdf, .mail: (64 << 20, false)
        }
    }

    /// Reads a whole content, or as much of it as there is.
    func read(_ bytes: UnsafeRawBufferPointer, into output: inout TextOutput) {
        switch self {
        case .jpeg: JPEGMetadata.read(bytes, into: &output)
        case .png: PNGMetadata.read(bytes, into: &output)
        case .gif: GIFMetadata.read(bytes, into: &output)
        case .webp: WebPMetadata.read(bytes, into: &output)
        case .tiff: TIFFMetadata.read(bytes, into: &output)
        case .heif: HEIFMetadata.read(bytes, into: &output)
        case .pdf: PDFText.read(bytes, into: &output)
        case .mail: MailText.read(bytes, source: "", into: &output)
        case .outlook: OutlookStream.read(bytes, into: &output)
        default:
            let head = UnsafeRawBufferPointer(rebasing: bytes.prefix(DocumentKind.headBytes))
            let stream = stream(head, size: UInt64(bytes.count), reader: nil)
            stream.consume(bytes)
            stream.finish(complete: true, into: &output)
        }
    }
}

/// Gathers a content and reads it at its end.
final class GatheredText: TextStream {
    private let kind: DocumentKind
    private let limit: Int
    private let headIsEnough: Bool
    private var gathered: [UInt8] = []
    private var isTooLarge = false

    init(_ kind: DocumentKind) {
        self.kind = kind
        (limit, headIsEnough) = kind.gathers ?? (64 << 20, false)
    }

    func consume(_ bytes: UnsafeRawBufferPointer) {
        let free = limit - gathered.count
        if bytes.count > free, !headIsEnough {
            isTooLarge = true
            gathered = []
        }
        if !isTooLarge { gathered.append(contentsOf: bytes.prefix(free)) }
    }

    func finish(complete: Bool, into output: inout TextOutput) {
        guard !isTooLarge else {
            return output.note("text-too-large", "a file of more than \(limit >> 20) MiB has its text not taken out")
        }
        gathered.withUnsafeBytes { kind.read($0, into: &output) }
    }
}
