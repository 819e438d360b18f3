import Model
import ReferenceData

/// Searches contents and paths for the terms of all keyword lists.
package final class KeywordAnalyzer: Analyzer {
    package let name = "keyword"
    /// Hits kept for one term in one encoding in one file; the count goes on.
    package static let keptEach = 100
    private let matcher: KeywordMatcher
    private let collector: MatchCollector
    private var position: UInt64 = 0
    private var hasFailed = false

    package init(_ matcher: KeywordMatcher) {
        self.matcher = matcher
        collector = MatchCollector(matcher.table, keptEach: Self.keptEach)
    }

    package func begin(_ item: ScanItem) {
        matcher.engine.resetStream()
        collector.begin()
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
            let piece = UnsafeRawBufferPointer(rebasing: rest.prefix(VectorscanEngine.maximumCall))
            rest = rest.dropFirst(piece.count)
            collector.setChunk(piece, at: position)
            if !matcher.engine.scanStream(piece, collector) { hasFailed = true }
            collector.endChunk()
            position &+= UInt64(piece.count)
        }
    }

    package func end(_ item: ScanItem, complete: Bool, into report: inout ItemReport) {
        endStream()
        addHits(item, into: &report)
    }

    package func analyze(_ group: ArenaGroup, into reports: inout [ItemReport]) {
        for index in 0..<min(group.count, reports.count) {
            let bytes = group.bytes(index)
            collector.begin()
            collector.setChunk(bytes, at: 0)
            hasFailed = bytes.count > VectorscanEngine.maximumCall || !matcher.engine.scanBlock(bytes, collector)
            collector.endChunk()
            addHits(group.items[index], into: &reports[index])
        }
    }

    private func endStream() {
        if !matcher.engine.endStream(collector) { hasFailed = true }
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
        for match in matcher.matches(inText: item.locator.path.text, field: "path") {
            report.hits.append(match.hit(analyzer: name, locator: item.locator))
        }
        if hasFailed {
            report.notes.append(
                WinnowError("keyword-search", "the keyword search did not get through this file", remedy: "report this")
            )
        }
    }
}
