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
    /// Small enough for a shared cache, and large enough that no lane of the digests waits for another at the end of a group.
    static let arenaSize = 8 << 20
    static let chunkSize = 1 << 20
    /// Hits and history entries are sent in pieces of this many.
    static let batch = 500

    enum Purpose {
        case scan
        /// Only the bytes themselves are searched, with lists that an earlier scan did not have, and no pack is made.
        case reread
        /// Only text in pictures is recognised; the pack has the pictures alone.
        case recognise
    }

    let session: Session
    let careful: Bool
    let skipping: [Int: String]
    let stopping: [Int: MemberStop]
    /// What ended a scanner before.
    let reducing: [ContentPlace: ReducedScan]
    let purpose: Purpose
    let send: (ScannerReply, [UInt8]?) throws -> Void

    var records: [FileRecord] = []
    var coverage = CoverageLedger()
    var hits: [Hit] = []
    var history: [HistoryEntry] = []
    var progress = Progress()
    var unreported: UInt64 = 0
    let meter: ContainerMeter
    /// The file whose containers are open, and the number of the member that comes next.
    var members = (index: 0, next: 0)
    var textBudget = TextBudget(TextBudget.eachPack)

    init(
        session: Session, careful: Bool, skipping: [Int: String], stopping: [Int: MemberStop] = [:],
        reducing: [ContentPlace: ReducedScan] = [:], purpose: Purpose = .scan,
        send: @escaping (ScannerReply, [UInt8]?) throws -> Void
    ) {
        self.session = session
        self.careful = careful
        self.skipping = skipping
        self.purpose = purpose
        self.stopping = stopping
        self.reducing = reducing
        self.send = send
        meter = ContainerMeter(send: send)
    }

    /// Whether a file is done with before the next one is opened.
    private var oneByOne: Bool { careful || purpose == .recognise }

    mutating func run(_ shard: Shard) throws -> Progress {
        session.spool.attach { [send] in try send(.history($0), nil) }
        let arena = UnsafeMutableRawBufferPointer.allocate(byteCount: Self.arenaSize, alignment: 64)
        defer { arena.deallocate() }
        var group: [GroupEntry] = []
        var used = 0
        for (index, file) in shard.files.enumerated() {
            if careful { try send(.touching(index), nil) }
            let room = UnsafeMutableRawBufferPointer(rebasing: arena[used...])
            if let space = file.space {
                if let reason = skipping[index] {
                    coverage.add(CoverageRow(.unreadable, reason, bytes: file.ownedBytes))
                    if file.isVerification { hits.append(VerificationHit.failed(file, reason)) }
                    progress.bytes = progress.bytes &+ space.length
                } else if file.isVerification {
                    // No list asks anything of it.
                    if purpose == .scan { try verify(file, through: room) }
                } else {
                    try scan(file, space, through: room)
                }
                continue
            }
            // A picture takes seconds: the worker is to see that it goes on.
            if purpose == .recognise { try send(.progress(progress), nil) }
            if let reason = skipping[index] {
                account(file, nil, .unreadable, reason, ItemReport())
                continue
            }
            if let reason = file.skipReason {
                account(file, nil, .skipped, reason, named(file))
                continue
            }
            let opened: OpenedFile
            do {
                opened = try open(file)
            } catch let error as WinnowError {
                account(file, nil, .unreadable, error.code, named(file))
                continue
            }
            guard opened.size <= Self.smallFile, file.companions.isEmpty else {
                try stream(file, index, opened, through: room)
                continue
            }
            if used + Int(opened.size) + Self.chunkSize > arena.count || oneByOne {
                try analyze(group, in: arena)
                group.removeAll(keepingCapacity: true)
                used = 0
            }
            let range = used..<(used + Int(opened.size))
            do {
                try opened.read(into: UnsafeMutableRawBufferPointer(rebasing: arena[range]))
                group.append(GroupEntry(index: index, file: file, opened: opened, range: range))
                // Aligned, so that lanes may later read whole vectors.
                used = (range.upperBound + 63) & ~63
            } catch {
                account(file, opened, .unreadable, error.code, named(file))
            }
            if oneByOne {
                try analyze(group, in: arena)
                group.removeAll(keepingCapacity: true)
                used = 0
            }
        }
        try analyze(group, in: arena)
        try sendFindings(all: true)
        try send(.coverage(coverage.rows), nil)
        if purpose != .reread {
            let pack = Pack(files: records, holds: purpose == .recognise ? .pictures : .files)
            try send(.pack(files: records.count), pack.sealed())
        }
        return progress
    }
}
