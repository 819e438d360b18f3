import Artefacts
import Model
import Testing

struct FirefoxHistoryTests {
    static let place = "INSERT INTO moz_places(id, url, title) VALUES(1, 'https://one.example/', 'One');"

    @Test(
        arguments: [
            (1, HistoryEntry.Kind.visit, true), (2, .typed, true), (4, .visit, false), (5, .visit, false),
            (6, .visit, false), (8, .visit, false), (9, .visit, true), (77, .visit, true),
        ] as [(Int, HistoryEntry.Kind, Bool)])
    func `a visit type tells kind and intent`(_ type: Int, _ kind: HistoryEntry.Kind, _ intent: Bool) throws {
        let fixture = try FirefoxFixture.make(
            FirefoxFixture.desktop,
            Self.place + "INSERT INTO moz_historyvisits VALUES(1, 0, 1, \(FirefoxFixture.time), \(type), 0)")
        let entry = try #require(readHistory(fixture.files())?.entries.first)
        #expect(entry.kind == kind)
        #expect(entry.intent == intent)
        #expect(entry.time == FirefoxFixture.time)
        #expect(entry.rawTime == "unix-us:\(FirefoxFixture.time)")
    }

    @Test func `bookmarks, typed input and downloads are read`() throws {
        let fixture = try FirefoxFixture.make(
            FirefoxFixture.desktop,
            Self.place + """
                INSERT INTO moz_bookmarks VALUES(1, 1, 1, 0, 'Mark', \(FirefoxFixture.time), 0);
                INSERT INTO moz_bookmarks VALUES(2, 2, NULL, 0, 'A folder', 5, 0);
                INSERT INTO moz_inputhistory VALUES(1, 'on', 3);
                INSERT INTO moz_anno_attributes VALUES(7, 'downloads/destinationFileURI'), (8, 'downloads/metaData');
                INSERT INTO moz_annos VALUES(1, 1, 7, 'file:///tmp/x', \(FirefoxFixture.time));
                INSERT INTO moz_annos VALUES(2, 1, 8, '{"state":1}', \(FirefoxFixture.time));
                """)
        let entries = try #require(readHistory(fixture.files())?.entries)
        #expect(entries.map(\.kind) == [.typed, .bookmark, .download])
        #expect(entries.map(\.title) == ["One", "Mark", "file:///tmp/x"])
        #expect(entries[0].searchTerm == "on")
        #expect(entries[0].count == 3)
        #expect(entries[2].note == #"{"state":1}"#)
    }

    @Test func `the phone's times are milliseconds, its remote visits no intent, its tombstones kept`() throws {
        let milliseconds = FirefoxFixture.time / 1000
        let fixture = try FirefoxFixture.make(
            FirefoxFixture.phone,
            Self.place + """
                INSERT INTO moz_historyvisits VALUES(1, 1, 0, 1, \(milliseconds), 1), (2, 0, 0, 1, \(milliseconds), 1);
                INSERT INTO moz_historyvisit_tombstones VALUES(1, \(milliseconds));
                """)
        let entries = try #require(readHistory(fixture.files())?.entries)
        #expect(entries.allSatisfy { $0.time == FirefoxFixture.time && $0.rawTime == "unix-ms:\(milliseconds)" })
        #expect(entries.map(\.intent) == [true, false, true])
        #expect(entries.map(\.note) == [nil, "synced from another device", "a visit that was deleted"])
    }

    @Test func `the search bar's terms are read, other form fields are not`() throws {
        let fixture = try DatabaseFixture()
        try fixture.run(
            """
            CREATE TABLE moz_formhistory(id INTEGER PRIMARY KEY, fieldname TEXT, value TEXT, timesUsed INTEGER,
                firstUsed INTEGER, lastUsed INTEGER);
            INSERT INTO moz_formhistory VALUES(1, 'searchbar-history', 'heron', 2, 1, \(FirefoxFixture.time));
            INSERT INTO moz_formhistory VALUES(2, 'email', 'a@b.example', 2, 1, 2);
            """)
        let entries = try #require(readHistory(fixture.files())?.entries)
        #expect(entries.map(\.searchTerm) == ["heron"])
        #expect(entries.first?.time == FirefoxFixture.time)
    }
}
