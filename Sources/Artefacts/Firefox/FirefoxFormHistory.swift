import Model

/// `formhistory.sqlite`: what was typed into the search bar outlives the clearing of the history alone.
package enum FirefoxFormHistory: HistoryReader {
    package static let source = "firefox"

    package static func recognises(tables: Set<String>) -> Bool {
        tables.contains("moz_formhistory")
    }

    package static func read(_ database: EvidenceDatabase, into collector: inout HistoryCollector) -> Bool {
        guard Set(database.columns(of: "moz_formhistory")).isSuperset(of: ["fieldname", "value"]) else { return false }
        database.rows(of: "moz_formhistory", ["fieldname", "value", "timesused", "lastused"]) { row in
            // Other fields are a person's addresses and names: not asked for.
            guard row.text(0) == "searchbar-history", let term = row.text(1) else { return true }
            return collector.add(
                .search, nil, time: HistoryTime(row.integer(3), .unixMicroseconds), term: SearchText.tidy(term),
                count: max(1, row.integer(2).flatMap { Int(exactly: $0) } ?? 1), note: "typed in the search bar")
        }
        return true
    }
}
