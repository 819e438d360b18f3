import Model
import ReferenceData

/// Searches contents and paths for the terms of all keyword lists.
package final class KeywordAnalyzer: Analyzer {
    package let name = "keyword"
    /// Hits kept for one term in one encoding in one file; the count goes on.
    package static let keptEach = 100
    private let matcher: KeywordMatcher
    private let paths: TextSearch?
    private let scan: KeywordScan

    /// - Parameter paths: whether the items' paths are searched, too.
    /// - Throws: `keyword-compile` when there is no memory.
    package init(_ matcher: KeywordMatcher, paths: Bool = true) throws(WinnowError) {
        self.matcher = matcher
        self.paths = paths ? TextSearch(matcher) : nil
        scan = try matcher.scan(keptEach: Self.keptEach)
    }

    package func begin(_ item: ScanItem) { scan.begin(counting: item.window) }

    package func consume(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) { scan.consume(bytes, at: offset) }

    package func analyze(_ group: ArenaGroup, into reports: inout [ItemReport]) {
        for index in 0..<min(group.count, reports.count) {
            let item = group.items[index]
            begin(item)
            let bytes = group.bytes(index)
            // Small files are known before they are searched; large ones only after they have been read.
            let isLeftOut = matcher.allSkipKnownGood && reports[index].knownGood != nil
            if !bytes.isEmpty, !isLeftOut { consume(bytes, at: 0) }
            end(item, complete: group.isComplete(index), into: &reports[index])
        }
    }

    package func end(_ item: ScanItem, complete: Bool, into report: inout ItemReport) {
        for found in scan.finish() {
            let entry = matcher.table.entry(slot: found.slot)
            let list = matcher.table.lists[entry.list]
            // What is known to be good is known to the list's makers, too.
            if list.options.skipsKnownGood, report.knownGood != nil { continue }
            var locator = item.locator
            locator.byteOffset = found.start
            report.hits.append(
                Hit(
                    analyzer: name, list: list.name, listVersion: list.digest, term: entry.term.display,
                    category: entry.term.category, locator: locator,
                    encoding: matcher.table.encoding(slot: found.slot).name, context: found.context,
                    count: found.count, weight: entry.term.weight))
        }
        if matcher.skipsKnownGood, report.knownGood != nil { report.skippedKnownGood = true }
        if let paths { report.hits += paths.pathHits(item.locator) }
        if scan.hasFailed {
            report.notes.append(
                WinnowError(
                    "keyword-search", "the keyword search did not get through this file", remedy: "report this"))
        }
    }
}
