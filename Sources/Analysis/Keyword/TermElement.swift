import Foundation

/// One step of a term: what may stand there, as bytes of an encoding.
struct TermElement: Sendable {
    enum Kind: Sendable {
        /// One of the forms.
        case letter
        /// One or more characters of white space.
        case space
        /// None or more of white space.
        case moreSpace
        /// None or more combining marks.
        case marks
    }

    /// Bytes that may stand at one place of an expression for Vectorscan, one after the other.
    struct Choice: Sendable {
        var expression: String
        var length: Int
    }

    var kind: Kind
    /// No form ends in another one, but for those of white space.
    var forms: [[UInt8]]
    var choices: [Choice] = []

    /// Longest run of white space or marks.
    static let longestRun = 64
}

/// A plain term as what may stand for it in an encoding.
struct TermElements: Sendable {
    let elements: [TermElement]
    /// Whether there is a form with a byte beyond ASCII.
    let isBeyondASCII: Bool

    /// Nil when the encoding lacks a character of the term in all its forms.
    init?(_ text: String, caseSensitive: Bool, folds: Bool, in encoding: TextEncoding, _ cache: LetterCache) {
        let builder = ElementBuilder(caseSensitive: caseSensitive, folds: folds, encoding: encoding, cache: cache)
        guard let elements = builder.elements(of: text) else { return nil }
        self.elements = elements
        isBeyondASCII = elements.contains { $0.kind == .letter && $0.forms.contains { $0.contains { $0 >= 0x80 } } }
    }

    /// Whether every text that this stands for is one that the other stands for as well.
    func isWithin(_ other: TermElements) -> Bool {
        elements.count == other.elements.count
            && zip(elements, other.elements).allSatisfy { Set($0.forms).isSubset(of: $1.forms) }
    }
}

/// Letters that were made before: the terms of a list have few different ones.
final class LetterCache {
    fileprivate struct Key: Hashable {
        var letters: [Unicode.Scalar]
        var caseSensitive: Bool
        var folds: Bool
        var encoding: TextEncoding
    }

    fileprivate var known: [Key: TermElement] = [:]
}

/// Makes the elements of terms.
private struct ElementBuilder {
    let caseSensitive: Bool
    let folds: Bool
    let encoding: TextEncoding
    let cache: LetterCache

    func elements(of text: String) -> [TermElement]? {
        // Marks go to their letters; what has none stays as it is written, so that the Kelvin sign is no plain K.
        let hasMarks = text.unicodeScalars.contains { $0.properties.canonicalCombiningClass != .notReordered }
        var scalars = Array((hasMarks ? text.precomposedStringWithCanonicalMapping : text).unicodeScalars)
        if !caseSensitive { scalars = scalars.flatMap { FullFolding.expansions[$0] ?? [$0] } }
        var elements: [TermElement] = []
        var index = 0
        while index < scalars.count {
            let scalar = scalars[index]
            if WhiteSpace.contains(scalar) {
                if elements.last?.kind != .space { elements.append(space(.space)) }
                index += 1
                continue
            }
            let sequence = caseSensitive ? 1 : FullFolding.length(at: index, of: scalars)
            guard let element = letter(Array(scalars[index..<index + sequence])) else { return nil }
            elements.append(element)
            if folds, encoding.isUnicode { elements.append(TermElement(kind: .marks, forms: marks)) }
            index += sequence
        }
        return elements
    }

    private func letter(_ scalars: [Unicode.Scalar]) -> TermElement? {
        let key = LetterCache.Key(letters: scalars, caseSensitive: caseSensitive, folds: folds, encoding: encoding)
        if let known = cache.known[key] { return known }
        let made = make(scalars)
        cache.known[key] = made
        return made
    }

