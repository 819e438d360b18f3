import Model
import ReferenceData
import Testing

@testable import Analysis

/// Encodings, accents, white space and pairs.
struct KeywordFormTests {
    private func places(_ list: String, _ bytes: [UInt8]) throws -> [String] {
        try KeywordHarness(list).hits(bytes).map { "\($0.encoding ?? "") \($0.locator.byteOffset ?? 0)" }
    }

    private func bytes(_ text: String, _ encoding: TextEncoding) throws -> [UInt8] {
        try #require(encoding.bytes(of: text.unicodeScalars))
    }

    @Test func theByteOrderOfUTF16IsToldByEvenOffsets() throws {
        let text = " a wolf, WOLF "
        #expect(try places("wolf\n", bytes(text, .utf16le)) == ["utf-16le 6", "utf-16le 18"])
        #expect(try places("wolf\n", bytes(text, .utf16be)) == ["utf-16be 6", "utf-16be 18"])
        // Nothing is lost where text does lie at an odd offset.
        #expect(try places("wolf\n", [0x21] + bytes(text, .utf16le)).count == 2)
        #expect(try places("волк\n", bytes("злой волк.", .utf16be)) == ["utf-16be 10"])
        let harness = try KeywordHarness("wolf\n")
        for encoding in [TextEncoding.utf16le, .utf16be] {
            let bytes = try bytes(text, encoding)
            let whole = harness.hits(bytes)
            for cut in 0...bytes.count { #expect(harness.hits(bytes, cuts: [cut]) == whole) }
        }
    }

    @Test func codePagesAreSearchedForWhatIsNotASCII() throws {
        let latin = try bytes("l'\u{E9}t\u{E9} et L'\u{C9}T\u{C9}, ete", .windows1252)
        #expect(try places("été\n", latin) == ["windows-1252 2", "windows-1252 11"])
        #expect(try places("strasse\n", bytes("Straße, strasse", .windows1252)) == ["utf-8 8", "windows-1252 0"])
        let cyrillic = try bytes("Злой Волк", .windows1251)
        #expect(try places("волк\n", cyrillic).isEmpty)
        #expect(try places("#winnow: encodings=windows-1251\nволк\n", cyrillic) == ["windows-1251 5"])
        let greek = try bytes("ο λύκος", .windows1253)
        #expect(try places("#winnow: encodings=windows-1253\nλύκος\n", greek) == ["windows-1253 2"])
        let turkish = try bytes("güneş", .windows1254)
        #expect(try places("#winnow: encodings=windows-1254\ngüneş\n", turkish) == ["windows-1254 0"])
        // What two code pages have alike is one hit.
        let both = try places("#winnow: encodings=windows-1254\nété\n", bytes("été", .windows1254))
        #expect(both == ["windows-1252 0"])
    }

    @Test(arguments: [
        ("straße", "STRASSE strasse straße STRAẞE", 4), ("strasse", "Straße", 1),
        ("office", "o\u{FB03}ce o\u{FB00}ice of\u{FB01}ce", 3),
        ("ﬂoor", "floor FLOOR", 2),
    ])
    func fullFoldingTakesSeveralLettersForOne(term: String, text: String, count: Int) throws {
        #expect(try places(term + "\n", Array(text.utf8)).count == count)
        #expect(try places(term + "\n", text.utf16le).count == count)
    }

    @Test(arguments: [
        ("manana", "mañana man\u{303}ana MAÑANA manana", 4), ("mañana", "manana", 1),
        ("uber", "Über ÜBER u\u{308}ber", 3),
        ("lodz", "Łódź", 1), ("creme brulee", "Crème  Brûlée", 1), ("й ц", "и ц", 1),
    ])
    func accentsAreFoldedWhereAsked(term: String, text: String, count: Int) throws {
        for encoding in [TextEncoding.utf8, .utf16le, .utf16be] {
            let harness = try KeywordHarness(term + "\tfold\n")
            let bytes = try bytes(text, encoding)
            let whole = harness.hits(bytes)
            #expect(whole.count == count && whole.allSatisfy { $0.encoding == encoding.name }, "\(whole)")
            for cut in 0...bytes.count { #expect(harness.hits(bytes, cuts: [cut]) == whole, "cut \(cut)") }
        }
        #expect(try places("resume\tfold\n", bytes("r\u{E9}sum\u{E9}", .windows1252)) == ["windows-1252 0"])
        #expect(try places("resume\n", Array("résumé".utf8)).isEmpty)
    }

    @Test(arguments: [
        "make  a bomb", "make a\nbomb", "Make\u{A0}a\tBOMB", "make\r\n   a \u{2003} bomb", "MAKE a bomb",
    ])
    func aSpaceIsAnyWhiteSpace(text: String) throws {
        let harness = try KeywordHarness("make a bomb\n")
        for encoding in [TextEncoding.utf8, .utf16le, .utf16be] {
            let bytes = try bytes(text, encoding)
            #expect(harness.hits(bytes).count == 1, "\(encoding.name)")
            for cut in 0...bytes.count {
                #expect(harness.hits(bytes, cuts: [cut]).count == 1, "\(encoding.name) \(cut)")
            }
        }
        #expect(harness.hits("make abomb").isEmpty)
        // A short last word.
        #expect(try places("lock it in\n", Array("lock it\n in".utf8)).count == 1)
    }

    @Test func pairsAreFoundWithinTheirDistance() throws {
        let list = "\"panda\" w/10 \"fox\"\n"
        for (text, count) in [
            ("panda and fox", 1), ("fox, panda", 1), ("panda 01234567 fox", 1), ("panda 012345678 fox", 0),
            ("panda 0123456789 fox", 0), ("panda, ééééééé fox", 1), ("panda panda fox", 2), ("panda", 0), ("fox", 0),
        ] {
            let harness = try KeywordHarness(list)
            for encoding in [TextEncoding.utf8, .utf16le, .utf16be] {
                let bytes = try bytes(text, encoding)
                for cut in 0...bytes.count {
                    let hits = harness.hits(bytes, cuts: [cut])
                    #expect(hits.count == count, "\(text), \(encoding.name), cut \(cut)")
                    #expect(hits.allSatisfy { $0.term == "\"panda\" w/10 \"fox\"" })
                }
            }
        }
    }

    @Test func knownGoodContentsGiveNoHitsWhereTheListSaysSo() throws {
        for (list, count) in [("#winnow: known-good=skip\nwolf\n", 1), ("wolf\n", 2)] {
            let matcher = try KeywordMatcher(lists: [
                KeywordList.parse(name: "l", content: Array(list.utf8), file: "l")
            ])
            let analyzer = try KeywordAnalyzer(matcher)
            var report = ItemReport()
            report.knownGood = "nsrl"
            let item = KeywordHarness.item(4, path: "wolf.txt")
            analyzer.begin(item)
            Array("wolf".utf8).withUnsafeBytes { analyzer.consume($0, at: 0) }
            analyzer.end(item, complete: true, into: &report)
            #expect(report.hits.count == count)
            #expect(report.skippedKnownGood == (count == 1))
        }
    }
}
