import ReferenceData

/// A regular expression over characters as one over bytes of an encoding.
///
/// In UTF-8 `.` and negated classes stand for one byte; classes are ASCII. In UTF-16 classes stand for one ASCII
/// character, `.` for any unit, and an expression with `\b` is not translated. In the code pages only expressions with
/// characters beyond ASCII are searched for: all others are found as UTF-8.
enum RegexTranslation {
    /// Nil when the expression cannot be told in this encoding.
    static func pattern(of term: KeywordTerm, in encoding: TextEncoding, slot: Int32) -> Pattern? {
        guard let tokens = try? RegexSyntax.tokens(of: term.text) else { return nil }
        var expression = ""
        var isBeyondASCII = false
        var isAnchored = false
        var isLineAnchored = false
        for token in tokens {
            switch token {
            case .literal(let scalar):
                guard let text = literal(scalar, term, encoding) else { return nil }
                expression += text
                isBeyondASCII = isBeyondASCII || !scalar.isASCII
            case .any: expression += any(encoding, isDotAll: term.flags.contains("s"))
            case .set(let text):
                let bytes = term.caseSensitive ? text : "(?i:\(text))"
                switch encoding {
                case .utf16le: expression += "(?:\(bytes)\\x00)"
                case .utf16be: expression += "(?:\\x00\(bytes))"
                default: expression += bytes
                }
            case .structure(let text): expression += text
            case .anchor(let text):
                guard !encoding.isWide || !text.hasPrefix("\\") else { return nil }
                expression += text
                isAnchored = true
                isLineAnchored = isLineAnchored || !text.hasPrefix("\\")
            }
        }
        guard encoding.isUnicode || isBeyondASCII else { return nil }
        return Pattern(
            slot: slot, length: 0, expression: expression, isExpression: true, reportsStart: true, isRegex: true,
            isAnchored: isAnchored, isLineAnchored: isLineAnchored, isDotAll: term.flags.contains("s"),
            isMultiline: term.flags.contains("m"))
    }

    private static func literal(_ scalar: Unicode.Scalar, _ term: KeywordTerm, _ encoding: TextEncoding) -> String? {
        let scalars = term.caseSensitive ? [scalar] : CaseFolding.equivalents(of: scalar)
        let forms = scalars.compactMap { encoding.bytes(of: $0)?.map(ByteExpression.hex).joined() }
        guard let first = forms.first else { return nil }
        guard forms.count > 1 || encoding.isWide || !scalar.isASCII else { return first }
        return "(?:" + forms.joined(separator: "|") + ")"
    }

    private static func any(_ encoding: TextEncoding, isDotAll: Bool) -> String {
        switch encoding {
        case .utf16le: isDotAll ? "(?:..)" : "(?:[^\\x0a]\\x00|[\\x00-\\xff][\\x01-\\xff])"
        case .utf16be: isDotAll ? "(?:..)" : "(?:\\x00[^\\x0a]|[\\x01-\\xff][\\x00-\\xff])"
        default: "."
        }
    }
}
