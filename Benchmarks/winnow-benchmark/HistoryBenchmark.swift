import Artefacts
import CSQLite
import Foundation
import Model

/// Rows a second of a Chromium history, beside SQLite stepping through the same rows; and how memory grows with them.
struct HistoryBenchmark {
    let rounds: Int
    /// Visits of the large history; the small one has a quarter of them.
    let visits: Int

    func run() throws {
        let small = try Self.history(visits: visits / 4)
        let large = try Self.history(visits: visits)
        var plain: [Double] = []
        var own: [Double] = []
        // The small one first: peak memory only ever grows.
        let before = Self.peak()
        _ = try Self.read(small)
        let afterSmall = Self.peak()
        var entries = 0
        for round in 1...rounds {
            FileHandle.standardError.write(Data("round \(round) of \(rounds)\n".utf8))
            plain.append(Double(visits) / (try Stopwatch.measure { try Self.step(large) }).wall)
            own.append(Double(visits) / (try Stopwatch.measure { entries = try Self.read(large) }).wall)
        }
        print(
            """
            visits                    \(visits) in \(large.count >> 20) MiB, \(entries) entries
            sqlite3, the same rows    \(Self.rounded(Comparison.median(plain))) rows/s
            winnow                    \(Self.rounded(Comparison.median(own))) rows/s, \(String(format: "%.2f", Comparison.median(own) / Comparison.median(plain))) of sqlite3
            peak memory               \(before >> 10) MiB at the start, \(afterSmall >> 10) MiB after \(visits / 4) visits, \
            \(Self.peak() >> 10) MiB after \(visits)
            """)
    }

    private static func read(_ bytes: [UInt8]) throws -> Int {
        let locator = Locator(
            volumeOffset: 0, fileSystem: "ntfs", metaAddress: 1, path: RawPath("/Users/a/History"), state: .allocated)
        var entries = 0
        // As the scanner does: what was read is handed on, so that memory does not grow with the visits.
        let reading = bytes.withUnsafeBytes {
            HistoryDatabases.read(main: $0, locator: locator, limit: .max) { entries += $0.count }
        }
        guard let reading, reading.notes.isEmpty else {
            throw WinnowError("benchmark-failed", "the history was not read: \(reading?.notes.description ?? "")")
        }
        return entries + reading.entries.count
    }

    /// What any reader must do: every visit with its page's address and title.
    private static func step(_ bytes: [UInt8]) throws {
        var handle: OpaquePointer?
        defer { sqlite3_close_v2(handle) }
        guard sqlite3_open(":memory:", &handle) == SQLITE_OK, let memory = sqlite3_malloc64(UInt64(bytes.count)) else {
            throw WinnowError("benchmark-failed", "no memory for the history")
        }
        UnsafeMutableRawBufferPointer(start: memory, count: bytes.count).copyBytes(from: bytes)
        let size = Int64(bytes.count)
        sqlite3_deserialize(
            handle, "main", memory.assumingMemoryBound(to: UInt8.self), size, size,
            UInt32(SQLITE_DESERIALIZE_READONLY | SQLITE_DESERIALIZE_FREEONCLOSE))
        var statement: OpaquePointer?
        defer { sqlite3_finalize(statement) }
        let sql = """
            SELECT v.id, v.visit_time, v.transition, u.url, u.title FROM visits v JOIN urls u ON u.id = v.url
            """
        sqlite3_prepare_v2(handle, sql, -1, &statement, nil)
        var length = 0
        while sqlite3_step(statement) == SQLITE_ROW {
            length &+=
                Int(sqlite3_column_int64(statement, 1)) &+ Int(sqlite3_column_bytes(statement, 3))
                &+ Int(sqlite3_column_bytes(statement, 4))
        }
        if length == 0 { throw WinnowError("benchmark-failed", "SQLite read no rows") }
    }

    /// One address for every four visits, as people's histories roughly have it.
    private static func history(visits: Int) throws -> [UInt8] {
        var handle: OpaquePointer?
        defer { sqlite3_close_v2(handle) }
        let sql = """
            CREATE TABLE urls(id INTEGER PRIMARY KEY AUTOINCREMENT, url LONGVARCHAR, title LONGVARCHAR,
                visit_count INTEGER DEFAULT 0 NOT NULL, typed_count INTEGER DEFAULT 0 NOT NULL,
                last_visit_time INTEGER NOT NULL, hidden INTEGER DEFAULT 0 NOT NULL);
            CREATE TABLE visits(id INTEGER PRIMARY KEY, url INTEGER NOT NULL, visit_time INTEGER NOT NULL,
                from_visit INTEGER, transition INTEGER DEFAULT 0 NOT NULL, segment_id INTEGER,
                visit_duration INTEGER DEFAULT 0 NOT NULL);
            CREATE TABLE numbers(n INTEGER PRIMARY KEY);
            WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < \(visits))
                INSERT INTO numbers SELECT n FROM c;
            INSERT INTO urls SELECT n, 'https://site' || (n % 5000) || '.example/section/page-' || n || '?session=' || (n * 7919),
                'The page with number ' || n || ' of a site', 1, 0, 13411796645000000 + n, 0
                FROM numbers WHERE n <= \(visits / 4);
            INSERT INTO visits SELECT n, n % \(visits / 4) + 1, 13411796645000000 + n * 1000000, n - 1,
                CASE n % 10 WHEN 0 THEN 1 ELSE 0 END, 0, 1000 FROM numbers;
            DROP TABLE numbers; VACUUM;
            """
        guard sqlite3_open(":memory:", &handle) == SQLITE_OK, sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK
        else {
            throw WinnowError(
                "benchmark-failed", "the history was not made: \(String(cString: sqlite3_errmsg(handle)))")
        }
        var size: Int64 = 0
        guard let bytes = sqlite3_serialize(handle, "main", &size, 0) else {
            throw WinnowError("benchmark-failed", "the history was not written")
        }
        defer { sqlite3_free(bytes) }
        return Array(UnsafeBufferPointer(start: bytes, count: Int(size)))
    }

    /// Kibibytes.
    private static func peak() -> Int {
        var usage = rusage()
        _ = getrusage(RUSAGE_SELF.rawValue, &usage)
        return usage.ru_maxrss
    }

    private static func rounded(_ rate: Double) -> Int { Int((rate / 1000).rounded()) * 1000 }
}
