import Analysis
import CSQLite
import Model
import ReferenceData
import Testing
import Triage

/// From a file's bytes to what the standard rules conclude.
struct HistoryOutcomeTests {
    private static let onion = "duckduckgogg42xjoc72x3sjasowoarfbgcmvfimaftt6twagswzczad.onion"
    private static let playback = """
        CREATE TABLE playbackSession(id INTEGER PRIMARY KEY);
        CREATE TABLE playback(id INTEGER PRIMARY KEY, url TEXT, last_updated_time_s INTEGER);
        INSERT INTO playback VALUES(1, 'http://\(onion)/blue-heron-grey-heron', 1767323045);
        """
    private static let ornet = """
        CREATE TABLE History(id INTEGER PRIMARY KEY, url TEXT, title TEXT);
        CREATE TABLE Tabs(id INTEGER PRIMARY KEY, url TEXT, title TEXT);
        CREATE TABLE SearchHistory(id INTEGER PRIMARY KEY, query TEXT);
        INSERT INTO SearchHistory VALUES(1, 'blue heron'), (2, 'grey heron');
        """
    private static func chromium(_ url: String) -> String {
        """
        CREATE TABLE urls(id INTEGER PRIMARY KEY, url, title, last_visit_time);
        CREATE TABLE visits(id INTEGER PRIMARY KEY, url, visit_time, transition);
        INSERT INTO urls VALUES(1, '\(url)', '', 13411796645000000);
        INSERT INTO visits VALUES(1, 1, 13411796645000000, 0);
        """
    }

    @Test(
        arguments: [playback, ornet], ["third-party-risk", "dark-web", "birds", nil] as [String?])
    func `what an unverified table tells only informs`(_ sql: String, _ category: String?) throws {
        let hits = try hits(of: database(sql), ["blue heron", "grey heron", "blue-heron"], category)
        #expect(hits.contains { $0.analyzer == "history" })
        #expect(hits.allSatisfy { $0.analyzer == "artefact" || $0.encoding?.hasSuffix("-unverified") == true })
        #expect(hits.allSatisfy { $0.list != ArtefactTable.verifiedName })
        let result = Self.conclude(hits)
        #expect(result.outcome == .negative)
        #expect(!result.findings.isEmpty)
        #expect(result.findings.allSatisfy { $0.severity == .info })
    }

    @Test func `the onion address of an unverified table is told beside its row's own word`() throws {
        let hits = try hits(of: database(Self.playback), [], nil)
        #expect(hits.map(\.list) == [ArtefactTable.unverifiedName])
        let seen = try self.hits(of: database(Self.chromium("http://\(Self.onion)/")), [], nil)
        #expect(seen.map(\.list) == [ArtefactTable.verifiedName])
        #expect(Self.conclude(seen).outcome == .review)
    }

    /// The address itself is of a verified table; the term that it is taken for is not.
    @Test func `the term of an unverified engine only informs, that of a verified one counts`() throws {
        let searx = Self.chromium("https://searx.example/search?q=blue%20heron&categories=general")
        let doubtful = try hits(of: database(searx), ["blue heron"], "third-party-risk")
        #expect(Set(doubtful.map(\.encoding)) == ["search-term-unverified", "url"])
        #expect(Self.conclude(doubtful.filter { $0.encoding != "url" }).outcome == .negative)
        let google = Self.chromium("https://www.google.com/search?q=blue%20heron")
        let known = try hits(of: database(google), ["blue heron"], "third-party-risk")
        #expect(Self.conclude(known.filter { $0.encoding == "search-term" }).outcome == .escalate)
    }

    /// The same search, here and sent here by a browser elsewhere.
    @Test func `what was searched for on another device is told as that and does not escalate by itself`() throws {
        let made = Self.chromium("https://www.google.com/search?q=blue%20heron")
        let synced =
            made + "CREATE TABLE visit_source(id INTEGER PRIMARY KEY, source); INSERT INTO visit_source VALUES(1, 0);"
        let hits = try hits(of: database(synced), ["blue heron"], "third-party-risk")
        #expect(Set(hits.map(\.encoding)) == ["search-term-synced", "url-synced"])
        let result = Self.conclude(hits)
        #expect(result.outcome == .review)
        #expect(result.findings.map(\.rule) == ["third-party-risk-synced"])
        #expect(result.findings.first?.summary.contains("synced from another device") == true)
        // One visit made here is enough.
        let both = synced + "INSERT INTO visits VALUES(2, 1, 13411796645000001, 0);"
        let all = try self.hits(of: database(both), ["blue heron"], "third-party-risk")
        #expect(Self.conclude(all).outcome == .escalate)
    }

    /// What Tor writes for an onion service of version 3: a tag of 32 bytes, then the key.
    @Test func `the key of a hosted onion service is critical, by its tag and not by its name alone`() throws {
        let key = Array("== ed25519v1-secret: type0 ==\0\0\0".utf8) + (0..<64).map { UInt8($0) }
        let path = "/var/lib/tor/site/hs_ed25519_secret_key"
        let found = try hits(of: key, [], nil, at: path)
        #expect(found.map(\.encoding) == ["service"])
        #expect(found.map(\.list) == [ArtefactTable.verifiedName])
        let result = Self.conclude(found)
        #expect(result.outcome == .escalate)
        let finding = try #require(result.findings.first { $0.rule == "onion-service" })
        #expect(finding.severity == .critical)
        #expect(finding.route == "dfu")
        #expect(finding.target == .day)
        #expect(try hits(of: Array(key.reversed()), [], nil, at: path).isEmpty)
        #expect(try hits(of: key, [], nil, at: "/var/lib/tor/site/notes").isEmpty)
    }

    private static func conclude(_ hits: [Hit]) -> DeviceResult {
        let image = ImageMaterial(
            path: "store:a.dd", container: "raw", size: 4096, digest: "aa",
            coverage: [CoverageRow(.scanned, "file-content", files: 1, bytes: 4096)])
        return TriageRules(.standard).conclude(
            DeviceMaterial(exhibit: "ABC/1", images: [image], hits: hits), references: [])
    }

    /// Hits of what the file tells; not of its bytes.
    private func hits(
        of bytes: [UInt8], _ terms: [String], _ category: String?, at path: String = "/home/a/file"
    ) throws -> [Hit] {
        let list = KeywordList(
            name: "list", digest: "d", terms: terms.map { KeywordTerm($0, category: category) })
        let pipeline = try Pipeline(matcher: KeywordMatcher(lists: [list]), extra: [HistoryAnalyzer()])
        let item = ScanItem(
            locator: Locator(
                volumeOffset: 0, fileSystem: "ext4", metaAddress: 9, path: RawPath(path), state: .allocated),
            kind: .regular, size: UInt64(bytes.count))
        return bytes.withUnsafeBytes { all in
            pipeline.analyze(ArenaGroup(items: [item], ranges: [0..<bytes.count], base: all))[0].hits
                .filter { $0.analyzer != "keyword" }
        }
    }

    private func database(_ sql: String) throws -> [UInt8] {
        var handle: OpaquePointer?
        defer { sqlite3_close(handle) }
        try #require(sqlite3_open(":memory:", &handle) == SQLITE_OK)
        try #require(sqlite3_exec(handle, sql, nil, nil, nil) == SQLITE_OK)
        var size: Int64 = 0
        let bytes = try #require(sqlite3_serialize(handle, "main", &size, 0))
        defer { sqlite3_free(bytes) }
        return Array(UnsafeBufferPointer(start: bytes, count: Int(size)))
    }
}
