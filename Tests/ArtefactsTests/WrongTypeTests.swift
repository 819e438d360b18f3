import Artefacts
import Foundation
import Model
import Testing

@testable import Artefacts

/// Databases of every kind whose columns hold what they never should.
struct WrongTypeTests {
    /// What a kind of history is made of: its tables with their columns, and rows that are as they should be.
    struct Kind: Sendable, CustomTestStringConvertible {
        let name: String
        let tables: [(name: String, columns: [String])]
        let good: String
        var testDescription: String { name }
    }

    static let time = ChromiumFixture.time
    static let kinds: [Kind] = [
        Kind(
            name: "chromium",
            tables: [
                ("urls", ["id", "url", "title", "last_visit_time", "visit_count", "typed_count", "hidden"]),
                ("visits", ["id", "url", "visit_time", "transition", "originator_cache_guid"]),
                ("visit_source", ["id", "source"]),
                ("keyword_search_terms", ["keyword_id", "url_id", "term", "normalized_term"]),
                ("content_annotations", ["visit_id", "search_terms"]),
                ("downloads", ["id", "current_path", "target_path", "start_time", "state", "tab_url", "referrer"]),
                ("downloads_url_chains", ["id", "chain_index", "url"]), ("meta", ["key", "value"]),
            ],
            good: """
                INSERT INTO urls VALUES(900, 'https://good.example/', 'Good', \(time), 1, 0, 0);
                INSERT INTO visits VALUES(900, 900, \(time), 0, '');
                """),
        Kind(
            name: "firefox",
            tables: [
                (
                    "moz_places",
                    ["id", "url", "title", "rev_host", "visit_count", "hidden", "typed", "last_visit_date"]
                ),
                ("moz_historyvisits", ["id", "from_visit", "place_id", "visit_date", "visit_type", "session"]),
                ("moz_bookmarks", ["id", "type", "fk", "parent", "title", "dateAdded"]),
                ("moz_inputhistory", ["place_id", "input", "use_count"]), ("moz_anno_attributes", ["id", "name"]),
                ("moz_annos", ["id", "place_id", "anno_attribute_id", "content", "dateAdded"]),
            ],
            good: """
                INSERT INTO moz_places VALUES(900, 'https://good.example/', 'Good', '', 1, 0, 0, \(FirefoxFixture.time));
                INSERT INTO moz_historyvisits VALUES(900, 0, 900, \(FirefoxFixture.time), 1, 0);
                """),
        Kind(
            name: "firefox of phones",
            tables: [
                (
                    "moz_places",
                    ["id", "url", "title", "visit_count_local", "visit_count_remote", "last_visit_date_local"]
                ),
                ("moz_historyvisits", ["id", "is_local", "from_visit", "place_id", "visit_date", "visit_type"]),
                ("moz_historyvisit_tombstones", ["place_id", "visit_date"]), ("moz_places_tombstones", ["guid"]),
            ],
            good: """
                INSERT INTO moz_places VALUES(900, 'https://good.example/', 'Good', 1, 0, 1767323045000);
                INSERT INTO moz_historyvisits VALUES(900, 1, 0, 900, 1767323045000, 1);
                """),
        Kind(
            name: "safari",
            tables: [
                ("history_items", ["id", "url", "visit_count"]),
                ("history_visits", ["id", "history_item", "visit_time", "title", "origin", "redirect_source"]),
                ("history_tombstones", ["start_time", "end_time", "url"]),
            ],
            good: """
                INSERT INTO history_items VALUES(900, 'https://good.example/', 1);
                INSERT INTO history_visits VALUES(900, 900, 789015845.0, 'Good', 0, NULL);
                """),
    ]

    /// Stored as they are, since the columns have no affinity.
    static let values = [
        "NULL", "''", "'text'", "'9e999'", "'9223372036854775808'", "x''", "x'00ff00d8'", "zeroblob(70000)", "0", "-1",
        "9223372036854775807", "-9223372036854775808", "1.5", "9e999", "-9e999", "1e300", "CAST(x'ff41c3' AS TEXT)",
        "char(0) || 'a'",
    ]

