import Foundation

extension Browsing {
    /// A Firefox `places.sqlite` with the tables that hold history; downloads become visits of type 7.
    package func firefox() throws -> Data {
        let database = try SampleDatabase(schema: Self.firefoxSchema)
        for (index, step) in steps.enumerated() {
            let (url, title, type): (String, String, Int64) =
                switch step {
                case .visit(let url, let title): (url, title, 2)
                case .search(let term): (Self.address(ofSearch: term), term + " - Google Search", 1)
                case .download(let url, _): (url, "", 7)
                }
            var numbers = SeededNumbers(seed: UInt64(index))
            let row = SampleDatabase.Value.integer(Int64(index + 1))
            let time = SampleDatabase.Value.integer(microseconds(index))
            let host = URLComponents(string: url)?.host ?? ""
            let zero = SampleDatabase.Value.integer(0)
            try database.insert(
                "moz_places",
                [
                    row, .text(url), .text(title), .text(String(host.reversed()) + "."), .integer(1), zero,
                    .integer(type == 2 ? 1 : 0), .integer(100), time, .text(String(numbers.guid().suffix(12))), zero,
                    .integer(Int64(numbers.next() >> 16)), .null, .null, .integer(1),
                ])
            try database.insert("moz_historyvisits", [row, zero, row, time, .integer(type), zero, zero, .null])
        }
        return try database.bytes()
    }

    private static let firefoxSchema = """
        PRAGMA user_version=75;
        CREATE TABLE moz_places(id INTEGER PRIMARY KEY, url LONGVARCHAR, title LONGVARCHAR, rev_host LONGVARCHAR,
            visit_count INTEGER DEFAULT 0, hidden INTEGER DEFAULT 0 NOT NULL, typed INTEGER DEFAULT 0 NOT NULL,
            frecency INTEGER DEFAULT -1 NOT NULL, last_visit_date INTEGER, guid TEXT,
            foreign_count INTEGER DEFAULT 0 NOT NULL, url_hash INTEGER DEFAULT 0 NOT NULL, description TEXT,
            preview_image_url TEXT, origin_id INTEGER);
        CREATE TABLE moz_historyvisits(id INTEGER PRIMARY KEY, from_visit INTEGER, place_id INTEGER,
            visit_date INTEGER, visit_type INTEGER, session INTEGER, source INTEGER DEFAULT 0 NOT NULL,
            triggeringPlaceId INTEGER);
        CREATE TABLE moz_bookmarks(id INTEGER PRIMARY KEY, type INTEGER, fk INTEGER DEFAULT NULL, parent INTEGER,
            position INTEGER, title LONGVARCHAR, keyword_id INTEGER, folder_type TEXT, dateAdded INTEGER,
            lastModified INTEGER, guid TEXT, syncStatus INTEGER NOT NULL DEFAULT 0,
            syncChangeCounter INTEGER NOT NULL DEFAULT 1);
        CREATE TABLE moz_inputhistory(place_id INTEGER NOT NULL, input LONGVARCHAR NOT NULL, use_count INTEGER,
            PRIMARY KEY (place_id, input));
        CREATE TABLE moz_anno_attributes(id INTEGER PRIMARY KEY, name VARCHAR(32) UNIQUE NOT NULL);
        CREATE TABLE moz_annos(id INTEGER PRIMARY KEY, place_id INTEGER NOT NULL, anno_attribute_id INTEGER,
            content LONGVARCHAR, flags INTEGER DEFAULT 0, expiration INTEGER DEFAULT 0, type INTEGER DEFAULT 0,
            dateAdded INTEGER DEFAULT 0, lastModified INTEGER DEFAULT 0);
        CREATE INDEX moz_places_hostindex ON moz_places (rev_host);
        CREATE INDEX moz_historyvisits_dateindex ON moz_historyvisits (visit_date);
        """
}
