import Model

/// `History` of Chrome, Chromium, Edge, Brave, Opera, Vivaldi and their kin, in all schema versions.
package enum ChromiumHistory: HistoryReader {
    package static let source = "chromium"

    package static func recognises(tables: Set<String>) -> Bool {
        tables.isSuperset(of: ["urls", "visits"])
    }

    package static func read(_ database: EvidenceDatabase, into collector: inout HistoryCollector) -> Bool {
        guard Set(database.columns(of: "urls")).isSuperset(of: ["id", "url"]),
            Set(database.columns(of: "visits")).isSuperset(of: ["id", "url", "visit_time"])
        else { return false }
        let urls = ChromiumURLs(database, collector.engines)
        let visits = ChromiumVisits(database)
        ChromiumSearches.read(database, urls, visits, into: &collector)
        visits.add(database, urls, to: &collector)
        ChromiumDownloads.read(database, into: &collector)
        ChromiumGaps.read(database, into: &collector)
        return true
    }
}

/// Rows of `urls`; read whole, so that a damaged branch of it does not end the reading of visits.
struct ChromiumURLs {
    private(set) var pages: [Int64: HistoryPage] = [:]
    private(set) var lastVisits: [Int64: Int64] = [:]

    init(_ database: EvidenceDatabase, _ engines: SearchEngineTable) {
        database.rows(of: "urls", ["id", "url", "title", "last_visit_time"]) { row in
            guard let id = row.integer(0), let url = row.text(1) else { return true }
            pages[id] = HistoryPage(url: url, title: row.text(2), engines: engines)
            lastVisits[id] = row.integer(3)
            return true
        }
    }
}
