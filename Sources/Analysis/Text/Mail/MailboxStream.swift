import Model

/// The messages of a mailbox (RFC 4155, `mboxo` and `mboxrd`), one after the other as they come.
final class MailboxStream: TextStream {
    /// A larger message is read up to here.
    private static let largestMessage = 32 << 20
    private static let separator = Array("\nFrom ".utf8)

    private var message: [UInt8] = []
    private var number = 0
    private var output = TextOutput()
    private var isCut = false
    /// Where in `message` a separator has been looked for already.
    private var searched = 0

    func consume(_ bytes: UnsafeRawBufferPointer) {
        var rest = bytes[...]
        while !rest.isEmpty {
            // A piece at a time, so that a huge chunk is not held twice.
            let piece = rest.prefix(1 << 20)
            rest = rest.dropFirst(piece.count)
            message.append(contentsOf: piece)
            split()
        }
    }

    func finish(complete: Bool, into output: inout TextOutput) {
        read(message.count)
        output = self.output
        if isCut { output.note("mail-too-large", "a message of more than 32 MiB is read in part") }
    }

    private func split() {
        var start = 0
        var from = searched
        while let place = separatorPlace(from: from) {
            message.withUnsafeBytes { read(UnsafeRawBufferPointer(rebasing: $0[start..<(place + 1)])) }
            start = place + 1
            from = start
        }
        if start > 0 { message.removeFirst(start) }
        searched = max(0, message.count - Self.separator.count)
        if message.count > Self.largestMessage {
            // Its beginning is read; the rest is passed over up to the next message.
            isCut = true
            read(message.count)
            message = Array(message.suffix(Self.separator.count))
            searched = 0
        }
    }

    private func separatorPlace(from: Int) -> Int? {
        message.withUnsafeBytes { bytes in
            var index = from
            while index + Self.separator.count <= bytes.count {
                guard let place = bytes[index..<(bytes.count - Self.separator.count + 1)].firstIndex(of: 0x0A) else {
                    return nil
                }
                if bytes[place..<(place + Self.separator.count)].elementsEqual(Self.separator) { return place }
                index = place + 1
            }
            return nil
        }
    }

    private func read(_ count: Int) {
        message.withUnsafeBytes { read(UnsafeRawBufferPointer(rebasing: $0[..<count])) }
    }

    private func read(_ bytes: UnsafeRawBufferPointer) {
        guard bytes.starts(with: "From ".utf8), let line = bytes.firstIndex(of: 0x0A) else { return }
        number += 1
        MailText.read(
            UnsafeRawBufferPointer(rebasing: bytes[(line + 1)...]), source: "message \(number)", into: &output)
    }
}
