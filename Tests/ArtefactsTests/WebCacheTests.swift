import Model
import Testing
import WinnowTesting

@testable import Artefacts

/// Records of `WebCacheV01.dat` directly above libesedb: no public data at hand has such a database, and nothing but
/// Windows writes one. What libesedb reads of a database is held by `CorpusESETests`.
struct WebCacheTests {
    private struct Record: ESEFields {
        var texts: [String: String] = [:]
        var bytes: [String: [UInt8]] = [:]
        var numbers: [String: UInt64] = [:]

        func text(_ column: String) -> String? { texts[column] }
        func data(_ column: String) -> [UInt8]? { bytes[column] }
        func number(_ column: String) -> UInt64? { numbers[column] }
    }

    private func entries(_ records: [Record], areDownloads: Bool = false) -> [HistoryEntry] {
        let locator = Locator(
            volumeOffset: 0, fileSystem: "ntfs", metaAddress: 7, path: RawPath("/Users/a/WebCacheV01.dat"),
            state: .allocated)
        var collector = HistoryCollector(source: "internet-explorer", locator: locator, engines: .standard)
        for record in records {
            _ =
                areDownloads
                ? WebCache.addDownload(record, to: &collector) : WebCache.addVisit(record, to: &collector)
        }
        return collector.reading.entries
    }

    @Test func `visits have user, title, count and time, and opened files and searches are told`() {
        let title = joined([1, 0, 0, 0], wide("A page of herons"), [0, 0])
        let found = entries([
            Record(
                texts: ["Url": "Visited: ann@https://www.bing.com/search?q=blue+heron"],
                bytes: ["ResponseHeaders": title],
                numbers: ["AccessedTime": HiveMaker.time, "AccessCount": 3]),
            Record(
                texts: ["Url": ":2026010220260103: ann@file:///E:/pictures/heron.jpg"],
                numbers: ["AccessedTime": 0, "ModifiedTime": HiveMaker.time, "AccessCount": 0]),
            Record(texts: ["Url": "Visited: ann@https://x.example/"], numbers: ["AccessedTime": UInt64(Int64.max)]),
        ])
        #expect(
            found.map(\.url) == [
                "https://www.bing.com/search?q=blue+heron", "file:///E:/pictures/heron.jpg", "https://x.example/",
                "https://www.bing.com/search?q=blue+heron",
            ])
        #expect(found.map(\.title).first == "A page of herons")
        #expect(found.map(\.count) == [3, 1, 1, 1])
        let time: Int64 = 1_767_323_045_000_000
        #expect(found.map(\.time) == [time, time, nil, time])
        #expect(found.prefix(3).allSatisfy { $0.note == "user ann" })
        #expect(found.last?.searchTerm == "blue heron")
    }

    @Test func `binary, empty and missing addresses, cookies and hosts are no visits`() {
        let texts = [
            "", "\u{1}\u{2}", "Cookie:ann@x.example/", ":2026010220260103: ann@:Host: x.example", "Visited: ann@",
        ]
        #expect(entries(texts.map { Record(texts: ["Url": $0]) } + [Record()]).isEmpty)
    }

    @Test func `a download has its last address and where it went`() {
        let headers = joined(
            [9, 0, 0, 0], wide("https://first.example/a"), [0, 0], wide("https://last.example/a.zip"), [0, 0],
            wide(#"C:\Users\ann\Downloads\a.zip"#), [0, 0])
        let found = entries(
            [
                Record(bytes: ["ResponseHeaders": headers], numbers: ["AccessedTime": HiveMaker.time]),
                Record(texts: ["Url": "https://bare.example/"]), Record(bytes: ["ResponseHeaders": [0xFF]]),
            ], areDownloads: true)
        #expect(found.map(\.url).prefix(2) == ["https://last.example/a.zip", "https://bare.example/"])
        #expect(found.first?.title == #"C:\Users\ann\Downloads\a.zip"#)
        #expect(found.allSatisfy { $0.kind == .download })
    }
}
