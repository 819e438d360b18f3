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
        let urls = HistoryPages(database, "urls", title: "title", times: ["last_visit_time"], collector.engines)
        let visits = ChromiumVisits(database)
        ChromiumSearches.read(database, urls, visits, into: &collector)
        visits.add(database, urls, to: &collector)
        ChromiumDownloads.read(database, into: &collector)
        ChromiumGaps.read(database, into: &collector)
        return true
    }
}
