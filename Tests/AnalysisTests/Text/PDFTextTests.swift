import Foundation
import Model
import Testing
import WinnowTesting

@testable import Analysis

struct PDFTextTests {
    @Test func wordsDrawnInPiecesAreReadPageByPage() {
        let report = Extraction.report(
            PDFMaker.document(
                ["[(lan) -1 (tern)] TJ", #"(caf\351) Tj 0 -20 Td <6761> Tj (ntry) Tj"#], title: "Quay plans"))
        #expect(Extraction.lines(report) == ["pdf:title: Quay plans", "text: lantern", "text: caf\u{E9} gantry"])
        #expect(report.texts.map(\.source) == ["", "page 1", "page 2"])
        #expect(report.notes.isEmpty)
    }

    @Test func aLockedOneIsNotedAsEncrypted() {
        let report = Extraction.report(PDFMaker.locked)
        #expect(report.texts.isEmpty)
        #expect(report.notes.map(\.code) == ["pdf-encrypted"])
    }

    @Test func aCutOneIsReadAsFarAsItGoesOrNotedAsDamaged() {
        let whole = PDFMaker.document(["(lantern) Tj"])
        for length in stride(from: 10, to: whole.count, by: 37) {
            let report = Extraction.report(Array(whole[..<length]))
            #expect(!report.notes.isEmpty || !report.texts.isEmpty, "\(length) bytes")
        }
        #expect(Extraction.report(Array("%PDF-1.7 and nothing".utf8)).notes.map(\.code) == ["pdf-damaged"])
    }

    @Test func tooManyPagesAndTooManyBytesAreNoted() {
        let long = Extraction.report(PDFMaker.document([String](repeating: "(x) Tj", count: 5_001)))
        #expect(long.notes.map(\.code) == ["pdf-too-long"])
        #expect(long.texts.count == 5_000)
        let large = PDFMaker.document(["(x) Tj"]) + [UInt8](repeating: 0x20, count: 64 << 20)
        #expect(Extraction.report(large, piece: 1 << 20).notes.map(\.code) == ["text-too-large"])
    }

    @Test(.enabled(if: Corpora.isPresent, "no public PDFs here"))
    func aPublicOneGivesTheWordsOfItsExpectation() throws {
        let folder = try #require(Corpora.folder)
        let bytes = Array(try Data(contentsOf: URL(fileURLWithPath: folder + "/keywords/be-pdf_words2.pdf")))
        #expect(Extraction.text(Extraction.report(bytes)).utf8.count > 100)
    }
}
