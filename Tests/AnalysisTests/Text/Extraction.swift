import Foundation
import Model

@testable import Analysis

/// Takes the text out of bytes as the pipeline does: whole, and in pieces of any size.
enum Extraction {
    static func report(_ bytes: [UInt8], path: String = "f", piece: Int? = nil) -> ItemReport {
        let analyzer = TextAnalyzer()
        let item = KeywordHarness.item(bytes.count, path: path)
        var reports = [ItemReport()]
        bytes.withUnsafeBytes { all in
            guard let piece else {
                analyzer.analyze(ArenaGroup(items: [item], ranges: [0..<bytes.count], base: all), into: &reports)
                return
            }
            analyzer.begin(item)
            for start in stride(from: 0, to: bytes.count, by: piece) {
                analyzer.consume(
                    UnsafeRawBufferPointer(rebasing: all[start..<min(start + piece, bytes.count)]), at: UInt64(start))
            }
            analyzer.end(item, complete: true, into: &reports[0])
        }
        return reports[0]
    }

    /// `field: text` of all texts, one a line.
    static func lines(_ report: ItemReport) -> [String] { report.texts.map { "\($0.field): \($0.text)" } }

    static func lines(_ text: String, path: String = "f") -> [String] { lines(report(Array(text.utf8), path: path)) }

    static func text(_ report: ItemReport, _ field: String = "text") -> String {
        report.texts.filter { $0.field == field }.map(\.text).joined(separator: "\n")
    }

    static func text(_ text: String, _ field: String = "text", path: String = "f") -> String {
        Self.text(report(Array(text.utf8), path: path), field)
    }
}
