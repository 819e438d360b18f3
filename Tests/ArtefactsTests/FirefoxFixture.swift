/// A Firefox `places.sqlite` with chosen rows, of the desktop or of the phone.
enum FirefoxFixture {
    static let desktop = """
        CREATE TABLE moz_places(id INTEGER PRIMARY KEY, url LONGVARCHAR, title LONGVARCHAR, rev_host LONGVARCHAR,
            visit_count INTEGER DEFAULT 0, hidden INTEGER DEFAULT 0, typed INTEGER DEFAULT 0, last_visit_date INTEGER);
        CREATE TABLE moz_historyvisits(id INTEGER PRIMARY KEY, from_visit INTEGER, place_id INTEGER,
            visit_date INTEGER, visit_type INTEGER, session INTEGER);
        CREATE TABLE moz_bookmarks(id INTEGER PRIMARY KEY, type INTEGER, fk INTEGER, parent INTEGER, title LONGVARCHAR,
            dateAdded INTEGER, lastModified INTEGER);
        CREATE TABLE moz_inputhistory(place_id INTEGER NOT NULL, input LONGVARCHAR NOT NULL, use_count INTEGER,
            PRIMARY KEY(place_id, input));
        CREATE TABLE moz_anno_attributes(id INTEGER PRIMARY KEY, name VARCHAR(32) UNIQUE NOT NULL);
        CREATE TABLE moz_annos(id INTEGER PRIMARY KEY, place_id INTEGER NOT NULL, anno_attribute_id INTEGER,
            content LONGVARCHAR, dateAdded INTEGER);
        """

    static let phone = """
        CREATE TABLE moz_places(id INTEGER PRIMARY KEY, url LONGVARCHAR NOT NULL, title LONGVARCHAR,
            visit_count_local INTEGER, visit_count_remote INTEGER, last_visit_date_local INTEGER);
        CREATE TABLE moz_historyvisits(id INTEGER PRIMARY KEY, is_local INTEGER NOT NULL, from_visit INTEGER,
            place_id INTEGER NOT NULL, visit_date INTEGER NOT NULL, visit_type INTEGER NOT NULL);
        CREATE TABLE moz_historyvisit_tombstones(place_id INTEGER NOT NULL, visit_date INTEGER NOT NULL);
        """

    /// 2026-01-02 03:04:05 UTC in microseconds since 1970.
    static let time: Int64 = 1_767_323_045_000_000

    static func make(_ schema: String = desktop, _ rows: String = "") throws -> DatabaseFixture {
        let fixture = try DatabaseFixture(pageSize: 32768)
        try fixture.run(schema)
        try fixture.run(rows)
        return fixture
    }
}
