/// Searches contents for expressions, block by block.
///
/// In streams Vectorscan 5.4.9 loses matches of expressions with bounded repeats where two chunks meet. Blocks do not, so
/// each chunk is a block, and the bytes around its beginning are another one: every match of up to `reach` bytes lies
/// whole in one of them. A match is taken from the block that first shows the byte behind it, since `$` and `\b` need it.
final class ExpressionScan: MatchSink {
    /// A longer match may be told by its last bytes only.
    static let reach = 4096
    /// Bytes before the reach that tell what stands before a match.
    private static let margin = 8

    /// Undecided at the end of a block: what stands there may look like the end of a line, or of all.
    private static let undecided: UInt64 = 2

    private let engine: VectorscanEngine
    /// Patterns that ask what stands before them.
    private let anchored: Set<Int>
    private let taken: (_ pattern: Int, _ start: UInt64, _ end: UInt64) -> Void
    private lazy var box = SinkBox(self)
    private var joint: [UInt8] = []
    /// Matches that end here or before are done.
    private var decided: UInt64 = 0
    /// Of the block that is scanned now: its place, and the end that is not decided in it.
    private var base: UInt64 = 0
    private var limit: UInt64 = 0
    private var content: Range<UInt64> = 0..<0

    init(_ engine: VectorscanEngine, _ table: PatternTable, _ taken: @escaping (Int, UInt64, UInt64) -> Void) {
        self.engine = engine
        anchored = Set(table.patterns.indices.filter { table.patterns[$0].isAnchored })
        self.taken = taken
        joint.reserveCapacity(2 * (Self.reach + Self.margin))
    }

    /// Nothing before this offset is known.
    func begin(at offset: UInt64) {
        decided = offset
        content = offset..<offset
    }

    /// - Parameter window: holds the chunk and what came before it.
    /// - Returns: false when Vectorscan failed.
    func scan(_ chunk: UnsafeRawBufferPointer, in window: ByteWindow) -> Bool {
        guard !chunk.isEmpty else { return true }
        let start = content.upperBound
        content = content.lowerBound..<(start + UInt64(chunk.count))
        var isFine = true
        if start > content.lowerBound {
            let tail = window.tail(Self.reach + Self.margin)
            joint.removeAll(keepingCapacity: true)
            joint.append(contentsOf: tail)
            joint.append(contentsOf: chunk.prefix(Self.reach + Self.margin))
            isFine = joint.withUnsafeBytes { scan(block: $0, at: start - UInt64(tail.count)) }
        }
        if start == content.lowerBound || chunk.count > Self.reach + Self.margin {
            isFine = scan(block: chunk, at: start) && isFine
        }
        return isFine
    }

    /// No more bytes come: what ends with the last one is decided as well.
    func end(in window: ByteWindow) -> Bool {
        guard content.upperBound > decided else { return true }
        let tail = window.tail(Self.reach + Self.margin)
        joint.removeAll(keepingCapacity: true)
        joint.append(contentsOf: tail)
        return joint.withUnsafeBytes { scan(block: $0, at: content.upperBound - UInt64(tail.count), isLast: true) }
    }

    private func scan(block: UnsafeRawBufferPointer, at offset: UInt64, isLast: Bool = false) -> Bool {
        base = offset
        let end = offset + UInt64(block.count)
        limit = isLast ? end + 1 : max(end, Self.undecided) - Self.undecided + 1
        defer { decided = max(decided, limit == 0 ? 0 : limit - 1) }
        return engine.scan(block: block, box)
    }

    func matched(pattern: Int, from: UInt64, to: UInt64) {
        let end = base + to
        guard end > decided, end < limit else { return }
        // Of what begins with the block and is that long nobody knows what stands before it.
        if from == 0, base > content.lowerBound, anchored.contains(pattern) { return }
        taken(pattern, base + from, end)
    }
}
