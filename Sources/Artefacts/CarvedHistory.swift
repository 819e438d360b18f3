import Model

/// History entries of rows that a database has given up: carved out of its files, put among the live rows of a private
/// copy, and read by the same reader.
struct CarvedHistory {
    let main: UnsafeRawBufferPointer
    let wal: UnsafeRawBufferPointer?
    let journal: UnsafeRawBufferPointer?
    let locator: Locator
    let engines: SearchEngineTable

    /// Entries that are not among the live ones, marked as recovered and with where from.
    func entries(beyond known: KnownEntries) -> [HistoryEntry] {
        guard hasGivenUp, let (reader, widths) = tables(), let (owners, pageSize) = owners() else { return [] }
        var found: [HistoryEntry] = []
        for place in GivenUpPages.Place.allCases {
            var carver = RowCarver(owners: owners, widths: widths)
            switch place {
            case .log: if let wal { GivenUpPages.frames(wal, pageSize: pageSize) { carver.add($0, $1) } }
            case .journal: if let journal { GivenUpPages.records(journal, pageSize: pageSize) { carver.add($0, $1) } }
            case .free: GivenUpPages.free(main, pageSize: pageSize) { carver.add($0, $1) }
            }
            guard !carver.rows.isEmpty else { continue }
            found += read(carver.rows, reader, known).map {
                var entry = $0
                entry.recovered = true
                entry.note = HistoryRemark.note([entry.note, place.rawValue])
                return entry
            }
        }
        return found
    }

    // Each copy of the database is gone before the next is made.

    private func tables() -> ((any HistoryReader.Type), [String: Int])? {
        guard let database = try? EvidenceDatabase(main: main, wal: wal, journal: journal),
            let reader = HistoryReaders.reader(of: database)
        else { return nil }
        let widths = database.tables.map { ($0, database.columns(of: $0).count) }
        return (reader, Dictionary(uniqueKeysWithValues: widths))
    }

    private func owners() -> (PageOwners, pageSize: Int)? {
        guard let image = try? DatabaseImage.make(main: main, wal: wal, journal: journal) else { return nil }
        defer { image.free() }
        let memory = UnsafeRawBufferPointer(image.memory)
        return DatabaseHeader.pageSize(memory).map { (PageOwners(memory, pageSize: $0), $0) }
    }

    /// Whether there is anything to carve: most databases have neither side files nor free pages.
    var hasGivenUp: Bool {
        wal?.isEmpty == false || journal?.isEmpty == false || main.bigEndian32(at: 36) ?? 0 > 0
    }

    private func read(
        _ rows: [String: [CarvedRow]], _ reader: any HistoryReader.Type, _ known: KnownEntries
    ) -> [HistoryEntry] {
        guard
            let database = try? EvidenceDatabase(main: main, wal: wal, journal: journal, takesRows: true),
            database.insert(rows) > 0
        else { return [] }
        let found = Found()
        var collector = HistoryCollector(source: reader.source, locator: locator, engines: engines) {
            found.entries += known.unknown(among: $0)
        }
        _ = reader.read(database, into: &collector)
        return found.entries + known.unknown(among: collector.reading.entries)
    }

    private final class Found {
        var entries: [HistoryEntry] = []
    }
}
