import Model

/// The two places where Chromium keeps search terms by its own account of which address is a search.
struct ChromiumSearches {
    /// `content_annotations`: terms by visit.
    private var terms: [Int64: String] = [:]
    /// How the pages of `keyword_search_terms` were visited.
    private var pages: [Int64: ChromiumVisits.Origin] = [:]

    static func read(
        _ database: EvidenceDatabase, _ urls: HistoryPages, _ visits: ChromiumVisits,
        into collector: inout HistoryCollector
    ) {
        var searches = ChromiumSearches()
        searches.readVisits(database, urls, visits, into: &collector)
        // `keyword_search_terms` has no time of its own: the page's last visit stands for it.
        let isTooLong = collector.isTooLong("keyword_search_terms", of: database)
        database.rows(of: "keyword_search_terms", ["url_id", "term"], newestFirst: isTooLong) { row in
            guard let id = row.integer(0), let term = row.text(1) else { return true }
            let time = HistoryTime(urls.lastVisit(of: id), .webkitMicroseconds)
            // Without a visit nothing says that it was made elsewhere.
            let origin = searches.pages[id] ?? .here
            collector.addSearch(
                term, engine: nil, urls[id], time: time, intent: origin == .here, note: origin.remark)
            return !collector.isFull
        }
    }

    private mutating func readVisits(
        _ database: EvidenceDatabase, _ urls: HistoryPages, _ visits: ChromiumVisits,
        into collector: inout HistoryCollector
    ) {
        database.rows(of: "content_annotations", ["visit_id", "search_terms"]) { row in
            if let id = row.integer(0), let term = row.text(1), !term.isEmpty { terms[id] = term }
            return true
        }
        var searched: Set<Int64> = []
        database.rows(of: "keyword_search_terms", ["url_id"]) { row in
            if let id = row.integer(0) { searched.insert(id) }
            return true
        }
        guard !terms.isEmpty || !searched.isEmpty else { return }
        visits.forEach(database, newestFirst: collector.isTooLong("visits", of: database)) { visit in
            if let page = visit.page, searched.contains(page) {
                // The visit that speaks most for a deliberate search counts.
                pages[page] = min(pages[page] ?? visit.origin, visit.origin)
            }
            guard let id = visit.id, let term = terms.removeValue(forKey: id) else { return true }
            collector.addSearch(
                term, engine: nil, visit.page.flatMap { urls[$0] }, time: visit.time,
                intent: visit.origin == .here, note: visit.origin.remark)
            return !collector.isFull
        }
        // What is left was searched in visits that are gone.
        for (_, term) in terms.sorted(by: { $0.key < $1.key }) {
            collector.addSearch(term, engine: nil, nil, time: nil, note: "search of a visit that is no longer listed")
        }
    }
}
