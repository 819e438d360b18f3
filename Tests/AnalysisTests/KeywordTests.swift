import Model
import ReferenceData
import Testing

@testable import Analysis

struct KeywordTests {
    @Test func termsAreFoundInBothEncodingsWithOffsetAndContext() throws {
        let harness = try KeywordHarness("wolf\tcategory=animals\n")
        let hits = harness.hits(Array("the Wolf howls\0\0".utf8) + "a WOLF!".utf16le)
        try #require(hits.count == 2)
        #expect(hits[0].encoding == "utf-8")
        #expect(hits[0].locator.byteOffset == 4)
        #expect(hits[0].category == "animals")
        #expect(hits[0].context?.hasPrefix("the Wolf howls") == true)
        #expect(hits[1].encoding == "utf-16le")
        #expect(hits[1].locator.byteOffset == 20)
        #expect(hits[1].context?.contains("a WOLF!") == true)
    }

    @Test(arguments: [
        ("été", "ÉTÉ"), ("ÉTÉ", "été"), ("kiosk", "\u{212A}IO\u{17F}\u{212A}"), ("книга", "КНИГА"),
        ("электростанция", "ЭЛЕКТРОСТАНЦИЯ"), ("kiss sassy kicks", "KISS \u{17F}aſſy \u{212A}ICK\u{17F}"),
        ("ΣΑΣ", "σας"),
        ("straße", "STRA\u{1E9E}E"), ("ǆa", "ǅA"), ("Ⱥb", "ⱥB"), ("𐐀x", "𐐨X"), ("ok 漢字", "OK 漢字"),
    ])
    func caseIsFoldedAsUnicodeSays(term: String, text: String) throws {
        let harness = try KeywordHarness(term + "\n")
        #expect(harness.hits(text).map(\.encoding) == ["utf-8"])
        #expect(harness.hits(text.utf16le).map(\.encoding) == ["utf-16le"])
    }

    @Test func foldingDoesNotTouchHalvesOfWideCharacters() throws {
        // U+0141 and U+0161 differ by the bit that ASCII letters differ by, in their low bytes.
        let harness = try KeywordHarness("Łódź\n")
        #expect(harness.hits("šódź".utf16le).isEmpty)
        #expect(harness.hits("ŁÓDŹ".utf16le).count == 1)
    }

    @Test func caseIsKeptWhereAsked() throws {
        let harness = try KeywordHarness("Tor\tcase\n")
        #expect(harness.hits("tor TOR tOr").isEmpty)
        #expect(harness.hits("Tor").count == 1)
    }

    @Test(arguments: [
        ("rat", "the rat.", 1), ("rat", "rats", 0), ("rat", "brat", 0), ("rat", "é", 0), ("rat", "ratés", 0),
        ("rat", "rat\u{301}", 0), ("rat", "漢rat字", 1), ("rat", "rat_", 0), ("rat", "rat-rat", 2), ("rat", "rat", 1),
        ("été", "l'été ", 1), ("été", "étés", 0), ("été", "déété", 0), ("漢字", "大漢字典", 1), ("@tag", "x@tag", 1),
        ("rat", "\u{10400}rat", 0), ("rat", "rat\u{10400}", 0), ("rat", "😀rat😀", 1),
    ])
    func wholeWordsNeedBoundaries(term: String, text: String, count: Int) throws {
        let harness = try KeywordHarness(term + "\tword\n")
        #expect(harness.hits(text).count == count)
        #expect(harness.hits(text.utf16le).count == count)
        let bytes = Array(text.utf8)
        for cut in 0...bytes.count { #expect(harness.hits(bytes, cuts: [cut]).count == count) }
        #expect(harness.groupHits(bytes).count == count)
    }

    @Test func keptHitsAreCappedAndTheCountIsNot() throws {
        let harness = try KeywordHarness("wolf\n")
        let hits = harness.hits(String(repeating: "wolf ", count: 250))
        #expect(hits.count == 100)
        #expect(hits.allSatisfy { $0.count == 250 })
        #expect(harness.hits("no more").isEmpty)
    }

    @Test func contextsReachAcrossChunksAndLoseOnlyCutCharacters() throws {
        let harness = try KeywordHarness("needle\n")
        let text = String(repeating: "é", count: 100) + "needle" + String(repeating: "ü", count: 100)
        let bytes = Array(text.utf8)
        let whole = harness.hits(bytes)
        #expect(
            whole.first?.context == String(repeating: "é", count: 32) + "needle" + String(repeating: "ü", count: 32))
        for cut in stride(from: 100, through: 320, by: 1) { #expect(harness.hits(bytes, cuts: [cut]) == whole) }
        #expect(harness.hits(bytes, cuts: Array(1..<bytes.count)) == whole)
        #expect(harness.groupHits(bytes) == whole)
    }

    @Test func nothingMatchesAcrossAGap() throws {
        let harness = try KeywordHarness("wolf\n")
        let item = KeywordHarness.item(4)
        harness.analyzer.begin(item)
        Array("wo".utf8).withUnsafeBytes { harness.analyzer.consume($0, at: 0) }
        Array("lf wolf".utf8).withUnsafeBytes { harness.analyzer.consume($0, at: 512) }
        var report = ItemReport()
        harness.analyzer.end(item, complete: false, into: &report)
        #expect(report.hits.map(\.locator.byteOffset) == [515])
    }

    @Test func pathsAreSearchedAsText() throws {
        let harness = try KeywordHarness("wolf\n")
        var report = ItemReport()
        let item = KeywordHarness.item(0, path: "home/Wolf/wolf.txt")
        harness.analyzer.begin(item)
        harness.analyzer.end(item, complete: true, into: &report)
        #expect(report.hits.map(\.encoding) == ["path"])
        #expect(report.hits.first?.count == 2)
        #expect(report.hits.first?.locator.byteOffset == nil)
    }

    @Test func textsAreSearchedTermByTerm() throws {
        let harness = try KeywordHarness("wolf\nhow to\tword,weight=3\n")
        let matches = harness.matcher.matches(inText: "How to find a WOLF, how to", field: "search-term")
        #expect(matches.map(\.term) == ["wolf", "how to"])
        #expect(matches.map(\.count) == [1, 2])
        #expect(matches.map(\.weight) == [1, 3])
        #expect(harness.matcher.matches(inText: "", field: "url").isEmpty)
    }

    @Test(arguments: [
        ("/wol[fv]es?/", "Wolfe WOLVES", 2), ("/a{3}/", "aaaa", 2), ("/é+x/", "ÉéX", 1), ("/gr(?:a|e)y/", "gray", 1),
        ("/\\d{3}-\\d{4}/", "call 555-1234 now", 1), ("/w.*f/", "wolf", 1),
    ])
    func expressionsAreFoundInBothEncodings(term: String, text: String, count: Int) throws {
        let harness = try KeywordHarness(term + "\n")
        #expect(harness.hits(text).count == count)
        #expect(harness.hits(text.utf16le).filter { $0.encoding == "utf-16le" }.count == count)
        #expect(harness.hits(Array(text.utf8), cuts: Array(1..<text.utf8.count)) == harness.hits(text))
    }
}
