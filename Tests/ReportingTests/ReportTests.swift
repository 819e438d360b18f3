import Foundation
import Model
import Testing

@testable import Reporting

private let hostile = "<script>alert('x')</script>\u{1B}[31m\u{202E}gpj.\"&=1+1"

private func hit(_ path: String = "a.jpg") -> Hit {
    Hit(
        analyzer: "hash", list: "set", listVersion: "v", listKind: "contraband", term: "md5:00", category: "1",
        locator: Locator(
            volumeOffset: 1_048_576, fileSystem: "ntfs", metaAddress: 64, attribute: "128-1", path: RawPath(path),
            state: .deleted))
}

private func device(_ text: String = "ABC/1", outcome: Outcome = .escalate) -> DeviceReport {
    let finding = Finding(
        category: "known-image", rule: "contraband-digest", severity: .critical, outcome: .escalate, route: "dfu",
        summary: text, hits: 21, examples: [Hit](repeating: hit(text), count: 30))
    let rows = [
        CoverageRow(.scanned, "file-content", files: 3, bytes: 3000), CoverageRow(.skipped, text, bytes: 1096),
    ]
    return DeviceReport(
        exhibit: text, label: text, kind: "phone", outcome: outcome, findings: outcome == .negative ? [] : [finding],
        images: [
            ImageMaterial(
                path: text, container: "raw", size: 4096, digest: "aa", storedDigests: [text], coverage: rows)
        ], gaps: outcome == .inconclusive ? [WinnowError("job-quarantined", text)] : [], digest: "dd", filesCount: 3)
}

private func report(_ devices: [DeviceReport], batch: String = "op") -> BatchReport {
    BatchReport(
        batch: batch, generatedBy: "winnow 1", state: "complete",
        referenceData: [ReferenceVersion(kind: .hashset, name: batch, digest: "ee", setKind: .contraband, entries: 5)],
        devices: devices)
}

private func pages(_ report: BatchReport) -> [String: String] {
    Dictionary(uniqueKeysWithValues: HTMLReport.files(for: report).map { ($0.path, $0.content) })
}

@Test func hostileTextIsNeverMarkupInAnyPage() {
    let all = pages(report([device(hostile), device(hostile, outcome: .inconclusive)], batch: hostile))
    #expect(all.keys.sorted() == ["devices/001.html", "devices/002.html", "index.html"])
    for (path, page) in all {
        #expect(!page.contains("<script"), "\(path)")
        #expect(!page.unicodeScalars.contains { $0 == "\u{1B}" || $0 == "\u{202E}" }, "\(path)")
        #expect(page.contains("&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;"), "\(path)")
        #expect(page.contains("default-src 'none'"), "\(path)")
        #expect(!page.contains("src=") && !page.contains("http:") && !page.contains("https:"), "\(path)")
    }
}

@Test func linksLeadOnlyToPagesOfTheReport() {
    for page in pages(report([device("javascript:alert(1)")])).values {
        for link in page.split(separator: "href=\"").dropFirst().map({ $0.prefix { $0 != "\"" } }) {
            #expect(["#main", "../index.html", "devices/001.html"].contains(String(link)))
        }
    }
}

@Test func aFormulaIsDefusedInTheDevicesTable() {
    let text = DevicesCSV.text(report([device("=cmd|' /C calc'!A0"), device("a\r\nb,\"c\"")]))
    #expect(text.contains("\"'=cmd|' /C calc'!A0\""))
    #expect(text.split(separator: "\r\n").count == 3)
    #expect(text.contains("\"a\\r\\nb,\"\"c\"\"\""))
}

