import Foundation
import Model
import Testing

@testable import ReferenceData

private let head = """
    rules:
      - id: a
        category: keyword
        severity: low
        outcome: review
        summary: "{hits}"
        when:
          hits: {analyzer: keyword}

    """

private func complaint(_ text: String) -> String? {
    do throws(WinnowError) {
        _ = try RuleSet.parse(name: "n", content: Array(text.utf8), file: "r.yaml")
        return nil
    } catch {
        return error.code == "rules-invalid" ? error.message : "wrong code \(error.code)"
    }
}

@Test func theStandardRulesAreValid() throws {
    let rules = try RuleSet.parse(name: "standard", content: Array(RuleSet.standardText.utf8), file: "standard")
    #expect(rules == RuleSet.standard)
    #expect(!rules.rules.isEmpty)
    #expect(rules.digest.count == 64)
}

@Test(arguments: [
    ("severity: low", "severity: grave", "r.yaml:4: unknown severity `grave`"),
    ("outcome: review", "outcome: guilty", "r.yaml:5: unknown outcome `guilty`"),
    ("category: keyword", "categories: keyword", "r.yaml:3: unknown key `categories`"),
    ("    summary: \"{hits}\"\n", "", "r.yaml:2: missing `summary`"),
    ("{hits}", "{persons}", "r.yaml:6: unknown placeholder `{persons}`"),
    ("analyzer: keyword", "analyzer: guess", "r.yaml:8: unknown analyzer `guess`"),
    ("analyzer: keyword", "colour: red", "r.yaml:8: unknown key `colour`"),
    ("analyzer: keyword", "count-at-least: 0", "r.yaml:8: `count-at-least` must be"),
    ("outcome: review", "outcome: escalate", "r.yaml:2: missing `route`"),
    ("hits: {analyzer: keyword}", "any: []", "r.yaml:8: `any` must be a list"),
    ("rules:", "rules: [", "r.yaml:"),
])
func aWrongRuleFileIsRefusedWithItsLine(_ part: String, _ other: String, _ expected: String) {
    let message = complaint(head.replacing(part, with: other))
    #expect(message?.hasPrefix(expected) == true, "\(message ?? "accepted")")
}

@Test func aRuleIdUsedTwiceIsRefusedWithBothLines() {
    let second = head.split(separator: "\n", omittingEmptySubsequences: false).dropFirst().joined(separator: "\n")
    #expect(complaint(head + second) == "r.yaml:9: duplicate id `a`, first on line 2")
}

@Test func emptyForeignAndBinaryFilesAreRefused() {
    #expect(complaint("") == "r.yaml:1: empty: expected `rules:`")
    #expect(complaint("- a") != nil)
    #expect(complaint("rules: []") != nil)
    do throws(WinnowError) {
        _ = try RuleSet.parse(name: "n", content: [0xFF, 0xFE], file: "r")
        Issue.record("accepted")
    } catch {
        #expect(error.message == "r:1: not UTF-8 text")
    }
}

@Test func aGlobStaysInAComponentUnlessItIsDouble() {
    #expect(Glob("*/b.TXT").matches(Array("A/B.txt".utf8)))
    #expect(!Glob("*/b.txt").matches(Array("a/a/b.txt".utf8)))
    #expect(Glob("**/b.txt").matches(Array("a/a/b.txt".utf8)))
    #expect(Glob("a?c").matches(Array("abc".utf8)) && !Glob("a?c").matches(Array("a/c".utf8)))
    #expect(!Glob("**a**a**a**b").matches([UInt8](repeating: 0x61, count: 4096)))
}

@Test func theDocumentationPrintsTheStandardRulesAsTheyAre() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../docs/rules.md")
    let page = try String(contentsOf: root.standardized, encoding: .utf8)
    #expect(page.contains("```yaml\n" + RuleSet.standardText.trimmingCharacters(in: .newlines) + "\n```"))
}
