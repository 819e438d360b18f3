import Model
import Testing

@testable import Analysis

/// The cases by which NIST tests string search tools (Federated Testing, FT-SS-01 to FT-SS-10), as far as a matcher
/// alone can show them. https://www.nist.gov/itl/ssd/software-quality-group/computer-forensics-tool-testing-program-cftt
struct FederatedTestingTests {
    struct Case: CustomTestStringConvertible, Sendable {
        var name: String
        var list: String
        var text: String
        var count = 1
        var encodings: [TextEncoding] = [.utf8, .utf16le, .utf16be]

        var testDescription: String { name }
    }

    static let cases: [Case] = [
        Case(name: "FT-SS-01 ASCII", list: "DireWolf\tcase", text: "a DireWolf, no direwolf"),
        Case(name: "FT-SS-02 ignore case", list: "wolf", text: "WOLF wolf Wolf wOlF", count: 4),
        Case(name: "FT-SS-03 whole words", list: "wolf\tword", text: "wolf, werewolf, wolfs, (Wolf)", count: 2),
        Case(name: "FT-SS-04 and", list: "\"panda\" and \"fox\"", text: "a panda, far from a fox"),
        Case(name: "FT-SS-04 and, one missing", list: "\"panda\" and \"fox\"", text: "a panda", count: 0),
        Case(name: "FT-SS-05 or", list: "panda\nfox", text: "a fox, a panda", count: 2),
        Case(name: "FT-SS-06 not", list: "\"fox\" not \"tiger\"", text: "a fox and a lion"),
        Case(name: "FT-SS-06 not, but there", list: "\"fox\" not \"tiger\"", text: "a fox and a tiger", count: 0),
        Case(name: "FT-SS-07 Chinese", list: "中国", text: "在中国的"),
        Case(name: "FT-SS-07 Japanese", list: "東京\nスバル\nみつびし", text: "東京のスバルとみつびし", count: 3),
        Case(name: "FT-SS-07 Hangul", list: "서울", text: "서울에서"),
        Case(name: "FT-SS-07 Cyrillic", list: "сибирь", text: "Сибирь СИБИРЬ", count: 2),
        Case(name: "FT-SS-07 Latin", list: "garçon\nschönheit", text: "GARÇON, Schönheit", count: 2),
        Case(name: "FT-SS-07 right to left", list: "الكسكس", text: "طبق الكسكس لذيذ"),
        Case(
            name: "FT-SS-07 Norm, decomposed text", list: "mañana\nMäuse\nlibertà",
            text: "man\u{303}ana Ma\u{308}use liberta\u{300}", count: 3),
        Case(name: "FT-SS-07 Norm, decomposed term", list: "man\u{303}ana", text: "mañana man\u{303}ana", count: 2),
        Case(name: "FT-SS-07 Norm, ligature", list: "infinity", text: "in\u{FB01}nity and infinity", count: 2),
        Case(name: "FT-SS-08 e-mail", list: "/[a-z0-9.]+@[a-z0-9]+\\.(com|org)/", text: "to <jane.doe@example.com>"),
        Case(
            name: "FT-SS-08 telephone", list: "/\\(?\\d{3}[-.)]\\d{3}[-.]\\d{4}/",
            text: "(901)555-1111 301.555-9009 800-555-1122", count: 3),
        Case(name: "FT-SS-08 SSN", list: "/\\d{3}-\\d{2}-\\d{4}/", text: "ssn 078-05-1120."),
        Case(name: "FT-SS-10 expression", list: "/w(o|e)l[fv](es)?/", text: "welf wolves", count: 2),
    ]

    @Test(arguments: cases)
    func isFoundInEveryEncoding(_ testCase: Case) throws {
        let harness = try KeywordHarness(testCase.list + "\n")
        for encoding in testCase.encodings {
            let bytes = try #require(encoding.bytes(of: testCase.text.unicodeScalars))
            let starts = Set(
                harness.hits(bytes).filter { $0.encoding == encoding.name }.map {
                    "\($0.term) \($0.locator.byteOffset ?? 0)"
                })
            #expect(starts.count == testCase.count, "\(encoding.name): \(starts)")
            #expect(harness.hits(bytes).allSatisfy { $0.encoding == encoding.name }, "\(encoding.name)")
        }
    }
}
