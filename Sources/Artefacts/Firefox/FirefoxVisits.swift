import Model

/// Rows of `moz_historyvisits`, and on phones the tombstones of visits that were deleted.
enum FirefoxVisits {
    static func read(_ database: EvidenceDatabase, _ places: FirefoxPlaces, into collector: inout HistoryCollector) {
        var visited: Set<Int64> = []
        let isTooLong = collector.isTooLong("moz_historyvisits", of: database)
        let columns = ["place_id", "visit_date", "visit_type", "is_local"]
        database.rows(of: "moz_historyvisits", columns, newestFirst: isTooLong) { row in
            let type = VisitType(rawValue: row.integer(2) ?? 0)
            let isSynced = row.integer(3) == 0
            let page = row.integer(0).flatMap { places.pages[$0] }
            if let id = row.integer(0) { visited.insert(id) }
            let note = HistoryRemark.note([
                isSynced ? HistoryRemark.synced : nil, type?.remark,
                page == nil ? HistoryRemark.orphan : nil,
            ])
            let intent = !isSynced && type?.isAutomatic != true
            let time = HistoryTime(row.integer(1), places.unit)
            guard collector.add(type == .typed ? .typed : .visit, page, time: time, intent: intent, note: note) else {
                return false
            }
            if let page { collector.addSearch(of: page, time: time, intent: intent, note: note) }
            return true
        }
        if !collector.isFull {
            let arePagesTooMany = collector.isTooLong("moz_places", of: database)
            places.pages.forEach(but: visited, newestFirst: arePagesTooMany) { page, last in
                guard let last, last > 0 else { return true }
                let time = HistoryTime(last, places.unit)
                guard collector.add(.visit, page, time: time, note: HistoryRemark.withoutVisits) else { return false }
                collector.addSearch(of: page, time: time, intent: true, note: HistoryRemark.withoutVisits)
                return true
            }
        }
        readTombstones(database, places, into: &collector)
    }

    /// What was deleted on purpose, so that other devices delete it too; expiry leaves none.
    private static func readTombstones(
        _ database: EvidenceDatabase, _ places: FirefoxPlaces, into collector: inout HistoryCollector
    ) {
        var times: [HistoryTime] = []
        var count = 0
        database.rows(of: "moz_historyvisit_tombstones", ["place_id", "visit_date"]) { row in
            let page = row.integer(0).flatMap { places.pages[$0] }
            let time = HistoryTime(row.integer(1), places.unit)
            count += 1
            if time.microseconds != nil { times.append(time) }
            return collector.add(.visit, page, time: time, note: "a visit that was deleted")
        }
        var pages = 0
        database.rows(of: "moz_places_tombstones", ["guid"]) { _ in
            pages += 1
            return true
        }
        guard count + pages > 0 else { return }
        times.sort { ($0.microseconds ?? 0) < ($1.microseconds ?? 0) }
        let span = times.first?.iso.map { " between \($0) and \(times.last?.iso ?? $0)" } ?? ""
        collector.addGap(
            "firefox-tombstone", .used,
            "Firefox's tombstones: \(count) visits\(span) and \(pages) pages were deleted by hand or on another device")
    }
}

/// Values of `nsINavHistoryService.TRANSITION_*`.
private enum VisitType: Int64 {
    case link = 1
    case typed, bookmark, embed, permanentRedirect, temporaryRedirect, download, framedLink, reload

    /// Loaded by a page, not by a person.
    var isAutomatic: Bool {
        switch self {
        case .embed, .permanentRedirect, .temporaryRedirect, .framedLink: true
        case .link, .typed, .bookmark, .download, .reload: false
        }
    }

    var remark: String? {
        switch self {
        case .embed, .framedLink: HistoryRemark.subframe
        case .permanentRedirect, .temporaryRedirect: HistoryRemark.redirect
        case .download: "download"
        case .link, .typed, .bookmark, .reload: nil
        }
    }
}
