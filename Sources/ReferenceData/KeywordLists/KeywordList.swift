import Digests
import Model

/// One line of a keyword list.
package struct KeywordTerm: Hashable, Sendable {
    /// How the second term of a pair must stand to the first.
    package enum Relation: Hashable, Sendable {
        /// At most so many characters lie between them.
        case within(Int)
        /// Both are in one file or text.
        case and
        /// The second is not in it.
        case not
    }

    package struct Partner: Hashable, Sendable {
        package var text: String
        package var relation: Relation

        package init(_ text: String, _ relation: Relation) {
            self.text = text
            self.relation = relation
        }
    }

    /// The term as it stands in the list; a regular expression without its slashes.
    package var text: String
    package var isRegex: Bool
    /// The letters after the closing slash of a regular expression, out of `i`, `s`, `m`.
    package var flags: String
    package var wholeWord: Bool
    package var caseSensitive: Bool
    /// Letters match whatever accents they have.
    package var foldsDiacritics: Bool
    /// What must, or must not, be there as well.
    package var partner: Partner?
    package var category: String?
    package var weight: Int
    /// Line in the file, from 1.
    package var line: Int

    package init(
        _ text: String, isRegex: Bool = false, flags: String = "", wholeWord: Bool = false,
        caseSensitive: Bool = false, foldsDiacritics: Bool = false, partner: Partner? = nil, category: String? = nil,
        weight: Int = 1, line: Int = 0
    ) {
        self.text = text
        self.isRegex = isRegex
        self.flags = flags
        self.wholeWord = wholeWord
        self.caseSensitive = caseSensitive
        self.foldsDiacritics = foldsDiacritics
        self.partner = partner
        self.category = category
        self.weight = weight
        self.line = line
    }

    /// As hits name it: the term, `/expression/flags`, or `"one" w/10 "other"`.
    package var display: String {
        guard let partner else { return isRegex ? "/\(text)/\(flags)" : text }
        let relation =
            switch partner.relation {
            case .within(let characters): "w/\(characters)"
            case .and: "and"
            case .not: "not"
            }
        return "\"\(text)\" \(relation) \"\(partner.text)\""
    }
}

/// A list of terms to search for, named by its content.
package struct KeywordList: Hashable, Sendable {
    package var name: String
    /// SHA-256 of the file as it was, hexadecimal.
    package var digest: String
    package var options: Options
    package var terms: [KeywordTerm]

    package init(name: String, digest: String, options: Options = Options(), terms: [KeywordTerm]) {
        self.name = name
        self.digest = digest
        self.options = options
        self.terms = terms
    }

    /// Encoded runs of text that are decoded and searched where a list asks for it.
    package enum Decoding: String, CaseIterable, Sendable { case html, percent, base64 }

    /// What holds for all terms of a list.
    package struct Options: Hashable, Sendable {
        /// Code pages beside those that are always searched: `windows-1251`, `-1253`, `-1254`.
        package var encodings: Set<String> = []
        package var decodings: Set<Decoding> = []
        /// Contents and texts of files in a known-good set give no hits.
        package var skipsKnownGood = false
        package var foldsDiacritics = false
        package var category: String?
        package var weight: Int?

        package init() {}

        package static let encodings: Set<String> = ["windows-1251", "windows-1253", "windows-1254"]
    }

    /// Bytes of the longest term and of the largest file that are taken.
    package static let maximumTermBytes = 512
    package static let maximumFileBytes = 64 << 20
    package static let maximumTerms = 200_000
    /// Characters between the two terms of a pair.
    package static let maximumDistance = 500
    /// Bad lines that are named.
    private static let mostRefusals = 20

    /// One term a line; `#` starts a comment line, `#winnow:` a line of options for the whole list; `/expression/flags`;
    /// `"one" w/10 "other"`; after a tab `word`, `case`, `fold`, `category=...`, `weight=...`. UTF-8, with or without byte
    /// order mark, any line ends.
    ///
    /// Throws `keyword-list-invalid` with `file:line: what` for each bad line.
    package static func parse(name: String, content: [UInt8], file: String) throws(WinnowError) -> KeywordList {
        guard content.count <= maximumFileBytes else {
            throw KeywordLineParser.error("\(file): larger than \(maximumFileBytes >> 20) MiB")
        }
        var lines = content[...]
        if lines.starts(with: [0xEF, 0xBB, 0xBF]) { lines = lines.dropFirst(3) }
        var options = Options()
        var terms: [KeywordTerm] = []
        var refusals: [String] = []
        var number = 0
        for var line in lines.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            number += 1
            if line.last == UInt8(ascii: "\r") { line = line.dropLast() }
            do throws(KeywordLineParser.Refusal) {
                if try ListOptionsParser.read(line, into: &options) {
                    if !terms.isEmpty {
                        throw KeywordLineParser.Refusal(what: "options of the list must stand before its terms")
                    }
                } else if let term = try KeywordLineParser.term(of: line, number: number, options) {
                    terms.append(term)
                }
                if terms.count > maximumTerms {
                    throw KeywordLineParser.Refusal(what: "more than \(maximumTerms) terms")
                }
            } catch {
                refusals.append("\(file):\(number): \(error.what)")
                if terms.count > maximumTerms { break }
            }
        }
        if !refusals.isEmpty {
            let more = refusals.count - mostRefusals
            let named = refusals.prefix(mostRefusals).joined(separator: "; ")
            throw KeywordLineParser.error(more > 0 ? "\(named); and \(more) more lines" : named)
        }
        guard !terms.isEmpty else { throw KeywordLineParser.error("\(file): no terms in this list") }
        let digest = Hex.string(RunningDigest.of(content, .sha256))
        return KeywordList(name: name, digest: digest, options: options, terms: terms)
    }
}
