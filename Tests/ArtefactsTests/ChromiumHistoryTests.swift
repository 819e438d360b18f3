import Artefacts
import Model
import Testing

struct ChromiumHistoryTests {
    @Test func `times are microseconds since 1970 with the stored value beside them`() throws {
        let fixture = try ChromiumFixture.make(ChromiumFixture.visit(1, "https://one.example/", title: "One"))
        let entry = try #require(readHistory(fixture.files())?.entries.first)
        #expect(entry.time == ChromiumFixture.unixTime)
        #expect(entry.rawTime == "webkit-us:\(ChromiumFixture.time)")
        #expect(entry.title == "One")
        #expect(entry.source == "chromium")
        #expect(entry.profile == "/Users/a/Profile")
    }

    @Test(arguments: [0, -1, Int64.max, Int64.max - 1])
    func `a value that means no time gives none`(_ stored: Int64) throws {
        let fixture = try ChromiumFixture.make(ChromiumFixture.visit(1, "https://one.example/"))
        try fixture.run("UPDATE visits SET visit_time = \(stored)")
        let entry = try #require(readHistory(fixture.files())?.entries.first)
        #expect(entry.time == nil)
        #expect(entry.rawTime == "webkit-us:\(stored)")
    }

    @Test(
        arguments: [
            (0, HistoryEntry.Kind.visit, true, nil), (1, .typed, true, nil), (3, .visit, false, "sub-frame"),
            (4, .visit, true, nil), (0x4000_0000, .visit, false, "redirect"),
            (Int(Int32(bitPattern: 0x8000_0001)), .typed, false, "redirect"),
        ] as [(Int, HistoryEntry.Kind, Bool, String?)])
    func `a transition tells kind and intent`(
        _ transition: Int, _ kind: HistoryEntry.Kind, _ intent: Bool, _ note: String?
    ) throws {
        let fixture = try ChromiumFixture.make(
            ChromiumFixture.visit(1, "https://one.example/", transition: transition))
        let entry = try #require(readHistory(fixture.files())?.entries.first)
        #expect(entry.kind == kind)
        #expect(entry.intent == intent)
        #expect(entry.note == note)
    }

    @Test(
        arguments: [
            "INSERT INTO visit_source VALUES(1, 0)", "UPDATE visits SET originator_cache_guid = 'abc'",
        ])
    func `a visit from another device is no intent here`(_ mark: String) throws {
        let fixture = try ChromiumFixture.make(ChromiumFixture.visit(1, "https://one.example/") + mark)
        let entry = try #require(readHistory(fixture.files())?.entries.first)
        #expect(!entry.intent)
        #expect(entry.note == "synced from another device")
    }

    @Test func `one search that is stored three times is one entry`() throws {
        let fixture = try ChromiumFixture.make(
            ChromiumFixture.visit(1, "https://www.google.com/search?q=Blue+Heron&oq=blue") + """
                INSERT INTO keyword_search_terms VALUES(2, 1, 'Blue Heron', 'blue heron');
                INSERT INTO content_annotations VALUES(1, 'blue heron');
                """)
        let searches = try #require(readHistory(fixture.files())?.entries.filter { $0.kind == .search })
        #expect(searches.map(\.searchTerm) == ["blue heron"])
        #expect(searches.first?.time == ChromiumFixture.unixTime)
    }

    private static let stored = """
        INSERT INTO keyword_search_terms VALUES(2, 1, 'Blue Heron', 'blue heron');
        INSERT INTO content_annotations VALUES(1, 'blue heron');
        """
    private static let search = "https://www.google.com/search?q=Blue+Heron"

    @Test(
        arguments: [
            ("INSERT INTO visit_source VALUES(1, 0);", "synced from another device"),
            ("UPDATE visits SET originator_cache_guid = 'abc';", "synced from another device"),
            ("UPDATE visits SET transition = 3;", "sub-frame"),
        ])
    func `a stored search is no intent where none of its visits is`(_ mark: String, _ remark: String) throws {
        let visit = ChromiumFixture.visit(1, Self.search) + mark
        for stored in Self.stored.split(separator: "\n").map(String.init) + [Self.stored] {
            let fixture = try ChromiumFixture.make(visit + stored)
            let searches = try #require(readHistory(fixture.files())?.entries.filter { $0.kind == .search })
            #expect(searches.map(\.intent) == [false])
            #expect(searches.map(\.note) == [remark])
        }
    }

