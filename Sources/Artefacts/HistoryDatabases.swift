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
    ///   - inPlace: the bytes of `main` may be changed, so that they need not be copied.
    ///   - emit: takes the entries as they come; the reading then holds only what came last.
    /// - Returns: nil when it is no SQLite database or no history database. A note (`history-unknown-schema`,
    ///   `history-too-many`, `sqlite-damaged`, `sqlite-too-large`, `sqlite-step-budget`) says what is missing; the
    ///   entries beside it are good.
    package static func read(
        main: UnsafeRawBufferPointer, wal: UnsafeRawBufferPointer? = nil, journal: UnsafeRawBufferPointer? = nil,
        locator: Locator, engines: SearchEngineTable = .standard, limit: Int = HistoryCollector.limit,
        inPlace: Bool = false, emit: (([HistoryEntry]) -> Void)? = nil
    ) -> ArtefactReading? {
        guard DatabaseHeader.isDatabase(main) || (main.isEmpty && wal != nil) else { return nil }
        let carved = CarvedHistory(main: main, wal: wal, journal: journal, locator: locator, engines: engines)
        let known = KnownEntries(isNeeded: carved.hasGivenUp)
        let take = emit.map { emit in
            { (entries: [HistoryEntry]) in
                known.add(entries)
                emit(entries)
            }
        }
        guard var result = read(main, wal, journal, locator, engines, limit, inPlace, take) else { return nil }
        // Beside the newest entries the older ones of another view would seem to be recovered.
        guard carved.hasGivenUp, !result.isCut else { return result }
        known.add(result.entries)
        if wal?.isEmpty == false || journal?.isEmpty == false {
            result.entries += given(up: known, main, locator, engines)
        }
        result.entries += carved.entries(beyond: known)
        return result
    }

    /// One view of the database.
    private static func read(
        _ main: UnsafeRawBufferPointer, _ wal: UnsafeRawBufferPointer?, _ journal: UnsafeRawBufferPointer?,
        _ locator: Locator, _ engines: SearchEngineTable, _ limit: Int = HistoryCollector.limit,
        _ inPlace: Bool = false, _ emit: (([HistoryEntry]) -> Void)? = nil
    ) -> ArtefactReading? {
        let database: EvidenceDatabase
        do {
            database = try EvidenceDatabase(main: main, wal: wal, journal: journal, inPlace: inPlace)
        } catch {
            return ArtefactReading(notes: [error])
        }
        guard let reader = HistoryReaders.reader(of: database) else {
            return database.knowsAllTables ? nil : database.damage.map { ArtefactReading(notes: [$0]) }
        }
        var collector = HistoryCollector(
            source: reader.source, locator: locator, engines: engines, limit: limit, emit: emit)
        let understood = reader.read(database, into: &collector)
        if let damage = database.damage {
            collector.note(damage)
        } else if !understood {
            collector.note(unknownSchema(reader.source, database.tables))
        }
        return collector.reading
    }

    /// What the main file alone still shows: rows deleted by its log, or written by a transaction that never ended.
    private static func given(
        up known: KnownEntries, _ main: UnsafeRawBufferPointer, _ locator: Locator, _ engines: SearchEngineTable
    ) -> [HistoryEntry] {
        let found = Found()
        let alone = read(main, nil, nil, locator, engines, HistoryCollector.limit, false) {
            found.entries += known.unknown(among: $0)
        }
        return (found.entries + known.unknown(among: alone?.entries ?? [])).map {
            var entry = $0
            entry.recovered = true
            entry.note = HistoryRemark.note([entry.note, HistoryRemark.mainFileOnly])
            return entry
        }
    }

    private final class Found {
        var entries: [HistoryEntry] = []
    }

    private static func unknownSchema(_ source: String, _ tables: Set<String>) -> WinnowError {
        WinnowError(
            "history-unknown-schema", "a \(source) history of an unknown shape was not read",
            remedy: "read it by hand", cause: "tables " + tables.sorted().prefix(12).joined(separator: ", "))
    }
}

/// Which entries have been given out already, by their hashes alone: a million take 16 MiB.
final class KnownEntries {
    private var hashes: Set<Int> = []
    private let isNeeded: Bool

    init(isNeeded: Bool) { self.isNeeded = isNeeded }

    func add(_ entries: [HistoryEntry]) {
        if isNeeded { for entry in entries { hashes.insert(entry.hashValue) } }
    }

    /// Those that are new; they are known from then on. Bounded as all entries of a database are.
    func unknown(among entries: [HistoryEntry]) -> [HistoryEntry] {
        entries.filter { hashes.count < HistoryCollector.limit && hashes.insert($0.hashValue).inserted }
    }
}
