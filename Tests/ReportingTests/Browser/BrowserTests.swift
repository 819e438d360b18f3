import Foundation
import Model
import Testing
import WinnowTesting

@testable import Reporting

/// The report as a browser shows it, with texts that were chosen to harm it.
@Suite(
    .serialized,
    .needs("chromium and python3", if: OpenedPages.browser != nil && OpenedPages.python != nil))
struct BrowserTests {
    private static func write(_ report: BatchReport, to folder: URL) throws -> [String] {
        let path = folder.path(percentEncoded: false)
        let writer = try ReportWriter(report, to: path)
        let device = report.devices[0]
        let examples = device.findings[0].examples
        for number in 0..<device.hitsCount {
            let hit = examples[number % examples.count]
            try writer.add(hit, exhibit: device.exhibit, image: hit.image ?? "")
        }
        _ = try writer.finish()
        return try FileManager.default.subpathsOfDirectory(atPath: path).filter { $0.hasSuffix(".html") }.sorted()
    }

    private static func folder() throws -> URL {
        let folder = FileManager.default.temporaryDirectory.appending(path: "winnow-browser-" + UUID().uuidString)
        try FileManager.default.createDirectory(
            at: folder.appending(path: "screenshots"), withIntermediateDirectories: true)
        return folder
    }

    /// Width in pixels, of a PNG; nil for what is none.
    private static func width(_ file: URL) throws -> Int? {
        let bytes = [UInt8](try Data(contentsOf: file))
        guard bytes.count > 1_000, bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]) else { return nil }
        return bytes[16..<20].reduce(0) { $0 << 8 | Int($1) }
    }

    @Test func everyPageIsReadableAndHarmlessAtEveryWidthInLightAndDark() async throws {
        let folder = try Self.folder()
        // Screenshots are for people, who name a folder to keep them in.
        let kept = ProcessInfo.processInfo.environment["WINNOW_SCREENSHOTS"].map { URL(fileURLWithPath: $0) }
        let screenshots = kept ?? folder.appending(path: "screenshots")
        defer { try? FileManager.default.removeItem(at: folder) }
        let pages = try Self.write(HostileReport.report(), to: folder)
        #expect(
            pages == [
                "devices/001-hits-1.html", "devices/001-hits-2.html", "devices/001.html", "devices/002.html",
                "devices/003.html", "index.html",
            ])
        let opened = try await OpenedPages.open(pages, in: folder, screenshots: screenshots)
        #expect(opened.views.count == pages.count * 4)
        for view in opened.views {
            #expect(view.faults == [], "\(view.page) at \(view.width) in \(view.scheme)")
            #expect(view.contrast >= 4.5)
            #expect(view.text.contains("<script>document.title='owned'</script>"), "\(view.page)")
            // The style sheet is taken, and knows both schemes.
            #expect(view.ground == (view.scheme == "dark" ? "rgb(20, 23, 26)" : "rgb(255, 255, 255)"))
            #expect(try Self.width(screenshots.appending(path: view.screenshot)) == view.width)
        }
        let root = folder.resolvingSymlinksInPath().absoluteString
        for request in opened.requests { #expect(request.hasPrefix(root), "outside the report") }
        #expect(opened.requests.count == pages.count)
    }

    @Test func theChecksSeeWhatIsWrong() async throws {
        let folder = try Self.folder()
        defer { try? FileManager.default.removeItem(at: folder) }
        let wrong = """
            <!doctype html><html><head></head><body><h1>a</h1><h3 onclick="x">b</h3><script>1</script>
            <p style="color:#999;background:#fff;width:3000px">faint</p><a href="https://example.invalid/"></a>
            <table><tr><th>x</th></tr></table><img src="https://example.invalid/a.png" alt="">\u{202E}</body></html>
            """
        try Data(wrong.utf8).write(to: folder.appending(path: "wrong.html"))
        let opened = try await OpenedPages.open(
            ["wrong.html"], in: folder, screenshots: folder.appending(path: "screenshots"))
        let faults = try #require(opened.views.first).faults
        for fault in [
            "no language", "no title", "h3 after h1", "not one main", "table without a caption",
            "header cell without a scope", "link without text", "link out of the report", "element img",
            "attribute onclick", "a script", "no Content-Security-Policy", "a control or an invisible character",
            "pixels wide", "contrast 2.8", "link without a name",
        ] {
            #expect(faults.contains { $0.contains(fault) }, "\(fault) in \(faults)")
        }
        #expect(opened.requests.contains { $0.hasPrefix("https:") })
    }
}
