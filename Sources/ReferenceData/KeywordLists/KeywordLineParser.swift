import Model

/// One line of a keyword list in, one term out.
enum KeywordLineParser {
    struct Refusal: Error { var what: String }

    static func error(_ message: String) -> WinnowError {
        WinnowError(
            "keyword-list-invalid", message, remedy: "correct the line and add the list again; nothing was imported")
    }

    /// Nil for an empty line and a comment.
    static func term(
        of line: ArraySlice<UInt8>, number: Int, _ list: KeywordList.Options = KeywordList.Options()
    ) throws(Refusal) -> KeywordTerm? {
        guard let text = String(validating: line, as: UTF8.self) else { throw Refusal(what: "not valid UTF-8") }
        let parts = text.split(separator: "\t", maxSplits: 1, omittingEmptySubsequences: false)
        let word = trimmed(parts.first ?? "")
        let options = parts.count > 1 ? String(parts[1]) : ""
        if word.hasPrefix("#") { return nil }
        if word.isEmpty {
            guard trimmed(Substring(options)).isEmpty else { throw Refusal(what: "options without a term") }
            return nil
        }
        guard word.utf8.count <= KeywordList.maximumTermBytes else {
            throw Refusal(what: "term longer than \(KeywordList.maximumTermBytes) bytes")
        }
        if let control = word.unicodeScalars.first(where: { $0.properties.generalCategory == .control }) {
            throw Refusal(what: "control character U+" + String(control.value, radix: 16, uppercase: true) + " in term")
        }
        var term = KeywordTerm(word, line: number)
        term.category = list.category
        term.weight = list.weight ?? term.weight
        term.foldsDiacritics = list.foldsDiacritics
        if word.hasPrefix("/") { try readExpression(&term) }
        if word.hasPrefix("\"") { try readPair(&term) }
        if !term.isRegex, [term.text, term.partner?.text ?? "  "].contains(where: { $0.unicodeScalars.count < 2 }) {
            throw Refusal(what: "term shorter than 2 characters")
        }
        try read(options, into: &term)
        return term
    }

    /// `"one" w/10 "other"`, `"one" and "other"`, `"one" not "other"`; anything else in quotation marks stands for itself.
    private static func readPair(_ term: inout KeywordTerm) throws(Refusal) {
        let parts = term.text.split(separator: "\"", omittingEmptySubsequences: false)
        guard parts.count == 5, parts[0].isEmpty, parts[4].isEmpty else { return }
        let relation: KeywordTerm.Relation
        switch trimmed(parts[2]).lowercased() {
        case "and": relation = .and
        case "not": relation = .not
        case let word where word.hasPrefix("w/"):
            guard let distance = Int(word.dropFirst(2)), (1...KeywordList.maximumDistance).contains(distance) else {
                throw Refusal(what: "w/ takes a number from 1 to \(KeywordList.maximumDistance)")
            }
            relation = .within(distance)
        default: return
        }
        term.text = trimmed(parts[1])
        term.partner = KeywordTerm.Partner(trimmed(parts[3]), relation)
    }

    /// `/expression/flags`; a path such as `/etc/passwd` is written as an expression, so that none is taken for one.
    private static func readExpression(_ term: inout KeywordTerm) throws(Refusal) {
        guard let close = term.text.lastIndex(of: "/"), close > term.text.startIndex else {
            throw Refusal(what: "regular expression without closing slash")
        }
        let flags = String(term.text[term.text.index(after: close)...])
        if let wrong = flags.first(where: { !"ism".contains($0) }) {
            throw Refusal(what: "unknown regular expression flag '\(Escaping.line(String(wrong)))'")
        }
        term.text = String(term.text[term.text.index(after: term.text.startIndex)..<close])
        term.flags = flags
        term.isRegex = true
        if let reason = RegexSyntax.refusal(of: term.text) { throw Refusal(what: reason) }
    }

    private static func read(_ options: String, into term: inout KeywordTerm) throws(Refusal) {
        for option in options.split(whereSeparator: { $0 == " " || $0 == "," || $0 == "\t" }) {
            let parts = option.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            switch (parts[0], parts.count > 1 ? parts[1] : nil) {
            case ("word", nil): term.wholeWord = true
            case ("case", nil): term.caseSensitive = true
            case ("fold", nil):
                if term.isRegex { throw Refusal(what: "a regular expression cannot be folded") }
                term.foldsDiacritics = true
            case ("category", let value?) where !value.isEmpty: term.category = String(value)
            case ("weight", let value?):
                guard let weight = Int(value), (0...1000).contains(weight) else {
                    throw Refusal(what: "weight must be a whole number from 0 to 1000")
                }
                term.weight = weight
            default: throw Refusal(what: "unknown option '\(Escaping.line(String(option)))'")
            }
        }
    }

    private static func trimmed(_ text: Substring) -> String {
        var rest = text
        while let last = rest.last, last == " " { rest.removeLast() }
        while let first = rest.first, first == " " { rest.removeFirst() }
        return String(rest)
    }
}