    private func make(_ scalars: [Unicode.Scalar]) -> TermElement? {
        let ways = scalars.count == 1 ? [scalars.map { [$0] }] : FullFolding.ways(to: scalars)
        var forms: [[UInt8]] = []
        var choices: [TermElement.Choice] = []
        for way in ways {
            let letters = way.map { self.forms(of: $0) }
            guard letters.allSatisfy({ !$0.isEmpty }) else { continue }
            forms += letters.reduce([[]]) { before, letter in before.flatMap { head in letter.map { head + $0 } } }
            choices += letters.reduce([TermElement.Choice(expression: "", length: 0)]) { before, letter in
                before.flatMap { head in
                    self.choices(of: letter).map {
                        TermElement.Choice(expression: head.expression + $0.expression, length: head.length + $0.length)
                    }
                }
            }
        }
        return forms.isEmpty ? nil : TermElement(kind: .letter, forms: forms, choices: choices)
    }

    /// Of one character or ligature, which stands alone in a way.
    private func forms(of scalars: [Unicode.Scalar]) -> [[UInt8]] {
        var all: [Unicode.Scalar] = []
        for scalar in scalars {
            let same = caseSensitive ? [scalar] : CaseFolding.equivalents(of: scalar)
            for one in same {
                all.append(one)
                if folds { all += DiacriticFolding.variants(of: one) }
            }
        }
        var forms: [[UInt8]] = []
        for scalar in all {
            var some = [encoding.bytes(of: scalar)]
            // The same letter and its marks one by one; with folding these are skipped as marks.
            if !folds, encoding.isUnicode, !scalar.isASCII {
                let parts = Array(String(Character(scalar)).decomposedStringWithCanonicalMapping.unicodeScalars)
                if parts.count > 1 { some.append(encoding.bytes(of: parts)) }
            }
            for case let bytes? in some where !forms.contains(bytes) { forms.append(bytes) }
        }
        return forms
    }

    /// An ASCII letter in both cases is one choice, every other form one of its own.
    private func choices(of forms: [[UInt8]]) -> [TermElement.Choice] {
        let place = encoding == .utf16be ? 1 : 0
        let size = encoding.isWide ? 2 : 1
        let plain = forms.filter { form in
            form.count == size && form[place] < 0x80 && form.enumerated().allSatisfy { $0 == place || $1 == 0 }
        }
        guard plain.count > 1 else {
            return forms.map { TermElement.Choice(expression: Self.hex($0), length: $0.count) }
        }
        let letters = "[" + plain.map { ByteExpression.hex($0[place]) }.joined() + "]"
        let expression = Self.hex(plain[0][..<place]) + letters + Self.hex(plain[0][(place + 1)...])
        return [TermElement.Choice(expression: expression, length: plain[0].count)]
            + forms.filter { !plain.contains($0) }.map {
                TermElement.Choice(expression: Self.hex($0), length: $0.count)
            }
    }

    private func space(_ kind: TermElement.Kind) -> TermElement {
        let forms = WhiteSpace.scalars.compactMap { encoding.bytes(of: $0) }
        // In front of a short last word only these are searched for; all are looked at once that is found.
        let plain = [0x20, 0x09, 0x0A, 0x0D].map { ByteExpression.hex($0) }.joined()
        let expression =
            switch encoding {
            case .utf16le: "[\(plain)]\\x00"
            case .utf16be: "\\x00[\(plain)]"
            default: "[\(plain)]"
            }
        return TermElement(
            kind: kind, forms: forms,
            choices: [TermElement.Choice(expression: expression, length: encoding.isWide ? 2 : 1)])
    }

    private var marks: [[UInt8]] {
        (0x300...0x36F).compactMap { Unicode.Scalar($0 as UInt32).flatMap { encoding.bytes(of: $0) } }
    }

    private static func hex(_ bytes: some Sequence<UInt8>) -> String { bytes.map(ByteExpression.hex).joined() }
}

enum ByteExpression {
    static func hex(_ byte: UInt8) -> String { (byte < 16 ? "\\x0" : "\\x") + String(byte, radix: 16) }
}

/// Characters that a space in a term stands for.
enum WhiteSpace {
    private static let numbers: [UInt32] =
        [0x20, 0x09, 0x0A, 0x0B, 0x0C, 0x0D, 0xA0, 0x1680, 0x2028, 0x2029, 0x202F, 0x205F, 0x3000] + (0x2000...0x200A)
    static let scalars: [Unicode.Scalar] = numbers.compactMap { Unicode.Scalar($0) }

    static func contains(_ scalar: Unicode.Scalar) -> Bool { scalars.contains(scalar) }
}
