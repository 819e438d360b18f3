import Model
import Yams

/// Reads a rule file; every complaint names file and line.
struct RuleSetParser {
    let file: String
    /// Aliases can make a small file a huge tree: no honest rule set comes near this.
    var conditionsLeft = 10_000
    private static let largestFile = 1 << 20
    private static let placeholders: Set<String> = ["files", "hits", "lists", "categories", "terms", "classes"]

    init(file: String) { self.file = file }

    mutating func rules(_ content: [UInt8]) throws(WinnowError) -> [Rule] {
        guard content.count <= Self.largestFile else { throw invalid(1, "larger than 1 MiB") }
        guard let text = String(validating: content, as: UTF8.self) else { throw invalid(1, "not UTF-8 text") }
        guard let root = try compose(text) else { throw invalid(1, "empty: expected `rules:`") }
        let top = try fields(root, of: "a rule file", known: ["rules"], required: ["rules"])
        guard let list = top["rules"], let nodes = list.sequence, !nodes.isEmpty else {
            throw invalid(line(root), "`rules` must be a list of at least one rule")
        }
        var rules: [Rule] = []
        var lines: [String: Int] = [:]
        for node in nodes {
            let rule = try rule(node)
            if let first = lines[rule.id] {
                throw invalid(line(node), "duplicate id `\(rule.id)`, first on line \(first)")
            }
            lines[rule.id] = line(node)
            rules.append(rule)
        }
        return rules
    }

    private func compose(_ text: String) throws(WinnowError) -> Node? {
        do {
            return try Yams.compose(yaml: text)
        } catch let error as YamlError {
            throw complaint(error)
        } catch {
            throw invalid(1, "not YAML")
        }
    }

    private func complaint(_ error: YamlError) -> WinnowError {
        switch error {
        case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
            .composer(_, let problem, let mark, _):
            invalid(mark.line, problem)
        case .duplicatedKeysInMapping(let duplicates, let context):
            invalid(context.mark.line, "key used twice: \(duplicates.map(String.init(describing:)).joined())")
        default: invalid(1, "not YAML: \(error)")
        }
    }

    private mutating func rule(_ node: Node) throws(WinnowError) -> Rule {
        let fields = try fields(
            node, of: "a rule", known: ["id", "category", "severity", "outcome", "route", "within", "summary", "when"],
            required: ["id", "category", "severity", "outcome", "summary", "when"])
        let outcome: Outcome = try word(fields["outcome"], "outcome")
        let rule = Rule(
            id: try string(fields["id"], "id"), category: try string(fields["category"], "category"),
            severity: try word(fields["severity"], "severity"), outcome: outcome,
            route: try fields["route"].map { node throws(WinnowError) in try string(node, "route") },
            within: try fields["within"].map { node throws(WinnowError) in try word(node, "within") },
            summary: try summary(fields["summary"]), when: try condition(fields["when"]))
        if outcome == .escalate, rule.route == nil {
            throw invalid(line(node), "missing `route`: rule `\(rule.id)` escalates to nobody")
        }
        return rule
    }

    private func summary(_ node: Node?) throws(WinnowError) -> String {
        let text = try string(node, "summary")
        var rest = text[...]
        while let open = rest.firstIndex(of: "{") {
            guard let close = rest[open...].firstIndex(of: "}") else {
                throw invalid(line(node), "`{` without `}` in `summary`")
            }
            let name = String(rest[rest.index(after: open)..<close])
            guard Self.placeholders.contains(name) else {
                throw invalid(line(node), "unknown placeholder `{\(name)}` in `summary`")
            }
            rest = rest[rest.index(after: close)...]
        }
        return text
    }

    private func word<Word: RawRepresentable<String> & CaseIterable>(
        _ node: Node?, _ key: String
    ) throws(WinnowError) -> Word {
        let text = try string(node, key)
        guard let word = Word(rawValue: text) else {
            let choice = Word.allCases.map(\.rawValue).joined(separator: ", ")
            throw invalid(line(node), "unknown \(key) `\(text)`: expected one of \(choice)")
        }
        return word
    }
}
