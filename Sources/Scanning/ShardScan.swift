import Analysis
import Evidence
import Model
import Packs

/// Reads each file of a shard once and hands its bytes to every analyzer.
///
/// Small files are laid into one arena and analysed as a group; large ones go through in chunks.
struct ShardScan {
    /// Files up to this size are read whole.
    static let smallFile: UInt64 = 1 << 20
    static let arenaSize = 8 << 20
    static let chunkSize = 1 << 20
    /// Hits and history entries are sent in pieces of this many.
    static let batch = 500

    let session: Session
    let careful: Bool
    let skipping: [Int: String]
    let send: (ScannerReply, [UInt8]?) throws -> Void

    private var records: [FileRecord] = []
    private var coverage = CoverageLedger()
    private var hits: [Hit] = []
    private var history: [HistoryEntry] = []
    private var progress = Progress()
    private var unreported: UInt64 = 0

    init(
        session: Session, careful: Bool, skipping: [Int: String],
        send: @escaping (ScannerReply, [UInt8]?) throws -> Void
    ) {
        self.session = session
        self.careful = careful
        self.skipping = skipping
        self.send = send
    }

    mutating func run(_ shard: Shard) throws -> Progress {
        let arena = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.arenaSize, alignment: 64)
        defer { arena.deallocate() }
        var group: [(file: ShardFile, opened: OpenedFile, range: Range<Int>)] = []
        var used = 0
        for (index, file) in shard.files.enumerated() {
            if careful { try send(.touching(index), nil) }
            if let reason = skipping[index] {
                account(file, nil, .unreadable, reason, ItemReport())
                continue
            }
            if let reason = file.skipReason {
                account(file, nil, .skipped, reason, session.analyzers.name(of: item(file)))
                continue
            }
            let opened: OpenedFile
            do {
                opened = try open(file)
            } catch let error as WinnowError {
                account(file, nil, .unreadable, error.code, session.analyzers.name(of: item(file)))
                continue
            }
            guard opened.size <= Self.smallFile, file.companions.isEmpty else {
                try stream(file, opened, through: UnsafeMutableRawBufferPointer(rebasing: arena[used...]))
                continue
            }
            if used + Int(opened.size) + Self.chunkSize > arena.count || careful {
                try analyze(group, in: arena)
                group.removeAll(keepingCapacity: true)
                used = 0
            }
            let range = used..<(used + Int(opened.size))
            do {
                try opened.read(into: UnsafeMutableRawBufferPointer(rebasing: arena[range]))
                group.append((file, opened, range))
                // Aligned, so that lanes may later read whole vectors.
                used = (range.upperBound + 63) & ~63
            } catch let error as WinnowError {
                account(file, opened, .unreadable, error.code, session.analyzers.name(of: item(file)))
            }
            if careful {
                try analyze(group, in: arena)
                group.removeAll(keepingCapacity: true)
                used = 0
            }
        }
        try analyze(group, in: arena)
        try sendFindings(all: true)
        try send(.coverage(coverage.rows), nil)
        try send(.pack(files: records.count), Pack(files: records).sealed())
        return progress
    }
}

extension ShardScan {
    /// A file that was found again: its content and the times the pack keeps.
    struct OpenedFile {
        let file: EvidenceFile
        var size: UInt64 { file.size }

        /// Fills `buffer` from the start of the content; a short file is an error.
        func read(into buffer: UnsafeMutableRawBufferPointer) throws(WinnowError) {
            var offset = 0
            while offset < buffer.count {
                let got = try file.read(
                    into: UnsafeMutableRawBufferPointer(rebasing: buffer[offset...]), at: UInt64(offset))
                guard got > 0 else { throw WinnowError("short-read", "a file ends before its stated size") }
                offset += got
            }
        }
    }

    private func item(_ file: ShardFile) -> ScanItem {
        ScanItem(locator: file.locator, kind: file.kind, size: file.size)
    }

