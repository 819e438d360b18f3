import Model

/// Tells cheaply which of many short texts may hold a term at all: they are searched as one.
///
/// They lie behind one another with NULs between them, which are part of no word. What matches in a text so matches at
/// the same place of the whole; what matches only there is sorted out when that text is searched by itself.
final class TextSieve: MatchSink {
    /// Bytes that are searched at a time, but for a text that is longer.
    private static let size = 512 << 10
    private static let gap = [UInt8](repeating: 0, count: 8)

    private let patterns: Int
    private let expressions: VectorscanEngine?
    private var literals: VectorscanStream?
    private lazy var box = SinkBox(self)
    private var buffer: [UInt8] = []
    /// Where each entry ends, and whether something was found in it.
    private var ends: [Int] = []
    private var touched: [Bool] = []

    /// Nil when a list asks for the beginning or end of a text, which only the text by itself has.
    init?(_ matcher: KeywordMatcher) throws(WinnowError) {
        guard !matcher.table.patterns.contains(where: { $0.isLineAnchored && $0.isEnabled }) else { return nil }
        patterns = matcher.table.patterns.count
        expressions = matcher.expressions
        if let engine = matcher.literals { literals = try VectorscanStream(engine, self) }
    }

    var isFull: Bool { buffer.count >= Self.size }

    /// The next entry: texts that are told of together.
    func add(_ path: String, _ texts: [ExtractedText]) {
        buffer.append(contentsOf: path.utf8)
        for text in texts {
            buffer.append(contentsOf: Self.gap)
            buffer.append(contentsOf: text.text.utf8)
        }
        buffer.append(contentsOf: Self.gap)
        ends.append(buffer.count)
    }

    /// Searches all entries since the last call.
    ///
    /// - Returns: for each whether it may hold a term.
    func sift() -> [Bool] {
        touched = Array(repeating: false, count: ends.count)
        let isFine = buffer.withUnsafeBytes { bytes in
            literals?.reset()
            let first = literals.map { $0.scan(bytes) && $0.end() } ?? true
            return (expressions?.scan(block: bytes, box) ?? true) && first
        }
        if !isFine { touched = Array(repeating: true, count: ends.count) }
        buffer.removeAll(keepingCapacity: true)
        ends.removeAll(keepingCapacity: true)
        return touched
    }

    func matched(pattern: Int, from: UInt64, to: UInt64) {
        guard pattern < patterns else { return }
        // The first entry that ends here or behind it.
        var (low, high) = (0, ends.count)
        while low < high {
            let middle = (low + high) / 2
            if UInt64(ends[middle]) < to { low = middle + 1 } else { high = middle }
        }
        if low < touched.count { touched[low] = true }
    }
}
