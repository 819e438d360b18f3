import Model

/// Rows of `visits`, each with where it came from.
struct ChromiumVisits {
    /// `visit_source`: rows exist only for visits that were not simply browsed.
    private var origins: [Int64: Int64] = [:]

    init(_ database: EvidenceDatabase) {
        database.rows(of: "visit_source", ["id", "source"]) { row in
            if let id = row.integer(0), let origin = row.integer(1) { origins[id] = origin }
            return true
        }
    }

    func add(_ database: EvidenceDatabase, _ urls: HistoryPages, to collector: inout HistoryCollector) {
        var visited: Set<Int64> = []
        let columns = ["id", "url", "visit_time", "transition", "originator_cache_guid"]
        database.rows(of: "visits", columns) { row in
            let time = HistoryTime(row.integer(2), .webkitMicroseconds)
            let transition = PageTransition(row.integer(3) ?? 0)
            let origin = row.integer(0).flatMap { origins[$0] }
            let isSynced = origin == 0 || row.text(4)?.isEmpty == false
            let page = row.integer(1).flatMap { urls[$0] }
            if let id = row.integer(1) { visited.insert(id) }
            let note = HistoryRemark.note([
                isSynced ? HistoryRemark.synced : Self.remark(origin),
                transition.isSubframe ? HistoryRemark.subframe : nil,
                transition.isRedirect ? HistoryRemark.redirect : nil,
                page == nil ? HistoryRemark.orphan : nil,
            ])
            let intent = !isSynced && !transition.isSubframe && !transition.isRedirect
            let kind: HistoryEntry.Kind = transition.isTyped ? .typed : .visit
            guard collector.add(kind, page, time: time, intent: intent, note: note) else { return false }
            if let page { collector.addSearch(of: page, time: time, intent: intent, note: note) }
            return true
        }
        // Visits expire or are deleted one by one; their page can outlive them.
        guard !collector.isFull else { return }
        urls.forEach(but: visited) { page, last in
            guard let last, last > 0 else { return true }
            let time = HistoryTime(last, .webkitMicroseconds)
            guard collector.add(.visit, page, time: time, note: HistoryRemark.withoutVisits) else { return false }
            collector.addSearch(of: page, time: time, intent: true, note: HistoryRemark.withoutVisits)
            return true
        }
    }

    /// Values of `history::VisitSource`.
    private static func remark(_ origin: Int64?) -> String? {
        switch origin {
        case 2: "added by an extension"
        case 3: "imported from Firefox"
        case 4: "imported from Internet Explorer"
        case 5: "imported from Safari"
        default: nil
        }
    }
}
