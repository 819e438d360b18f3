import Model

/// History databases: bytes in, entries out.
package enum HistoryDatabases {
    /// Reads a history database with what its side files add.
    ///
    /// - Parameters:
    ///   - main: the whole file.
    ///   - wal: the whole `-wal` beside it; its committed frames are applied.
    ///   - journal: the whole `-journal` beside it; rolled back when it is hot.
    ///   Entries that only the main file without them shows come last, marked as recovered.
    /// - Returns: nil when it is no SQLite database or no history database. A note (`history-unknown-schema`,
    ///   `history-too-many`, `sqlite-damaged`, `sqlite-too-large`, `sqlite-step-budget`) says what is missing; the
    ///   entries beside it are good.
    package static func read(
        main: UnsafeRawBufferPointer, wal: UnsafeRawBufferPointer? = nil, journal: UnsafeRawBufferPointer? = nil,
        locator: Locator, engines: SearchEngineTable = .standard
    ) -> (entries: [HistoryEntry], note: WinnowError?)? {
        guard DatabaseHeader.isDatabase(main) || (main.isEmpty && wal != nil) else { return nil }
        guard var result = read(main, wal, journal, locator, engines) else { return nil }
        if wal?.isEmpty == false || journal?.isEmpty == false {
            result.entries += given(up: result.entries, main, locator, engines)
        }
        return result
    }

    /// One view of the database.
    private static func read(
        _ main: UnsafeRawBufferPointer, _ wal: UnsafeRawBufferPointer?, _ journal: UnsafeRawBufferPointer?,
        _ locator: Locator, _ engines: SearchEngineTable
    ) -> (entries: [HistoryEntry], note: WinnowError?)? {
        let database: EvidenceDatabase
        do {
            database = try EvidenceDatabase(main: main, wal: wal, journal: journal)
        } catch {
            return ([], error)
        }
        guard let reader = HistoryReaders.all.first(where: { $0.recognises(tables: database.tables) }) else {
            return database.knowsAllTables ? nil : database.damage.map { ([], $0) }
        }
        var collector = HistoryCollector(source: reader.source, locator: locator, engines: engines)
        let understood = reader.read(database, into: &collector)
        var note = database.damage
        if note == nil, !understood { note = unknownSchema(reader.source, database.tables) }
        if note == nil, collector.isFull {
            note = WinnowError("history-too-many", "only the first \(HistoryCollector.limit) history entries are kept")
        }
        return (collector.entries, note)
    }

    /// What the main file alone still shows: rows deleted by its log, or written by a transaction that never ended.
    private static func given(
        up entries: [HistoryEntry], _ main: UnsafeRawBufferPointer, _ locator: Locator, _ engines: SearchEngineTable
    ) -> [HistoryEntry] {
        guard let alone = read(main, nil, nil, locator, engines) else { return [] }
        let known = Set(entries)
        return alone.entries.prefix(max(0, HistoryCollector.limit - entries.count)).filter { !known.contains($0) }.map {
            var entry = $0
            entry.recovered = true
            entry.note = HistoryRemark.note([entry.note, HistoryRemark.mainFileOnly])
            return entry
        }
    }

    private static func unknownSchema(_ source: String, _ tables: Set<String>) -> WinnowError {
        WinnowError(
            "history-unknown-schema", "a \(source) history of an unknown shape was not read",
            remedy: "read it by hand", cause: "tables " + tables.sorted().prefix(12).joined(separator: ", "))
    }
}
