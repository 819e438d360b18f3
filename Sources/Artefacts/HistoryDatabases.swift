import Model

/// History databases: bytes in, entries out.
package enum HistoryDatabases {
    /// Reads a history database with what its side files add.
    ///
    /// - Parameters:
    ///   - main: the whole file.
    ///   - wal: the whole `-wal` beside it; its committed frames are applied.
    ///   - journal: the whole `-journal` beside it; rolled back when it is hot.
    /// - Returns: nil when it is no SQLite database or no history database. A note (`history-unknown-schema`,
    ///   `history-too-many`, `sqlite-damaged`, `sqlite-too-large`, `sqlite-step-budget`) says what is missing; the
    ///   entries beside it are good.
    package static func read(
        main: UnsafeRawBufferPointer, wal: UnsafeRawBufferPointer? = nil, journal: UnsafeRawBufferPointer? = nil,
        locator: Locator, engines: SearchEngineTable = .standard
    ) -> (entries: [HistoryEntry], note: WinnowError?)? {
        guard DatabaseHeader.isDatabase(main) || (main.isEmpty && wal != nil) else { return nil }
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

    private static func unknownSchema(_ source: String, _ tables: Set<String>) -> WinnowError {
        WinnowError(
            "history-unknown-schema", "a \(source) history of an unknown shape was not read",
            remedy: "read it by hand", cause: "tables " + tables.sorted().prefix(12).joined(separator: ", "))
    }
}
