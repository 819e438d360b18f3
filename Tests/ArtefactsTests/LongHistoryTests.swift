import Artefacts
import Model
import Testing

/// More visits than entries are kept of one file; here a few, by a lower limit.
struct LongHistoryTests {
    private static let day: Int64 = 86_400_000_000

    /// Visits 1 to 12, a day apart; every third is a search, so that it makes two entries.
    private static func url(_ number: Int) -> String {
        number % 3 == 0 ? "https://duckduckgo.com/?q=heron\(number)" : "https://x.example/\(number)"
    }

    private static func time(_ number: Int) -> Int64 { ChromiumFixture.unixTime + Int64(number) * day }

    private static func chromium() throws -> DatabaseFixture {
        let fixture = try ChromiumFixture.make()
        for number in 1...12 {
            let time = ChromiumFixture.time + Int64(number) * day
            try fixture.run(
                """
                INSERT INTO urls(id, url, last_visit_time) VALUES(\(number), '\(url(number))', \(time));
                INSERT INTO visits(id, url, visit_time) VALUES(\(number), \(number), \(time));
                """)
        }
        return fixture
    }

    private static func firefox() throws -> DatabaseFixture {
        try FirefoxFixture.make(
            FirefoxFixture.desktop,
            (1...12).map {
                """
                INSERT INTO moz_places(id, url) VALUES(\($0), '\(url($0))');
                INSERT INTO moz_historyvisits VALUES(\($0), 0, \($0), \(time($0)), 1, 0);
                """
            }.joined())
    }

    private static func safari() throws -> DatabaseFixture {
        let fixture = try DatabaseFixture()
        try fixture.run(
            "CREATE TABLE history_items(id INTEGER PRIMARY KEY, url TEXT);"
                + "CREATE TABLE history_visits(id INTEGER PRIMARY KEY, history_item INTEGER, visit_time REAL, title TEXT);"
                + (1...12).map {
                    "INSERT INTO history_items VALUES(\($0), '\(url($0))');"
                        + "INSERT INTO history_visits VALUES(\($0), \($0), \(time($0) / 1_000_000 - 978_307_200), '');"
                }.joined())
        return fixture
    }

    private func read(_ fixture: DatabaseFixture, limit: Int) throws -> ArtefactReading {
        let locator = Locator(
            volumeOffset: 0, fileSystem: "ntfs", metaAddress: 7, path: RawPath("/Users/a/History"), state: .allocated)
        let files = fixture.files()
        return try #require(
            files.main.withUnsafeBytes { main in
                withOptionalBytes(files.wal) {
                    HistoryDatabases.read(main: main, wal: $0, locator: locator, limit: limit)
                }
            })
    }

    @Test(arguments: ["chromium", "firefox", "safari"])
    func `the newest visits of a long history are kept, with their searches`(_ source: String) throws {
        let fixture = try source == "chromium" ? Self.chromium() : source == "firefox" ? Self.firefox() : Self.safari()
        // 12 and its search, 11, 10, 9 and its search: whatever the limit, nothing older than what was left out.
        for (limit, oldest) in [(6, 9), (3, 11), (4, 10), (1, 12)] {
            let reading = try read(fixture, limit: limit)
            #expect(reading.entries.count == limit)
            #expect(reading.entries.compactMap(\.time).min() == Self.time(oldest))
            #expect(reading.entries.contains { $0.kind != .search && $0.time == Self.time(12) })
            #expect(reading.notes.map(\.message) == ["only the newest \(limit) history entries are kept"])
        }
        let whole = try read(fixture, limit: 16)
        #expect(whole.entries.count == 16)
        #expect(whole.notes.isEmpty)
        // Enough room, found out only by reading: the same entries, whatever their order.
        #expect(Set(whole.entries) == Set(try read(fixture, limit: 1000).entries))
    }

    /// SQLite would have to gather the table to turn it round.
    @Test func `a table without numbers of its own is read in its order`() throws {
        let fixture = try DatabaseFixture()
        try fixture.run(
            "CREATE TABLE urls(id INTEGER PRIMARY KEY, url);"
                + "CREATE TABLE visits(id INTEGER PRIMARY KEY, url, visit_time) WITHOUT ROWID;"
                + (1...12).map {
                    "INSERT INTO urls VALUES(\($0), 'https://x/\($0)');"
                        + "INSERT INTO visits VALUES(\($0), \($0), \(ChromiumFixture.time));"
                }.joined())
        let reading = try read(fixture, limit: 5)
        #expect(reading.entries.map(\.url) == (1...5).map { "https://x/\($0)" })
        #expect(reading.notes.map(\.message) == ["only the first 5 history entries are kept"])
    }

    @Test func `what the log's newer visits left no room for is not called recovered`() throws {
        let fixture = try Self.chromium()
        try fixture.useLog()
        try fixture.run(
            """
            INSERT INTO urls(id, url, last_visit_time) VALUES(13, '\(Self.url(13))', 1);
            INSERT INTO visits(id, url, visit_time) VALUES(13, 13, \(ChromiumFixture.time + 13 * Self.day));
            """)
        let reading = try read(fixture, limit: 5)
        #expect(reading.entries.count == 5)
        #expect(reading.entries.allSatisfy { !$0.recovered })
        #expect(reading.entries.contains { $0.time == Self.time(13) })
    }
}