    @Test func `a stored search is deliberate where one of its visits is`() throws {
        let later = ChromiumFixture.time + 3_600_000_000
        let fixture = try ChromiumFixture.make(
            ChromiumFixture.visit(1, Self.search) + Self.stored + """
                UPDATE visits SET originator_cache_guid = 'abc';
                INSERT INTO visits(id, url, visit_time, transition) VALUES(2, 1, \(later), 3), (3, 1, \(later), 5);
                UPDATE urls SET last_visit_time = \(later);
                """)
        let searches = try #require(readHistory(fixture.files())?.entries.filter { $0.kind == .search })
        #expect(searches.map(\.intent) == [false, true])
        #expect(searches.map(\.note) == ["synced from another device", nil])
    }

    @Test func `of two copies of a search in one minute the deliberate one's remarks hold`() throws {
        let fixture = try ChromiumFixture.make(
            ChromiumFixture.visit(1, Self.search, transition: 3) + """
                INSERT INTO visits(id, url, visit_time, transition) VALUES(2, 1, \(ChromiumFixture.time + 1), 5);
                """)
        let searches = try #require(readHistory(fixture.files())?.entries.filter { $0.kind == .search })
        #expect(searches.map(\.intent) == [true])
        #expect(searches.map(\.note) == [nil])
    }

    @Test func `a search by address alone is an entry beside its visit`() throws {
        let fixture = try ChromiumFixture.make(ChromiumFixture.visit(1, "https://duckduckgo.com/?q=heron"))
        let entries = try #require(readHistory(fixture.files())?.entries)
        #expect(entries.map(\.kind) == [.visit, .search])
        #expect(entries.last?.searchTerm == "heron")
        #expect(entries.last?.url == "https://duckduckgo.com/?q=heron")
    }

    @Test func `a visit without its page is kept and says so`() throws {
        let fixture = try ChromiumFixture.make(ChromiumFixture.visit(1, "https://one.example/"))
        try fixture.run("DELETE FROM urls")
        let entry = try #require(readHistory(fixture.files())?.entries.first)
        #expect(entry.url == nil)
        #expect(entry.note == "visit of a page that is no longer listed")
    }

    @Test func `a download has the last address of its chain and names the first`() throws {
        let fixture = try ChromiumFixture.make(
            """
            INSERT INTO downloads VALUES(4, '', 'C:\\x.zip', \(ChromiumFixture.time), 4, 'https://tab.example/');
            INSERT INTO downloads_url_chains VALUES(4, 1, 'https://cdn.example/x.zip');
            INSERT INTO downloads_url_chains VALUES(4, 0, 'https://click.example/');
            """)
        let entry = try #require(readHistory(fixture.files())?.entries.first)
        #expect(entry.kind == .download)
        #expect(entry.url == "https://cdn.example/x.zip")
        #expect(entry.title == "C:\\x.zip")
        #expect(entry.note == "interrupted; requested as https://click.example/")
    }

    @Test func `a page whose visits are gone is kept with its last visit`() throws {
        let fixture = try ChromiumFixture.make(ChromiumFixture.visit(1, "https://duckduckgo.com/?q=heron"))
        try fixture.run("DELETE FROM visits")
        let entries = try #require(readHistory(fixture.files())?.entries)
        #expect(entries.map(\.kind) == [.visit, .search])
        #expect(entries.allSatisfy { $0.time == ChromiumFixture.unixTime })
        #expect(entries.first?.note == "page listed with its last visit only")
    }
}

