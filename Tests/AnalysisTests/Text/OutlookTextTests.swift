import Foundation
import Model
import Testing
import WinnowTesting

@testable import Analysis

struct OutlookTextTests {
    private static let mailbox = OutlookMaker(messages: [
        [
            (0x001A, .text("IPM.Note")), (0x0037, .text("lantern plans")), (0x0C1A, .text("Ren\u{E9}")),
            (0x0C1F, .text("rene@example.org")), (0x0E04, .text("B. Reader")),
            (0x1000, .text("caf\u{E9} by the gantry")),
            (0x0039, .time(132_567_480_000_000_000)),
        ],
        [
            (0x001A, .text("IPM.Note")), (0x0037, .text("second")),
            (0x1013, .bytes(Array("<html><p>qu<b>ay</b> &eacute;</p></html>".utf8))),
        ],
    ]).file

    private static let texts = [
        "Inbox/item 1 mail:subject: lantern plans", "Inbox/item 1 mail:from: Ren\u{E9}\nrene@example.org",
        "Inbox/item 1 mail:to: B. Reader", "Inbox/item 1 mail:date: 2021-02-02T14:00:00Z",
        "Inbox/item 1 text: caf\u{E9} by the gantry", "Inbox/item 2 mail:subject: second",
        "Inbox/item 2 text: quay \u{E9}",
    ]

    private func lines(_ report: ItemReport) -> [String] { report.texts.map { "\($0.source) \($0.field): \($0.text)" } }

    @Test func messagesAreReadWithTheirFolders() {
        #expect(lines(Extraction.report(Self.mailbox)) == Self.texts)
        #expect(lines(Extraction.report(Self.mailbox, piece: 1_000)) == Self.texts)
    }

    @Test func aLargeOneIsReadThroughItsReaderAndNotGathered() {
        let bytes = Self.mailbox
        let analyzer = TextAnalyzer { _ in
            { buffer, offset in
                let piece = bytes.dropFirst(Int(clamping: offset)).prefix(buffer.count)
                buffer.copyBytes(from: piece)
                return piece.count
            }
        }
        let item = KeywordHarness.item(bytes.count)
        var report = ItemReport()
        analyzer.begin(item)
        // The rest never comes this way.
        bytes.prefix(5_000).withUnsafeBytes { analyzer.consume($0, at: 0) }
        analyzer.end(item, complete: true, into: &report)
        #expect(lines(report) == Self.texts)
    }

    @Test func damageIsNotedAndDoesNoHarm() {
        #expect(Extraction.report(Array("!BDN".utf8) + zeros(10_000)).notes.map(\.code) == ["pst-damaged"])
        let seed = UInt64.random(in: .min ... .max)
        var state = seed
        func next(_ bound: Int) -> Int {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Int(state >> 33) % bound
        }
        for _ in 0..<200 {
            var bytes = Self.mailbox
            for _ in 0...next(10) { bytes[next(bytes.count)] = UInt8(truncatingIfNeeded: next(256)) }
            let report = Extraction.report(Array(bytes.prefix(next(2) == 0 ? bytes.count : next(bytes.count) + 4)))
            #expect(report.texts.reduce(0) { $0 + $1.size } < 1 << 20, "seed \(seed)")
        }
    }
}
