import ReferenceData

/// A plain term as byte expressions that match it, whatever the case of its letters.
///
/// Each expression has one length, so that the start of a match is its end less that length. Letters whose other cases
/// take another number of bytes (`k` and the Kelvin sign) give one expression for each combination of lengths.
enum LiteralExpansion {
    /// More combinations than this are cut down to those with at most one unusual letter, and all of them unusual.
    static let maximumVariants = 64

    /// The forms of one letter that have one length.
    private struct Choice {
        var length: Int
        var forms: [[UInt8]]
    }

    static func patterns(of term: KeywordTerm, in encoding: TextEncoding, slot: Int32) -> [Pattern] {
        let letters = term.text.unicodeScalars.map { scalar in
            choices(term.caseSensitive ? [scalar] : CaseFolding.equivalents(of: scalar), in: encoding, first: scalar)
        }
        return selections(letters.map(\.count)).map { selection in
            let chosen = zip(letters, selection).map { $0[$1] }
            return Pattern(
                slot: slot, length: Int32(chosen.reduce(0) { $0 + $1.length }),
                expression: chosen.map(expression).joined())
        }
    }

    /// By length, the common one (that of the letter as written) first.
    private static func choices(
        _ scalars: [Unicode.Scalar], in encoding: TextEncoding, first: Unicode.Scalar
    ) -> [Choice] {
        var result = [Choice(length: encoding.bytes(of: first).count, forms: [])]
        for scalar in scalars {
            let bytes = encoding.bytes(of: scalar)
            if let place = result.firstIndex(where: { $0.length == bytes.count }) {
                result[place].forms.append(bytes)
            } else {
                result.append(Choice(length: bytes.count, forms: [bytes]))
            }
        }
        return result
    }

    /// `\x77`, `[\x57\x77]` or `\xC3[\x89\xA9]`: bytes in which the forms differ become classes where only one does.
    private static func expression(_ choice: Choice) -> String {
        guard choice.forms.count > 1, let first = choice.forms.first else {
            return choice.forms.first.map { $0.map(hex).joined() } ?? ""
        }
        let differing = (0..<choice.length).filter { place in choice.forms.contains { $0[place] != first[place] } }
        guard differing.count == 1 else {
            return "(?:" + choice.forms.map { $0.map(hex).joined() }.joined(separator: "|") + ")"
        }
        return (0..<choice.length).map { place in
            differing.contains(place)
                ? "[" + choice.forms.map { hex($0[place]) }.joined() + "]" : hex(first[place])
        }
        .joined()
    }

    static func hex(_ byte: UInt8) -> String {
        (byte < 16 ? "\\x0" : "\\x") + String(byte, radix: 16)
    }

    /// All ways to choose one number below each of `counts`.
    private static func selections(_ counts: [Int]) -> [[Int]] {
        let plain = [Int](repeating: 0, count: counts.count)
        let unusual = counts.indices.filter { counts[$0] > 1 }
        var total = 1
        for place in unusual where total <= maximumVariants { total *= counts[place] }
        var result = [plain]
        if total <= maximumVariants {
            for place in unusual {
                result += result.flatMap { selection in
                    (1..<counts[place]).map { number in
                        var other = selection
                        other[place] = number
                        return other
                    }
                }
            }
            return result
        }
        for place in unusual.prefix(maximumVariants) {
            var one = plain
            one[place] = 1
            result.append(one)
        }
        result.append(counts.map { $0 - 1 })
        return result
    }
}
