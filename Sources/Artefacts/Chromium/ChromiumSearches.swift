import Model

/// The two places where Chromium keeps search terms by its own account of which address is a search.
enum ChromiumSearches {
    static func read(
        _ database: EvidenceDatabase, _ urls: HistoryPages, _ visits: ChromiumVisits,
        into collector: inout HistoryCollector
    ) {
        readAnnotations(database, urls, into: &collector)
        // `keyword_search_terms` has no time of its own: the page's last visit stands for it.
        database.rows(of: "keyword_search_terms", ["url_id", "term"]) { row in
            guard let id = row.integer(0), let term = row.text(1) else { return true }
            let time = HistoryTime(urls.lastVisit(of: id), .webkitMicroseconds)
            collector.addSearch(term, engine: nil, urls[id], time: time)
            return !collector.isFull
        }
    }

    private static func readAnnotations(
        _ database: EvidenceDatabase, _ urls: HistoryPages, into collector: inout HistoryCollector
    ) {
        var terms: [Int64: String] = [:]
        database.rows(of: "content_annotations", ["visit_id", "search_terms"]) { row in
            if let id = row.integer(0), let term = row.text(1), !term.isEmpty { terms[id] = term }
            return true
        }
        guard !terms.isEmpty else { return }
        database.rows(of: "visits", ["id", "url", "visit_time"]) { row in
            guard let id = row.integer(0), let term = terms.removeValue(forKey: id) else { return true }
            let page = row.integer(1).flatMap { urls[$0] }
            collector.addSearch(term, engine: nil, page, time: HistoryTime(row.integer(2), .webkitMicroseconds))
            return !collector.isFull
        }
        // What is left was searched in visits that are gone.
        for (_, term) in terms.sorted(by: { $0.key < $1.key }) {
            collector.addSearch(term, engine: nil, nil, time: nil, note: "search of a visit that is no longer listed")
        }
    }
}
