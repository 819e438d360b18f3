import Model

/// Runs contents through literals and expressions, chunk after chunk, and collects what matches.
final class KeywordScan {
    private let collector: MatchCollector
    private let literals: VectorscanStream?
    private let expressions: ExpressionScan?
    private var position: UInt64 = 0
    private(set) var hasFailed = false

    init(
        _ table: PatternTable, literals: VectorscanEngine?, expressions: VectorscanEngine?, keptEach: Int
    ) throws(WinnowError) {
        let collector = MatchCollector(table, keptEach: keptEach)
        self.collector = collector
        var stream: VectorscanStream?
        if let literals { stream = try VectorscanStream(literals, collector) }
        self.literals = stream
        self.expressions = expressions.map { engine in
            ExpressionScan(engine, table) { collector.matched(pattern: $0, start: $1, end: $2) }
        }
    }

    /// - Parameter counting: where a match must begin to count; nil for everywhere.
    func begin(counting: Range<UInt64>? = nil) {
        literals?.reset()
        expressions?.begin(at: 0)
        collector.begin(counting: counting)
        position = 0
        hasFailed = false
    }

    func consume(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) {
        if offset != position {
            // A gap: nothing can match across it.
            end()
            collector.beginStream(at: offset)
            expressions?.begin(at: offset)
            position = offset
        }
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = UnsafeRawBufferPointer(rebasing: rest.prefix(VectorscanStream.maximumCall))
            rest = rest.dropFirst(piece.count)
            collector.setChunk(piece, at: position)
            if let literals, !literals.scan(piece) { hasFailed = true }
            if let expressions, !expressions.scan(piece, in: collector.window) { hasFailed = true }
            collector.endChunk()
            position &+= UInt64(piece.count)
        }
    }

    /// The kept matches in the order of terms, encodings and offsets.
    func finish() -> [FoundMatch] {
        end()
        return collector.finish()
    }

    private func end() {
        if let literals, !literals.end() { hasFailed = true }
        if let expressions, !expressions.end(in: collector.window) { hasFailed = true }
    }
}
