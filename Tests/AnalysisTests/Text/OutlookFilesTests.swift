import Model
import Testing
import WinnowTesting

@testable import Analysis

/// Files attached to Outlook's messages.
struct OutlookFilesTests {
    @Test func attachedFilesComeOutAsTheyWere() throws {
        var maker = OutlookMaker(messages: [
            [(0x001A, .text("IPM.Note")), (0x0037, .text("one"))], [(0x001A, .text("IPM.Note"))],
        ])
        let picture = (0..<5_000).map { UInt8(truncatingIfNeeded: $0 * 7) }
        maker.attachments = [1: [("first.txt", Array("marigold".utf8)), ("gr\u{F6}\u{DF}e.png", picture)]]
        let bytes = maker.file
        try bytes.withUnsafeBytes { all in
            let mailbox = OutlookMailbox(size: UInt64(all.count)) { buffer, offset in
                let piece = all.dropFirst(Int(clamping: offset)).prefix(buffer.count)
                buffer.copyBytes(from: piece)
                return piece.count
            }
            var found: [(String, UInt64?, [UInt8])] = []
            while let file = mailbox.nextFile() {
                var content: [UInt8] = []
                while true {
                    let got = try [UInt8](unsafeUninitializedCapacity: 700) { target, count in
                        count = try mailbox.read(into: UnsafeMutableRawBufferPointer(target))
                    }
                    if got.isEmpty { break }
                    content += got
                }
                found.append((file.name.text, file.size, content))
            }
            #expect(
                found.map(\.0) == ["Inbox/item 2/1/first.txt", "Inbox/item 2/2/gr\u{F6}\u{DF}e.png"],
                "\(mailbox.result)")
            #expect(found.map(\.1) == [8, 5_000])
            #expect(found.map(\.2) == [Array("marigold".utf8), picture])
        }
    }
}
