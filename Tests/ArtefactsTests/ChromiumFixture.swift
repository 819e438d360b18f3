/// A Chromium `History` of a recent schema with chosen rows.
enum ChromiumFixture {
    static let schema = """
        CREATE TABLE urls(id INTEGER PRIMARY KEY AUTOINCREMENT, url LONGVARCHAR, title LONGVARCHAR,
            visit_count INTEGER DEFAULT 0 NOT NULL, typed_count INTEGER DEFAULT 0 NOT NULL,
            last_visit_time INTEGER NOT NULL, hidden INTEGER DEFAULT 0 NOT NULL);
        CREATE INDEX urls_url_index ON urls(url);
        CREATE TABLE visits(id INTEGER PRIMARY KEY, url INTEGER NOT NULL, visit_time INTEGER NOT NULL,
            from_visit INTEGER, transition INTEGER DEFAULT 0 NOT NULL, segment_id INTEGER,
            visit_duration INTEGER DEFAULT 0 NOT NULL, originator_cache_guid TEXT);
        CREATE TABLE visit_source(id INTEGER PRIMARY KEY, source INTEGER NOT NULL);
        CREATE TABLE keyword_search_terms(keyword_id INTEGER NOT NULL, url_id INTEGER NOT NULL,
            term LONGVARCHAR NOT NULL, normalized_term LONGVARCHAR NOT NULL);
        CREATE TABLE content_annotations(visit_id INTEGER PRIMARY KEY, search_terms LONGVARCHAR);
        CREATE TABLE downloads(id INTEGER PRIMARY KEY, current_path LONGVARCHAR NOT NULL,
            target_path LONGVARCHAR NOT NULL, start_time INTEGER NOT NULL, state INTEGER NOT NULL, tab_url VARCHAR);
        CREATE TABLE downloads_url_chains(id INTEGER NOT NULL, chain_index INTEGER NOT NULL, url LONGVARCHAR NOT NULL,
            PRIMARY KEY(id, chain_index));
        """

    /// 2026-01-02 03:04:05 UTC in microseconds since 1601 and since 1970.
    static let time: Int64 = 13_411_796_645_000_000
    static let unixTime: Int64 = time - 11_644_473_600_000_000

    static func make(_ rows: String = "") throws -> DatabaseFixture {
        let fixture = try DatabaseFixture()
        try fixture.run(schema)
        try fixture.run(rows)
        return fixture
    }

    static func visit(_ id: Int, _ url: String, title: String = "", transition: Int = 0) -> String {
        """
        INSERT INTO urls(id, url, title, last_visit_time) VALUES(\(id), '\(url)', '\(title)', \(time));
        INSERT INTO visits(id, url, visit_time, transition) VALUES(\(id), \(id), \(time), \(transition));
        """
    }
}
