import Artefacts
import Model

/// The addresses, titles and search terms of one database's entries, each distinct text once with its count.
enum HistoryTexts {
    private struct Field: Hashable {
        let name: String
        let text: String
    }

    /// In the order of their first entry.
    static func texts(of entries: [HistoryEntry]) -> [ExtractedText] {
        var texts: [ExtractedText] = []
        var known: [Field: Int] = [:]
        func add(_ name: String, _ text: String?, _ entry: HistoryEntry) {
            guard let text, !text.isEmpty else { return }
            let field = Field(name: name, text: text)
            let index = known[field] ?? texts.count
            if index == texts.count {
                known[field] = index
                texts.append(ExtractedText(kind: .history, field: name, text: text))
            } else {
                texts[index].count += 1
            }
            texts[index].add(entry.time)
        }
        for entry in entries where !isSubframe(entry) {
            // A search's address is its visit's, counted there.
            if entry.kind != .search { add("title", entry.title, entry) }
            if entry.kind != .search { add("url", entry.url.map { SearchText.readable($0) }, entry) }
            add("search-term", entry.searchTerm, entry)
        }
        return texts
    }

    /// What an advertisement loaded must never speak against a person; the entry itself is kept.
    private static func isSubframe(_ entry: HistoryEntry) -> Bool {
        !entry.intent && entry.note?.contains(HistoryRemark.subframe) == true
    }
}
