import Foundation
import Model
import Testing

@testable import Reporting

/// What of WCAG 2.2 AA can be told from the text of the pages and the style sheet.
@Suite struct AccessibilityTests {
    /// The style sheet's colours by name, in light and in dark.
    private static func colours() -> [[String: String]] {
        Style.sheet.split(separator: ":root{").map { block in
            var colours: [String: String] = [:]
            for declaration in block.prefix(while: { $0 != "}" }).split(separator: ";") {
                let parts = declaration.split(separator: ":")
                if parts.count == 2, parts[0].hasPrefix("--") {
                    colours[String(parts[0].dropFirst(2))] = String(parts[1])
                }
            }
            return colours
        }
    }

    /// Relative luminance as WCAG defines it.
    private static func luminance(_ colour: String) -> Double {
        var digits = Array(colour.dropFirst())
        if digits.count == 3 { digits = digits.flatMap { [$0, $0] } }
        let channels = stride(from: 0, to: 6, by: 2).map { index -> Double in
            let value = Double(Int(String(digits[index...(index + 1)]), radix: 16) ?? 0) / 255
            return value <= 0.04045 ? value / 12.92 : pow((value + 0.055) / 1.055, 2.4)
        }
        return 0.2126 * channels[0] + 0.7152 * channels[1] + 0.0722 * channels[2]
    }

    private static func contrast(_ first: String, _ second: String) -> Double {
        let (a, b) = (luminance(first), luminance(second))
        return (max(a, b) + 0.05) / (min(a, b) + 0.05)
    }

    @Test func everyTextIsReadableOnEveryGroundInLightAndDark() throws {
        let themes = Self.colours()
        #expect(themes.count == 2)
        for colours in themes {
            for ink in ["ink", "soft", "link", "escalate", "review", "inconclusive", "negative"] {
                for ground in ["page", "band"] {
                    let pair = (try #require(colours[ink]), try #require(colours[ground]))
                    #expect(Self.contrast(pair.0, pair.1) >= 4.5, "\(ink) on \(ground)")
                }
            }
        }
    }

    @Test func headingsFollowEachOtherWithoutLeavingALevelOut() {
        let report = GoldenTests.report()
        for (path, page) in HTMLReport.files(for: report) {
            var level = 0
            for next in page.split(separator: "<h").dropFirst().compactMap({ $0.first?.wholeNumberValue }) {
                #expect(next <= level + 1, "\(path): h\(next) after h\(level)")
                level = next
            }
        }
    }

    @Test func everyHeaderCellSaysWhatItHeadsAndNoIdentifierStandsTwice() {
        for (path, page) in HTMLReport.files(for: GoldenTests.report()) {
            for cell in page.split(separator: "<th").dropFirst() where !cell.hasPrefix("ead") {
                #expect(cell.hasPrefix(" scope="), "\(path)")
            }
            let ids = page.split(separator: " id=\"").dropFirst().map { $0.prefix { $0 != "\"" } }
            #expect(Set(ids).count == ids.count, "\(path)")
            #expect(page.contains("<meta name=\"viewport\"") && page.contains("<main id=\"main\">"), "\(path)")
        }
    }

    @Test func thePolicyNamesTheOneStyleSheetAndAllowsNothingElse() throws {
        let page = try #require(HTMLReport.files(for: GoldenTests.report()).first { _ in true }).content
        #expect(page.contains("content=\"default-src 'none'; style-src '\(Style.source)'; base-uri 'none'"))
        #expect(Style.source.hasPrefix("sha256-") && Style.source.count == 7 + 44)
        #expect(!page.contains("style=\"") && !page.contains("unsafe"))
        #expect(page.contains("<style>\(Style.sheet)</style>"))
    }

    @Test func hitsComeInPagesThatAnyBrowserOpens() throws {
        var report = GoldenTests.report()
        report.devices[0].hitCounts = [HitCount(analyzer: "keyword", list: "words", state: "allocated", hits: 1_001)]
        let hit = report.devices[0].findings[0].examples[0]
        var pages = HitPages(report: report, index: 0)
        var made: [(path: String, content: String)] = []
        for _ in 0..<1_001 { if let page = pages.add(hit, image: "a.dd") { made.append(page) } }
        if let last = pages.finish() { made.append(last) }
        #expect(made.count == 5 && made.allSatisfy { $0.content.utf8.count < 500_000 })
        #expect(made[4].content.contains("hits 1&#8239;001 to 1&#8239;001 of 1&#8239;001"))
        #expect(made[1].path == "devices/001-hits-2.html")
        let links = made[1].content.split(separator: "href=\"").dropFirst().map { String($0.prefix { $0 != "\"" }) }
        #expect(Set(links).isSuperset(of: ["001.html", "001-hits-1.html", "001-hits-3.html", "001-hits-5.html"]))
    }
}
