import Model

/// `*.customDestinations-ms`: what a program itself put into its jump list, shortcut behind shortcut.
package enum CustomJumpListReader: ArtefactReader {
    package static let limit = 16 << 20
    private static let footer: [UInt8] = [0xAB, 0xFB, 0xBF, 0xBA]
    private static let mostShortcuts = 10_000

    package static func recognises(head: UnsafeRawBufferPointer, path: ArtefactPath) -> Bool {
        path.text.hasSuffix(".customdestinations-ms")
    }

    package static func read(_ bytes: UnsafeRawBufferPointer, into collector: inout HistoryCollector) {
        collector.source = "jump-list"
        let application = String(collector.locator.ownPath.text.split(separator: "/").last?.prefix { $0 != "." } ?? "")
        // The footer ends the file unless it is empty; without it the file was cut or is something else.
        if bytes.count > 24, bytes.firstOffset(of: footer) == nil {
            collector.note(WinnowError("jump-list-damaged", "a jump list does not end as it should"))
        }
        var start = bytes.firstOffset(of: Shortcut.mark)
        for _ in 0..<mostShortcuts {
            guard let begin = start else { return }
            let next = bytes.firstOffset(of: Shortcut.mark, from: begin + Shortcut.mark.count)
            let piece = UnsafeRawBufferPointer(rebasing: bytes[begin..<(next ?? bytes.count)])
            Shortcut(piece)?.add(to: &collector, remark: "in the list of application \(application)")
            start = next
        }
    }
}
