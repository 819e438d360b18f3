import Model

/// A difference between two conclusions about the same device.
package struct TriageChange: Hashable, Sendable {
    package enum Kind: String, Sendable, CaseIterable {
        case outcome
        case findingAdded = "finding-added"
        case findingGone = "finding-gone"
        case findingChanged = "finding-changed"
    }

    package var kind: Kind
    /// `outcome`, or the finding's category and rule.
    package var what: String
    package var before: String?
    package var after: String?

    /// The outcome first, then the findings in the order of the rules.
    package static func between(_ old: DeviceResult, _ new: DeviceResult) -> [TriageChange] {
        var changes: [TriageChange] = []
        if old.outcome != new.outcome {
            changes.append(
                TriageChange(
                    kind: .outcome, what: "outcome", before: old.outcome.rawValue, after: new.outcome.rawValue))
        }
        let before = Dictionary(old.findings.map { ($0.rule, $0) }) { first, _ in first }
        let after = Set(new.findings.map(\.rule))
        for finding in new.findings {
            guard let earlier = before[finding.rule] else {
                changes.append(
                    TriageChange(kind: .findingAdded, what: name(finding), before: nil, after: text(finding)))
                continue
            }
            if text(earlier) != text(finding) {
                changes.append(
                    TriageChange(
                        kind: .findingChanged, what: name(finding), before: text(earlier), after: text(finding)))
            }
        }
        for finding in old.findings where !after.contains(finding.rule) {
            changes.append(TriageChange(kind: .findingGone, what: name(finding), before: text(finding), after: nil))
        }
        return changes
    }

    private static func name(_ finding: Finding) -> String { "\(finding.category), rule \(finding.rule)" }

    private static func text(_ finding: Finding) -> String {
        let route = finding.route.map { " to \($0) within \(finding.target.rawValue)" } ?? ""
        return "\(finding.outcome.rawValue)\(route), \(finding.severity.rawValue): \(finding.summary)"
    }
}
