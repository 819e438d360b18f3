import Artefacts
import Model

/// Keywords in the addresses, titles and search terms of one database's entries; each distinct text is searched once.
struct HistoryKeywords {
    /// Hits kept of one database.
    static let limit = 20_000
    /// Longer texts are shown around the match only.
    static let contextLimit = 300

    private let locator: Locator
    private(set) var hits: [Hit] = []
    private(set) var note: WinnowError?

    private struct Field: Hashable {
        let name: String
        let text: String
    }

    init(locator: Locator) {
        var place = locator
        place.byteOffset = nil
        self.locator = place
    }

    /// Adds a hit for each term and distinct text; its count is the number of entries with that text.
    mutating func find(in entries: [HistoryEntry], with matcher: KeywordMatcher) {
        let fields = Self.fields(of: entries)
        for (field, count) in fields {
            for match in matcher.matches(inText: field.text, field: field.name) {
                guard hits.count < Self.limit else {
                    note = WinnowError(
                        "history-too-many", "only the first \(Self.limit) keyword hits of a history are kept")
                    return
                }
                let whole = field.text.count <= Self.contextLimit
                hits.append(
                    Hit(
                        analyzer: "history", list: match.list, listVersion: match.listVersion, term: match.term,
                        category: match.category, locator: locator, encoding: field.name,
                        context: whole ? field.text : String(match.context.prefix(Self.contextLimit)), count: count))
            }
        }
    }

    /// Distinct texts in the order of their first entry.
    private static func fields(of entries: [HistoryEntry]) -> [(field: Field, count: Int)] {
        var fields: [(field: Field, count: Int)] = []
        var known: [Field: Int] = [:]
        func add(_ name: String, _ text: String?) {
            guard let text, !text.isEmpty else { return }
            let field = Field(name: name, text: text)
            if let index = known[field] {
                fields[index].count += 1
            } else {
                known[field] = fields.count
                fields.append((field, 1))
            }
        }
        for entry in entries where !isSubframe(entry) {
            // A search's address is its visit's, counted there.
            if entry.kind != .search { add("title", entry.title) }
            if entry.kind != .search { add("url", entry.url.map { SearchText.readable($0) }) }
            add("search-term", entry.searchTerm)
        }
        return fields
    }

    /// What an advertisement loaded must never speak against a person; the entry itself is kept.
    private static func isSubframe(_ entry: HistoryEntry) -> Bool {
        !entry.intent && entry.note?.contains(HistoryRemark.subframe) == true
    }
}
