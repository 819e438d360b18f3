import CPoppler
import Model

/// The text and the properties of a PDF, by poppler.
enum PDFText {
    private static let mostPages = 5_000
    /// CPU seconds of one document, looked at after each page; what hangs in a page is ended by the worker.
    private static let seconds = 60.0

    /// Loads what poppler loads but once, before files are out of reach. Returns whether PDFs can be read.
    static func prepare() -> Bool { cpoppler_prepare() == 1 }

    static func read(_ bytes: UnsafeRawBufferPointer, into output: inout TextOutput) {
        guard let start = bytes.baseAddress, bytes.count <= Int(Int32.max) else { return }
        let pages = Pages()
        let result = cpoppler_read(
            start.assumingMemoryBound(to: CChar.self), Int32(bytes.count), Int32(mostPages), seconds,
            { context, field, page, text, length in
                guard let context, let field, let text else { return 1 }
                let pages = Unmanaged<Pages>.fromOpaque(context).takeUnretainedValue()
                return pages.take(String(cString: field), Int(page), UnsafeBufferPointer(start: text, count: length))
            }, Unmanaged.passUnretained(pages).toOpaque())
        pages.give(to: &output)
        switch result.status {
        case CPOPPLER_ENCRYPTED: output.note("pdf-encrypted", "a PDF can only be read with its password")
        case CPOPPLER_READ where result.pages_read < result.pages:
            output.note(
                "pdf-too-long", "a PDF is read in part",
                cause: "\(result.pages_read) of \(result.pages) pages in \(Int(seconds)) s of processor time")
        case CPOPPLER_READ: break
        default: output.note("pdf-damaged", "a PDF is damaged and read in part or not at all")
        }
    }

    /// Gathers what the callback is given.
    private final class Pages {
        private var output = TextOutput()

        func take(_ field: String, _ page: Int, _ text: UnsafeBufferPointer<UInt16>) -> Int32 {
            let text = String(decoding: text, as: UTF16.self)
            if field == "xmp" {
                var copy = text
                copy.withUTF8 { XMPPacket.read(UnsafeRawBufferPointer($0), into: &output) }
            } else {
                var builder = TextBuilder()
                for line in text.split(separator: "\u{C}") { builder.append(String(line)) }
                if page == 0 {
                    output.add(.metadata, "pdf:" + field, &builder)
                } else {
                    output.add(.body, "text", source: "page \(page)", &builder)
                }
            }
            return output.isFull ? 1 : 0
        }

        func give(to other: inout TextOutput) { other.add(output) }
    }
}
