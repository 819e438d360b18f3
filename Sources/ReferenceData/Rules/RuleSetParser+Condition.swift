import Model
import Yams

extension RuleSetParser {
    private static let deepest = 16
    private static let patternKeys = [
        "analyzer", "kind", "category", "except-category", "list", "field", "class", "state", "path", "except-path",
        "context", "weight-at-least", "since", "until", "count-at-least", "distinct-terms-at-least",
        "distinct-contexts-at-least", "files-at-least",
    ]
    private static let analyzers = [
        "keyword", "hash", "picture", "history", "artefact", "volume", "entropy", "image",
    ]

    mutating func condition(_ node: Node?, depth: Int = 0) throws(WinnowError) -> Condition {
        guard let node else { throw invalid(1, "missing condition") }
        conditionsLeft -= 1
        guard depth < Self.deepest, conditionsLeft > 0 else { throw invalid(line(node), "conditions nested too deep") }
        let parts = try fields(node, of: "a condition", known: ["hits", "any", "all", "not"])
        guard parts.count == 1, let (key, value) = parts.first else {
            throw invalid(line(node), "a condition has exactly one of hits, any, all, not")
        }
        switch key {
        case "hits": return .hits(try pattern(value))
        case "not": return .not(try condition(value, depth: depth + 1))
        default:
            guard let list = value.sequence, !list.isEmpty else {
                throw invalid(line(value), "`\(key)` must be a list of conditions")
            }
            var conditions: [Condition] = []
            for entry in list { conditions.append(try condition(entry, depth: depth + 1)) }
            return key == "any" ? .any(conditions) : .all(conditions)
        }
    }

    private func pattern(_ node: Node) throws(WinnowError) -> HitPattern {
        let fields = try fields(node, of: "a hit pattern", known: Self.patternKeys)
        guard !fields.isEmpty else { throw invalid(line(node), "a hit pattern that asks for nothing") }
        var pattern = HitPattern()
        pattern.analyzers = try choice(fields["analyzer"], "analyzer", Self.analyzers)
        pattern.kinds = try choice(fields["kind"], "kind", HashSetKind.allCases.map(\.rawValue))
        pattern.states = try choice(fields["state"], "state", FileState.allCases.map(\.rawValue))
        pattern.classes = try choice(fields["class"], "class", ["installed", "executed", "configured", "used"])
        pattern.categories = try strings(fields["category"], "category")
        pattern.exceptCategories = try strings(fields["except-category"], "except-category")
        pattern.lists = try strings(fields["list"], "list")
        pattern.fields = try strings(fields["field"], "field")
        pattern.paths = try strings(fields["path"], "path").map(Glob.init)
        pattern.exceptPaths = try strings(fields["except-path"], "except-path").map(Glob.init)
        pattern.contexts = try strings(fields["context"], "context").map(Glob.init)
        pattern.weightAtLeast =
            try fields["weight-at-least"].map { node throws(WinnowError) in
                try count(node, "weight-at-least")
            } ?? 0
        pattern.since = try RuleTime.since(fields["since"], self)
        pattern.until = try RuleTime.until(fields["until"], self)
        if let since = pattern.since, let until = pattern.until, since > until {
            throw invalid(line(fields["until"]), "`until` is before `since`")
        }
        pattern.countAtLeast = try count(fields["count-at-least"], "count-at-least")
        pattern.distinctTermsAtLeast = try count(fields["distinct-terms-at-least"], "distinct-terms-at-least")
        pattern.distinctContextsAtLeast = try count(fields["distinct-contexts-at-least"], "distinct-contexts-at-least")
        pattern.filesAtLeast = try count(fields["files-at-least"], "files-at-least")
        return pattern
    }

    private func choice(_ node: Node?, _ key: String, _ known: [String]) throws(WinnowError) -> [String] {
        let values = try strings(node, key)
        if let wrong = values.first(where: { !known.contains($0) }) {
            throw invalid(
                line(node), "unknown \(key) `\(wrong)`: expected one of \(known.joined(separator: ", "))")
        }
        return values
    }
}
