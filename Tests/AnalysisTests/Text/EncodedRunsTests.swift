import Foundation
import Model
import ReferenceData
import Testing

@testable import Analysis

struct EncodedRunsTests {
    private static func list(_ options: String) throws -> KeywordList {
        try KeywordList.parse(
            name: "k", content: Array("#winnow: \(options)\nlantern\ncaf\u{E9} quay\n".utf8), file: "k")
    }

    /// `encoding term count @offset` of each hit.
    private func hits(_ text: String, _ options: String = "decode=html,percent,base64", piece: Int? = nil) throws
        -> [String]
    {
        let runs = try #require(try EncodedRuns(lists: [Self.list(options)]))
        let bytes = Array(text.utf8)
        let item = KeywordHarness.item(bytes.count)
        var report = ItemReport()
        runs.begin(item)
        bytes.withUnsafeBytes { all in
            for start in stride(from: 0, to: all.count, by: piece ?? all.count) {
                let end = min(start + (piece ?? all.count), all.count)
                runs.consume(UnsafeRawBufferPointer(rebasing: all[start..<end]), at: UInt64(start))
            }
        }
        runs.end(item, complete: true, into: &report)
        return report.hits.map { "\($0.encoding ?? "") \($0.term) \($0.count) @\($0.locator.byteOffset ?? 0)" }
    }

    @Test func onlyListsThatAskAreServed() throws {
        #expect(
            try EncodedRuns(lists: [KeywordList.parse(name: "k", content: Array("lantern\n".utf8), file: "k")]) == nil)
        #expect(try hits("x=l%61ntern &#108;antern", "decode=percent") == ["percent lantern 1 @0"])
    }

    @Test func entitiesAndPercentCodingAreDecoded() throws {
        #expect(
            try hits("<p>a l&#97;ntern</p> caf&eacute; quay") == ["html lantern 1 @3", "html caf\u{E9} quay 1 @20"])
        #expect(
            try hits("see http://x/?q=caf%C3%A9+quay&r=l%61ntern end") == [
                "percent lantern 1 @4", "percent caf\u{E9} quay 1 @4",
            ])
    }

    @Test func whatStandsThereAsItIsIsNoHitOfThese() throws {
        #expect(try hits("lantern &amp; lantern http://x/lantern%20").isEmpty)
        #expect(try hits("lantern &amp; l&#97;ntern") == ["html lantern 1 @0"])
    }

    @Test(arguments: [nil, 1, 7, 50]) func base64IsDecodedOverTheLinesOfAMessage(piece: Int?) throws {
        let words = String(repeating: "words before it ", count: 20) + "lantern caf\u{E9} quay"
        let lines = Data(words.utf8).base64EncodedString(options: [.lineLength76Characters, .endLineWithLineFeed])
        let text = "Content-Transfer-Encoding: base64\n\n\(lines)\n\nbye"
        #expect(try hits(text, piece: piece) == ["base64 lantern 1 @35", "base64 caf\u{E9} quay 1 @35"])
        let command = Data("x lantern x and more".utf16.flatMap { [UInt8($0 & 255), UInt8($0 >> 8)] })
            .base64EncodedString()
        #expect(try hits("powershell -enc \(command)", piece: piece) == ["base64 lantern 1 @16"])
    }

    @Test func aRunWithoutEndIsReadInPieces() throws {
        let long = String(repeating: "a%20", count: 100_000) + "l%61ntern"
        #expect(try hits(long, piece: 100_000).count == 1)
    }
}
