import Analysis
import Evidence
import Model

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

    /// A small file that lies in the arena.
    struct GroupEntry {
        let index: Int
        let file: ShardFile
        let opened: OpenedFile
        let range: Range<Int>
    }

    func item(_ file: ShardFile, _ size: UInt64) -> ScanItem {
        ScanItem(locator: file.locator, kind: file.kind, size: size)
    }

    var pipeline: Pipeline {
        switch purpose {
        case .scan: session.pipeline
        case .reread: session.rereadPipeline ?? session.pipeline
        case .recognise: session.recognising?.pipeline ?? session.pipeline
        }
    }

    /// A file whose content is not read is still searched by its name.
    func named(_ file: ShardFile) -> ItemReport {
        let item = item(file, file.size)
        pipeline.begin(item)
        return pipeline.end(item, complete: false)
    }

    func open(_ file: ShardFile) throws -> OpenedFile {
        let fileSystem = try session.fileSystem(of: file.locator)
        session.companions.prepare(file, in: fileSystem)
        let opened = try fileSystem.open(metaAddress: file.locator.metaAddress, attribute: file.locator.attribute)
        // Sizes are the evidence's own claim: a sparse file may claim more than any medium holds.
        let bound = max(try session.image().size.multipliedReportingOverflow(by: 4).partialValue, 1 << 30)
        guard opened.size <= bound else {
            throw WinnowError("size-limit", "a file claims \(opened.size) bytes, far more than its medium holds")
        }
        return OpenedFile(file: opened)
    }

    mutating func analyze(_ group: [GroupEntry], in arena: UnsafeMutableRawBufferPointer) throws {
        guard !group.isEmpty else { return }
        // One at a time, where anything is reduced.
        let reduction = group.count == 1 ? reduction(ofFile: group[0].index) : nil
        let reports = try withPipeline(reduction) { pipeline in
            pipeline.analyze(
                ArenaGroup(
                    items: group.map { item($0.file, $0.opened.size) }, ranges: group.map(\.range),
                    base: UnsafeRawBufferPointer(arena)))
        }
        for (entry, var report) in zip(group, reports) {
            account(entry.file, entry.opened, .scanned, "file-content", &report, reduction)
            guard let format = report.container else { continue }
            let bytes = UnsafeRawBufferPointer(rebasing: UnsafeRawBufferPointer(arena)[entry.range])
            try open(format, entry.file, index: entry.index, MemorySource(bytes))
        }
        try tell()
    }

    mutating func stream(
        _ file: ShardFile, _ index: Int, _ opened: OpenedFile, through buffer: UnsafeMutableRawBufferPointer
    ) throws {
        let chunk = UnsafeMutableRawBufferPointer(rebasing: buffer[..<min(buffer.count, Self.chunkSize)])
        let reduction = reduction(ofFile: index)
        let pool = reduction.map { session.reducedPipelines($0.level) }
        let pipeline = try pool?.take() ?? pipeline
        let item = item(file, opened.size)
        var offset: UInt64 = 0
        var failure: WinnowError?
        let before = progress.bytes
        pipeline.begin(item)
        while offset < opened.size {
            do {
                let got = try opened.file.read(into: chunk, at: offset)
                guard got > 0 else { throw WinnowError("short-read", "a file ends before its stated size") }
                pipeline.consume(UnsafeRawBufferPointer(rebasing: chunk[..<got]), at: offset)
                offset += UInt64(got)
                progress.bytes += UInt64(got)
                unreported += UInt64(got)
                try tell()
            } catch let error as WinnowError where !error.code.hasPrefix("channel-") {
                failure = error
                break
            }
        }
        var report = pipeline.end(item, complete: failure == nil)
        pool?.give(pipeline)
        progress.bytes = before
        if let failure {
            account(file, opened, .unreadable, failure.code, report)
        } else {
            account(file, opened, .scanned, "file-content", &report, reduction)
        }
        // What was told of a file that cannot be read to its end is not taken back.
        progress.bytes = max(progress.bytes, before &+ offset)
        if let format = report.container { try open(format, file, index: index, FileSource(opened.file)) }
    }

    mutating func account(
        _ file: ShardFile, _ opened: OpenedFile?, _ status: CoverageStatus, _ reason: String, _ report: ItemReport
    ) {
        var report = report
        account(file, opened, status, reason, &report, nil)
    }

    mutating func account(
        _ file: ShardFile, _ opened: OpenedFile?, _ status: CoverageStatus, _ reason: String,
        _ report: inout ItemReport, _ reduction: ReducedScan?
    ) {
        if purpose == .recognise {
            recognised(file.locator, file.kind, opened?.size ?? file.size, status, reason, &report, reduction)
            progress.files += 1
            progress.bytes = progress.bytes &+ (opened?.size ?? 0)
            return
        }
        let digests = status == .scanned ? report.digests : nil
        let (status, reason) = reduced(reduction, status, reason, &report)
        coverage.add(CoverageRow(status, accounted(reason, status, report), files: 1, bytes: file.ownedBytes))
        add(
            FileRecord(
                locator: file.locator, kind: file.kind, size: opened?.size ?? file.size,
                modified: opened?.file.modified, accessed: opened?.file.accessed, changed: opened?.file.changed,
                created: opened?.file.created, digests: digests, type: report.type,
                status: status, reason: reason), report)
        for note in session.companions.takeMissed() { coverage.add(CoverageRow(.skipped, note.code)) }
        progress.files += 1
        if status == .scanned { progress.bytes = progress.bytes &+ (opened?.size ?? 0) }
        unreported &+= opened?.size ?? 0
    }

    /// A list may leave out what is known to be good: read and digested, but not searched for its terms.
    func accounted(_ reason: String, _ status: CoverageStatus, _ report: ItemReport) -> String {
        report.skippedKnownGood && status == .scanned ? "known-good" : reason
    }

    /// Keeps what the analyzers have found in a file or member.
    mutating func add(_ record: FileRecord, _ report: ItemReport) {
        var record = record
        record.texts = report.texts
        record.picture = report.picture
        record.textLeftOut = report.textLeftOut &+ textBudget.cut(&record.texts)
        // What stands here adds to no sum: the bytes were read, only their text is not in the pack.
        if record.textLeftOut > 0 { coverage.add(CoverageRow(.skipped, "text-not-kept")) }
        records.append(record)
        hits += report.hits
        history += report.history
        // A note is about what lies in the content, not about its bytes, which were read.
        for note in report.notes { coverage.add(CoverageRow(.skipped, note.code)) }
    }

    /// Keeps the worker informed, and memory flat.
    mutating func tell() throws {
        try sendFindings(all: false)
        if purpose == .recognise {
            progress.inflated = max(progress.inflated, meter.progress.inflated)
            return try send(.progress(progress), nil)
        }
        guard unreported >= 16 << 20 else { return }
        unreported = 0
        try send(.progress(progress), nil)
    }

    mutating func sendFindings(all: Bool) throws {
        let send = send
        try Self.sendPieces(of: &hits, all) { try send(.hits($0), nil) }
        if let failure = session.spool.takeFailure() { throw failure }
        try Self.sendPieces(of: &history, all) { try send(.history($0), nil) }
    }

    /// In one go: taking pieces off the front would move the rest each time.
    private static func sendPieces<Record>(
        of records: inout [Record], _ all: Bool, _ send: ([Record]) throws -> Void
    ) throws {
        var sent = 0
        while records.count - sent >= batch || (all && sent < records.count) {
            let piece = Array(records[sent..<min(sent + batch, records.count)])
            try send(piece)
            sent += piece.count
        }
        records.removeFirst(sent)
    }
}
