import ReferenceData

/// One expression for Vectorscan; its number is its place in the table.
struct Pattern: Sendable {
    /// The term in one encoding, the unit of counting: entry × number of encodings + encoding.
    var slot: Int32
    /// Bytes of every match of the expression; 0 when Vectorscan must tell where a match starts.
    var length: Int32
    var expression: String
    /// What must stand before the expression's match for the term to match.
    var before: [TermElement] = []
    /// No literal: searched for block by block, see `ExpressionScan`.
    var isExpression = false
    /// Whether Vectorscan tells where a match starts.
    var reportsStart = false
    /// False for a pattern that Vectorscan cannot take and that can be done without.
    var isEnabled = true
    /// As a regular expression of a list has them.
    var isRegex = false
    /// Asks what stands before or behind it.
    var isAnchored = false
    /// Asks for the beginning or end of a line or of all.
    var isLineAnchored = false
    var isDotAll = false
    var isMultiline = false
}

/// The terms of all lists and their expansion into byte patterns.
struct PatternTable: Sendable {
    struct Entry: Sendable {
        var list: Int
        var term: KeywordTerm
        /// Whether the term's ends are parts of words: only there a whole word needs a boundary.
        var boundaryBefore: Bool
        var boundaryAfter: Bool
        /// Of a term with a partner: where the pair stands among `pairs`, and which side this is.
        var pair: (number: Int, isPartner: Bool)?
    }

    /// Two terms of which one counts only with the other.
    struct Pair: Sendable {
        /// Entry of the first; what is found is counted there.
        var entry: Int
        var relation: KeywordTerm.Relation
    }

    let lists: [KeywordList]
    private(set) var entries: [Entry] = []
    private(set) var pairs: [Pair] = []
    var patterns: [Pattern] = []

    init(lists: [KeywordList]) {
        self.lists = lists
        let cache = LetterCache()
        for (number, list) in lists.enumerated() {
            for term in list.terms { add(term, list: number, cache) }
        }
    }

    var slots: Int { entries.count * TextEncoding.count }

    func entry(slot: Int32) -> Entry { entries[Int(slot) / TextEncoding.count] }
    func encoding(slot: Int32) -> TextEncoding { TextEncoding.allCases[Int(slot) % TextEncoding.count] }

    private mutating func add(_ term: KeywordTerm, list: Int, _ cache: LetterCache) {
        guard let partner = term.partner else { return add(term, term.text, list, cache, pair: nil) }
        pairs.append(Pair(entry: entries.count, relation: partner.relation))
        add(term, term.text, list, cache, pair: (pairs.count - 1, false))
        add(term, partner.text, list, cache, pair: (pairs.count - 1, true))
    }

    private mutating func add(
        _ term: KeywordTerm, _ text: String, _ list: Int, _ cache: LetterCache, pair: (Int, Bool)?
    ) {
        let scalars = text.unicodeScalars
        entries.append(
            Entry(
                list: list, term: term,
                boundaryBefore: term.wholeWord && (term.isRegex || scalars.first.map(WordBoundary.isWord) ?? false),
                boundaryAfter: term.wholeWord && (term.isRegex || scalars.last.map(WordBoundary.isWord) ?? false),
                pair: pair.map { (number: $0.0, isPartner: $0.1) }))
        let encodings = TextEncoding.allCases.filter {
            TextEncoding.always.contains($0) || lists[list].options.encodings.contains($0.name)
        }
        var narrow: [TermElements] = []
        for encoding in encodings {
            let slot = Int32((entries.count - 1) * TextEncoding.count + Int(encoding.rawValue))
            if term.isRegex {
                if let pattern = RegexTranslation.pattern(of: term, in: encoding, slot: slot) {
                    patterns.append(pattern)
                }
                continue
            }
            guard
                let elements = TermElements(
                    text, caseSensitive: term.caseSensitive, folds: term.foldsDiacritics, in: encoding, cache)
            else { continue }
            if !encoding.isUnicode {
                // What is ASCII is found as UTF-8, and what is alike in two code pages as the first of them.
                guard elements.isBeyondASCII, !narrow.contains(where: { elements.isWithin($0) }) else { continue }
                narrow.append(elements)
            }
            if term.foldsDiacritics {
                patterns.append(LiteralExpansion.expression(of: elements, slot: slot))
            } else {
                patterns += LiteralExpansion.patterns(of: elements, slot: slot)
            }
        }
    }
}
