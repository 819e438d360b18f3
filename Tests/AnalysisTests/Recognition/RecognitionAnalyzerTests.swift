import Foundation
import Model
import ReferenceData
import Testing
import WinnowTesting

@testable import Analysis

/// What a picture shows, as text.
struct RecognitionAnalyzerTests {
    private static func pipeline() throws -> Pipeline {
        let list = try KeywordList.parse(name: "l", content: Array("marigold\n".utf8), file: "l")
        return Pipeline(
            recogniser: try TextRecogniser(languages: "eng"), matcher: try KeywordMatcher(lists: [list]), knownGood: [])
    }

    /// Whole, as one of a group, and in pieces.
    private static func reports(_ pipeline: Pipeline, _ content: [UInt8]) -> [ItemReport] {
        let item = KeywordHarness.item(content.count)
        return content.withUnsafeBytes { bytes in
            pipeline.analyze(ArenaGroup(items: [item], ranges: [0..<bytes.count], base: bytes))
                + [bytes.count, 1_000].map { size in
                    pipeline.begin(item)
                    for start in stride(from: 0, to: bytes.count, by: max(1, size)) {
                        let piece = bytes[start..<min(start + size, bytes.count)]
                        pipeline.consume(UnsafeRawBufferPointer(rebasing: piece), at: UInt64(start))
                    }
                    return pipeline.end(item, complete: true)
                }
        }
    }

    @Test func textIsReadAndSearchedHoweverThePictureComes() async throws {
        let pipeline = try Self.pipeline()
        for format in [TextPicture.Format.png, .jpeg] {
            let picture = try await TextPicture.make(["Project Marigold meets on Friday"], format)
            let reports = Self.reports(pipeline, picture)
            #expect(reports.count == 3)
            for report in reports {
                #expect(report.recognition == .init(.scanned, "text-recognised"))
                #expect(report.texts.map(\.field) == [RecognitionAnalyzer.field])
                #expect(report.texts.first?.text.contains("Project Marigold meets on Friday") == true)
                #expect(report.texts.first?.source.contains(", confidence 9") == true)
                #expect(report.hits.map(\.encoding) == [RecognitionAnalyzer.field])
                #expect(report.hits.first?.locator.byteOffset == nil)
            }
        }
    }

    @Test func textOfAScreensSizeIsRead() async throws {
        // Ten pixels from the top of an `l` to the foot of a `g`.
        let small = try await TextPicture.make(
            ["Project Marigold meets on Friday", "the bluebell is in the cellar"], width: 300, height: 100, dots: 36)
        let text = try #require(Self.reports(try Self.pipeline(), small)[0].texts.first).text
        #expect(text.contains("Project Marigold meets on Friday"))
        #expect(text.contains("the bluebell is in the cellar"))
    }

    @Test func aReadingDependsOnNothingThatWasReadBefore() async throws {
        let first = try await TextPicture.make(["Project Marigold meets on Friday"])
        let second = try await TextPicture.make(["the bluebell is in the cellar", "on Monday, 7 May 2024 at 19:45"])
        let pipeline = try Self.pipeline()
        let alone = Self.reports(pipeline, first)[0].texts
        _ = Self.reports(pipeline, second)
        #expect(Self.reports(pipeline, first)[0].texts == alone)
        #expect(Self.reports(try Self.pipeline(), first)[0].texts == alone)
    }

    @Test func whatIsNotReadSaysWhy() async throws {
        let page = try await TextPicture.make(["Project Marigold meets on Friday"])
        let cases: [(content: [UInt8], expected: ItemReport.Recognition?)] = [
            (try await TextPicture.make([], width: 400, height: 300), .init(.scanned, "no-text-recognised")),
            (try await TextPicture.make([], width: 99, height: 99), .init(.skipped, "picture-too-small")),
            (try await TextPicture.make([], width: 400, height: 15), .init(.skipped, "picture-too-small")),
            (TextPicture.claiming(width: 1_000_000, height: 1_000), .init(.skipped, "picture-too-large")),
            (Array(page.prefix(page.count / 2)), .init(.unreadable, "picture-damaged")),
            (Array(page.prefix(20)), .init(.unreadable, "picture-damaged")),
            (ascii("GIF89a") + zeros(20), .init(.skipped, "picture-format")),
            (ascii("plain text"), nil), ([], nil),
        ]
        let pipeline = try Self.pipeline()
        for (content, expected) in cases {
            for report in Self.reports(pipeline, content) {
                #expect(report.recognition == expected, "\(content.prefix(8))")
                #expect(report.texts.isEmpty && report.hits.isEmpty)
            }
        }
        let item = KeywordHarness.item(page.count)
        pipeline.begin(item)
        page.withUnsafeBytes { pipeline.consume($0, at: 0) }
        #expect(pipeline.end(item, complete: false).recognition == .init(.unreadable, "picture-cut-off"))
    }

    @Test func aFileBeyondMeasureIsLeftOutAndTheNextOneRead() async throws {
        let pipeline = try Self.pipeline()
        let item = KeywordHarness.item(65 << 20)
        pipeline.begin(item)
        let piece = [0xFF, 0xD8, 0xFF, 0xE0] + zeros((1 << 20) - 4)
        piece.withUnsafeBytes { for index in 0..<65 { pipeline.consume($0, at: UInt64(index) << 20) } }
        #expect(pipeline.end(item, complete: true).recognition == .init(.skipped, "picture-too-large"))
        let picture = try await TextPicture.make(["Project Marigold meets on Friday"])
        #expect(Self.reports(pipeline, picture).allSatisfy { $0.recognition?.reason == "text-recognised" })
    }

    @Test func languagesThatAreNotThereAreNamed() throws {
        for languages in ["xxx", "", "eng+", "/etc/passwd", "../eng", "eng -c x"] {
            let error = #expect(throws: WinnowError.self) { try TextRecogniser(languages: languages) }
            #expect(error?.code == "ocr-language", "\(languages)")
        }
    }
}
