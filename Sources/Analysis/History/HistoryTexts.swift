import Artefacts
import Model

/// The addresses, titles and search terms of one database's entries, each distinct text once with its count.
struct HistoryTexts {
    /// In the order of their first entry.
    private(set) var texts: [ExtractedText] = []
    /// Behind a field's name where what was verified against nothing read it: rules must tell it apart.
    private static let unverified = "-unverified"
    /// The same where it was done on another device.
    private static let synced = "-synced"
    /// Places of texts by field.
    private var known: [String: [String: Int]] = [:]

    mutating func add(_ entries: [HistoryEntry]) {
        for entry in entries where !Self.isSubframe(entry) {
            // A search's address is its visit's, counted there. A program's path is not what a person read: rules tell
            // the two apart.
            if entry.kind != .search {
                let doubt = Self.remark(entry, isDoubtful: HistoryRemark.isDoubtful(entry))
                add((entry.kind == .program ? "program" : "title") + doubt, entry.title, entry.time)
                add("url" + doubt, entry.url.map { SearchText.readable($0) }, entry.time)
            }
            let doubt = Self.remark(entry, isDoubtful: HistoryRemark.isDoubtfulSearch(entry))
            add("search-term" + doubt, entry.searchTerm, entry.time)
        }
    }

    private static func remark(_ entry: HistoryEntry, isDoubtful: Bool) -> String {
        isDoubtful ? unverified : HistoryRemark.isSynced(entry) ? synced : ""
    }

    private mutating func add(_ name: String, _ text: String?, _ time: Int64?) {
        guard let text, !text.isEmpty else { return }
        let index = known[name]?[text] ?? texts.count
        if index == texts.count {
            known[name, default: [:]][text] = index
            texts.append(ExtractedText(kind: .history, field: name, text: text))
        } else {
            texts[index].count += 1
        }
        texts[index].add(time)
    }

    /// What an advertisement loaded must never speak against a person; the entry itself is kept.
    private static func isSubframe(_ entry: HistoryEntry) -> Bool {
        !entry.intent && entry.note?.contains(HistoryRemark.subframe) == true
    }
}
