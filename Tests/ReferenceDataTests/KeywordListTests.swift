import Model
import ReferenceData
import Testing

struct KeywordListTests {
    private func parse(_ text: String) throws(WinnowError) -> KeywordList {
        try KeywordList.parse(name: "list", content: Array(text.utf8), file: "list.txt")
    }

    @Test func everyKindOfLineIsRead() throws {
        let list = try parse(
            "\u{FEFF}# comment\r\n\r\n wolf \r\ncafé noir\tword case,category=a weight=7\r\n/wol[fv]/s\n")
        #expect(
            list.terms == [
                KeywordTerm("wolf", line: 3),
                KeywordTerm("café noir", wholeWord: true, caseSensitive: true, category: "a", weight: 7, line: 4),
                KeywordTerm("wol[fv]", isRegex: true, flags: "s", line: 5),
            ])
        #expect(list.digest.count == 64)
    }

    @Test(arguments: [
        ("ok\nx\n", "list.txt:2: term shorter than 2 characters"),
        ("wolf\tfuzzy", "list.txt:1: unknown option 'fuzzy'"),
        ("wolf\tweight=many", "list.txt:1: weight must be a whole number from 0 to 1000"),
        ("//", "list.txt:1: empty regular expression"),
        ("/wolf", "list.txt:1: regular expression without closing slash"),
        ("/wolf/g", "list.txt:1: unknown regular expression flag 'g'"),
        ("/(wolf/", "list.txt:1: opening parenthesis without a closing one"),
        ("/wolf)/", "list.txt:1: closing parenthesis without an opening one"),
        ("/(?=wolf)/", "list.txt:1: look-around, named groups and inline flags are not supported; use (?:...)"),
        ("/(a)\\1/", "list.txt:1: back references are not supported"),
        ("/a*/", "list.txt:1: regular expression matches the empty text"),
        ("/*a/", "list.txt:1: malformed regular expression"),
        ("/a{2000}/", "list.txt:1: a repeat is {n}, {n,} or {n,m} up to 1000"),
        ("/[é]/", "list.txt:1: a class with non-ASCII characters is not supported; use (?:a|b)"),
        ("/[ab/", "list.txt:1: class without closing bracket"),
        ("a\u{1}b", "list.txt:1: control character U+1 in term"),
        ("\tword", "list.txt:1: options without a term"),
        ("# nothing\n", "list.txt: no terms in this list"),
        ("", "list.txt: no terms in this list"),
    ])
    func aBadLineIsRefusedWithItsNumber(text: String, message: String) {
        let error = #expect(throws: WinnowError.self) { try parse(text) }
        #expect(error?.code == "keyword-list-invalid")
        #expect(error?.message == message)
    }

    @Test func everyBadLineIsNamed() {
        let error = #expect(throws: WinnowError.self) { try parse("wolf\nx\nbear\tfuzzy\n") }
        #expect(
            error?.message == "list.txt:2: term shorter than 2 characters; list.txt:3: unknown option 'fuzzy'")
        let many = #expect(throws: WinnowError.self) { try parse(String(repeating: "x\n", count: 25)) }
        #expect(many?.message.hasSuffix("; and 5 more lines") == true)
    }

    @Test func aListHasOptionsOfItsOwn() throws {
        let list = try parse(
            "#winnow: encodings=windows-1251,windows-1254 decode=html,percent known-good=skip\n"
                + "#winnow: fold category=c weight=4\n# comment\nwolf\nfox\tcategory=d\n")
        #expect(list.options.encodings == ["windows-1251", "windows-1254"])
        #expect(list.options.decodings == [.html, .percent])
        #expect(list.options.skipsKnownGood)
        #expect(list.terms.map(\.category) == ["c", "d"])
        #expect(list.terms.allSatisfy { $0.foldsDiacritics && $0.weight == 4 })
        for (text, what) in [
            (
                "#winnow: encodings=koi8-r\nab",
                "list.txt:1: unknown encoding 'koi8-r'; there are windows-1251, windows-1253, windows-1254"
            ),
            ("#winnow: fuzzy\nab", "list.txt:1: unknown option 'fuzzy' of the list"),
            ("ab\n#winnow: fold\n", "list.txt:2: options of the list must stand before its terms"),
        ] {
            let error = #expect(throws: WinnowError.self) { try parse(text) }
            #expect(error?.message == what)
        }
    }

    @Test func pairsAreReadAndOtherQuotationsStandForThemselves() throws {
        let list = try parse("\"red fox\" w/10 \"hen\"\n\"a b\" AND \"cd\"\n\"ab\" not \"cd\"\n\"only quoted\"\n")
        #expect(list.terms.map(\.partner?.relation) == [.within(10), .and, .not, nil])
        #expect(list.terms[0].text == "red fox" && list.terms[0].partner?.text == "hen")
        #expect(
            list.terms.map(\.display) == [
                "\"red fox\" w/10 \"hen\"", "\"a b\" and \"cd\"", "\"ab\" not \"cd\"", "\"only quoted\"",
            ])
        let error = #expect(throws: WinnowError.self) { try parse("\"ab\" w/900 \"cd\"") }
        #expect(error?.message == "list.txt:1: w/ takes a number from 1 to 500")
    }

    @Test func invalidUTF8AndLongTermsAreRefused() {
        #expect(throws: WinnowError.self) {
            try KeywordList.parse(name: "l", content: [0x61, 0x62, 0xFF], file: "f")
        }
        #expect(throws: WinnowError.self) { try parse(String(repeating: "a", count: 513)) }
    }
}