    @Test(arguments: kinds)
    func `values of wrong types hide no row that is as it should be, and show no false time`(_ kind: Kind) throws {
        let fixture = try DatabaseFixture()
        for table in kind.tables {
            try fixture.run("CREATE TABLE \(table.name)(\(table.columns.joined(separator: ", ")))")
        }
        try fixture.run("BEGIN")
        for table in kind.tables {
            // Every value in every column, the others as numbers that lead to a page.
            for (index, _) in table.columns.enumerated() {
                for value in Self.values {
                    let row = table.columns.indices.map { $0 == index ? value : "900" }
                    try fixture.run("INSERT INTO \(table.name) VALUES(\(row.joined(separator: ", ")))")
                }
            }
            for value in Self.values {
                let row = [String](repeating: value, count: table.columns.count)
                try fixture.run("INSERT INTO \(table.name) VALUES(\(row.joined(separator: ", ")))")
            }
        }
        try fixture.run("COMMIT; " + kind.good)
        let reading = try #require(readHistory(fixture.files()))
        #expect(
            reading.entries.contains {
                $0.url == "https://good.example/" && $0.time == ChromiumFixture.unixTime && $0.kind == .visit
            })
        // A time is between 1970 and 9999, and has the number that it was made of beside it.
        for entry in reading.entries {
            guard let time = entry.time else { continue }
            #expect((0...253_402_300_799_999_999).contains(time))
            #expect(entry.rawTime != nil)
        }
        #expect(reading.entries.allSatisfy { ($0.url?.utf8.count ?? 0) <= 64 << 10 })
        #expect(reading.notes.allSatisfy { !$0.code.isEmpty && !$0.message.isEmpty })
    }

    @Test(arguments: SideTableData.rows.indices)
    func `a side table of wrong types gives its good row`(_ index: Int) throws {
        let row = SideTableData.rows[index]
        let columns = [row.url, row.title, row.term, row.time, row.count].compactMap { $0 }
        let fixture = try DatabaseFixture()
        for table in row.required.subtracting([row.table]) { try fixture.run("CREATE TABLE \(table)(x)") }
        try fixture.run("CREATE TABLE \(row.table)(\(columns.joined(separator: ", ")))")
        for value in Self.values {
            let values = [String](repeating: value, count: columns.count).joined(separator: ", ")
            try fixture.run("INSERT INTO \(row.table) VALUES(\(values))")
        }
        let good = columns.map { $0 == row.time || $0 == row.count ? "3" : "'https://good.example/'" }
        try fixture.run("INSERT INTO \(row.table) VALUES(\(good.joined(separator: ", ")))")
        let reading = try #require(readHistory(fixture.files()))
        #expect(
            reading.entries.contains {
                [$0.url, $0.title, $0.searchTerm].contains { $0 == "https://good.example/" }
            })
        #expect(reading.entries.allSatisfy { $0.time.map { $0 >= 0 } ?? true && $0.count >= 1 })
    }

    @Test func `a history among two thousand tables is read`() throws {
        let fixture = try ChromiumFixture.make(ChromiumFixture.visit(1, "https://one.example/"))
        try fixture.run("BEGIN")
        for number in 0..<2_000 { try fixture.run("CREATE TABLE t\(number)(a, b)") }
        try fixture.run("COMMIT")
        let reading = try #require(readHistory(fixture.files()))
        #expect(reading.entries.map(\.url) == ["https://one.example/"])
        #expect(reading.notes.isEmpty)
    }

    @Test func `a text of a hundred megabytes in one row is cut`() throws {
        let fixture = try ChromiumFixture.make(
            ChromiumFixture.visit(1, "https://one.example/") + ChromiumFixture.visit(2, "https://two.example/"))
        try fixture.run("UPDATE urls SET title = replace(hex(zeroblob(50000000)), '00', 'ab') WHERE id = 1")
        let reading = try #require(readHistory(fixture.files()))
        #expect(reading.entries.map(\.url) == ["https://one.example/", "https://two.example/"])
        #expect(reading.entries.first?.title?.utf8.count == 64 << 10)
    }

    /// Their modules are not there, and must not be asked for.
    @Test(arguments: ["USING fts4(url, title)", "USING rtree(id, a, b)"])
    func `a virtual table in the place of pages or visits is not read`(_ module: String) throws {
        let fixture = try DatabaseFixture()
        try fixture.run(
            """
            CREATE TABLE visits(id INTEGER PRIMARY KEY, url, visit_time, transition);
            INSERT INTO visits VALUES(1, 1, \(ChromiumFixture.time), 0);
            CREATE VIRTUAL TABLE urls \(module);
            """)
        if let reading = readHistory(fixture.files()) {
            #expect(reading.entries.allSatisfy { $0.url == nil })
        }
    }

    @Test func `a trigger and a view beside a history's tables do nothing`() throws {
        let fixture = try ChromiumFixture.make(ChromiumFixture.visit(1, "https://one.example/"))
        try fixture.run(
            """
            CREATE VIEW visit_view AS SELECT load_extension('x') FROM visits;
            CREATE TRIGGER t INSTEAD OF INSERT ON visit_view BEGIN DELETE FROM urls; END;
            CREATE TRIGGER u AFTER UPDATE ON urls BEGIN DELETE FROM visits; END;
            CREATE INDEX odd ON urls(title) WHERE title LIKE '%x%';
            """)
        let reading = try #require(readHistory(fixture.files()))
        #expect(reading.entries.map(\.url) == ["https://one.example/"])
        #expect(reading.notes.isEmpty)
    }
}
