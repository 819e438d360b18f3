import Analysis
import CSQLite
import Foundation
import Model
import ReferenceData
import Testing

struct HistoryAnalyzerTests {
    private let time: Int64 = 13_411_796_645_000_000

    @Test func `a history is found by its content, in chunks as in groups`() throws {
        let bytes = try database()
        let analyzer = HistoryAnalyzer()
        let item = item("/History", bytes.count)
        var report = ItemReport()
        analyzer.begin(item)
        bytes.withUnsafeBytes { all in
            // The first chunk is shorter than the magic.
            for range in [0..<7, 7..<20, 20..<5000, 5000..<all.count] {
                analyzer.consume(UnsafeRawBufferPointer(rebasing: all[range]), at: UInt64(range.lowerBound))
            }
        }
        analyzer.end(item, complete: true, into: &report)
        #expect(report.history.count == 5)
        #expect(report.history.allSatisfy { $0.locator == item.locator })
        #expect(report.hits.isEmpty)
        #expect(report.notes.isEmpty)
        #expect(grouped(bytes, analyzer).history == report.history)
    }

    @Test func `other content is left alone, also after a history`() throws {
        let analyzer = HistoryAnalyzer()
        _ = grouped(try database(), analyzer)
        for content in [[UInt8](), Array("SQLite".utf8), Array("SQLite format 4 and more".utf8)] {
            let item = item("/x", content.count)
            var report = ItemReport()
            analyzer.begin(item)
            content.withUnsafeBytes { analyzer.consume($0, at: 0) }
            analyzer.end(item, complete: true, into: &report)
            #expect(report == ItemReport())
            #expect(grouped(content, analyzer) == ItemReport())
        }
    }

    @Test func `a cut history is read as far as it goes, with a note`() throws {
        let bytes = try database()
        let report = grouped(Array(bytes.dropLast(100)), HistoryAnalyzer())
        #expect(report.notes.map(\.code) == ["sqlite-damaged"])
    }

    @Test func `keywords hit address, title and search term, once a text with its count`() throws {
        let list = KeywordList(name: "birds", digest: "d", terms: [KeywordTerm("heron", category: "birds")])
        let matcher = try KeywordMatcher(lists: [list])
        let bytes = try database()
        let pipeline = try Pipeline(matcher: matcher, extra: [HistoryAnalyzer()])
        let all = bytes.withUnsafeBytes {
            pipeline.analyze(
                ArenaGroup(items: [item("/History", bytes.count)], ranges: [0..<bytes.count], base: $0))[0].hits
        }
        let hits = all.filter { $0.analyzer == "history" }
        #expect(
            hits.map { "\($0.encoding ?? "") \($0.count) \($0.context ?? "")" }.sorted() == [
                "search-term 1 blue heron", "title 2 Heron pages",
                "url 1 https://www.google.com/search?q=blue heron", "url 2 https://one.example/h\u{E9}/heron",
            ])
        #expect(hits.allSatisfy { $0.analyzer == "history" && $0.list == "birds" && $0.term == "heron" })
        #expect(hits.allSatisfy { $0.category == "birds" && $0.locator.byteOffset == nil })
    }

    @Test func `the log beside a history is asked for and applied`() throws {
        let bytes = try database()
        var asked: [String] = []
        let analyzer = HistoryAnalyzer(companions: { item in
            asked.append(item.locator.path.text)
            return (wal: Array("no log".utf8), journal: nil)
        })
        #expect(grouped(bytes, analyzer).history.count == 5)
        #expect(asked == ["/History"])
    }

    private func grouped(_ bytes: [UInt8], _ analyzer: HistoryAnalyzer) -> ItemReport {
        var reports = [ItemReport()]
        bytes.withUnsafeBytes {
            let group = ArenaGroup(items: [item("/History", bytes.count)], ranges: [0..<bytes.count], base: $0)
            analyzer.analyze(group, into: &reports)
        }
        return reports[0]
    }

    private func item(_ path: String, _ size: Int) -> ScanItem {
        ScanItem(
            locator: Locator(
                volumeOffset: 0, fileSystem: "ext4", metaAddress: 9, path: RawPath(path), state: .allocated),
            kind: .regular, size: UInt64(size))
    }

    /// Two visits of one page, one by a sub-frame, and a search.
    private func database() throws -> [UInt8] {
        var handle: OpaquePointer?
        defer { sqlite3_close(handle) }
        try #require(sqlite3_open(":memory:", &handle) == SQLITE_OK)
        let sql = """
            CREATE TABLE urls(id INTEGER PRIMARY KEY, url, title, last_visit_time);
            CREATE TABLE visits(id INTEGER PRIMARY KEY, url, visit_time, transition);
            INSERT INTO urls VALUES(1, 'https://one.example/h%C3%A9/heron', 'Heron pages', \(time)),
                (2, 'https://www.google.com/search?q=blue+heron', '', \(time)),
                (3, 'https://ads.example/heron', 'Heron advertisement', \(time));
            INSERT INTO visits VALUES(1, 1, \(time), 1), (2, 1, \(time), 0), (3, 2, \(time), 5), (4, 3, \(time), 3);
            """
        try #require(sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK)
        var size: Int64 = 0
        let bytes = try #require(sqlite3_serialize(handle, "main", &size, 0))
        defer { sqlite3_free(bytes) }
        return Array(UnsafeBufferPointer(start: bytes, count: Int(size)))
    }
}
