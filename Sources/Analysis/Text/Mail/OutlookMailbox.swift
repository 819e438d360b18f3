import CPFF
import Model

/// The items of an Outlook mailbox file (PST, OST; [MS-PST]) and the files attached to them, by libpff; deleted ones too.
package final class OutlookMailbox {
    /// Bytes from an offset into a buffer; returns how many, negative on failure.
    package typealias Reader = (UnsafeMutableRawBufferPointer, UInt64) -> Int

    private static let mostItems: UInt64 = 1_000_000
    private static let seconds = 600.0

    private let reader: Reader
    private var box: OpaquePointer?
    private var place = ""

    package init(size: UInt64, _ reader: @escaping Reader) {
        self.reader = reader
        box = cpff_open(
            { context, buffer, size, offset in
                guard let context, let buffer else { return -1 }
                let mailbox = Unmanaged<OutlookMailbox>.fromOpaque(context).takeUnretainedValue()
                return Int64(mailbox.reader(UnsafeMutableRawBufferPointer(start: buffer, count: size), offset))
            }, Unmanaged.passUnretained(self).toOpaque(), size, Self.mostItems, Self.seconds)
    }

    deinit { if let box { cpff_close(box) } }

    var result: cpff_result { box.map { cpff_result_of($0) } ?? cpff_result() }

    /// False where it is damaged beyond use, or no such file.
    package var isOpen: Bool { result.opened != 0 }

    /// - Throws: `pst-items-unread`, `pst-too-long` where not all was to be had.
    package func check() throws(WinnowError) {
        if result.unread > 0 {
            throw WinnowError("pst-items-unread", "items of an Outlook file could not be read")
        }
        if result.limited != 0 { throw WinnowError("pst-too-long", "an Outlook file is read in part") }
    }

    /// The next item's folder and number: `Inbox/item 3`.
    func next() -> String? {
        var item = cpff_item()
        guard let box, cpff_next(box, &item) != 0 else { return nil }
        let folder = item.folder.map { String(cString: $0) } ?? ""
        place =
            item.recovered != 0
            ? "recovered item \(item.number + 1)"
            : folder.isEmpty ? "item \(item.number + 1)" : "\(folder)/item \(item.number + 1)"
        return place
    }

    /// Gives the fields of the item at hand until `sink` says that it is enough.
    func tell(_ sink: (cpff_field, UnsafeRawBufferPointer) -> Bool) {
        guard let box else { return }
        withoutActuallyEscaping(sink) { sink in
            var sink = sink
            withUnsafeMutablePointer(to: &sink) { pointer in
                cpff_tell(
                    box,
                    { context, field, bytes, length in
                        guard let context, let bytes else { return 1 }
                        let sink = context.assumingMemoryBound(
                            to: ((cpff_field, UnsafeRawBufferPointer) -> Bool).self)
                        return sink.pointee(field, UnsafeRawBufferPointer(start: bytes, count: length)) ? 0 : 1
                    }, pointer)
            }
        }
    }

    /// The next file attached to an item, of this or a later one: `Inbox/item 3/1/photo.jpg`; nil at the end.
    package func nextFile() -> (name: RawPath, size: UInt64?)? {
        guard let box else { return nil }
        var attachment = cpff_attachment()
        while cpff_next_attachment(box, &attachment) == 0 { guard next() != nil else { return nil } }
        let name = withUnsafeBytes(of: attachment.name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
        let number = "\(place)/\(attachment.index + 1)"
        return (
            RawPath(name.isEmpty ? number : number + "/" + name), attachment.has_size != 0 ? attachment.size : nil
        )
    }

    /// Fills as much of the buffer as the file at hand still has; 0 at its end.
    package func read(into buffer: UnsafeMutableRawBufferPointer) throws(WinnowError) -> Int {
        guard let box, let start = buffer.baseAddress else { return 0 }
        let got = cpff_read_attachment(box, start.assumingMemoryBound(to: UInt8.self), buffer.count)
        guard got >= 0 else {
            throw WinnowError("archive-damaged", "a file attached to a message cannot be read on")
        }
        return Int(got)
    }
}