@Test func theDocumentHasTheKeysOfTheContract() throws {
    let data = try JSONReport.data(report([device(hostile), device("B", outcome: .negative)]))
    let root = try #require(try JSONSerialization.jsonObject(with: Data(data)) as? [String: Any])
    #expect(Set(root.keys).isSuperset(of: ["batch", "generated_by", "reference_data", "devices", "totals"]))
    #expect(root["totals"] as? [String: Int] == ["known-image": 1])
    let devices = try #require(root["devices"] as? [[String: Any]])
    #expect(Set(devices[0].keys).isSuperset(of: ["exhibit", "outcome", "findings", "coverage", "digest"]))
    #expect(devices[0]["exhibit"] as? String == hostile)
    let coverage = try #require(devices[0]["coverage"] as? [String: Any])
    #expect(coverage["bytes"] as? Int == 4096 && coverage["media_size"] as? Int == 4096)
    #expect(data == (try JSONReport.data(report([device(hostile), device("B", outcome: .negative)]))))
}

@Test func theCoverageTableAddsUpAndSaysWhenItDoesNot() {
    var short = device()
    short.images[0].size = 5000
    let all = pages(report([device(), short]))
    #expect(all["devices/001.html"]?.contains("The total equals the media size of 4&#8239;096 bytes") == true)
    #expect(all["devices/002.html"]?.contains("The total does not equal the media size") == true)
}

@Test func aFindingShowsTwentyHitsAndTheCommandThatRepeatsThem() throws {
    let page = try #require(pages(report([device("it's")]))["devices/001.html"])
    #expect(page.contains("20 of 21 hits"))
    #expect(page.contains("icat -r -f ntfs -o 2048 &#39;it&#39;\\&#39;&#39;s&#39; 64-128-1 | md5sum"))
    #expect(page.split(separator: "icat ").count == 21)
}

@Test func aNegativeDeviceSaysWhatWasReadAndWhatThatDoesNotMean() throws {
    let page = try #require(pages(report([device("B", outcome: .negative)]))["devices/001.html"])
    #expect(page.contains("Negative within coverage"))
    #expect(page.contains("3&#8239;000 of 4&#8239;096 bytes"))
    #expect(page.contains("no statement about what was not read"))
}

@Test func everyTableHasACaptionAndEveryPageOneHeading() {
    for page in pages(report([device(), device("C", outcome: .inconclusive)])).values {
        #expect(page.split(separator: "<table>").count == page.split(separator: "<caption>").count)
        #expect(page.split(separator: "<h1>").count == 2)
        #expect(page.contains("<html lang=\"en\">"))
    }
}

@Test func aReportIsWrittenAsAWholeDirectory() throws {
    let directory = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
    defer { try? FileManager.default.removeItem(at: directory) }
    let writer = try ReportWriter(report([device()]), to: directory.path(percentEncoded: false))
    for number in 0..<251 { try writer.add(hit("\(number).jpg"), exhibit: "ABC/1", image: "a.dd") }
    #expect(try writer.finish().count == 64)
    for name in [
        "index.html", "devices/001.html", "devices/001-hits-1.html", "devices/001-hits-2.html", "report.json",
        "devices.csv", "hits.csv", "case.jsonld", "MANIFEST.sha256",
    ] {
        #expect(FileManager.default.fileExists(atPath: directory.appending(path: name).path(percentEncoded: false)))
    }
}

@Test func anImageOnAServerIsFetchedFirst() {
    let url = "https://h.example/a/disk%201.E01?id=1#sha256=" + String(repeating: "0", count: 64)
    #expect(
        RepeatCommand.fetch(url)
            == "curl -fnL -o 'disk 1.E01' 'https://h.example/a/disk%201.E01?id=1'   # and so the files that belong to it"
    )
    #expect(RepeatCommand.fetch("https://h.example/disk.dd") == "curl -fnL -o disk.dd https://h.example/disk.dd")
    #expect(RepeatCommand.fetch("/evidence/disk.dd") == nil)
    #expect(RepeatCommand.line(hit(), image: url) == "icat -r -f ntfs -o 2048 'disk 1.E01' 64-128-1 | md5sum")
}