struct HistoryGapTests {
    @Test func `numbers missing among young visits are told, those of expired ones are not`() throws {
        func gaps(_ sql: String) throws -> [Trace] {
            try #require(readHistory(ChromiumFixture.make(sql).files())).traces.filter { $0.subject == .gap }
        }
        let day: Int64 = 86_400_000_000
        func visits(_ ids: some Sequence<Int>, _ time: (Int) -> Int64) -> String {
            ids.map {
                "INSERT INTO urls(id, url, last_visit_time) VALUES(\($0), 'https://x/\($0)', 1);"
                    + "INSERT INTO visits(id, url, visit_time) VALUES(\($0), \($0), \(time($0)));"
            }.joined()
        }
        let newest = ChromiumFixture.time
        // 1 to 100 in the last ten days, 31 to 80 of them gone.
        let deleted = try gaps(visits(Array(1...30) + Array(81...100)) { newest - 10 * day + Int64($0) * 1_000_000 })
        #expect(deleted.map(\.text) == ["chromium-visits-missing"])
        #expect(deleted.first?.detail.contains("50 numbers of visits") == true)
        // The oldest are gone because they expired: the first left is of 200 days ago.
        #expect(try gaps(visits([500, 700, 900, 901, 902]) { newest - Int64(902 - $0) * day / 2 }).isEmpty)
        // Whole, and with a few missing.
        #expect(try gaps(visits(Array(1...50)) { newest + Int64($0) }).isEmpty)
        #expect(try gaps(visits(Array(1...20) + Array(30...50)) { newest + Int64($0) }).isEmpty)
        // The newest addresses deleted: AUTOINCREMENT remembers.
        let tail = try gaps(
            visits(Array(1...100)) { newest + Int64($0) }
                + "DELETE FROM urls WHERE id > 60; DELETE FROM visits WHERE id > 60;")
        #expect(tail.map(\.text) == ["chromium-newest-missing"])
    }

    @Test func `a history whose visits are all gone is told by the last number given out`() throws {
        let fixture = try ChromiumFixture.make(
            (1...60).map { ChromiumFixture.visit($0, "https://x/\($0)") }.joined())
        try fixture.run("DELETE FROM visits; DELETE FROM urls")
        let traces = try #require(readHistory(fixture.files())).traces
        #expect(traces.map(\.text) == ["chromium-newest-missing"])
        #expect(traces.first?.detail.contains("the last 60 numbers given out in urls are gone") == true)
        #expect(traces.first?.detail.contains("no visit is left at all") == true)
        // A new profile has given out none.
        #expect(try #require(readHistory(ChromiumFixture.make().files())).traces.isEmpty)
    }

    @Test func `numbers at the ends of their range are no trouble`() throws {
        let fixture = try ChromiumFixture.make(
            "INSERT INTO urls(id, url, last_visit_time) VALUES(-5, 'https://x/', 1);"
                + [Int64.min, -5, 1, Int64.max].map {
                    "INSERT INTO visits(id, url, visit_time) VALUES(\($0), -5, \(ChromiumFixture.time));"
                }.joined())
        for last in [Int64.min, -1, Int64.max] {
            try fixture.run("UPDATE sqlite_sequence SET seq = \(last)")
            let entries = try #require(readHistory(fixture.files())).entries
            #expect(entries.count == 4)
        }
    }

    @Test func `Safari's tombstones tell the range that was deleted`() throws {
        let fixture = try DatabaseFixture()
        try fixture.run(
            """
            CREATE TABLE history_items(id INTEGER PRIMARY KEY, url TEXT);
            CREATE TABLE history_visits(id INTEGER PRIMARY KEY, history_item INTEGER, visit_time REAL, title TEXT);
            CREATE TABLE history_tombstones(id INTEGER PRIMARY KEY, start_time REAL, end_time REAL, url TEXT);
            INSERT INTO history_tombstones VALUES(1, 700000000.0, 700003600.5, NULL), (2, 700000000, 700003600, 'https://x/');
            """)
        let traces = try #require(readHistory(fixture.files())).traces
        #expect(
            traces.map(\.detail) == [
                "Safari's tombstone: all history between 2023-03-08T20:26:40Z and 2023-03-08T21:26:40Z was deleted",
                "Safari's tombstone: visits of https://x/ between 2023-03-08T20:26:40Z and 2023-03-08T21:26:40Z was deleted",
            ])
    }
}