    private func open(_ file: ShardFile) throws -> OpenedFile {
        let fileSystem = try session.fileSystem(at: file.locator.volumeOffset)
        session.companions.prepare(file, in: fileSystem)
        let opened = try fileSystem.open(metaAddress: file.locator.metaAddress, attribute: file.locator.attribute)
        // Sizes are the evidence's own claim: a sparse file may claim more than any medium holds.
        let bound = max(session.image.size.multipliedReportingOverflow(by: 4).partialValue, 1 << 30)
        guard opened.size <= bound else {
            throw WinnowError("size-limit", "a file claims \(opened.size) bytes, far more than its medium holds")
        }
        return OpenedFile(file: opened)
    }

    private mutating func analyze(
        _ group: [(file: ShardFile, opened: OpenedFile, range: Range<Int>)], in arena: UnsafeMutableRawBufferPointer
    ) throws {
        guard !group.isEmpty else { return }
        var reports = [ItemReport](repeating: ItemReport(), count: group.count)
        session.analyzers.analyze(
            ArenaGroup(
                items: group.map { item($0.file) }, ranges: group.map(\.range), base: UnsafeRawBufferPointer(arena)),
            into: &reports)
        for (entry, report) in zip(group, reports) {
            account(entry.file, entry.opened, .scanned, "file-content", report)
        }
        try tell()
    }

    private mutating func stream(
        _ file: ShardFile, _ opened: OpenedFile, through buffer: UnsafeMutableRawBufferPointer
    ) throws {
        let chunk = UnsafeMutableRawBufferPointer(rebasing: buffer[..<min(buffer.count, Self.chunkSize)])
        let item = item(file)
        var report = ItemReport()
        var offset: UInt64 = 0
        var failure: WinnowError?
        session.analyzers.begin(item)
        while offset < opened.size {
            do {
                let got = try opened.file.read(into: chunk, at: offset)
                guard got > 0 else { throw WinnowError("short-read", "a file ends before its stated size") }
                session.analyzers.consume(UnsafeRawBufferPointer(rebasing: chunk[..<got]), at: offset)
                offset += UInt64(got)
                progress.bytes += UInt64(got)
                unreported += UInt64(got)
                try tell()
            } catch let error as WinnowError where !error.code.hasPrefix("channel-") {
                failure = error
                break
            }
        }
        session.analyzers.end(item, complete: failure == nil, into: &report)
        progress.bytes -= offset
        if let failure {
            account(file, opened, .unreadable, failure.code, report)
        } else {
            account(file, opened, .scanned, "file-content", report)
        }
    }

    private mutating func account(
        _ file: ShardFile, _ opened: OpenedFile?, _ status: CoverageStatus, _ reason: String, _ report: ItemReport
    ) {
        coverage.add(CoverageRow(status, reason, files: 1, bytes: file.ownedBytes))
        records.append(
            FileRecord(
                locator: file.locator, kind: file.kind, size: opened?.size ?? file.size,
                modified: opened?.file.modified, accessed: opened?.file.accessed, changed: opened?.file.changed,
                created: opened?.file.created, digests: status == .scanned ? report.digests : nil, type: report.type,
                status: status, reason: reason))
        hits += report.hits
        history += report.history
        for note in report.notes { coverage.add(CoverageRow(.unreadable, note.code)) }
        progress.files += 1
        if status == .scanned { progress.bytes = progress.bytes &+ (opened?.size ?? 0) }
        unreported &+= opened?.size ?? 0
    }

    /// Keeps the worker informed, and memory flat.
    private mutating func tell() throws {
        try sendFindings(all: false)
        guard unreported >= 16 << 20 else { return }
        unreported = 0
        try send(.progress(progress), nil)
    }

    private mutating func sendFindings(all: Bool) throws {
        while hits.count >= Self.batch || (all && !hits.isEmpty) {
            let piece = Array(hits.prefix(Self.batch))
            hits.removeFirst(piece.count)
            try send(.hits(piece), nil)
        }
        while history.count >= Self.batch || (all && !history.isEmpty) {
            let piece = Array(history.prefix(Self.batch))
            history.removeFirst(piece.count)
            try send(.history(piece), nil)
        }
    }
}
