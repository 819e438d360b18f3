import Model
import ReferenceData

/// Searches what is written in another form in the midst of any content: HTML entities, percent coding, base64. Only for
/// the lists that ask for it, and only for matches that the bytes as they stand do not have.
package final class EncodedRuns: Analyzer {
    package let name = "encoded"
    private var searches: [EncodedSearch] = []

    /// Nil where no list asks for any. Throws `keyword-compile`.
    package init?(lists: [KeywordList]) throws(WinnowError) {
        for decoding in KeywordList.Decoding.allCases {
            let asking = lists.filter { $0.options.decodings.contains(decoding) }.map { Self.positive($0) }
            if !asking.isEmpty { searches.append(EncodedSearch(decoding, try KeywordMatcher(lists: asking))) }
        }
        if searches.isEmpty { return nil }
    }

    /// Without the terms that ask for the absence of another: a run cannot tell of the whole file.
    private static func positive(_ list: KeywordList) -> KeywordList {
        var list = list
        list.terms.removeAll { if case .not = $0.partner?.relation { true } else { false } }
        return list
    }

    package func begin(_ item: ScanItem) {
        for search in searches { search.begin(item.window) }
    }

    package func consume(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) {
        for search in searches { search.consume(bytes, at: offset) }
    }

    package func end(_ item: ScanItem, complete: Bool, into report: inout ItemReport) {
        let isKnownGood = report.knownGood != nil
        for search in searches { report.hits += search.end(item.locator, isKnownGood: isKnownGood) }
    }
}

/// One form of encoding in one content after the other.
private final class EncodedSearch {
    private struct Key: Hashable { var list: String, term: String }

    /// Characters of the shortest base64 that is decoded: words of that length are rare.
    private static let shortestBase64 = 24
    /// Mail breaks base64 into lines of this many characters or more.
    private static let fullLine = 60
    private static let largestJoined = 256 << 10

    private let decoding: KeywordList.Decoding
    private let matcher: KeywordMatcher
    private var cutter: RunCutter
    private var window: Range<UInt64>?
    private var position: UInt64 = 0
    private var found: [Key: (kept: [(match: KeywordMatch, start: UInt64)], count: Int)] = [:]
    private var order: [Key] = []
    /// Lines of base64 that belong together.
    private var lines: [UInt8] = []
    private var linesStart: UInt64 = 0
    private var linesEnd: UInt64 = 0
    private var isFull = false

    init(_ decoding: KeywordList.Decoding, _ matcher: KeywordMatcher) {
        self.decoding = decoding
        self.matcher = matcher
        cutter =
            switch decoding {
            case .base64:
                RunCutter(shortest: 4, mark: nil) { Base64Decoder.digit($0) != nil || $0 == UInt8(ascii: "=") }
            case .percent:
                RunCutter(shortest: 3, mark: UInt8(ascii: "%")) {
                    (0x21...0x7E).contains($0) && !"\"'<>`".utf8.contains($0)
                }
            case .html:
                RunCutter(shortest: 4, mark: UInt8(ascii: "&")) { $0 >= 0x20 && $0 != 0x3C && $0 != 0x3E && $0 != 0x7F }
            }
    }

    func begin(_ window: Range<UInt64>?) {
        self.window = window
        position = 0
        found.removeAll()
        order.removeAll()
        lines.removeAll()
        cutter.begin()
    }

    func consume(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) {
        // Nothing is one run across a gap.
        if offset != position { finish() }
        position = offset &+ UInt64(bytes.count)
        cutter.consume(bytes, at: offset) { take($0, $1) }
    }

    func end(_ locator: Locator, isKnownGood: Bool) -> [Hit] {
        finish()
        return order.flatMap { key in
            guard let sum = found[key] else { return [Hit]() }
            return sum.kept.filter { !isKnownGood || !$0.match.skipsKnownGood }.map { kept in
                var place = locator
                place.byteOffset = kept.start
                var hit = kept.match.hit(analyzer: "keyword", locator: place)
                hit.count = sum.count
                return hit
            }
        }
    }

    private func finish() {
        cutter.end { take($0, $1) }
        endLines()
    }

    private func take(_ run: UnsafeRawBufferPointer, _ start: UInt64) {
        switch decoding {
        case .percent:
            let spaced = run.map { $0 == UInt8(ascii: "+") ? 0x20 : $0 }
            search(CharsetDecoder.text(PercentCoding.decode(spaced), charset: nil), beside: run, start)
        case .html: search(Entities.resolved(run), beside: run, start)
        case .base64: join(run, start)
        }
    }

    private func join(_ run: UnsafeRawBufferPointer, _ start: UInt64) {
        // A full line and a line break of one or two bytes before it.
        let follows = isFull && start &- linesEnd <= 2 && lines.count < Self.largestJoined
        if !follows { endLines() }
        if lines.isEmpty { linesStart = start }
        lines.append(contentsOf: run)
        linesEnd = start &+ UInt64(run.count)
        isFull = run.count >= Self.fullLine && run.count % 4 == 0
    }

    private func endLines() {
        defer { lines.removeAll(keepingCapacity: true) }
        guard lines.count >= Self.shortestBase64 else { return }
        let plain = TransferDecoding.base64(lines)
        let zeros = stride(from: 1, to: min(plain.count, 256), by: 2).count { plain[$0] == 0 }
        let isWide = zeros > min(plain.count, 256) / 4
        search(CharsetDecoder.text(plain, charset: isWide ? "utf-16le" : nil), beside: nil, linesStart)
    }

    private func search(_ text: String, beside run: UnsafeRawBufferPointer?, _ start: UInt64) {
        if let window, !window.contains(start) { return }
        let matches = matcher.matches(inText: text, field: decoding.rawValue)
        guard !matches.isEmpty else { return }
        // What stands there without decoding is a hit already.
        var plain: [Key: Int] = [:]
        if let run {
            for match in matcher.matches(inText: CharsetDecoder.text(run, charset: nil), field: "") {
                plain[Key(list: match.list, term: match.term)] = match.count
            }
        }
        for match in matches {
            let key = Key(list: match.list, term: match.term)
            let count = match.count - plain[key, default: 0]
            guard count > 0 else { continue }
            var sum = found[key] ?? ([], 0)
            if sum.count == 0 { order.append(key) }
            sum.count += count
            if sum.kept.count < KeywordAnalyzer.keptEach { sum.kept.append((match, start)) }
            found[key] = sum
        }
    }
}
