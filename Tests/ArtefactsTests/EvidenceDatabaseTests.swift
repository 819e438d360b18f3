import Artefacts
import Model
import Testing

struct EvidenceDatabaseTests {
    @Test(.enabled(if: Corpora.hasBrowsers, "the public corpora are not here"))
    func `a public database shows what only its log holds`() throws {
        let main = try Corpora.browser("plaso-wal_database.db")
        let wal = try Corpora.browser("plaso-wal_database.db-wal")
        let (alone, together) = try main.withUnsafeBytes { main in
            try wal.withUnsafeBytes { wal in
                (try EvidenceDatabase(main: main).tables, try EvidenceDatabase(main: main, wal: wal).tables)
            }
        }
        #expect(alone == ["mytable"])
        #expect(together == ["mytable", "newtable"])
    }

    @Test func `rows committed to the log alone are seen, an open transaction is not`() throws {
        let fixture = try ChromiumFixture.make(ChromiumFixture.visit(1, "https://one.example/"))
        try fixture.useLog()
        try fixture.run(ChromiumFixture.visit(2, "https://two.example/"))
        try fixture.run("PRAGMA cache_size = 1; BEGIN")
        for id in 3..<400 {
            let address = "https://\(String(repeating: "x", count: 200)).example/\(id)"
            try fixture.run(ChromiumFixture.visit(id, address))
        }
        let files = fixture.files()
        #expect(files.wal?.count ?? 0 > 100_000)
        let seen = try #require(readHistory(files))
        #expect(seen.note == nil)
        let live = seen.entries.filter { !$0.recovered }
        #expect(live.map(\.url) == ["https://one.example/", "https://two.example/"])
        // The open transaction's frames are in the log all the same.
        #expect(seen.entries.contains { $0.recovered && $0.note?.contains("write-ahead log") == true })
        #expect(readHistory(files.main)?.entries.map(\.url) == ["https://one.example/"])
    }

    @Test func `a log that grew the database and shrank it again ends where its last commit ended`() throws {
        let fixture = try ChromiumFixture.make(ChromiumFixture.visit(1, "https://one.example/"))
        try fixture.useLog()
        for id in 2..<300 {
            try fixture.run(ChromiumFixture.visit(id, "https://a.example/\(String(repeating: "y", count: 300))\(id)"))
        }
        #expect(readHistory(fixture.files())?.entries.count { !$0.recovered } == 299)
        try fixture.run("DELETE FROM urls WHERE id > 5; DELETE FROM visits WHERE id > 5; VACUUM")
        #expect(readHistory(fixture.files())?.entries.count { !$0.recovered } == 5)
    }

    @Test func `what the log deleted comes back as recovered`() throws {
        let fixture = try ChromiumFixture.make(
            ChromiumFixture.visit(1, "https://one.example/") + ChromiumFixture.visit(2, "https://two.example/"))
        try fixture.useLog()
        try fixture.run("DELETE FROM visits WHERE id = 1; DELETE FROM urls WHERE id = 1")
        let entries = try #require(readHistory(fixture.files())?.entries)
        #expect(entries.map(\.url) == ["https://two.example/", "https://one.example/"])
        #expect(entries.map(\.recovered) == [false, true])
        #expect(entries.last?.note == "in the main file only, not after its log or journal")
    }

    @Test func `frames of an older generation and damaged frames are left out`() throws {
        let fixture = try ChromiumFixture.make(ChromiumFixture.visit(1, "https://one.example/"))
        try fixture.useLog()
        try fixture.run(ChromiumFixture.visit(2, "https://two.example/"))
        let first = fixture.files()
        try fixture.run(ChromiumFixture.visit(3, "https://three.example/"))
        var files = fixture.files()
        let end = try #require(first.wal).count
        // A flipped byte in the second commit leaves the first one.
        files.wal?[end + 200] ^= 0xFF
        #expect(readHistory(files)?.entries.count { !$0.recovered } == 2)
        // In the first commit it leaves the main file.
        files.wal?[100] ^= 0xFF
        #expect(readHistory(files)?.entries.count { !$0.recovered } == 1)
        // So do other salts, and no log at all.
        var old = first
        old.wal?[17] ^= 0xFF
        #expect(readHistory(old)?.entries.count { !$0.recovered } == 1)
        old.wal = Array("not a log".utf8)
        #expect(readHistory(old)?.entries.count { !$0.recovered } == 1)
        old.wal = []
        #expect(readHistory(old)?.entries.count { !$0.recovered } == 1)
    }

