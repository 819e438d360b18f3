import Model
import Packs

/// Holds a scanner's replies to what a scanner of ours would say: it may have been taken over by what it reads.
///
/// Throws `scanner-protocol`; nothing of the job is then kept.
package struct ReplyCheck: Sendable {
    package enum Job: Sendable {
        case nothing
        case survey
        case scan(ShardExpectation, careful: Bool)
        case reread(ShardExpectation, careful: Bool)
        case rescan(PackExpectation)
        /// Careful from the start.
        case recognise(ShardExpectation)
    }

    /// Bytes of all messages of one job: what the worker keeps in memory of it.
    private static let largestJob = 512 << 20
    private static let mostRows = 10_000
    /// Each file leaves some, as the survey plans them.
    private static let mostShards = 1_000_000

    private var job: Job
    private var bytes = 0
    private var shards = 0
    private var rows = 0
    private var surveyHits = 0
    private var touched = -1
    private var member = -1
    private var progress = Progress()
    private var ledger = CoverageLedger()
    private var hasPack = false
    /// Of archives in a scan's pack; records in a pack of pictures.
    private var members: UInt64 = 0
    private var hasSurvey = false
    private var hasRescanned = false

    package init(_ job: Job) { self.job = job }

    /// - Parameter size: bytes of the message and its content.
    /// - Returns: whether the scanner has come further.
    package mutating func take(_ reply: ScannerReply, _ content: [UInt8]?, size: Int) throws(WinnowError) -> Bool {
        bytes += size
        guard bytes <= Self.largestJob else { throw Self.broken("says more than \(Self.largestJob >> 20) MiB") }
        switch (job, reply) {
        case (_, .failed(let error)): try Self.check(word: error.code)
        case (_, .progress(let now)): return try advance(to: now)
        case (_, .finished(let now)): return try finish(now)
        case (_, .touching(let index)): try touch(index)
        case (_, .opening(let file, let member)): try open(file, member)
        case (.survey, .planned(let plan)): try take(plan, content ?? [])
        case (.survey, .surveyed(let summary)): try take(summary)
        case (.survey, .hits(let hits)): try take(hits)
        case (.scan(let shard, _), .hits(let hits)), (.reread(let shard, _), .hits(let hits)),
            (.recognise(let shard), .hits(let hits)):
            for hit in hits { try shard.check(hit.locator) }
        case (.scan(let shard, _), .history(let entries)): for entry in entries { try shard.check(entry.locator) }
        case (.scan, .coverage(let rows)), (.reread, .coverage(let rows)), (.recognise, .coverage(let rows)):
            try take(rows)
        case (.rescan(var packs), .hits(let hits)):
            try packs.check(hits)
            job = .rescan(packs)
        case (.rescan, .rescanned(let rows)):
            try PackExpectation.check(rows)
            hasRescanned = true
        case (.recognise(let shard), .pack(let files)):
            guard !hasPack else { throw Self.broken("gives two packs") }
            try shard.check(pictures: content ?? [], files: files)
            members = UInt64(files)
            hasPack = true
        case (.scan(let shard, _), .pack(let files)):
            guard !hasPack else { throw Self.broken("gives two packs") }
            members = try shard.check(pack: content ?? [], files: files)
            hasPack = true
        default: throw Self.broken("says what does not belong to its job")
        }
        return true
    }

    private mutating func touch(_ index: Int) throws(WinnowError) {
        let end: Int
        switch job {
        case .scan(let shard, careful: true), .reread(let shard, careful: true), .recognise(let shard):
            end = shard.entries
        case .survey: end = Self.mostRows
        default: throw Self.broken("announces what nobody asked it to")
        }
        guard index > touched, index < end else { throw Self.broken("touches what is not there, or twice") }
        (touched, member) = (index, -1)
    }

    private mutating func open(_ file: Int, _ next: Int) throws(WinnowError) {
        switch job {
        case .scan(_, careful: true), .reread(_, careful: true), .recognise: break
        default: throw Self.broken("announces what nobody asked it to")
        }
        guard file == touched, next > member else { throw Self.broken("opens what is not there, or twice") }
        member = next
    }

    private mutating func advance(to now: Progress) throws(WinnowError) -> Bool {
        guard now.files >= progress.files, now.bytes >= progress.bytes, now.inflated >= progress.inflated else {
            throw Self.broken("goes backwards")
        }
        defer { progress = now }
        return now != progress
    }

    private func finish(_ now: Progress) throws(WinnowError) -> Bool {
        switch job {
        case .survey where !hasSurvey: throw Self.broken("finishes a survey without its result")
        case .scan where !hasPack: throw Self.broken("finishes a scan without its pack")
        case .scan(let shard, _): try shard.check(sum: ledger, members: members)
        // Without a pack there is nothing to hold its archives' members to.
        case .reread(let shard, _): try shard.check(sum: ledger, members: ledger.totalMembers)
        case .recognise:
            let isAccounted = hasPack && ledger.totalPictures == members
            guard isAccounted, ledger.totalBytes == 0, ledger.totalFiles == 0, ledger.totalMembers == 0 else {
                throw Self.broken("does not account for its pictures")
            }
        case .rescan where !hasRescanned: throw Self.broken("finishes a re-scan without its account")
        default: break
        }
        return true
    }

    private mutating func take(_ plan: PlannedShard, _ content: [UInt8]) throws(WinnowError) {
        shards += 1
        guard shards <= Self.mostShards, (0...1_000).contains(plan.order) else {
            throw Self.broken("plans shards without measure")
        }
        let shard = try ShardExpectation(sealed: content)
        guard plan.files == UInt64(shard.files), plan.bytes == shard.bytes else {
            throw Self.broken("plans a shard that is not what it says")
        }
    }

    /// A survey observes volumes, and of each only a few things.
    private mutating func take(_ hits: [Hit]) throws(WinnowError) {
        surveyHits += hits.count
        guard surveyHits <= Self.mostRows, hits.allSatisfy({ $0.analyzer == "volume" && $0.locator.metaAddress == 0 })
        else { throw Self.broken("finds in a survey what only a scan can find") }
    }

    private mutating func take(_ summary: SurveySummary) throws(WinnowError) {
        guard !hasSurvey, summary.errors.count <= 1_000, summary.storedDigests.count <= 16,
            summary.acquisition.count <= 64,
            summary.acquisition.allSatisfy({ $0.key.utf8.count <= 80 && $0.value.utf8.count <= 8_192 })
        else {
            throw Self.broken("gives a survey's result without measure")
        }
        hasSurvey = true
        for word in [summary.container] + summary.errors.map(\.code) { try Self.check(word: word) }
        for digest in summary.storedDigests where digest.utf8.count > 200 { throw Self.broken("gives no digests") }
        try take(summary.coverage)
    }

    private mutating func take(_ some: [CoverageRow]) throws(WinnowError) {
        rows += some.count
        guard rows <= Self.mostRows else { throw Self.broken("accounts without measure") }
        for row in some {
            try Self.check(word: row.reason)
            ledger.add(row)
        }
        var bytes: UInt64 = 0
        for row in ledger.rows {
            let sum = bytes.addingReportingOverflow(row.bytes)
            guard !sum.overflow else { throw Self.broken("accounts for more than there is") }
            bytes = sum.partialValue
        }
    }

    /// Codes and reasons are short words of ours, which are printed and compared.
    static func check(word: String) throws(WinnowError) {
        let isWord = word.utf8.allSatisfy { byte in
            (0x61...0x7A).contains(byte) || (0x30...0x39).contains(byte) || byte == UInt8(ascii: "-")
        }
        guard isWord, (1...80).contains(word.utf8.count) else { throw broken("uses words that are none") }
    }

    static func broken(_ what: String) -> WinnowError { WinnowError("scanner-protocol", "the scanner \(what)") }
}
