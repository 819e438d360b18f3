import Model

/// `places.sqlite` of Firefox, Tor Browser and other Gecko browsers on desktops, Android and iOS.
package enum FirefoxHistory: HistoryReader {
    package static let source = "firefox"

    package static func recognises(tables: Set<String>) -> Bool {
        tables.isSuperset(of: ["moz_places", "moz_historyvisits"])
    }

    package static func read(_ database: EvidenceDatabase, into collector: inout HistoryCollector) -> Bool {
        guard Set(database.columns(of: "moz_places")).isSuperset(of: ["id", "url"]),
            Set(database.columns(of: "moz_historyvisits")).isSuperset(of: ["place_id", "visit_date"])
        else { return false }
        let path = ArtefactPath(collector.locator.ownPath)
        let isTor = path.contains("torbrowser") || path.contains("/tor browser/")
        if isTor { collector.source = "tor-browser" }
        let places = FirefoxPlaces(database, collector.engines)
        FirefoxVisits.read(database, places, into: &collector)
        // Tor Browser keeps no history unless it is told to.
        let visits = isTor ? collector.total : 0
        if visits > 0 {
            collector.add(
                Trace(
                    .program, "tor-visits", .used, detail: "\(visits) visits and searches kept in Tor Browser's history"
                ))
        }
        readInput(database, places, into: &collector)
        readQueries(database, into: &collector)
        readBookmarks(database, places, into: &collector)
        FirefoxDownloads.readAnnotations(database, places, into: &collector)
        return true
    }

    /// What was typed into the address bar to choose a page.
    private static func readInput(
        _ database: EvidenceDatabase, _ places: FirefoxPlaces, into collector: inout HistoryCollector
    ) {
        database.rows(of: "moz_inputhistory", ["place_id", "input", "use_count"]) { row in
            guard let input = row.text(1), !input.isEmpty else { return true }
            let page = row.integer(0).flatMap { places.pages[$0] }
            // The count fades with time, so it may be a fraction.
            let count = row.integer(2).flatMap { Int(exactly: $0) } ?? 1
            return collector.add(
                .typed, page, time: nil, term: SearchText.tidy(input), count: max(1, count),
                note: "typed in the address bar")
        }
    }

    private static func readQueries(_ database: EvidenceDatabase, into collector: inout HistoryCollector) {
        database.rows(of: "moz_places_metadata_search_queries", ["terms", "term"]) { row in
            if let term = row.text(0) ?? row.text(1) { collector.addSearch(term, engine: nil, nil, time: nil) }
            return !collector.isFull
        }
    }

    private static func readBookmarks(
        _ database: EvidenceDatabase, _ places: FirefoxPlaces, into collector: inout HistoryCollector
    ) {
        database.rows(of: "moz_bookmarks", ["type", "fk", "title", "dateadded"]) { row in
            guard row.integer(0) == 1, let id = row.integer(1), let place = places.pages[id] else { return true }
            let page = place.titled(row.text(2))
            // `place:` addresses are the browser's own smart folders.
            return collector.add(
                .bookmark, page, time: HistoryTime(row.integer(3), places.unit),
                intent: place.url?.hasPrefix("place:") != true)
        }
    }
}

/// Rows of `moz_places`, and the unit of the times beside them.
struct FirefoxPlaces {
    let pages: HistoryPages
    /// Phones keep milliseconds; their schema is told by its columns.
    let unit: HistoryTime.Unit

    init(_ database: EvidenceDatabase, _ engines: SearchEngineTable) {
        let columns = database.columns(of: "moz_places") + database.columns(of: "moz_historyvisits")
        let isPhone = columns.contains("visit_count_local") || columns.contains("is_local")
        unit = isPhone ? .unixMilliseconds : .unixMicroseconds
        pages = HistoryPages(
            database, "moz_places", title: "title", times: ["last_visit_date", "last_visit_date_local"], engines)
    }
}
