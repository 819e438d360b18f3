import Model

/// Rows of `visits`, each with where it came from.
struct ChromiumVisits {
    /// Where a visit was made; least the one that a search made by it is most deliberate of.
    enum Origin: Int, Comparable {
        case here, elsewhere, subframe, subframeElsewhere

        init(isSynced: Bool, isSubframe: Bool) {
            self = isSubframe ? (isSynced ? .subframeElsewhere : .subframe) : (isSynced ? .elsewhere : .here)
        }

        var remark: String? {
            switch self {
            case .here: nil
            case .elsewhere: HistoryRemark.synced
            case .subframe: HistoryRemark.subframe
            case .subframeElsewhere: HistoryRemark.note([HistoryRemark.synced, HistoryRemark.subframe])
            }
        }

        static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    }

    struct Visit {
        let id: Int64?
        let page: Int64?
        let time: HistoryTime
        let transition: PageTransition
        /// `visit_source`, where there is a row.
        let source: Int64?
        let origin: Origin
    }

    /// `visit_source`: rows exist only for visits that were not simply browsed.
    private var sources: [Int64: Int64] = [:]

    init(_ database: EvidenceDatabase) {
        database.rows(of: "visit_source", ["id", "source"]) { row in
            if let id = row.integer(0), let source = row.integer(1) { sources[id] = source }
            return true
        }
    }

    /// All visits in the order of their numbers; `body` returns false to stop.
    func forEach(_ database: EvidenceDatabase, newestFirst: Bool, _ body: (Visit) -> Bool) {
        let columns = ["id", "url", "visit_time", "transition", "originator_cache_guid"]
        database.rows(of: "visits", columns, newestFirst: newestFirst) { row in
            let transition = PageTransition(row.integer(3) ?? 0)
            let source = row.integer(0).flatMap { sources[$0] }
            let isSynced = source == 0 || row.text(4)?.isEmpty == false
            return body(
                Visit(
                    id: row.integer(0), page: row.integer(1), time: HistoryTime(row.integer(2), .webkitMicroseconds),
                    transition: transition, source: source,
                    origin: Origin(isSynced: isSynced, isSubframe: transition.isSubframe)))
        }
    }

    func add(_ database: EvidenceDatabase, _ urls: HistoryPages, to collector: inout HistoryCollector) {
        var visited: Set<Int64> = []
        let isTooLong = collector.isTooLong("visits", of: database)
        forEach(database, newestFirst: isTooLong) { visit in
            let time = visit.time
            let transition = visit.transition
            let page = visit.page.flatMap { urls[$0] }
            if let id = visit.page { visited.insert(id) }
            let note = HistoryRemark.note([
                visit.origin.remark, Self.remark(visit.source), transition.isRedirect ? HistoryRemark.redirect : nil,
                page == nil ? HistoryRemark.orphan : nil,
            ])
            let intent = visit.origin == .here && !transition.isRedirect
            let kind: HistoryEntry.Kind = transition.isTyped ? .typed : .visit
            guard collector.add(kind, page, time: time, intent: intent, note: note) else { return false }
            if let page { collector.addSearch(of: page, time: time, intent: intent, note: note) }
            return true
        }
        // Visits expire or are deleted one by one; their page can outlive them.
        guard !collector.isFull else { return }
        let arePagesTooMany = collector.isTooLong("urls", of: database)
        urls.forEach(but: visited, newestFirst: arePagesTooMany) { page, last in
            guard let last, last > 0 else { return true }
            let time = HistoryTime(last, .webkitMicroseconds)
            guard collector.add(.visit, page, time: time, note: HistoryRemark.withoutVisits) else { return false }
            collector.addSearch(of: page, time: time, intent: true, note: HistoryRemark.withoutVisits)
            return true
        }
    }

    /// Values of `history::VisitSource`.
    private static func remark(_ source: Int64?) -> String? {
        switch source {
        case 2: "added by an extension"
        case 3: "imported from Firefox"
        case 4: "imported from Internet Explorer"
        case 5: "imported from Safari"
        default: nil
        }
    }
}
