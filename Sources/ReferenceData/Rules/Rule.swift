import Digests
import Model

/// Maps hits to a finding in one category.
package struct Rule: Hashable, Sendable {
    package var id: String
    package var category: String
    package var severity: Severity
    package var outcome: Outcome
    /// The unit that must look; nil for information only.
    package var route: String?
    /// How soon the unit must have looked; nil for what its severity asks.
    package var within: TimeTarget?
    /// Text with `{files}`, `{hits}`, `{lists}`, `{categories}`, `{terms}` and `{classes}` in it.
    package var summary: String
    package var when: Condition

    package init(
        id: String, category: String, severity: Severity, outcome: Outcome, route: String? = nil,
        within: TimeTarget? = nil, summary: String, when: Condition
    ) {
        self.id = id
        self.category = category
        self.severity = severity
        self.outcome = outcome
        self.route = route
        self.within = within
        self.summary = summary
        self.when = when
    }
}

/// An immutable set of rules, named by the SHA-256 of its text.
package struct RuleSet: Hashable, Sendable {
    package var name: String
    package var digest: String
    package var rules: [Rule]

    package init(name: String, digest: String, rules: [Rule]) {
        self.name = name
        self.digest = digest
        self.rules = rules
    }

    /// The rules that hold where a batch names no others; a test proves that the text is valid.
    package static let standard =
        (try? parse(name: "standard", content: Array(standardText.utf8), file: "standard"))
        ?? RuleSet(name: "standard", digest: "", rules: [])

    /// Parses and checks a rule file (YAML).
    ///
    /// - Parameter file: how messages call the file.
    /// - Throws: `rules-invalid` with file and line.
    package static func parse(name: String, content: [UInt8], file: String) throws(WinnowError) -> RuleSet {
        var parser = RuleSetParser(file: file)
        let rules = try parser.rules(content)
        return RuleSet(name: name, digest: Hex.string(RunningDigest.of(content)), rules: rules)
    }
}
