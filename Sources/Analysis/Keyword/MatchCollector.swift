import ReferenceData

/// A match that is kept, with its context.
struct FoundMatch {
    var slot: Int32
    /// Bytes from the start of the content.
    var start: UInt64
    var end: UInt64
    var context = ""
    /// All matches of this slot in this content.
    var count = 0
}

/// Turns what Vectorscan reports for one content, chunk after chunk, into counted matches with context.
///
/// Whole words and contexts need bytes on both sides of a match; those before the chunk come from a tail of the last
/// chunks, and what needs bytes that have not come yet waits for them.
final class MatchCollector: MatchSink {
    static let contextBytes = 64

    private let table: PatternTable
    private let patterns: [Pattern]
    private let encodings: [TextEncoding]
    private let keptEach: Int
    private var counts: [Int]
    private var lastStart: [UInt64]
    private var touched: [Int32] = []
    private var kept: [FoundMatch] = []
    /// Kept matches that still lack a context.
    private var waitingContexts: [Int] = []
    private var waitingBoundaries: [(slot: Int32, start: UInt64, end: UInt64)] = []
    private var pairs: PairCollector
    private(set) var window = ByteWindow()
    private var base: UInt64 = 0
    private var counting: Range<UInt64>?

    init(_ table: PatternTable, keptEach: Int) {
        self.table = table
        patterns = table.patterns
        encodings = TextEncoding.allCases
        self.keptEach = keptEach
        counts = Array(repeating: 0, count: table.slots)
        lastStart = Array(repeating: .max, count: table.slots)
        pairs = PairCollector(table.pairs)
    }

    /// - Parameter counting: where a match must begin to count; nil for everywhere.
    func begin(counting: Range<UInt64>? = nil) {
        self.counting = counting
        for slot in touched {
            counts[Int(slot)] = 0
            lastStart[Int(slot)] = .max
        }
        touched.removeAll(keepingCapacity: true)
        kept.removeAll(keepingCapacity: true)
        waitingContexts.removeAll(keepingCapacity: true)
        waitingBoundaries.removeAll(keepingCapacity: true)
        pairs.begin()
        window.clear()
        base = 0
    }

    /// A new stream begins at this offset of the content; nothing before it is known.
    func beginStream(at offset: UInt64) {
        settle(all: true)
        pairs.beginStream()
        window.clear()
        base = offset
    }

    func setChunk(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) { window.setChunk(bytes, at: offset) }

    func endChunk() {
        settle(all: false)
        window.endChunk()
    }

    /// The kept matches in the order of terms, encodings and offsets.
    func finish() -> [FoundMatch] {
        settle(all: true)
        for match in pairs.finish() { count(match.slot, match.start, match.end) }
        settle(all: true)
        for index in kept.indices { kept[index].count = counts[Int(kept[index].slot)] }
        kept.sort { ($0.slot, $0.start, $0.end) < ($1.slot, $1.start, $1.end) }
        return kept
    }

    /// Of a stream, with offsets from its start.
    func matched(pattern id: Int, from: UInt64, to: UInt64) {
        matched(pattern: id, start: base &+ from, end: base &+ to)
    }

    /// - Parameter from: where the match begins, if the pattern tells.
    func matched(pattern id: Int, start from: UInt64, end: UInt64) {
        // Beyond the table are the companions, which mean nothing.
        guard id < patterns.count else { return }
        let pattern = patterns[id]
        var start = pattern.reportsStart ? from : end &- min(UInt64(pattern.length), end &- base)
        if !pattern.before.isEmpty {
            guard let first = window.start(of: pattern.before, endingAt: start) else { return }
            start = first
        }
        let slot = pattern.slot
        let encoding = encodings[Int(slot) % TextEncoding.count]
        if pattern.isExpression {
            // Vectorscan reports every end of an expression; it counts once for each start.
            if lastStart[Int(slot)] == start { return extend(slot, start, to: end) }
        }
        if !encoding.isUnicode, window.isASCII(start..<end) { return }
        let entry = table.entries[Int(slot) / TextEncoding.count]
        if entry.boundaryBefore, !window.isBoundary(before: start, encoding) { return }
        if entry.boundaryAfter || encoding == .utf16be {
            guard window.end >= end &+ UInt64(WordBoundary.reach) else {
                waitingBoundaries.append((slot, start, end))
                return
            }
        }
        decide(slot, start, end, entry, encoding)
    }

    /// Once the bytes behind it are there, or there are none.
    private func decide(
        _ slot: Int32, _ start: UInt64, _ end: UInt64, _ entry: PatternTable.Entry, _ encoding: TextEncoding
    ) {
        if entry.boundaryAfter, !window.isBoundary(after: end, encoding) { return }
        if encoding.isWide, window.isOtherOrder(start..<end, encoding) { return }
        guard let pair = entry.pair else { return count(slot, start, end) }
        mark(slot)
        lastStart[Int(slot)] = start
        for match in pairs.add(slot, start..<end, pair.number, isPartner: pair.isPartner, encoding, window) {
            count(match.slot, match.start, match.end)
        }
    }

    private func mark(_ slot: Int32) {
        if counts[Int(slot)] == 0, lastStart[Int(slot)] == .max { touched.append(slot) }
    }

    private func count(_ slot: Int32, _ start: UInt64, _ end: UInt64) {
        if let counting, !counting.contains(start) { return }
        let place = Int(slot)
        mark(slot)
        counts[place] &+= 1
        lastStart[place] = start
        guard counts[place] <= keptEach else { return }
        waitingContexts.append(kept.count)
        kept.append(FoundMatch(slot: slot, start: start, end: end))
    }

    /// Only while the context is not taken yet, which bounds the work.
    private func extend(_ slot: Int32, _ start: UInt64, to end: UInt64) {
        guard !table.entry(slot: slot).boundaryAfter else { return }
        guard let index = waitingContexts.last(where: { kept[$0].slot == slot }), kept[index].start == start else {
            return
        }
        kept[index].end = max(kept[index].end, end)
    }

    /// Decides and completes what has its bytes; with `all`, everything, as no more bytes come.
    private func settle(all: Bool) {
        if !waitingBoundaries.isEmpty {
            let waiting = waitingBoundaries
            waitingBoundaries.removeAll(keepingCapacity: true)
            for match in waiting {
                if !all, window.end < match.end &+ UInt64(WordBoundary.reach) {
                    waitingBoundaries.append(match)
                } else if lastStart[Int(match.slot)] != match.start {
                    decide(
                        match.slot, match.start, match.end, table.entry(slot: match.slot),
                        table.encoding(slot: match.slot))
                }
            }
        }
        if !waitingContexts.isEmpty {
            waitingContexts.removeAll { index in
                let match = kept[index]
                guard all || window.end >= match.end &+ UInt64(Self.contextBytes) else { return false }
                kept[index].context = window.context(
                    of: match.start..<max(match.start, match.end), table.encoding(slot: match.slot))
                return true
            }
        }
        pairs.forget(before: window.end)
    }
}
