import Model
import Testing

@testable import Reporting

/// What a report says of the text in pictures, and does not claim.
@Suite struct RecognitionReportTests {
    private let rows = [
        CoverageRow(.scanned, "file-content", files: 9, bytes: 900),
        CoverageRow(.scanned, "text-recognised", pictures: 3), CoverageRow(.scanned, "no-text-recognised", pictures: 4),
        CoverageRow(.skipped, "known-good", pictures: 1), CoverageRow(.unreadable, "crash", pictures: 2),
    ]

    @Test func whatWasNotAskedForIsNotClaimed() {
        let report = RecognitionReport()
        #expect(report.state == .notAsked)
        #expect(report.text.contains("not asked for"))
    }

    @Test func everyPictureIsReadLeftOutOrFailed() {
        let report = RecognitionReport(languages: "eng+deu", coverage: rows)
        #expect(report.state == .done)
        #expect([report.recognised, report.withText, report.leftOut, report.failed] == [7, 3, 1, 2])
        #expect(report.pictures == report.recognised + report.leftOut + report.failed)
        #expect(
            report.text
                == "Text in pictures (eng+deu): 7 of 10 pictures read, 3 of them with text; "
                + "left out by rule: 1 known-good; failed: 2 crash.")
    }

    @Test func anOutcomeWithoutThePicturesSaysSo() {
        let running = RecognitionReport(languages: "eng", isRunning: true, coverage: rows)
        #expect(running.state == .running)
        #expect(running.text.contains("still running, and this outcome is without it. So far 7 of 10"))
        let both = RecognitionReport([running, RecognitionReport(languages: "eng", coverage: rows)])
        #expect(both.state == .running && both.pictures == 20)
    }
}
