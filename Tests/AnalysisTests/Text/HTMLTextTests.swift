import Foundation
import Model
import Testing

@testable import Analysis

struct HTMLTextTests {
    @Test func textAttributesAndLinksOfAPageAreRead() {
        let lines = Extraction.lines(
            """
            <!DOCTYPE html><html><head><title>The &laquo;gantry&raquo;</title><style>p { x: "lantern" }</style>
            <script>if (a < b) { document.write("<p>no</p>") }</script><meta name="description" content="quay &amp; dock"></head>
            <body><p>l<b>ante</b>rn lig&shy;ht</p><td>one</td><td>two</td><br>caf&eacute; &#x4f60;&#22909; &#150; &unknown; R&D
            <img src="data:image/png;base64,AAAA" alt='a "boat"'><a href="/x?a=1&amp;b=2">go</a></body></html>
            """)
        #expect(
            lines == [
                "title: The \u{AB}gantry\u{BB}",
                "text: lantern light\none\ttwo\ncaf\u{E9} \u{4F60}\u{597D} \u{2013} &unknown; R&D go",
                "attribute: quay & dock\na \"boat\"", "link: /x?a=1&b=2",
            ])
    }

    @Test(
        arguments: [
            ("windows-1251", [0xEF, 0xF0, 0xE8, 0xE2, 0xE5, 0xF2], "\u{43F}\u{440}\u{438}\u{432}\u{435}\u{442}"),
            ("Shift_JIS", [0x93, 0xFA, 0x96, 0x7B], "\u{65E5}\u{672C}"),
            ("gb2312", [0xC4, 0xE3, 0xBA, 0xC3], "\u{4F60}\u{597D}"),
            ("iso-8859-1", [0x63, 0x61, 0x66, 0xE9, 0x93], "caf\u{E9}\u{201C}"),
            ("nonsense", [0x63, 0x61, 0x66, 0xE9], "caf\u{FFFD}"),
        ] as [(String, [UInt8], String)])
    func theCharacterSetThatAPageNamesIsUsed(label: String, bytes: [UInt8], text: String) {
        let page = Array("<html><meta charset=\"\(label)\"><p>".utf8) + bytes + Array("</p>".utf8)
        #expect(Extraction.text(Extraction.report(page)) == text)
        for piece in 1...5 { #expect(Extraction.text(Extraction.report(page, piece: piece)) == text) }
    }

    @Test func withoutANameItIsUTF8OrWindows1252() {
        #expect(Extraction.text("<html><p>caf\u{E9}</p>") == "caf\u{E9}")
        let latin = Array("<html><p>caf".utf8) + [0xE9] + Array("</p>".utf8)
        #expect(Extraction.text(Extraction.report(latin)) == "caf\u{E9}")
        let wide = [0xFF, 0xFE] + "<html><p>l<i>a</i>ntern</p>".utf16le
        #expect(Extraction.text(Extraction.report(wide, path: "x.html")) == "lantern")
    }

    @Test func anAttributeOfManyMegabytesIsPassedOver() {
        let page = "<html><img src=\"data:" + String(repeating: "A", count: 8 << 20) + "\" alt=\"x\"><p>lantern</p>"
        #expect(Extraction.text(page) == "lantern")
    }

    @Test func textBeyondTheLimitIsCounted() {
        let page = "<html><p>" + String(repeating: "word ", count: 5 << 20)
        let report = Extraction.report(Array(page.utf8), piece: 1 << 20)
        #expect(report.texts.map(\.size).max() ?? 0 > 15 << 20)
        #expect(report.textLeftOut > 1 << 20)
    }

    @Test func seededRubbishIsSurvived() {
        var random = SystemRandomNumberGenerator()
        let seed = UInt64.random(in: .min ... .max, using: &random)
        var state = seed
        func next() -> UInt64 {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return state >> 33
        }
        let parts = [
            "<", ">", "&", ";", "\"", "'", "=", "!--", "--", "]]>", "<![CDATA[", "#x", "script", "/", "a", " ",
            "\u{E9}", "?",
        ]
        for _ in 0..<300 {
            let page = "<html>" + (0..<200).map { _ in parts[Int(next() % UInt64(parts.count))] }.joined()
            let whole = Extraction.report(Array(page.utf8))
            #expect(
                Extraction.report(Array(page.utf8), piece: Int(next() % 9) + 1).texts == whole.texts,
                "seed \(seed): \(page)")
        }
    }
}

struct RTFTextTests {
    @Test func codePagesUnicodeAndSymbolsAreRead() {
        let text = Extraction.text(
            #"{\rtf1\ansi\ansicpg1251{\fonttbl{\f0\fcharset204 Arial;}{\f1\fcharset0 Times;}}{\*\generator Riched20;}"#
                + #"{\stylesheet{\s0 Normal;}}\f0\'ef\'f0\'e8\'e2\'e5\'f2\par lan{\b tern} caf\u233?\f1\'e9\tab x\line"#
                + #"{\pict\wmetafile8 0102lantern}\{b\}\u-10179?\u-8704? {\field{\*\fldinst HYPERLINK "http://x.example"}}}"#
        )
        #expect(
            text
                == "\u{43F}\u{440}\u{438}\u{432}\u{435}\u{442}\nlantern caf\u{E9}\u{E9}\tx\n{b}\u{1F600} HYPERLINK \"http://x.example\""
        )
    }

    @Test func binaryDataAndDeepGroupsArePassedOver() {
        let deep = String(repeating: "{", count: 2_000_000)
        #expect(Extraction.text(#"{\rtf1\bin12 }}}}}}}}}}}}lantern"# + deep + "x") == "lanternx")
        #expect(Extraction.text(#"{\rtf1\bin2000000000 "#).isEmpty)
    }

    @Test(arguments: [1, 2, 5, 4_096]) func piecesOfAnySizeGiveTheSame(piece: Int) {
        let text = #"{\rtf1\ansi "# + String(repeating: #"lan\'74ern \u233 ?\par "#, count: 500) + "}"
        let whole = Extraction.report(Array(text.utf8))
        #expect(Extraction.report(Array(text.utf8), piece: piece).texts == whole.texts)
        #expect(Extraction.text(whole).hasPrefix("lantern \u{E9}\nlantern"))
    }
}
