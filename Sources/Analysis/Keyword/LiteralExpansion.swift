import ReferenceData

/// A plain term as byte literals, of which one ends where each match ends, whatever the case of its letters.
///
/// Vectorscan takes ASCII letters in both cases as one literal. Every other letter of several forms (`é`, or `k` with the
/// Kelvin sign) doubles the literals, so of a term with many of them only the end is searched for, and what stands before
/// is compared where that end is found. Literals alone are fast to compile and to find; alternations are neither.
enum LiteralExpansion {
    /// Literals for one term in one encoding.
    static let maximumVariants = 16

    /// One character in all its cases, as bytes of an encoding.
    struct Letter: Sendable {
        var forms: [[UInt8]]

        /// Forms that Vectorscan sees as one: an ASCII letter in both cases, in either encoding.
        var choices: [[[UInt8]]] {
            let plain = forms.filter { $0[0] < 0x80 && $0.dropFirst().allSatisfy { $0 == 0 } }
            guard plain.count > 1 else { return forms.map { [$0] } }
            return [plain] + forms.filter { !plain.contains($0) }.map { [$0] }
        }
    }

    static func patterns(of term: KeywordTerm, in encoding: TextEncoding, slot: Int32) -> [Pattern] {
        let letters = term.text.unicodeScalars.map { scalar in
            let scalars = term.caseSensitive ? [scalar] : CaseFolding.equivalents(of: scalar)
            return Letter(forms: scalars.map { encoding.bytes(of: $0) })
        }
        var endings: [(expression: String, length: Int)] = [("", 0)]
        var remaining = letters.count
        while remaining > 0 {
            let choices = letters[remaining - 1].choices
            guard endings.count * choices.count <= maximumVariants else { break }
            endings = choices.flatMap { choice in
                endings.map { (expression(choice) + $0.expression, choice[0].count + $0.length) }
            }
            remaining -= 1
        }
        let before = Array(letters[..<remaining])
        return endings.map {
            Pattern(slot: slot, length: Int32($0.length), expression: $0.expression, before: before)
        }
    }

    /// `\x77`, or `[\x57\x77]\x00` for forms that differ in their first byte.
    private static func expression(_ choice: [[UInt8]]) -> String {
        guard choice.count > 1 else { return choice[0].map(hex).joined() }
        return "[" + choice.map { hex($0[0]) }.joined() + "]" + choice[0].dropFirst().map(hex).joined()
    }

    static func hex(_ byte: UInt8) -> String {
        (byte < 16 ? "\\x0" : "\\x") + String(byte, radix: 16)
    }
}
