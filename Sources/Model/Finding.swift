/// What the rules conclude about a device; the machine's word, never a decision.
package enum Outcome: String, Codable, Sendable, CaseIterable, Comparable {
    case negative, inconclusive, review, escalate

    package static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }
    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

package enum Severity: String, Codable, Sendable, CaseIterable {
    case info, low, medium, high, critical
}

/// How soon a unit must have looked at what is routed to it.
package enum TimeTarget: String, Codable, Sendable, CaseIterable, Comparable {
    case day, week
    case twoWeeks = "two-weeks"
    case thirtyDays = "thirty-days"

    /// Where a rule names none.
    package init(for severity: Severity) {
        self =
            switch severity {
            case .critical: .day
            case .high: .week
            case .medium: .twoWeeks
            case .low, .info: .thirtyDays
            }
    }

    package static func < (left: Self, right: Self) -> Bool { left.rank < right.rank }
    private var rank: Int { Self.allCases.firstIndex(of: self) ?? 0 }
}

/// A conclusion about a device in one category, made from hits by a rule.
package struct Finding: Hashable, Codable, Sendable {
    package var category: String
    package var rule: String
    package var severity: Severity
    package var outcome: Outcome
    /// The unit that must look: `dfu`, `offender-manager`; nil for information only.
    package var route: String?
    package var target: TimeTarget
    package var summary: String
    /// Number of hits behind it.
    package var hits: Int
    /// The first hits in canonical order, as evidence for the reader.
    package var examples: [Hit]

    package init(
        category: String, rule: String, severity: Severity, outcome: Outcome, route: String?,
        target: TimeTarget? = nil, summary: String, hits: Int, examples: [Hit]
    ) {
        self.category = category
        self.rule = rule
        self.severity = severity
        self.outcome = outcome
        self.route = route
        self.target = target ?? TimeTarget(for: severity)
        self.summary = summary
        self.hits = hits
        self.examples = examples
    }
}
