import Model

/// Gathers one database's entries: bounded, with the searches that the addresses tell and no search twice.
package struct HistoryCollector {
    /// Entries kept of one file: what a job may send to its worker (`ReplyCheck`) holds about twice as many.
    package static let limit = 500_000

    /// Named in each entry; a reader of several sources sets it as it goes.
    var source: String
    let profile: String
    let locator: Locator
    let engines: SearchEngineTable
    private var entries: [HistoryEntry] = []
    /// Programs and clearings that the entries, or what has no time, tell of.
    package private(set) var traces: [Trace] = []
    private(set) var notes: [WinnowError] = []
    /// True when entries were left out for their number.
    private(set) var isFull = false
    /// Whether those that were left out are older than those that are kept.
    private var keepsNewest = false
    private var searches: [SearchIdentity: Int] = [:]
    /// Takes entries as they come, so that a long history need not lie in memory at once; searches are kept to the end,
    /// since a later copy may show that one was deliberate.
    private let emit: (([HistoryEntry]) -> Void)?
    private let most: Int
    private var emitted = 0
    private var held: [HistoryEntry] = []
    /// Entries handed over at once.
    private static let batch = 2_000

    /// One search, however often it was stored: engine, term, minute.
    private struct SearchIdentity: Hashable {
        let engine: String
        let term: String
        let minute: Int64?
    }

    init(
        source: String, locator: Locator, engines: SearchEngineTable, limit: Int = HistoryCollector.limit,
        emit: (([HistoryEntry]) -> Void)? = nil
    ) {
        self.emit = emit
        most = limit
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
        intent: Bool = true, note: String? = nil, recovered: Bool = false
    ) -> Bool {
        guard hasRoom() else { return false }
        entries.append(
            entry(kind, page, time: time, term: term, count: count, intent: intent, note: note, recovered: recovered))
        if let emit, entries.count >= Self.batch {
            emit(entries)
            emitted += entries.count
            entries.removeAll(keepingCapacity: true)
        }
        return true
    }

    /// Whether rows must be read newest first, since not all that they tell would be kept: a visit is one entry, and
    /// another where it is a search. A table that is damaged is read as far as it goes.
    mutating func isTooLong(_ table: String, of database: EvidenceDatabase) -> Bool {
        guard database.hasRowNumbers(table), database.has(moreRowsThan: (most - total) / 2, in: table) else {
            return false
        }
        keepsNewest = true
        return true
    }

    private mutating func hasRoom() -> Bool {
        guard emitted + entries.count + held.count < most else {
            isFull = true
            return false
        }
        return true
    }

    private func entry(
        _ kind: HistoryEntry.Kind, _ page: HistoryPage?, time: HistoryTime?, term: String?, count: Int, intent: Bool,
        note: String?, recovered: Bool
    ) -> HistoryEntry {
        HistoryEntry(
            source: source, profile: profile, locator: locator, kind: kind, url: page?.url, title: page?.title,
            searchTerm: term, time: time?.microseconds, rawTime: time?.raw, count: count, recovered: recovered,
            intent: intent, note: note)
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
        let copy = entry(.search, page, time: time, term: tidy, count: 1, intent: intent, note: note, recovered: false)
        if let known = searches[identity] {
            // One deliberate search is enough, in whatever order the copies are met; the remarks of the best one hold.
            if Self.standing(copy) > Self.standing(held[known]) { held[known] = copy }
            return
        }
        guard hasRoom() else { return }
        searches[identity] = held.count
        held.append(copy)
    }

    /// What is verified counts before what is doubtful, then what is deliberate.
    private static func standing(_ search: HistoryEntry) -> Int {
        (HistoryRemark.isDoubtfulSearch(search) ? 0 : 2) + (search.intent ? 1 : 0)
    }

    /// The search that a visited page's address tells, if it tells one.
    mutating func addSearch(of page: HistoryPage, time: HistoryTime?, intent: Bool, note: String?) {
        guard let search = page.search else { return }
        let doubt = search.isVerified ? nil : HistoryRemark.unverifiedEngine
        addSearch(
            search.term, engine: search.engine, page, time: time, intent: intent,
            note: HistoryRemark.note([doubt, note]))
    }

    /// Traces kept of one file.
    private static let mostTraces = 200_000

    mutating func note(_ error: WinnowError) {
        if !notes.contains(where: { $0.code == error.code }) { notes.append(error) }
    }

    mutating func add(_ trace: Trace) {
        guard traces.count < Self.mostTraces else {
            return note(WinnowError("traces-too-many", "only the first \(Self.mostTraces) traces of a file are kept"))
        }
        traces.append(trace)
    }

    /// A program that the source tells of, as an entry and as a trace of `proof`.
    mutating func addProgram(
        _ title: String, _ proof: Trace.Proof, subject: Trace.Subject = .program, text: String? = nil,
        time: HistoryTime? = nil, count: Int = 1, intent: Bool = true, note: String? = nil, isVerified: Bool = true
    ) {
        guard !title.isEmpty else { return }
        let page = HistoryPage(program: title)
        guard add(.program, page, time: time, count: max(1, count), intent: intent, note: note) else { return }
        let told = HistoryRemark.note([source, time?.iso, count > 1 ? "\(count) times" : nil, note]) ?? source
        add(Trace(subject, text ?? title, proof, detail: told, isVerified: isVerified))
    }

    /// An entry that is kept only if the table of software traces knows what it tells.
    func unlisted(
        _ kind: HistoryEntry.Kind, _ title: String, time: HistoryTime?, note: String?
    ) -> HistoryEntry {
        HistoryEntry(
            source: source, profile: profile, locator: locator, kind: kind, title: title, time: time?.microseconds,
            rawTime: time?.raw, note: note)
    }

    /// Entries so far.
    var total: Int { emitted + entries.count + held.count }

    /// A sign that traces were cleared, with the reasoning for the reader.
    mutating func addGap(_ identifier: String, _ proof: Trace.Proof = .used, _ reasoning: String) {
        add(Trace(.gap, identifier, proof, detail: reasoning))
    }

    /// All that was gathered; a limit that was reached is a note.
    package var reading: ArtefactReading {
        var notes = notes
        if isFull {
            notes.append(Self.tooMany("\(keepsNewest ? "newest" : "first") \(most) history"))
        }
        return ArtefactReading(entries: entries + held, traces: traces, notes: notes, isCut: isFull)
    }

    static func tooMany(_ kept: String) -> WinnowError {
        WinnowError("history-too-many", "only the \(kept) entries are kept")
    }
}
