import Artefacts
import Model
import Testing

struct CarvedHistoryTests {
    private static let url = "https://one.example/private"

    private func recovered(_ files: DatabaseFixture.Files) throws -> [HistoryEntry] {
        try #require(readHistory(files)).entries.filter(\.recovered)
    }

    /// As Chromium and Firefox do: what is deleted is overwritten with zeros.
    private func fixture(_ pragma: String) throws -> DatabaseFixture {
        let fixture = try DatabaseFixture()
        try fixture.run("PRAGMA secure_delete = ON; " + pragma)
        try fixture.run(ChromiumFixture.schema)
        return fixture
    }

    @Test func `visits deleted within the write-ahead log come back from an older frame`() throws {
        let fixture = try fixture("")
        try fixture.useLog()
        try fixture.run(ChromiumFixture.visit(1, "https://kept.example/"))
        try fixture.run(ChromiumFixture.visit(2, Self.url, title: "Heron", transition: 1))
        try fixture.run("DELETE FROM visits WHERE id = 2; DELETE FROM urls WHERE id = 2")
        let files = fixture.files()
        let live = try #require(readHistory(files)).entries.filter { !$0.recovered }
        #expect(live.map(\.url) == ["https://kept.example/"])
        let found = try recovered(files)
        let entry = try #require(found.first { $0.kind == .typed })
        #expect(entry.url == Self.url)
        #expect(entry.title == "Heron")
        #expect(entry.time == ChromiumFixture.unixTime)
        #expect(entry.note == "recovered from an older frame of the write-ahead log")
    }

    @Test func `visits deleted by the last transaction come back from a journal whose header was zeroed`() throws {
        let fixture = try fixture("PRAGMA journal_mode = PERSIST;")
        try fixture.run(ChromiumFixture.visit(1, "https://kept.example/"))
        try fixture.run(ChromiumFixture.visit(2, Self.url))
        try fixture.run("BEGIN; DELETE FROM visits WHERE id = 2; DELETE FROM urls WHERE id = 2; COMMIT")
        let files = fixture.files()
        #expect(files.journal?.prefix(8).allSatisfy { $0 == 0 } == true)
        let found = try recovered(files)
        #expect(found.contains { $0.url == Self.url && $0.note == "recovered from the rollback journal" })
        #expect(!found.contains { $0.url == "https://kept.example/" })
    }

    @Test func `visits on free pages come back where the writer left them`() throws {
        let fixture = try DatabaseFixture(pageSize: 1024)
        try fixture.run("PRAGMA secure_delete = OFF")
        try fixture.run(ChromiumFixture.schema)
        try fixture.run(ChromiumFixture.visit(1, "https://kept.example/"))
        for id in 2...400 { try fixture.run(ChromiumFixture.visit(id, "https://gone.example/\(id)")) }
        // Without a condition SQLite gives up whole pages as they are.
        try fixture.run("DELETE FROM visits")
        let files = fixture.files()
        let found = try recovered(files)
        #expect(found.count > 250)
        #expect(found.contains { $0.url == "https://gone.example/200" })
        #expect(found.allSatisfy { $0.note == "recovered from a free page" })
    }

    @Test func `carved rows never replace live ones, and clean databases give none`() throws {
        let fixture = try fixture("")
        try fixture.useLog()
        try fixture.run(ChromiumFixture.visit(1, "https://kept.example/", title: "Old"))
        try fixture.run("UPDATE urls SET title = 'New' WHERE id = 1")
        let entries = try #require(readHistory(fixture.files())).entries
        #expect(entries.filter { !$0.recovered }.map(\.title) == ["New"])
        #expect(!entries.contains { $0.recovered && $0.title == "New" })
        let clean = try ChromiumFixture.make(ChromiumFixture.visit(1, "https://kept.example/"))
        #expect(try recovered(clean.files()).isEmpty)
    }

    @Test func `noise in side files does no harm`() throws {
        let files = try ChromiumFixture.make(ChromiumFixture.visit(1, "https://kept.example/")).files()
        var random = SystemRandomNumberGenerator()
        let seed = random.next()
        var state = seed
        for _ in 0..<50 {
            let noise = (0..<20_000).map { _ -> UInt8 in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                // Leaves of tables are what is looked for.
                return state >> 60 == 0 ? 0x0D : UInt8(truncatingIfNeeded: state >> 33)
            }
            let result = readHistory(files.main, wal: noise, journal: noise)
            #expect(result?.entries.contains { $0.url == "https://kept.example/" } == true, "seed \(seed)")
        }
    }
}
