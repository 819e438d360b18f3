import Model
import ReferenceData

/// Concludes about a device from its hits and its coverage; the same input in any order gives the same result.
package struct TriageRules: Sendable {
    /// Hits shown with a finding; the rest is counted.
    package static let mostExamples = 20
    private let rules: RuleSet

    package init(_ rules: RuleSet) { self.rules = rules }

    /// - Parameter references: the reference data that the device was searched with.
    package func conclude(_ device: DeviceMaterial, references: [ReferenceVersion]) -> DeviceResult {
        let hits = DistinctHits.of(device.hits, references: references)
        let test = ConditionTest(hits: CanonicalOrder.sorted(hits))
        let findings = rules.rules.compactMap { finding($0, test) }
        let digest = FindingsDigest.of(
            exhibit: device.exhibit, images: device.images, references: references, hits: hits,
            findings: findings, coverage: device.images.flatMap(\.coverage))
        return DeviceResult(outcome: outcome(of: device, findings), findings: findings, digest: digest)
    }

    /// Whether any of these hits takes part in a rule that escalates: then the device is worth collating before all of it
    /// is scanned. That the rule holds is not said.
    package func mayEscalate(_ hits: [Hit]) -> Bool {
        let patterns = rules.rules.filter { $0.outcome == .escalate }.flatMap { $0.when.patterns }
        return hits.contains { hit in patterns.contains { $0.matches(hit) } }
    }

    /// All hits behind the findings of one category and route, in canonical order; a finding keeps only the first.
    package func evidence(category: String, route: String, hits: [Hit]) -> [Hit] {
        let test = ConditionTest(hits: CanonicalOrder.sorted(hits))
        var evidence: Set<Int> = []
        for rule in rules.rules where rule.category == category && rule.route == route {
            evidence.formUnion(test.evidence(for: rule.when) ?? [])
        }
        return evidence.sorted().map { test.hits[$0] }
    }

    private func finding(_ rule: Rule, _ test: ConditionTest) -> Finding? {
        guard let evidence = test.evidence(for: rule.when) else { return nil }
        let hits = evidence.sorted().map { test.hits[$0] }
        return Finding(
            category: rule.category, rule: rule.id, severity: rule.severity, outcome: rule.outcome, route: rule.route,
            target: rule.within, summary: Summary.text(rule.summary, hits), hits: hits.count,
            examples: Array(hits.prefix(Self.mostExamples)))
    }

    /// What was found outweighs what is missing; a negative needs complete coverage.
    private func outcome(of device: DeviceMaterial, _ findings: [Finding]) -> Outcome {
        let found = findings.map(\.outcome).max() ?? .negative
        guard found < .review else { return found }
        return Shortfall.of(images: device.images, gaps: device.gaps).isEmpty ? found : .inconclusive
    }
}
