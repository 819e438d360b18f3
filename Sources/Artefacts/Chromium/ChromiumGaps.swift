import Model

/// Numbers of visits and addresses that Chromium gave out and that are no longer there.
///
/// Chromium expires visits older than 90 days (`kExpireDaysThreshold`), always the oldest: what is missing among younger
/// ones, or at the end of the numbers, was deleted.
enum ChromiumGaps {
    /// Visits within this time of the newest cannot have expired: 85 days, in microseconds.
    private static let young: Int64 = 85 * 86_400_000_000
    /// Fewer are not told: a visit can fail to be stored.
    private static let fewest: Int64 = 20

    private struct Run {
        let after: Int64
        let missing: Int64
        let time: Int64
    }

    static func read(_ database: EvidenceDatabase, into collector: inout HistoryCollector) {
        var runs: [Run] = []
        var last: (id: Int64, time: Int64)?
        var highestVisit: Int64 = 0
        var newest: Int64 = 0
        var count: Int64 = 0
        database.rows(of: "visits", ["id", "visit_time"]) { row in
            // Chromium gives out no number below 1.
            guard let id = row.integer(0), id > 0 else { return true }
            highestVisit = max(highestVisit, id)
            guard let time = row.integer(1), time > 0, time < Int64.max else { return true }
            // Rows come by number; a time that goes backwards is of an imported or synced visit.
            if let before = last, id - before.id > 1, id > before.id, runs.count < 1_000_000 {
                runs.append(Run(after: before.id, missing: id - before.id - 1, time: min(before.time, time)))
            }
            last = (id, time)
            newest = max(newest, time)
            count += 1
            return true
        }
        let inside = runs.filter { $0.time > newest - young }
        let missing = inside.reduce(Int64(0)) { $0 &+ $1.missing }
        if missing >= fewest {
            let longest = inside.max { $0.missing < $1.missing }
            collector.addGap(
                "chromium-visits-missing", .used,
                "\(missing) numbers of visits of the last 85 days are missing among \(count) visits, the most after number "
                    + "\(longest?.after ?? 0) near \(iso(longest?.time)); expiry removes only visits older than 90 days"
            )
        }
        tail("visits", highestVisit, newest, database, into: &collector)
        var highest: Int64 = 0
        database.rows(of: "urls", ["id"]) { row in
            highest = max(highest, row.integer(0) ?? 0)
            return true
        }
        tail("urls", highest, newest, database, into: &collector)
    }

    /// SQLite remembers the highest number ever given out.
    private static func tail(
        _ table: String, _ highest: Int64, _ newest: Int64, _ database: EvidenceDatabase,
        into collector: inout HistoryCollector
    ) {
        var given: Int64 = 0
        database.rows(of: "sqlite_sequence", ["name", "seq"]) { row in
            if row.text(0) == table { given = row.integer(1) ?? 0 }
            return true
        }
        guard given > highest, given - highest >= fewest else { return }
        let reasoning =
            newest > 0
            ? "expiry removes the oldest, never the newest; newest visit left \(iso(newest))"
            : "no visit is left at all; expiry alone leaves none only where nothing was visited for 90 days"
        collector.addGap(
            "chromium-newest-missing", .used,
            "the last \(given - highest) numbers given out in \(table) are gone (highest left \(highest), last given out "
                + "\(given)); \(reasoning)")
    }

    private static func iso(_ time: Int64?) -> String {
        HistoryTime(time, .webkitMicroseconds).iso ?? "an unknown time"
    }
}
