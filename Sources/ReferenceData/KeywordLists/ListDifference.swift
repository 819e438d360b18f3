/// What changed between two versions of a keyword list, whatever the order of their lines.
package enum ListDifference {
    /// `- term options` for each that is gone, `+ term options` for each that is new, and options of the list itself.
    package static func lines(from old: KeywordList, to new: KeywordList) -> [String] {
        let (before, after) = (old.terms.map(describe), new.terms.map(describe))
        var lines: [String] = []
        if old.options != new.options {
            lines += ["- options: " + describe(old.options), "+ options: " + describe(new.options)]
        }
        let (gone, fresh) = (Set(before).subtracting(after), Set(after).subtracting(before))
        return lines + gone.sorted().map { "- " + $0 } + fresh.sorted().map { "+ " + $0 }
    }

    private static func describe(_ term: KeywordTerm) -> String {
        var parts = [term.display]
        if term.wholeWord { parts.append("word") }
        if term.caseSensitive { parts.append("case") }
        if term.foldsDiacritics { parts.append("fold") }
        if let category = term.category { parts.append("category=\(category)") }
        if term.weight != 1 { parts.append("weight=\(term.weight)") }
        return parts.joined(separator: " ")
    }

    private static func describe(_ options: KeywordList.Options) -> String {
        var parts: [String] = []
        if !options.encodings.isEmpty { parts.append("encodings=" + options.encodings.sorted().joined(separator: ",")) }
        if !options.decodings.isEmpty {
            parts.append("decode=" + options.decodings.map(\.rawValue).sorted().joined(separator: ","))
        }
        if options.skipsKnownGood { parts.append("known-good=skip") }
        if options.foldsDiacritics { parts.append("fold") }
        return parts.isEmpty ? "none" : parts.joined(separator: " ")
    }
}
