/// A plain term as byte literals, of which one ends where each match ends.
///
/// Vectorscan takes an ASCII letter in both cases as one literal. Every other letter of several forms (`é`, or `k` with
/// the Kelvin sign) multiplies the literals, so only the end of a term is searched for, and what stands before is
/// compared where that end is found. Literals alone are fast to compile and to find; alternations are neither.
enum LiteralExpansion {
    /// Literals for one term in one encoding.
    static let maximumVariants = 16
    /// Letters of an end that are rare enough: from here on nothing is multiplied.
    private static let enoughLetters = 5
    /// Fewer letters than these are met everywhere: the white space before them is searched for as well.
    private static let fewLetters = 3

    static func patterns(of term: TermElements, slot: Int32) -> [Pattern] {
        let elements = term.elements
        var endings = [TermElement.Choice(expression: "", length: 0)]
        var before = elements
        var letters = 0
        while let element = before.last {
            if element.kind == .space, letters >= fewLetters { break }
            if letters >= enoughLetters, element.choices.count > 1 { break }
            guard endings.count * element.choices.count <= maximumVariants, !element.choices.isEmpty else { break }
            endings = element.choices.flatMap { choice in
                endings.map {
                    TermElement.Choice(
                        expression: choice.expression + $0.expression, length: choice.length + $0.length)
                }
            }
            before.removeLast()
            if element.kind == .space {
                before.append(TermElement(kind: .moreSpace, forms: element.forms))
            } else {
                letters += 1
            }
        }
        guard letters > 0 else { return [expression(of: term, slot: slot)] }
        return endings.map {
            Pattern(slot: slot, length: Int32($0.length), expression: $0.expression, before: before)
        }
    }

    /// The end of a term as an alternation: where letters have too many forms, as without their accents. The whole term
    /// is compared where it is found.
    static func expression(of term: TermElements, slot: Int32) -> Pattern {
        var expression = ""
        var letters = 0
        for element in term.elements.reversed() {
            if letters >= enoughLetters || (element.kind == .space && letters >= fewLetters) { break }
            switch element.kind {
            case .letter:
                expression = alternatives(element.forms) + expression
                letters += 1
            // Marks after the last letter are not waited for.
            case .marks: if letters > 0 { expression = alternatives(element.forms) + "*" + expression }
            case .space, .moreSpace: expression = alternatives(element.forms) + expression
            }
        }
        var before = term.elements
        if before.last?.kind == .marks { before.removeLast() }
        return Pattern(slot: slot, length: 0, expression: expression, before: before, isExpression: true)
    }

    private static func alternatives(_ forms: [[UInt8]]) -> String {
        "(?:" + forms.map { $0.map(ByteExpression.hex).joined() }.joined(separator: "|") + ")"
    }
}
