import Artefacts
import Model

/// Reads browsers' history databases, wherever they lie and whatever their names are.
package final class HistoryAnalyzer: Analyzer {
    /// Whole `-wal` and `-journal` files beside an item, where there are any.
    package typealias Companions = (ScanItem) -> (wal: [UInt8]?, journal: [UInt8]?)

    /// Larger databases are not gathered: 256 MiB, as `EvidenceDatabase` takes.
    package static let limit = 256 << 20

    package let name = "history"
    private let companions: Companions
    private var gathered: [UInt8] = []
    private var state = State.other

    private enum State {
        /// Fewer bytes seen than the magic has.
        case undecided
        case database
        case tooLarge
        case other
    }

    package init(companions: @escaping Companions = { _ in (nil, nil) }) {
        self.companions = companions
    }

    package func begin(_ item: ScanItem) {
        gathered.removeAll(keepingCapacity: false)
        state = .undecided
    }

    package func consume(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) {
        switch state {
        case .other, .tooLarge: return
        case .undecided:
            // Chunks are large: only a tiny file or a short first read leaves it undecided.
            gathered.append(contentsOf: bytes.prefix(DatabaseHeader.magic.count - gathered.count))
            guard gathered.count == DatabaseHeader.magic.count else { return }
            state = gathered == DatabaseHeader.magic ? .database : .other
            let taken = Int(clamping: UInt64(gathered.count) &- offset)
            if state == .database, taken < bytes.count {
                gather(UnsafeRawBufferPointer(rebasing: bytes[max(0, taken)...]))
            }
        case .database: gather(bytes)
        }
    }

    package func end(_ item: ScanItem, complete: Bool, into report: inout ItemReport) {
        switch state {
        case .database: gathered.withUnsafeBytes { read($0, item, into: &report) }
        case .tooLarge: report.notes.append(Self.tooLarge(item))
        case .undecided, .other: break
        }
        gathered.removeAll(keepingCapacity: false)
        state = .other
    }

    /// Whole files are read where they lie.
    package func analyze(_ group: ArenaGroup, into reports: inout [ItemReport]) {
        for index in 0..<min(group.count, reports.count) {
            let bytes = group.bytes(index)
            guard DatabaseHeader.isDatabase(bytes) else { continue }
            read(bytes, group.items[index], into: &reports[index])
        }
    }

    private func gather(_ bytes: UnsafeRawBufferPointer) {
        guard gathered.count + bytes.count <= Self.limit else {
            gathered.removeAll(keepingCapacity: false)
            state = .tooLarge
            return
        }
        gathered.append(contentsOf: bytes)
    }

    private func read(_ main: UnsafeRawBufferPointer, _ item: ScanItem, into report: inout ItemReport) {
        let beside = companions(item)
        let result = withBytes(beside.wal) { wal in
            withBytes(beside.journal) { journal in
                HistoryDatabases.read(main: main, wal: wal, journal: journal, locator: item.locator)
            }
        }
        guard let result else { return }
        report.history += result.entries
        if let note = result.note { report.notes.append(note) }
        report.texts += HistoryTexts.texts(of: result.entries)
    }

    private static func tooLarge(_ item: ScanItem) -> WinnowError {
        WinnowError(
            "sqlite-too-large", "an SQLite database of \(item.size) bytes is not read",
            remedy: "export it and read it by hand", cause: "the limit is \(limit) bytes")
    }
}

private func withBytes<Result>(_ bytes: [UInt8]?, _ body: (UnsafeRawBufferPointer?) -> Result) -> Result {
    guard let bytes else { return body(nil) }
    return bytes.withUnsafeBytes { body($0) }
}
