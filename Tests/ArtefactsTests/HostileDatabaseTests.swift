import Artefacts
import Foundation
import Model
import Testing

struct HostileDatabaseTests {
    @Test func `views, triggers and virtual tables named like a history's are not read`() throws {
        let fixture = try DatabaseFixture()
        try fixture.run(
            """
            CREATE TABLE t(id, url, visit_time);
            CREATE VIEW urls AS SELECT id, randomblob(1000000000) AS url FROM t;
            CREATE VIEW visits AS SELECT * FROM t;
            CREATE TRIGGER moz_places AFTER INSERT ON t BEGIN DELETE FROM t; END;
            INSERT INTO t VALUES(1, 2, 3);
            """)
        #expect(readHistory(fixture.files()) == nil)
    }

    /// Looking a page up would be going through all of them.
    @Test(arguments: ["id INTEGER PRIMARY KEY", "id", "id INTEGER PRIMARY KEY DESC", "id TEXT PRIMARY KEY"])
    func `pages are found whatever their table's key is`(key: String) throws {
        let fixture = try DatabaseFixture()
        try fixture.run(
            """
            CREATE TABLE urls(\(key), url, title, last_visit_time);
            CREATE TABLE visits(id INTEGER PRIMARY KEY, url, visit_time, transition);
            INSERT INTO urls VALUES(2, 'https://two.example/', 'Two', 13411796645000000),
                (1, 'https://one.example/', 'One', 13411796645000001), (3, 'https://three.example/', '', 13411796645000002);
            INSERT INTO visits VALUES(1, 1, 13411796645000000, 0), (2, 2, 13411796646000000, 0), (3, 9, 13411796647000000, 0);
            """)
        let result = try #require(readHistory(fixture.files()))
        #expect(
            result.entries.map { $0.url ?? "-" } == [
                "https://one.example/", "https://two.example/", "-", "https://three.example/",
            ])
        #expect(result.note == nil)
    }

    @Test func `a chain of 256 nested views does nothing`() throws {
        let fixture = try ChromiumFixture.make(ChromiumFixture.visit(1, "https://one.example/"))
        try fixture.run("CREATE VIEW v0 AS SELECT * FROM urls")
        for level in 1...256 {
            try fixture.run("CREATE VIEW v\(level) AS SELECT a.* FROM v\(level - 1) a, v\(level - 1) b")
        }
        let result = try #require(readHistory(fixture.files()))
        #expect(result.entries.count == 1)
        #expect(result.note == nil)
    }

    @Test func `odd tables, views and a huge row beside a history do not hide it`() throws {
        let fixture = try ChromiumFixture.make(ChromiumFixture.visit(1, "https://one.example/"))
        let columns = (0..<1900).map { "c\($0)" }.joined(separator: ", ")
        let sum = String(repeating: "(1 + ", count: 20) + "1" + String(repeating: ")", count: 20)
        let union = repeatElement("SELECT 1", count: 400).joined(separator: " UNION ALL ")
        try fixture.run(
            """
            CREATE TABLE wide(\(columns), CHECK(\(sum)));
            CREATE VIEW many AS \(union);
            UPDATE urls SET title = hex(zeroblob(12000000));
            """)
        try fixture.run(ChromiumFixture.visit(2, "https://two.example/"))
        let result = try #require(readHistory(fixture.files()))
        #expect(result.note == nil)
        #expect(result.entries.map(\.url) == ["https://one.example/", "https://two.example/"])
        #expect(result.entries.first?.title?.utf8.count == 64 << 10)
    }

    @Test func `a generated column runs no function`() throws {
        let fixture = try DatabaseFixture()
        try fixture.run(
            """
            CREATE TABLE urls(id INTEGER PRIMARY KEY, url TEXT,
                title TEXT GENERATED ALWAYS AS (hex(zeroblob(1000))) VIRTUAL);
            CREATE TABLE visits(id INTEGER PRIMARY KEY, url INTEGER, visit_time INTEGER);
            INSERT INTO urls(id, url) VALUES(1, 'https://one.example/');
            INSERT INTO visits VALUES(1, 1, \(ChromiumFixture.time));
            """)
        let result = try #require(readHistory(fixture.files()))
        #expect(result.entries.map(\.url) == ["https://one.example/"])
        #expect(result.entries.map(\.title) == [nil])
    }

    @Test func `no flipped bytes in database, log or journal bring the reader down`() throws {
        let seed =
            ProcessInfo.processInfo.environment["WINNOW_SEED"].flatMap { UInt64($0) } ?? UInt64.random(in: 1...9999)
        print("seed: WINNOW_SEED=\(seed)")
        var random = SplitMix(state: seed)
        let chromium = try ChromiumFixture.make()
        let firefox = try FirefoxFixture.make()
        for id in 1..<60 {
            try chromium.run(ChromiumFixture.visit(id, "https://www.google.com/search?q=a+\(id)", transition: id))
            try firefox.run("INSERT INTO moz_places(id, url) VALUES(\(id), 'https://a.example/\(id)')")
            try firefox.run("INSERT INTO moz_historyvisits VALUES(\(id), 0, \(id), \(FirefoxFixture.time), 1, 0)")
        }
        try chromium.useLog()
        for id in 60..<90 { try chromium.run(ChromiumFixture.visit(id, "https://b.example/\(id)")) }
        try firefox.run("PRAGMA cache_size = 1; BEGIN; UPDATE moz_places SET url = url || 'x'")
        for original in [chromium.files(), firefox.files()] {
            for _ in 0..<300 {
                var files = original
                for _ in 0..<Int.random(in: 1...24, using: &random) {
                    // The first bytes of a file and of its pages steer the reading most.
                    flip(&files.main, &random)
                    if files.wal != nil { flip(&files.wal!, &random) }
                    if files.journal != nil { flip(&files.journal!, &random) }
                }
                _ = readHistory(files)
            }
        }
    }

    private func flip(_ bytes: inout [UInt8], _ random: inout SplitMix) {
        guard !bytes.isEmpty else { return }
        let page = Int.random(in: 0..<(bytes.count / 512 + 1), using: &random) * 512
        let index = Bool.random(using: &random) ? page + Int.random(in: 0..<40, using: &random) : page + 100
        // The magic stays, or nothing would be read at all.
        if index >= 16, index < bytes.count { bytes[index] = UInt8.random(in: 0...255, using: &random) }
    }
}

/// A small generator with a seed (SplitMix64), so that a failure can be repeated.
struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return value ^ (value >> 31)
    }
}
