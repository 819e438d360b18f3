import Model

/// Searches what a pack keeps of a file besides its digests: its path and its texts.
///
/// Scans and re-scans both search by this code, so that a pack gives the hits that its image gave.
package struct TextSearch {
    /// Hits kept of one history.
    static let historyLimit = 20_000
    /// Longer titles and addresses are shown around the match only.
    static let wholeText = 300

    private struct Key: Hashable { var term: Int, field: String }

    private let matcher: KeywordMatcher

    package init(_ matcher: KeywordMatcher) { self.matcher = matcher }

    package func pathHits(_ locator: Locator) -> [Hit] {
        let place = locator.withoutOffset
        return matcher.matches(inText: place.ownPath.text, field: "path").map {
            $0.hit(analyzer: "keyword", locator: place)
        }
    }

    /// - Parameter knownGood: whether the content is in a known-good set.
    /// - Returns: the hits, and what was too much.
    package func hits(
        in texts: [ExtractedText], of locator: Locator, knownGood: Bool = false
    ) -> (hits: [Hit], note: WinnowError?) {
        guard !texts.isEmpty else { return ([], nil) }
        let place = locator.withoutOffset
        let history = historyHits(texts.lazy.filter { $0.kind == .history }, place)
        return (contentHits(texts.lazy.filter { $0.kind != .history }, place, knownGood) + history.hits, history.note)
    }

    /// All that a term matches in one field counts together; a hit for each of the first places.
    private func contentHits(
        _ texts: some Sequence<ExtractedText>, _ place: Locator, _ knownGood: Bool
    ) -> [Hit] {
        var sums: [Key: (kept: [Hit], count: Int)] = [:]
        var order: [Key] = []
        for text in texts {
            for match in matcher.matches(inText: text.text, field: text.field, keeping: KeywordAnalyzer.keptEach)
            where !(knownGood && match.skipsKnownGood) {
                let key = Key(term: match.number, field: text.field)
                var sum = sums[key] ?? ([], 0)
                if sum.count == 0 { order.append(key) }
                if match.isFirst { sum.count += match.count * text.count }
                if sum.kept.count < KeywordAnalyzer.keptEach {
                    sum.kept.append(match.hit(analyzer: "keyword", locator: place))
                }
                sums[key] = sum
            }
        }
        return order.flatMap { key in
            let sum = sums[key] ?? ([], 0)
            return sum.kept.map { hit in
                var hit = hit
                hit.count = sum.count
                return hit
            }
        }
    }

    /// A hit for each term and distinct text; its count is the number of entries with that text.
    private func historyHits(
        _ texts: some Sequence<ExtractedText>, _ place: Locator
    ) -> (hits: [Hit], note: WinnowError?) {
        var hits: [Hit] = []
        for text in texts {
            for match in matcher.matches(inText: text.text, field: text.field) {
                guard hits.count < Self.historyLimit else {
                    return (
                        hits,
                        WinnowError(
                            "history-too-many",
                            "only the first \(Self.historyLimit) keyword hits of a history are kept")
                    )
                }
                var hit = match.hit(analyzer: "history", locator: place)
                hit.count = text.count
                hit.firstTime = text.firstTime
                hit.lastTime = text.lastTime
                hit.context =
                    text.text.count <= Self.wholeText ? text.text : String(match.context.prefix(Self.wholeText))
                hits.append(hit)
            }
        }
        return (hits, nil)
    }
}

extension Locator {
    /// Of what is not at one place in the content.
    fileprivate var withoutOffset: Locator {
        var place = self
        place.byteOffset = nil
        return place
    }
}
