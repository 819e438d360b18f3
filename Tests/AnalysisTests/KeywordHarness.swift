import Model
import ReferenceData

@testable import Analysis

/// Runs the keyword analyzer over bytes that come in chunks.
struct KeywordHarness {
    let analyzer: KeywordAnalyzer
    let matcher: KeywordMatcher

    init(_ list: String) throws {
        try self.init(KeywordList.parse(name: "list", content: Array(list.utf8), file: "list.txt"))
    }

    init(_ list: KeywordList) throws {
        matcher = try KeywordMatcher(lists: [list])
        analyzer = try KeywordAnalyzer(matcher)
    }

    static func item(_ size: Int, path: String = "d/f") -> ScanItem {
        let locator = Locator(
            volumeOffset: 0, fileSystem: "ext4", metaAddress: 12, path: RawPath(path), state: .allocated)
        return ScanItem(locator: locator, kind: .regular, size: UInt64(size))
    }

    /// Hits in the content; `cuts` are the offsets at which a new chunk begins.
    func hits(_ bytes: [UInt8], cuts: [Int] = []) -> [Hit] {
        let item = Self.item(bytes.count)
        analyzer.begin(item)
        bytes.withUnsafeBytes { all in
            let edges = [0] + cuts + [bytes.count]
            for (from, to) in zip(edges, edges.dropFirst()) where from < to {
                analyzer.consume(UnsafeRawBufferPointer(rebasing: all[from..<to]), at: UInt64(from))
            }
        }
        var report = ItemReport()
        analyzer.end(item, complete: true, into: &report)
        return report.hits
    }

    /// The same by the way of small files.
    func groupHits(_ bytes: [UInt8]) -> [Hit] {
        var reports = [ItemReport()]
        bytes.withUnsafeBytes { all in
            let group = ArenaGroup(items: [Self.item(bytes.count)], ranges: [0..<bytes.count], base: all)
            analyzer.analyze(group, into: &reports)
        }
        return reports[0].hits
    }

    func hits(_ text: String) -> [Hit] { hits(Array(text.utf8)) }
}

extension String {
    var utf16le: [UInt8] { utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] } }
}
