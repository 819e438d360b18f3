import Artefacts
import Model
import ReferenceData

/// Reads histories and artefacts of programs, wherever they lie and whatever their names are, and names the software
/// and the clearings that they tell of.
package final class HistoryAnalyzer: Analyzer {
    /// Whole `-wal` and `-journal` files beside an item, where there are any.
    package typealias Companions = (ScanItem) -> (wal: [UInt8]?, journal: [UInt8]?)

    /// Larger databases are not gathered: 256 MiB, as `EvidenceDatabase` takes.
    package static let limit = 256 << 20

    package let name = "history"
    private let table: ArtefactTable
    /// Takes entries as they are read; nil to leave them in the report.
    private let sink: (([HistoryEntry]) -> Void)?
    private let companions: Companions
    private var gathered: [UInt8] = []
    private var state = State.other

    private enum Kind {
        case database
        case artefact(any ArtefactReader.Type)

        /// By the first bytes; nil for content that no reader wants.
        init?(_ head: UnsafeRawBufferPointer, _ item: ScanItem) {
            if DatabaseHeader.isDatabase(head) {
                self = .database
            } else if let reader = ArtefactReaders.reader(head: head, path: item.locator.ownPath) {
                self = .artefact(reader)
            } else {
                return nil
            }
        }

        var limit: Int {
            switch self {
            case .database: HistoryAnalyzer.limit
            case .artefact(let reader): reader.limit
            }
        }
    }

    private enum State {
        /// Fewer bytes seen than a kind is told by.
        case undecided(ScanItem)
        case gathering(Kind)
        case tooLarge(Kind)
        case other
    }

    package init(
        table: ArtefactTable = .standard, sink: (([HistoryEntry]) -> Void)? = nil,
        companions: @escaping Companions = { _ in (nil, nil) }
    ) {
        self.sink = sink
        self.table = table
        self.companions = companions
    }

    package func begin(_ item: ScanItem) {
        gathered.removeAll(keepingCapacity: false)
        state = .undecided(item)
    }

    package func consume(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) {
        switch state {
        case .other, .tooLarge: return
        case .undecided(let item):
            // Chunks are large: only a tiny file or a short first read leaves it undecided.
            gathered.append(contentsOf: bytes.prefix(ArtefactReaders.headLength - gathered.count))
            guard gathered.count == ArtefactReaders.headLength else { return }
            decide(item)
            let taken = Int(clamping: UInt64(gathered.count) &- offset)
            if case .gathering(let kind) = state, taken < bytes.count {
                gather(UnsafeRawBufferPointer(rebasing: bytes[max(0, taken)...]), kind)
            }
        case .gathering(let kind): gather(bytes, kind)
        }
    }

    package func end(_ item: ScanItem, complete: Bool, into report: inout ItemReport) {
        if case .undecided = state, !gathered.isEmpty { decide(item) }
        switch state {
        case .gathering(let kind):
            // Nobody else has these bytes.
            var texts = gathered.withUnsafeMutableBytes {
                read(UnsafeRawBufferPointer($0), kind, item, own: true, into: &report)
            }
            // The file goes before its texts are spread out.
            gathered.removeAll(keepingCapacity: false)
            report.texts += texts.take()
        case .tooLarge(.database): report.notes.append(Self.tooLarge(item))
        // What is so large is told to be another kind of file by its reader's limit.
        case .tooLarge(.artefact(let reader)): if let note = reader.tooLarge { report.notes.append(note) }
        case .undecided, .other: break
        }
        gathered.removeAll(keepingCapacity: false)
        state = .other
    }

    /// Whole files are read where they lie.
    package func analyze(_ group: ArenaGroup, into reports: inout [ItemReport]) {
        for index in 0..<min(group.count, reports.count) {
            let bytes = group.bytes(index)
            let head = UnsafeRawBufferPointer(rebasing: bytes.prefix(ArtefactReaders.headLength))
            guard !head.isEmpty, let kind = Kind(head, group.items[index]), bytes.count <= kind.limit else { continue }
            var texts = read(bytes, kind, group.items[index], own: false, into: &reports[index])
            reports[index].texts += texts.take()
        }
    }

    private func decide(_ item: ScanItem) {
        guard let kind = gathered.withUnsafeBytes({ Kind($0, item) }) else {
            state = .other
            return
        }
        guard item.size <= UInt64(kind.limit) else {
            state = .tooLarge(kind)
            return
        }
        // At once: growing by doubling would need half as much again.
        gathered.reserveCapacity(Int(item.size))
        state = .gathering(kind)
    }

    private func gather(_ bytes: UnsafeRawBufferPointer, _ kind: Kind) {
        guard gathered.count + bytes.count <= kind.limit else {
            gathered.removeAll(keepingCapacity: false)
            state = .tooLarge(kind)
            return
        }
        gathered.append(contentsOf: bytes)
    }

    /// - Returns: the entries' texts.
    private func read(
        _ main: UnsafeRawBufferPointer, _ kind: Kind, _ item: ScanItem, own: Bool, into report: inout ItemReport
    ) -> HistoryTexts {
        let gathering = Gathering(sink)
        let reading: ArtefactReading
        switch kind {
        case .artefact(let reader): reading = ArtefactReaders.read(reader, main, locator: item.locator)
        case .database:
            let beside = companions(item)
            let result = withBytes(beside.wal) { wal in
                withBytes(beside.journal) { journal in
                    HistoryDatabases.read(
                        main: main, wal: wal, journal: journal, locator: item.locator, inPlace: own,
                        emit: gathering.take)
                }
            }
            guard let result else { return gathering.texts }
            reading = result
        }
        gathering.take(reading.entries)
        report.history += gathering.kept
        report.notes += reading.notes
        let told = reading.traces + gathering.addresses.traces
        if !told.isEmpty {
            var traces = TraceHits(table, locator: item.locator)
            traces.add(told)
            report.hits += traces.hits
            report.history += traces.entries
        }
        return gathering.texts
    }

    private static func tooLarge(_ item: ScanItem) -> WinnowError {
        WinnowError(
            "sqlite-too-large", "an SQLite database of \(item.size) bytes is not read",
            remedy: "export it and read it by hand", cause: "the limit is \(limit) bytes")
    }
}

/// What is made of one file's entries as they come.
private final class Gathering {
    var texts = HistoryTexts()
    var addresses = DarkWebAddresses()
    private(set) var kept: [HistoryEntry] = []
    private let sink: (([HistoryEntry]) -> Void)?

    init(_ sink: (([HistoryEntry]) -> Void)?) { self.sink = sink }

    func take(_ entries: [HistoryEntry]) {
        texts.add(entries)
        addresses.add(entries)
        if let sink { sink(entries) } else { kept += entries }
    }
}

private func withBytes<Result>(_ bytes: [UInt8]?, _ body: (UnsafeRawBufferPointer?) -> Result) -> Result {
    guard let bytes else { return body(nil) }
    return bytes.withUnsafeBytes { body($0) }
}
