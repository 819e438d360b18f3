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
