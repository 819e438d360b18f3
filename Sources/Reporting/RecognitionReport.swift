import Model

/// Text in the pictures of a device, or of a batch: whether it was asked for, and how complete it is.
package struct RecognitionReport: Codable, Hashable, Sendable {
    package enum State: String, Codable, Sendable {
        case notAsked = "not-asked"
        case running, done
    }

    package var state: State
    /// Tesseract's names, joined by `+`; nil where nothing was asked for.
    package var languages: String?
    /// The coverage's rows of pictures, in canonical order.
    package var rows: [CoverageRow]

    /// - Parameters:
    ///   - isRunning: pictures of it are still waiting.
    ///   - coverage: all rows.
    package init(languages: String? = nil, isRunning: Bool = false, coverage: [CoverageRow] = []) {
        self.languages = languages
        state = languages == nil ? .notAsked : isRunning ? .running : .done
        rows = CoverageLedger(coverage.filter { $0.pictures > 0 }).rows
    }

    /// Of several devices together.
    package init(_ devices: [RecognitionReport]) {
        self.init(
            languages: devices.compactMap(\.languages).first, isRunning: devices.contains { $0.state == .running },
            coverage: devices.flatMap(\.rows))
    }

    package var pictures: UInt64 { rows.reduce(0) { $0 &+ $1.pictures } }
    /// Read, with text or without.
    package var recognised: UInt64 { sum { $0.status == .scanned } }
    package var withText: UInt64 { sum { $0.reason == "text-recognised" } }
    package var leftOut: UInt64 { sum { $0.status == .skipped } }
    package var failed: UInt64 { sum { $0.status != .scanned && $0.status != .skipped } }

    /// `Text in pictures (eng): 12 of 15 pictures read, 4 of them with text; left out by rule: ...`
    package var text: String {
        guard let languages else {
            return "Text in pictures: not asked for (winnow submit --ocr); terms that only pictures show are not found."
        }
        var parts = ["\(recognised) of \(pictures) pictures read, \(withText) of them with text"]
        if leftOut > 0 { parts.append("left out by rule: \(reasons { $0.status == .skipped })") }
        if failed > 0 { parts.append("failed: \(reasons { $0.status != .scanned && $0.status != .skipped })") }
        let head = "Text in pictures (\(languages)): "
        guard state == .running else { return head + parts.joined(separator: "; ") + "." }
        return head + "recognition is still running, and this outcome is without it. So far "
            + parts.joined(separator: "; ") + "."
    }

    private func sum(_ isMeant: (CoverageRow) -> Bool) -> UInt64 {
        rows.reduce(0) { $0 &+ (isMeant($1) ? $1.pictures : 0) }
    }

    private func reasons(_ isMeant: (CoverageRow) -> Bool) -> String {
        rows.filter(isMeant).map { "\($0.pictures) \($0.reason)" }.joined(separator: ", ")
    }
}
