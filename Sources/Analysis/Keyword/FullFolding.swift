/// Characters that stand for several letters, where case does not count: `ß` for `ss`, the ligature `ﬁ` for `fi`.
///
/// The part of full case folding (Unicode's CaseFolding.txt, status F) that is met in Latin text.
enum FullFolding {
    /// Longest first.
    private static let sequences: [(letters: [Unicode.Scalar], single: [Unicode.Scalar])] = [
        (["f", "f", "i"], ["\u{FB03}"]), (["f", "f", "l"], ["\u{FB04}"]), (["f", "f"], ["\u{FB00}"]),
        (["f", "i"], ["\u{FB01}"]), (["f", "l"], ["\u{FB02}"]), (["s", "s"], ["\u{DF}", "\u{1E9E}"]),
    ]

    static let expansions: [Unicode.Scalar: [Unicode.Scalar]] = {
        var all: [Unicode.Scalar: [Unicode.Scalar]] = [:]
        for (letters, single) in sequences { for scalar in single { all[scalar] = letters } }
        return all
    }()

    /// How many letters from here may be one character; 1 if none.
    static func length(at index: Int, of scalars: [Unicode.Scalar]) -> Int {
        let folded = scalars[index...].prefix(3).map { CaseFolding.fold($0) ?? $0 }
        return sequences.first { folded.starts(with: $0.letters) }?.letters.count ?? 1
    }

    /// All ways to write the letters: each step is one letter, or the characters that stand for several.
    static func ways(to letters: [Unicode.Scalar]) -> [[[Unicode.Scalar]]] {
        guard let first = letters.first else { return [[]] }
        var ways = Self.ways(to: Array(letters.dropFirst())).map { [[first]] + $0 }
        let folded = letters.map { CaseFolding.fold($0) ?? $0 }
        for (sequence, single) in sequences where folded.starts(with: sequence) {
            ways += Self.ways(to: Array(letters.dropFirst(sequence.count))).map { [single] + $0 }
        }
        return ways
    }
}
