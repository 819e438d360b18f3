import Model
import ReferenceData

/// A term found in a text.
package struct KeywordMatch: Hashable, Sendable {
    /// Name and content digest of the list.
    package var list: String
    /// The term's number among those of all lists.
    var number: Int
    /// Whether it is the first match of its term in the text.
    var isFirst: Bool
    package var listVersion: String
    package var term: String
    package var category: String?
    package var weight: Int
    /// Whether its list leaves out what is known to be good.
    package var skipsKnownGood: Bool
    /// What the text is: `path`, `url`, `title`, `search-term`.
    package var field: String
    /// Where the match begins, in UTF-8 bytes of the text.
    package var offset: Int
    package var count: Int
    /// The text around the match; not escaped.
    package var context: String

    /// As a hit of `analyzer` (`keyword`, `history`) at `locator`.
    package func hit(analyzer: String, locator: Locator) -> Hit {
        Hit(
            analyzer: analyzer, list: list, listVersion: listVersion, term: term, category: category,
            locator: locator, encoding: field, context: context, count: count, weight: weight)
    }
}

/// Keyword lists compiled for Vectorscan: for streams of bytes (by `KeywordAnalyzer`) and for short texts.
package final class KeywordMatcher {
    let table: PatternTable
    let literals: VectorscanEngine?
    let expressions: VectorscanEngine?
    private let texts: KeywordScan

    /// Throws `keyword-compile` when Vectorscan refuses a term. One matcher serves one thread.
    package init(lists: [KeywordList]) throws(WinnowError) {
        var table = PatternTable(lists: lists)
        literals = try VectorscanEngine.literals(&table)
        expressions = try VectorscanEngine.expressions(&table)
        self.table = table
        texts = try KeywordScan(
            table, literals: literals, expressions: expressions, keptEach: KeywordAnalyzer.keptEach)
    }

    /// What lists ask to be decoded before it is searched: entities, percent and base64 encoding.
    package var decodings: Set<KeywordList.Decoding> {
        table.lists.reduce(into: []) { $0.formUnion($1.options.decodings) }
    }

    /// Whether a list leaves out what is known to be good.
    var skipsKnownGood: Bool { table.lists.contains { $0.options.skipsKnownGood } }

    var allSkipKnownGood: Bool { table.lists.allSatisfy { $0.options.skipsKnownGood } }

    /// For contents that come in chunks.
    func scan(keptEach: Int) throws(WinnowError) -> KeywordScan {
        try KeywordScan(table, literals: literals, expressions: expressions, keptEach: keptEach)
    }

    /// The terms of all lists that match in a text, in the order of lists and terms, each with its count.
    ///
    /// - Parameter keeping: matches of one term that are given; their count is the count of all.
    package func matches(inText text: String, field: String, keeping: Int = 1) -> [KeywordMatch] {
        var copy = text
        var last: (slot: Int32, given: Int) = (-1, 0)
        return copy.withUTF8 { utf8 in
            let bytes = UnsafeRawBufferPointer(utf8)
            guard bytes.count <= VectorscanStream.maximumCall else { return [] }
            texts.begin()
            texts.consume(bytes, at: 0)
            return texts.finish().compactMap { found in
                guard table.encoding(slot: found.slot) == .utf8 else { return nil }
                last = (found.slot, found.slot == last.slot ? last.given + 1 : 1)
                guard last.given <= keeping else { return nil }
                let entry = table.entry(slot: found.slot)
                return KeywordMatch(
                    list: table.lists[entry.list].name, number: Int(found.slot) / TextEncoding.count,
                    isFirst: last.given == 1, listVersion: table.lists[entry.list].digest, term: entry.term.display,
                    category: entry.term.category, weight: entry.term.weight,
                    skipsKnownGood: table.lists[entry.list].options.skipsKnownGood, field: field,
                    offset: Int(clamping: found.start), count: found.count, context: found.context)
            }
        }
    }
}