    @Test func `a log written on a big-endian machine is read alike`() throws {
        let fixture = try ChromiumFixture.make(ChromiumFixture.visit(1, "https://one.example/"))
        try fixture.useLog()
        try fixture.run(ChromiumFixture.visit(2, "https://two.example/"))
        var files = fixture.files()
        files.wal = bigEndian(try #require(files.wal), pageSize: 4096)
        #expect(readHistory(files)?.entries.count { !$0.recovered } == 2)
    }

    /// The log with its magic number and all checksums as a big-endian machine writes them.
    private func bigEndian(_ wal: [UInt8], pageSize: Int) -> [UInt8] {
        var wal = wal
        var sums: (UInt32, UInt32) = (0, 0)
        func word(_ offset: Int) -> UInt32 { wal[offset..<(offset + 4)].reduce(0) { $0 << 8 | UInt32($1) } }
        func add(_ range: Range<Int>) {
            for offset in stride(from: range.lowerBound, to: range.upperBound, by: 8) {
                sums.0 &+= word(offset) &+ sums.1
                sums.1 &+= word(offset + 4) &+ sums.0
            }
        }
        func store(at offset: Int) {
            for (place, sum) in [(offset, sums.0), (offset + 4, sums.1)] {
                for index in 0..<4 { wal[place + index] = UInt8(truncatingIfNeeded: sum >> (24 - 8 * index)) }
            }
        }
        wal[3] = 0x83
        add(0..<24)
        store(at: 24)
        for frame in stride(from: 32, to: wal.count, by: 24 + pageSize) {
            add(frame..<(frame + 8))
            add((frame + 24)..<(frame + 24 + pageSize))
            store(at: frame + 16)
        }
        return wal
    }

    /// Without syncs the journal does not count its records.
    @Test(arguments: ["FULL", "OFF"])
    func `a hot journal is rolled back, an emptied one is not`(_ synchronous: String) throws {
        let fixture = try ChromiumFixture.make("PRAGMA synchronous = \(synchronous)")
        for id in 1..<200 {
            try fixture.run(ChromiumFixture.visit(id, "https://a.example/\(String(repeating: "z", count: 300))\(id)"))
        }
        try fixture.run("PRAGMA journal_mode = DELETE; PRAGMA cache_size = 1; BEGIN")
        try fixture.run("UPDATE urls SET url = 'https://b.example/' || id; DELETE FROM visits WHERE id % 2 = 0")
        let files = fixture.files()
        #expect(files.journal?.isEmpty == false)
        let rolledBack = try #require(readHistory(files))
        #expect(rolledBack.note == nil)
        let before = rolledBack.entries.filter { !$0.recovered }
        #expect(before.count == 199)
        #expect(before.allSatisfy { $0.url?.hasPrefix("https://a.example/") == true })
        var zeroed = files
        for index in 0..<28 { zeroed.journal?[index] = 0 }
        #expect(readHistory(zeroed)?.entries != rolledBack.entries)
    }

    @Test func `a cut database gives the rows that are left and says so`() throws {
        let fixture = try ChromiumFixture.make()
        try fixture.run("BEGIN")
        for id in 1..<2000 { try fixture.run(ChromiumFixture.visit(id, "https://a.example/\(id)/of/a/long/path")) }
        try fixture.run("COMMIT")
        let main = fixture.files().main
        let result = try #require(readHistory(Array(main.prefix(main.count / 2))))
        #expect(result.note?.code == "sqlite-damaged")
        #expect(!result.entries.isEmpty)
        #expect(readHistory(Array(main.prefix(50)))?.note?.code == "sqlite-damaged")
        #expect(readHistory([]) == nil)
    }

    @Test func `a step budget ends the reading and says so`() throws {
        let fixture = try DatabaseFixture()
        try fixture.run(
            """
            CREATE TABLE t(a);
            WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 50000)
                INSERT INTO t SELECT i FROM n
            """)
        let main = fixture.files().main
        try main.withUnsafeBytes { main in
            let database = try EvidenceDatabase(main: main, stepBudget: 50_000)
            var rows = 0
            #expect(
                !database.rows(of: "t", ["a"]) { _ in
                    rows += 1; return true
                })
            #expect(rows > 0)
            #expect(database.damage?.code == "sqlite-step-budget")
        }
    }

    @Test func `text is cut at 64 KiB without breaking a character`() throws {
        let fixture = try DatabaseFixture()
        try fixture.run("CREATE TABLE t(a); INSERT INTO t VALUES('x' || replace(hex(zeroblob(40000)), '00', 'é'))")
        try fixture.run("INSERT INTO t VALUES(CAST(X'41FF42' AS TEXT))")
        let main = fixture.files().main
        try main.withUnsafeBytes { main in
            var texts: [String] = []
            try EvidenceDatabase(main: main).rows(of: "t", ["a"]) {
                texts.append($0.text(0) ?? ""); return true
            }
            #expect(texts.first?.utf8.count == DatabaseRow.textLimit - 1)
            #expect(texts.first?.last == "é")
            #expect(texts.last == "A\\xFFB")
        }
    }
}
