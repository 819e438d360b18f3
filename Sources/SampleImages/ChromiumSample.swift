import Foundation

extension Browsing {
    /// A Chromium `History` database with the tables and columns of version 69 of its schema.
    ///
    /// https://source.chromium.org/chromium/chromium/src/+/main:components/history/core/browser/
    package func chromium() throws -> Data {
        let database = try SampleDatabase(schema: Self.chromiumSchema)
        try database.insert("meta", [.text("version"), .text("69")])
        try database.insert("meta", [.text("last_compatible_version"), .text("16")])
        for (index, step) in steps.enumerated() {
            let row = Int64(index + 1)
            // Microseconds since 1601.
            let time = microseconds(index) + 11_644_473_600_000_000
            switch step {
            case .visit(let url, let title):
                try Self.visit(database, row, url, title, time, transition: 0x3000_0001)
            case .search(let term):
                let url = Self.address(ofSearch: term)
                try Self.visit(database, row, url, term + " - Google Search", time, transition: 0x3000_0005)
                try database.insert(
                    "keyword_search_terms", [.integer(2), .integer(row), .text(term), .text(term.lowercased())])
            case .download(let url, let path):
                try Self.visit(database, row, url, "", time, transition: 0x3000_0000)
                try Self.download(database, row, url, path, time)
            }
        }
        return try database.bytes()
    }

    private static func visit(
        _ database: SampleDatabase, _ row: Int64, _ url: String, _ title: String, _ time: Int64, transition: Int64
    ) throws {
        let typed: Int64 = transition & 0xFF == 1 ? 1 : 0
        try database.insert(
            "urls",
            [
                .integer(row), .text(url), .text(title), .integer(1), .integer(typed), .integer(time), .integer(0),
            ])
        try database.insert(
            "visits",
            [
                .integer(row), .integer(row), .integer(time), .integer(0), .text(""), .integer(transition), .integer(0),
                .integer(30_000_000), .integer(0), .integer(0), .text(""), .integer(0), .integer(0), .integer(0),
                .integer(0), .integer(0), .integer(0), .null,
            ])
    }

    private static func download(
        _ database: SampleDatabase, _ row: Int64, _ url: String, _ path: String, _ time: Int64
    ) throws {
        var numbers = SeededNumbers(seed: UInt64(row))
        let none = SampleDatabase.Value.text("")
        let size = SampleDatabase.Value.integer(20_480)
        let zero = SampleDatabase.Value.integer(0)
        // State 1: complete.
        let head: [SampleDatabase.Value] = [
            .integer(row), .text(numbers.guid().lowercased()), .text(path), .text(path), .integer(time), size, size,
            .integer(1), zero, zero, .blob(Data()), .integer(time + 2_000_000), zero, zero, zero,
        ]
        let tail: [SampleDatabase.Value] = [
            none, none, none, .text(url), none, .text("GET"), none, none, none, none, none,
            .text("application/octet-stream"), .text("application/octet-stream"),
        ]
        try database.insert("downloads", head + tail)
        try database.insert("downloads_url_chains", [.integer(row), zero, .text(url)])
    }

    private static let chromiumSchema = """
        CREATE TABLE meta(key LONGVARCHAR NOT NULL UNIQUE PRIMARY KEY, value LONGVARCHAR);
        CREATE TABLE urls(id INTEGER PRIMARY KEY AUTOINCREMENT, url LONGVARCHAR, title LONGVARCHAR,
            visit_count INTEGER DEFAULT 0 NOT NULL, typed_count INTEGER DEFAULT 0 NOT NULL,
            last_visit_time INTEGER NOT NULL, hidden INTEGER DEFAULT 0 NOT NULL);
        CREATE TABLE visits(id INTEGER PRIMARY KEY AUTOINCREMENT, url INTEGER NOT NULL, visit_time INTEGER NOT NULL,
            from_visit INTEGER, external_referrer_url TEXT, transition INTEGER DEFAULT 0 NOT NULL, segment_id INTEGER,
            visit_duration INTEGER DEFAULT 0 NOT NULL, incremented_omnibox_typed_score BOOLEAN DEFAULT FALSE NOT NULL,
            opener_visit INTEGER, originator_cache_guid TEXT, originator_visit_id INTEGER,
            originator_from_visit INTEGER, originator_opener_visit INTEGER,
            is_known_to_sync BOOLEAN DEFAULT FALSE NOT NULL,
            consider_for_ntp_most_visited BOOLEAN DEFAULT FALSE NOT NULL,
            visited_link_id INTEGER DEFAULT 0 NOT NULL, app_id TEXT);
        CREATE TABLE keyword_search_terms(keyword_id INTEGER NOT NULL, url_id INTEGER NOT NULL,
            term LONGVARCHAR NOT NULL, normalized_term LONGVARCHAR NOT NULL);
        CREATE TABLE downloads(id INTEGER PRIMARY KEY, guid VARCHAR NOT NULL, current_path LONGVARCHAR NOT NULL,
            target_path LONGVARCHAR NOT NULL, start_time INTEGER NOT NULL, received_bytes INTEGER NOT NULL,
            total_bytes INTEGER NOT NULL, state INTEGER NOT NULL, danger_type INTEGER NOT NULL,
            interrupt_reason INTEGER NOT NULL, hash BLOB NOT NULL, end_time INTEGER NOT NULL, opened INTEGER NOT NULL,
            last_access_time INTEGER NOT NULL, transient INTEGER NOT NULL, referrer VARCHAR NOT NULL,
            site_url VARCHAR NOT NULL, embedder_download_data VARCHAR NOT NULL, tab_url VARCHAR NOT NULL,
            tab_referrer_url VARCHAR NOT NULL, http_method VARCHAR NOT NULL, by_ext_id VARCHAR NOT NULL,
            by_ext_name VARCHAR NOT NULL, by_web_app_id VARCHAR NOT NULL, etag VARCHAR NOT NULL,
            last_modified VARCHAR NOT NULL, mime_type VARCHAR(255) NOT NULL, original_mime_type VARCHAR(255) NOT NULL);
        CREATE TABLE downloads_url_chains(id INTEGER NOT NULL, chain_index INTEGER NOT NULL, url LONGVARCHAR NOT NULL,
            PRIMARY KEY (id, chain_index));
        CREATE INDEX visits_url_index ON visits (url);
        CREATE INDEX visits_time_index ON visits (visit_time);
        CREATE INDEX urls_url_index ON urls (url);
        """
}
