import Digests
import Model

/// One line of a keyword list.
package struct KeywordTerm: Hashable, Sendable {
    /// The term as it stands in the list; a regular expression without its slashes.
    package var text: String
    package var isRegex: Bool
    /// The letters after the closing slash of a regular expression, out of `i`, `s`, `m`.
    package var flags: String
    package var wholeWord: Bool
    package var caseSensitive: Bool
    package var category: String?
    package var weight: Int
    /// Line in the file, from 1.
    package var line: Int

    package init(
        _ text: String, isRegex: Bool = false, flags: String = "", wholeWord: Bool = false,
        caseSensitive: Bool = false, category: String? = nil, weight: Int = 1, line: Int = 0
    ) {
        self.text = text
        self.isRegex = isRegex
        self.flags = flags
        self.wholeWord = wholeWord
        self.caseSensitive = caseSensitive
        self.category = category
        self.weight = weight
        self.line = line
    }

    /// As hits name it: the term, or `/expression/flags`.
    package var display: String { isRegex ? "/\(text)/\(flags)" : text }
}

/// A list of terms to search for, named by its content.
package struct KeywordList: Hashable, Sendable {
    package var name: String
    /// SHA-256 of the file as it was, hexadecimal.
    package var digest: String
    package var terms: [KeywordTerm]

    package init(name: String, digest: String, terms: [KeywordTerm]) {
        self.name = name
        self.digest = digest
        self.terms = terms
    }

    /// Bytes of the longest term and of the largest file that are taken.
    package static let maximumTermBytes = 512
    package static let maximumFileBytes = 64 << 20
    package static let maximumTerms = 200_000

    /// One term a line; `#` starts a comment line; `/expression/flags`; after a tab `word`, `case`, `category=...`,
    /// `weight=...`. UTF-8, with or without byte order mark, any line ends.
    ///
    /// Throws `keyword-list-invalid` with `file:line: what` at the first bad line.
    package static func parse(name: String, content: [UInt8], file: String) throws(WinnowError) -> KeywordList {
        guard content.count <= maximumFileBytes else {
            throw KeywordLineParser.error("\(file): larger than \(maximumFileBytes >> 20) MiB")
        }
        var lines = content[...]
        if lines.starts(with: [0xEF, 0xBB, 0xBF]) { lines = lines.dropFirst(3) }
        var terms: [KeywordTerm] = []
        var number = 0
        for var line in lines.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
            number += 1
            if line.last == UInt8(ascii: "\r") { line = line.dropLast() }
            let term: KeywordTerm?
            do throws(KeywordLineParser.Refusal) {
                term = try KeywordLineParser.term(of: line, number: number)
            } catch {
                throw KeywordLineParser.error("\(file):\(number): \(error.what)")
            }
            if let term { terms.append(term) }
            guard terms.count <= maximumTerms else {
                throw KeywordLineParser.error("\(file):\(number): more than \(maximumTerms) terms")
            }
        }
        guard !terms.isEmpty else { throw KeywordLineParser.error("\(file): no terms in this list") }
        let digest = Hex.string(RunningDigest.of(content, .sha256))
        return KeywordList(name: name, digest: digest, terms: terms)
    }
}
