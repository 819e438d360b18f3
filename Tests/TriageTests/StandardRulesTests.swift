import Model
import ReferenceData
import Testing

@testable import Triage

/// Every row of the table, as a hit of each class that a source can give it.
@Test(arguments: ArtefactTable.standard.rows.filter { !$0.isVerified })
func anUnverifiedRowOnlyInforms(_ row: ArtefactRow) {
    for proof in Trace.Proof.allCases {
        let hit = Hit(
            analyzer: "artefact", list: ArtefactTable.unverifiedName, listVersion: "v", term: row.name,
            category: row.category, locator: ModelDay.place("Users/a/x"), encoding: "path", context: proof.rawValue)
        let result = rules.conclude(ModelDay.device("ABC/1", [hit]), references: [])
        #expect(result.outcome == .negative)
        #expect(!result.findings.isEmpty)
        #expect(result.findings.allSatisfy { $0.severity == .info && $0.outcome == .negative })
        #expect(row.weight(proof) == .low)
    }
}

@Test func aVerifiedSignOfClearingIsForReviewAndASettingInforms() {
    func outcome(_ context: String) -> Outcome {
        let hit = ModelDay.artefact("history-gap", context)
        return rules.conclude(ModelDay.device("ABC/1", [hit]), references: []).outcome
    }
    #expect(outcome("used: the Security log was cleared") == .review)
    #expect(outcome("configured: Prefetch is switched off") == .negative)
}

private let rules = TriageRules(.standard)

@Test func theModelDayHasTwoKnownImagesOneOfEachOtherCategoryAndFortyTwoNegatives() {
    let results = ModelDay.all.map { rules.conclude($0, references: []) }
    var outcomes: [Outcome: Int] = [:]
    var categories: [String: Int] = [:]
    for result in results {
        outcomes[result.outcome, default: 0] += 1
        for category in Set(result.findings.filter { $0.outcome > .negative }.map(\.category)) {
            categories[category, default: 0] += 1
        }
    }
    #expect(outcomes == [.escalate: 3, .review: 3, .negative: 42])
    #expect(
        categories == [
            "known-image": 2, "elimination-software": 1, "borderline": 1, "third-party-risk": 1, "dark-web": 1,
        ])
}

@Test(
    arguments: [
        ([ModelDay.artefact("elimination-software", "installed")], Outcome.negative),
        ([ModelDay.artefact("elimination-software", "configured")], .review),
        ([ModelDay.artefact("elimination-software", "used")], .review),
        ([ModelDay.artefact("encryption", "installed")], .negative),
        ([ModelDay.artefact("dark-web", "executed")], .negative),
        ([ModelDay.history("dark-web", "dark web")], .negative),
        (
            [ModelDay.history("dark-web", "dark web", field: "title"), ModelDay.artefact("dark-web", "installed")],
            .review
        ),
        (
            [ModelDay.history("dark-web", "dark web", said: "how to"), ModelDay.history("dark-web", "dark web")],
            .review
        ),
        ([ModelDay.history("dark-web", "onion", field: "url", said: "http://x.onion/a")], .review),
        ([ModelDay.keyword("dark-web", "tor"), ModelDay.keyword("dark-web", "onion")], .negative),
        ([ModelDay.keyword("third-party-risk", "phrase")], .negative),
        ([ModelDay.history("third-party-risk", "phrase", field: "url")], .escalate),
        ([ModelDay.history("third-party-risk", "phrase", field: "search-term-synced")], .review),
        (
            [
                ModelDay.history("dark-web", "dark web", field: "search-term-synced", said: "how to"),
                ModelDay.history("dark-web", "onion", field: "url-synced", said: "http://x.onion/a"),
            ], .negative
        ),
        ([ModelDay.keyword(nil, "term")], .review),
        ([ModelDay.digest("notable", "other")], .review),
        ([ModelDay.digest("known-good", "os")], .negative),
    ] as [([Hit], Outcome)])
func hitsLeadToTheOutcomeThatTheStandardRulesStateForThem(_ hits: [Hit], _ outcome: Outcome) {
    #expect(rules.conclude(ModelDay.device("ABC/1", hits), references: []).outcome == outcome)
}

@Test func aSummaryCountsFilesAndNamesSetsAndCategories() throws {
    let result = rules.conclude(ModelDay.all[0], references: [])
    let finding = try #require(result.findings.first)
    #expect(
        finding.summary == "2 files with digests in contraband set demo-contraband (set categories: 1, 2)")
    #expect(finding.route == "dfu")
}

@Test func aFindingShowsItsFirstTwentyHitsAndCountsAll() throws {
    let hits = (0..<50).shuffled().map { ModelDay.digest("contraband", "1", "p/\($0 + 10).jpg") }
    let finding = try #require(rules.conclude(ModelDay.device("A", hits), references: []).findings.first)
    #expect(finding.hits == 50)
    #expect(finding.examples.map(\.locator.path.text) == (10..<30).map { "p/\($0).jpg" })
}

@Test func nothingFoundButSomethingUnreadIsInconclusive() {
    for row in [
        CoverageRow(.unreadable, "read-error", files: 1), CoverageRow(.encrypted, "volume-encrypted", bytes: 1),
        CoverageRow(.unsupported, "file-system", bytes: 1), CoverageRow(.notOpened, "x", bytes: 1),
    ] {
        var device = ModelDay.device()
        device.images = [ModelDay.image(ModelDay.complete + [row])]
        #expect(rules.conclude(device, references: []).outcome == .inconclusive, "\(row)")
        device.hits = [ModelDay.digest("contraband", "1")]
        #expect(rules.conclude(device, references: []).outcome == .escalate, "\(row)")
    }
}

@Test func gapsErrorsAndMissingAccountsAreInconclusive() {
    let fault = WinnowError("image-unreadable", "no such file")
    var gap = ModelDay.device()
    gap.gaps = [fault]
    var broken = ModelDay.device()
    broken.images = [ModelDay.image(errors: [fault])]
    var empty = ModelDay.device()
    empty.images = [ModelDay.image([])]
    var none = ModelDay.device()
    none.images = []
    for device in [gap, broken, empty, none] {
        #expect(rules.conclude(device, references: []).outcome == .inconclusive)
    }
}

@Test func whatARuleSkipsLeavesANegativeNegative() {
    var device = ModelDay.device()
    device.images = [ModelDay.image(ModelDay.complete + [CoverageRow(.skipped, "unpartitioned-space", bytes: 512)])]
    #expect(rules.conclude(device, references: []).outcome == .negative)
}
