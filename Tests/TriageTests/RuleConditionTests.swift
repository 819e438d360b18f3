import Model
import ReferenceData
import Testing

@testable import Triage

/// Weight, time, routes and targets of rules, and what makes a device worth collating early.
@Suite struct RuleConditionTests {
    private static func rules(_ when: String, more: String = "") throws -> TriageRules {
        let text = """
            rules:
              - id: one
                category: c
                severity: high
                outcome: escalate
                route: dfu
                summary: "{hits}"
            \(more)    when:
                  \(when)
            """
        return TriageRules(try RuleSet.parse(name: "t", content: Array(text.utf8), file: "t.yaml"))
    }

    private static func hit(weight: Int? = nil, _ first: Int64? = nil, _ last: Int64? = nil) -> Hit {
        var hit = ModelDay.history("x", "term")
        hit.weight = weight
        hit.firstTime = first.map { $0 * 86_400_000_000 }
        hit.lastTime = last.map { $0 * 86_400_000_000 }
        return hit
    }

    private static func holds(_ rules: TriageRules, _ hits: [Hit]) -> Bool {
        !rules.conclude(ModelDay.device("A", hits), references: []).findings.isEmpty
    }

    @Test func aTermMustHaveTheWeightAskedFor() throws {
        let rules = try Self.rules("hits: {analyzer: history, weight-at-least: 3}")
        #expect(!Self.holds(rules, [Self.hit()]) && !Self.holds(rules, [Self.hit(weight: 2)]))
        #expect(Self.holds(rules, [Self.hit(weight: 3)]))
    }

    /// 1970-01-11 is day 10, and the whole of it is in.
    @Test(
        arguments: [
            (nil, nil, false), (9, 9, false), (10, 10, true), (9, 10, true), (20, 20, true), (21, 21, false),
            (5, 25, true),
        ] as [(Int64?, Int64?, Bool)])
    func aHistoryHitMustTouchTheStretchOfTime(_ first: Int64?, _ last: Int64?, _ isIn: Bool) throws {
        let rules = try Self.rules("hits: {analyzer: history, since: 1970-01-11, until: 1970-01-21}")
        #expect(Self.holds(rules, [Self.hit(first, last)]) == isIn)
    }

    @Test func theTimeTargetIsTheRulesOrItsSeveritys() throws {
        let own = try Self.rules("hits: {analyzer: history}", more: "    within: thirty-days\n")
        #expect(own.conclude(ModelDay.device("A", [Self.hit()]), references: []).findings[0].target == .thirtyDays)
        let none = try Self.rules("hits: {analyzer: history}")
        #expect(none.conclude(ModelDay.device("A", [Self.hit()]), references: []).findings[0].target == .week)
    }

    @Test(
        arguments: [
            ("hits: {analyzer: history, weight-at-least: 0}", 9), ("hits: {analyzer: history, since: yesterday}", 9),
            ("hits: {analyzer: history, since: 2024-02-01, until: 2024-01-01}", 9),
        ])
    func aWrongConditionIsRefusedWithItsLine(_ when: String, _ line: Int) {
        let error = #expect(throws: WinnowError.self) { try Self.rules(when) }
        #expect(error?.message.hasPrefix("t.yaml:\(line):") == true, "\(error?.message ?? "")")
        let target = #expect(throws: WinnowError.self) {
            try Self.rules("hits: {analyzer: history}", more: "    within: fortnight\n")
        }
        #expect(target?.message.contains("t.yaml:8:") == true, "\(target?.message ?? "")")
    }

    @Test func onlyHitsOfEscalatingRulesCallForAnEarlyCollate() throws {
        let standard = TriageRules(.standard)
        #expect(standard.mayEscalate([ModelDay.digest("known-good", "os"), ModelDay.digest("contraband", "1")]))
        #expect(standard.mayEscalate([ModelDay.history("third-party-risk", "phrase")]))
        #expect(!standard.mayEscalate([ModelDay.digest("notable", "borderline"), ModelDay.keyword(nil, "word")]))
        // One part of a condition that takes several is enough to look.
        let both = try Self.rules("all: [{hits: {analyzer: hash}}, {hits: {analyzer: history}}]")
        #expect(both.mayEscalate([ModelDay.digest("notable", "x")]))
        #expect(!(try Self.rules("not: {hits: {analyzer: hash}}")).mayEscalate([ModelDay.digest("notable", "x")]))
    }

    @Test func theEvidenceOfACategoryIsAllOfItsHits() {
        let hits = (0..<50).shuffled().map { ModelDay.digest("contraband", "1", "p/\($0 + 10).jpg") }
        let other = [ModelDay.keyword(nil, "word")]
        let evidence = TriageRules(.standard).evidence(category: "known-image", route: "dfu", hits: hits + other)
        #expect(evidence.map(\.locator.path.text) == (10..<60).map { "p/\($0).jpg" })
        #expect(TriageRules(.standard).evidence(category: "known-image", route: "else", hits: hits).isEmpty)
    }

    @Test func changesBetweenRuleSetsAreNamed() throws {
        let device = ModelDay.device("A", [Self.hit(weight: 1)])
        let old = try Self.rules("hits: {analyzer: history}").conclude(device, references: [])
        let new = try Self.rules("hits: {analyzer: history, weight-at-least: 2}").conclude(device, references: [])
        #expect(TriageChange.between(old, old).isEmpty)
        #expect(TriageChange.between(old, new).map(\.kind) == [.outcome, .findingGone])
        #expect(TriageChange.between(new, old).map(\.kind) == [.outcome, .findingAdded])
        let later = try Self.rules("hits: {analyzer: history}", more: "    within: day\n")
            .conclude(device, references: [])
        #expect(TriageChange.between(old, later).map(\.kind) == [.findingChanged])
    }
}
