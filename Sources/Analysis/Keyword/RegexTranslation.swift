import ReferenceData

/// A regular expression over characters as one over bytes of an encoding.
///
/// In UTF-8 `.` and negated classes stand for one byte; classes are ASCII. In UTF-16LE classes stand for one ASCII
/// character, `.` for any unit, and an expression with `\b` is not translated.
enum RegexTranslation {
    /// Nil when the expression cannot be told in this encoding.
    static func pattern(of term: KeywordTerm, in encoding: TextEncoding, slot: Int32) -> Pattern? {
        guard let tokens = try? RegexSyntax.tokens(of: term.text) else { return nil }
        var expression = ""
        for token in tokens {
            switch token {
            case .literal(let scalar): expression += literal(scalar, term, encoding)
            case .any: expression += any(encoding, isDotAll: term.flags.contains("s"))
            case .set(let text):
                let bytes = term.caseSensitive ? text : "(?i:\(text))"
                expression += encoding == .utf8 ? bytes : "(?:\(bytes)\\x00)"
            case .structure(let text): expression += text
            case .anchor(let text):
                guard encoding == .utf8 || !text.hasPrefix("\\") else { return nil }
                expression += text
            }
        }
        return Pattern(
            slot: slot, length: 0, expression: expression, isRegex: true, reportsStart: true,
            isDotAll: term.flags.contains("s"), isMultiline: term.flags.contains("m"))
    }

    private static func literal(_ scalar: Unicode.Scalar, _ term: KeywordTerm, _ encoding: TextEncoding) -> String {
        let scalars = term.caseSensitive ? [scalar] : CaseFolding.equivalents(of: scalar)
        let forms = scalars.map { encoding.bytes(of: $0).map(LiteralExpansion.hex).joined() }
        guard forms.count > 1 || encoding == .utf16le || !scalar.isASCII else { return forms.joined() }
        return "(?:" + forms.joined(separator: "|") + ")"
    }

    private static func any(_ encoding: TextEncoding, isDotAll: Bool) -> String {
        switch encoding {
        case .utf8: "."
        case .utf16le: isDotAll ? "(?:..)" : "(?:[^\\x0a]\\x00|[\\x00-\\xff][\\x01-\\xff])"
        }
    }
}
