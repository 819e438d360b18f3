import Model

/// Gathers one database's entries: bounded, with the searches that the addresses tell and no search twice.
package struct HistoryCollector {
    /// Entries kept of one database.
    package static let limit = 1_000_000

    let source: String
    let profile: String
    let locator: Locator
    let engines: SearchEngineTable
    package private(set) var entries: [HistoryEntry] = []
    /// True when entries were left out for their number.
    private(set) var isFull = false
    private var searches: [SearchIdentity: Int] = [:]

    /// One search, however often it was stored: engine, term, minute.
    private struct SearchIdentity: Hashable {
        let engine: String
        let term: String
        let minute: Int64?
    }

    init(source: String, locator: Locator, engines: SearchEngineTable) {
        self.source = source
        self.locator = locator
        self.engines = engines
        let folder = locator.ownPath.bytes.dropLast(locator.ownPath.name.count)
        profile = RawPath(bytes: Array(folder.last == UInt8(ascii: "/") ? folder.dropLast() : folder)).text
    }

    /// - Returns: false when the collector is full.
    @discardableResult
    mutating func add(
        _ kind: HistoryEntry.Kind, _ page: HistoryPage?, time: HistoryTime?, term: String? = nil, count: Int = 1,
        intent: Bool = true, note: String? = nil
    ) -> Bool {
        guard entries.count < Self.limit else {
            isFull = true
            return false
        }
        entries.append(
            HistoryEntry(
                source: source, profile: profile, locator: locator, kind: kind, url: page?.url, title: page?.title,
                searchTerm: term, time: time?.microseconds, rawTime: time?.raw, count: count, intent: intent,
                note: note))
        return true
    }

    /// A search that the browser stored, or that an address tells; kept once an engine, term and minute.
    mutating func addSearch(
        _ term: String, engine: String?, _ page: HistoryPage?, time: HistoryTime?, intent: Bool = true,
        note: String? = nil
    ) {
        let tidy = SearchText.tidy(term)
        guard !tidy.isEmpty else { return }
        let identity = SearchIdentity(
            engine: engine ?? page?.search?.engine ?? page?.host ?? "", term: tidy.lowercased(),
            minute: time?.microseconds.map { $0 / 60_000_000 })
        if let known = searches[identity] {
            // One deliberate search is enough, in whatever order the copies are met.
            if intent { entries[known].intent = true }
            return
        }
        if add(.search, page, time: time, term: tidy, intent: intent, note: note) {
            searches[identity] = entries.count - 1
        }
    }

    /// The search that a visited page's address tells, if it tells one.
    mutating func addSearch(of page: HistoryPage, time: HistoryTime?, intent: Bool, note: String?) {
        guard let search = page.search else { return }
        addSearch(search.term, engine: search.engine, page, time: time, intent: intent, note: note)
    }
}
