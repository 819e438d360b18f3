import Model
import ReferenceData

/// Searches contents and paths for the terms of all keyword lists.
package final class KeywordAnalyzer: Analyzer {
    package let name = "keyword"
    /// Hits kept for one term in one encoding in one file; the count goes on.
    package static let keptEach = 100
    private let matcher: KeywordMatcher
    private let paths: TextSearch?
    private let collector: MatchCollector
    private let stream: VectorscanStream
    private var position: UInt64 = 0
    private var hasFailed = false

    /// - Parameter paths: whether the items' paths are searched, too.
    /// - Throws: `keyword-compile` when there is no memory.
    package init(_ matcher: KeywordMatcher, paths: Bool = true) throws(WinnowError) {
        self.matcher = matcher
        self.paths = paths ? TextSearch(matcher) : nil
        collector = MatchCollector(matcher.table, keptEach: Self.keptEach)
        stream = try VectorscanStream(matcher.engine, collector)
    }

    package func begin(_ item: ScanItem) {
        stream.reset()
        collector.begin(counting: item.window)
        position = 0
        hasFailed = false
    }

    package func consume(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) {
        if offset != position {
            // A gap: nothing can match across it.
            endStream()
            collector.beginStream(at: offset)
            position = offset
        }
        var rest = bytes[...]
        while !rest.isEmpty {
            let piece = UnsafeRawBufferPointer(rebasing: rest.prefix(VectorscanStream.maximumCall))
            rest = rest.dropFirst(piece.count)
            collector.setChunk(piece, at: position)
            if !stream.scan(piece) { hasFailed = true }
            collector.endChunk()
            position &+= UInt64(piece.count)
        }
    }

    package func end(_ item: ScanItem, complete: Bool, into report: inout ItemReport) {
        endStream()
        addHits(item, into: &report)
    }

    private func endStream() {
        if !stream.end() { hasFailed = true }
    }

    private func addHits(_ item: ScanItem, into report: inout ItemReport) {
        for found in collector.finish() {
            let entry = matcher.table.entry(slot: found.slot)
            let list = matcher.table.lists[entry.list]
            var locator = item.locator
            locator.byteOffset = found.start
            report.hits.append(
                Hit(
                    analyzer: name, list: list.name, listVersion: list.digest, term: entry.term.display,
                    category: entry.term.category, locator: locator,
                    encoding: matcher.table.encoding(slot: found.slot).name, context: found.context,
                    count: found.count))
        }
        if let paths { report.hits += paths.pathHits(item.locator) }
        noteFailure(into: &report)
    }

    private func noteFailure(into report: inout ItemReport) {
        guard hasFailed else { return }
        report.notes.append(
            WinnowError("keyword-search", "the keyword search did not get through this file", remedy: "report this"))
    }
}
