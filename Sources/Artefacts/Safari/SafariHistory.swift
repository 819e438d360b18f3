import Model

/// `History.db` of Safari on macOS and iOS.
package enum SafariHistory: HistoryReader {
    package static let source = "safari"

    package static func recognises(tables: Set<String>) -> Bool {
        tables.isSuperset(of: ["history_items", "history_visits"])
    }

    package static func read(_ database: EvidenceDatabase, into collector: inout HistoryCollector) -> Bool {
        guard Set(database.columns(of: "history_items")).isSuperset(of: ["id", "url"]),
            Set(database.columns(of: "history_visits")).isSuperset(of: ["history_item", "visit_time"])
        else { return false }
        let addresses = HistoryPages(database, "history_items", title: nil, times: [], collector.engines)
        readVisits(database, addresses, into: &collector)
        readTombstones(database, into: &collector)
        return true
    }

    /// Safari's own record of what was deleted, so that other devices delete it too.
    private static func readTombstones(_ database: EvidenceDatabase, into collector: inout HistoryCollector) {
        database.rows(of: "history_tombstones", ["start_time", "end_time", "url"]) { row in
            let from = HistoryTime(cocoa: row.real(0)).iso ?? "the beginning"
            let to = HistoryTime(cocoa: row.real(1)).iso ?? "the end"
            let what = row.text(2).flatMap { $0.isEmpty ? nil : "visits of \($0)" } ?? "all history"
            collector.addGap(
                "safari-tombstone", .used, "Safari's tombstone: \(what) between \(from) and \(to) was deleted")
            return true
        }
    }

    private static func readVisits(
        _ database: EvidenceDatabase, _ addresses: HistoryPages, into collector: inout HistoryCollector
    ) {
        let columns = ["history_item", "visit_time", "title", "origin", "redirect_source"]
        let isTooLong = collector.isTooLong("history_visits", of: database)
        database.rows(of: "history_visits", columns, newestFirst: isTooLong) { row in
            let page = row.integer(0).flatMap { addresses[$0] }?.titled(row.text(2))
            let isSynced = row.integer(3) == 1
            let isRedirect = row.integer(4) != nil
            let note = HistoryRemark.note([
                isSynced ? HistoryRemark.synced : nil, isRedirect ? HistoryRemark.redirect : nil,
                page == nil ? HistoryRemark.orphan : nil,
            ])
            let time = HistoryTime(cocoa: row.real(1))
            let intent = !isSynced && !isRedirect
            guard collector.add(.visit, page, time: time, intent: intent, note: note) else { return false }
            if let page { collector.addSearch(of: page, time: time, intent: intent, note: note) }
            return true
        }
    }
}
