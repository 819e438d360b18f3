import Model

/// What `winnow.save_result` takes, with the names of the columns.
struct FindingRow: Encodable {
    var ordinal: Int
    var category, rule, severity, outcome: String
    var route: String?
    var target: String
    var summary: String
    var hits: Int
    var examples: [Hit]

    init(ordinal: Int, _ finding: Finding) {
        self.ordinal = ordinal
        category = finding.category
        rule = finding.rule
        severity = finding.severity.rawValue
        outcome = finding.outcome.rawValue
        route = finding.route
        target = finding.target.rawValue
        summary = finding.summary
        hits = finding.hits
        examples = finding.examples
    }
}

struct ImageDigestRow: Encodable {
    // Named as the column is.
    var image_id: Int64
    var digest: String
}

struct EscalationRow: Encodable {
    var category, route, severity, outcome, summary: String
    var hits: Int
    /// The shortest that any of the findings asks.
    var target: String

    /// One for each category and route, of the gravest finding.
    static func rows(of findings: [Finding]) -> [EscalationRow] {
        struct Key: Hashable { var category, route: String }
        var gravest: [Key: Finding] = [:]
        var targets: [Key: TimeTarget] = [:]
        for finding in findings {
            guard let route = finding.route else { continue }
            let key = Key(category: finding.category, route: route)
            targets[key] = min(targets[key] ?? finding.target, finding.target)
            if gravest[key].map({ $0.rank < finding.rank }) ?? true { gravest[key] = finding }
        }
        let sorted = gravest.sorted { ($0.key.category, $0.key.route) < ($1.key.category, $1.key.route) }
        return sorted.map { key, finding in
            EscalationRow(
                category: key.category, route: key.route, severity: finding.severity.rawValue,
                outcome: finding.outcome.rawValue, summary: finding.summary, hits: finding.hits,
                target: (targets[key] ?? finding.target).rawValue)
        }
    }
}

extension Finding {
    fileprivate var rank: (Outcome, Int) { (outcome, Severity.allCases.firstIndex(of: severity) ?? 0) }
}
