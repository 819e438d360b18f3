import Foundation

/// A Chromium history of any length, made by SQLite itself: a visit a second, one in ten typed.
package struct LongHistory: Sendable {
    package var visits: Int
    /// Addresses that are visited in turn.
    package var pages: Int

    /// - Parameter pages: nil for one for every four visits, as people's histories roughly have it.
    package init(visits: Int, pages: Int? = nil) {
        self.visits = visits
        self.pages = max(1, pages ?? visits / 4)
    }

    package func chromium() throws -> Data {
        try SampleDatabase(
            schema: """
                CREATE TABLE urls(id INTEGER PRIMARY KEY AUTOINCREMENT, url LONGVARCHAR, title LONGVARCHAR,
                    visit_count INTEGER DEFAULT 0 NOT NULL, typed_count INTEGER DEFAULT 0 NOT NULL,
                    last_visit_time INTEGER NOT NULL, hidden INTEGER DEFAULT 0 NOT NULL);
                CREATE TABLE visits(id INTEGER PRIMARY KEY, url INTEGER NOT NULL, visit_time INTEGER NOT NULL,
                    from_visit INTEGER, transition INTEGER DEFAULT 0 NOT NULL, segment_id INTEGER,
                    visit_duration INTEGER DEFAULT 0 NOT NULL);
                WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < \(pages))
                    INSERT INTO urls SELECT n,
                        'https://site' || (n % 5000) || '.example/section/page-' || n || '?session=' || (n * 7919),
                        'The page with number ' || n || ' of a site', 1, 0, 13411796645000000 + n, 0 FROM c;
                WITH RECURSIVE c(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM c WHERE n < \(visits))
                    INSERT INTO visits SELECT n, n % \(pages) + 1, 13411796645000000 + n * 1000000, 0,
                        n % 10 = 0, 0, 0 FROM c;
                """
        ).bytes()
    }
}
