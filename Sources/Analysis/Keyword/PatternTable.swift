import ReferenceData

/// One expression for Vectorscan; its number is its place in the table.
struct Pattern: Sendable {
    /// The term in one encoding, the unit of counting: term number × 2 + encoding.
    var slot: Int32
    /// Bytes of every match of the expression; 0 when Vectorscan must tell where a match starts.
    var length: Int32
    var expression: String
    /// What must stand before the expression's match for the term to match.
    var before: [LiteralExpansion.Letter] = []
    var isRegex = false
    /// Whether Vectorscan tells where a match starts.
    var reportsStart = false
    /// False for a pattern that Vectorscan cannot take and that can be done without.
    var isEnabled = true
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
    }

    let lists: [KeywordList]
    private(set) var entries: [Entry] = []
    var patterns: [Pattern] = []

    init(lists: [KeywordList]) {
        self.lists = lists
        for (number, list) in lists.enumerated() {
            for term in list.terms { add(term, list: number) }
        }
    }

    func entry(slot: Int32) -> Entry { entries[Int(slot) / 2] }

    func encoding(slot: Int32) -> TextEncoding { slot % 2 == 0 ? .utf8 : .utf16le }

    private mutating func add(_ term: KeywordTerm, list: Int) {
        let scalars = term.text.unicodeScalars
        entries.append(
            Entry(
                list: list, term: term,
                boundaryBefore: term.wholeWord && (term.isRegex || scalars.first.map(WordBoundary.isWord) ?? false),
                boundaryAfter: term.wholeWord && (term.isRegex || scalars.last.map(WordBoundary.isWord) ?? false)))
        for encoding in TextEncoding.allCases {
            let slot = Int32(entries.count - 1) * 2 + Int32(encoding.rawValue)
            if term.isRegex {
                if let pattern = RegexTranslation.pattern(of: term, in: encoding, slot: slot) {
                    patterns.append(pattern)
                }
            } else {
                patterns += LiteralExpansion.patterns(of: term, in: encoding, slot: slot)
            }
        }
    }
}
