import CPFF
import Foundation
import Model

/// The items of an Outlook mailbox file (PST, OST; [MS-PST]), by libpff, deleted ones too.
final class OutlookStream: TextStream {
    typealias Reader = TextAnalyzer.Reader

    /// Bytes that are gathered where the content can be read only once.
    private static let largestGathered = 256 << 20

    private let size: UInt64
    private let reader: Reader?
    private var gathered: [UInt8] = []
    private var isTooLarge = false

    init(size: UInt64, reader: Reader?) {
        self.size = size
        self.reader = reader
    }

    func consume(_ bytes: UnsafeRawBufferPointer) {
        guard reader == nil, !isTooLarge else { return }
        isTooLarge = gathered.count + bytes.count > Self.largestGathered
        if isTooLarge { gathered = [] } else { gathered.append(contentsOf: bytes) }
    }

    func finish(complete: Bool, into output: inout TextOutput) {
        if isTooLarge {
            output.note(
                "text-too-large", "an Outlook file of more than 256 MiB within an archive has its text not taken out")
        } else if let reader {
            Self.read(size: size, reader, into: &output)
        } else {
            gathered.withUnsafeBytes { Self.read($0, into: &output) }
        }
    }

    static func read(_ bytes: UnsafeRawBufferPointer, into output: inout TextOutput) {
        read(
            size: UInt64(bytes.count),
            { target, offset in
                guard offset < UInt64(bytes.count) else { return 0 }
                let piece = bytes[Int(offset)...].prefix(target.count)
                target.copyBytes(from: piece)
                return piece.count
            }, into: &output)
    }

    private static func read(size: UInt64, _ reader: Reader, into output: inout TextOutput) {
        let items = OutlookItems()
        let result = withoutActuallyEscaping(reader) { reader in
            let mailbox = OutlookMailbox(size: size, reader)
            while !items.output.isFull, let place = mailbox.next() {
                mailbox.tell { items.take(place, $0, $1) }
            }
            return mailbox.result
        }
        output.add(items.output)
        guard result.opened != 0 else {
            return output.note("pst-damaged", "an Outlook file is damaged or of an unknown kind and was not read")
        }
        if result.corrupted != 0 { output.note("pst-damaged", "an Outlook file is damaged and read in part") }
        if result.unread > 0 {
            output.note(
                "pst-items-unread", "items of an Outlook file could not be read", cause: "\(result.unread) items")
        }
        if result.unrecovered != 0 {
            output.note("pst-deleted-unread", "deleted items of an Outlook file could not be looked for")
        }
        if result.limited != 0 { output.note("pst-too-long", "an Outlook file is read in part") }
    }
}

/// Gathers the items' fields.
private final class OutlookItems {
    private(set) var output = TextOutput()

    /// - Returns: false when it is full.
    func take(_ place: String, _ field: cpff_field, _ bytes: UnsafeRawBufferPointer) -> Bool {
        switch field {
        case CPFF_PLAIN:
            var body = TextBuilder()
            body.append(CharsetDecoder.text(bytes, charset: nil))
            output.add(.body, "text", source: place, &body)
        case CPFF_HTML: html(bytes, place)
        case CPFF_RTF:
            var rtf = RTFText()
            rtf.consume(bytes)
            rtf.finish()
            output.add(.body, "text", source: place, &rtf.body)
        case CPFF_DELIVERY_TIME, CPFF_SUBMIT_TIME:
            if let moment = Self.moment(bytes) { output.add(.metadata, "mail:date", source: place, moment) }
        default: output.add(.metadata, Self.name(field), source: place, String(decoding: bytes, as: UTF8.self))
        }
        return !output.isFull
    }

    private func html(_ bytes: UnsafeRawBufferPointer, _ place: String) {
        let stream = MarkupStream(HTMLText(), UnsafeRawBufferPointer(rebasing: bytes.prefix(DocumentKind.headBytes)))
        stream.consume(bytes)
        var page = TextOutput()
        stream.finish(complete: true, into: &page)
        for text in page.texts { output.add(text.kind, text.field, source: place, text.text) }
    }

    private static func name(_ field: cpff_field) -> String {
        switch field {
        case CPFF_SUBJECT: "mail:subject"
        case CPFF_SENDER_NAME, CPFF_SENDER_ADDRESS: "mail:from"
        case CPFF_DISPLAY_CC: "mail:cc"
        case CPFF_HEADERS: "mail:headers"
        case CPFF_ATTACHMENT_NAME: "mail:attachment"
        default: "mail:to"
        }
    }

    /// Tenths of a microsecond since 1601, as a date and time of UTC.
    private static func moment(_ bytes: UnsafeRawBufferPointer) -> String? {
        guard bytes.count == 8 else { return nil }
        let seconds = Double(bytes.loadUnaligned(as: UInt64.self)) / 1e7 - 11_644_473_600
        guard seconds > 0, seconds < 7_258_118_400 else { return nil }
        return Date(timeIntervalSince1970: seconds).formatted(.iso8601)
    }
}
