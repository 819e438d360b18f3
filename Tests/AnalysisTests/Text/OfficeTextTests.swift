import Model
import Testing

@testable import Analysis

struct OfficeTextTests {
    private static let word =
        "<?xml version=\"1.0\"?><w:document xmlns:w=\"http://schemas.openxmlformats.org/wordprocessingml/2006/main\"><w:body>"
    private static let tail = "</w:body></w:document>"

    @Test func aWordSplitOverRunsIsPutTogetherAndParagraphsPartWords() {
        let text = Extraction.text(
            Self.word + """
                <w:p><w:r><w:t>lan</w:t></w:r>
                  <w:proofErr w:type="x"/>
                  <w:r><w:rPr><w:b/></w:rPr><w:t xml:space="preserve">tern light </w:t></w:r><w:r><w:t>tower</w:t></w:r></w:p>
                <w:p><w:r><w:t>one</w:t><w:tab/><w:t>two</w:t><w:br/><w:t>three</w:t></w:r></w:p>
                <w:p><w:del><w:r><w:delText>taken out</w:delText></w:r></w:del></w:p>
                """ + Self.tail)
        #expect(text == "lantern light tower\none\ttwo\nthree\ntaken out")
    }

    @Test func entitiesOfTheDocumentsOwnAreNeverExpanded() {
        let bomb = (1...30).map { "<!ENTITY l\($0) \"&l\($0 - 1);&l\($0 - 1);\">" }.joined()
        let text = Extraction.text(
            "<?xml version=\"1.0\"?><!DOCTYPE d [<!ENTITY l0 \"lol\">\(bomb)]>" + Self.word.dropFirst(21)
                + "<w:p><w:r><w:t>a&l30;b &amp; &#x6c;&#97;ntern &lt;w:t&gt;</w:t></w:r></w:p>" + Self.tail)
        #expect(text == "a&l30;b & lantern <w:t>")
    }

    @Test func aMillionNestedElementsCostNoMemoryAndNoStack() {
        let deep = String(repeating: "<w:p>", count: 1_000_000)
        #expect(Extraction.text(Self.word + deep + "<w:r><w:t>lantern</w:t></w:r>") == "lantern")
    }

    @Test func whatIsCutOffIsReadAsFarAsItGoes() {
        let whole = Self.word + "<w:p><w:r><w:t>lantern and more</w:t></w:r></w:p>" + Self.tail
        for length in 0..<whole.utf8.count {
            let report = Extraction.report(Array(whole.utf8.prefix(length)))
            #expect("lantern and more".hasPrefix(Extraction.text(report)))
        }
    }

    @Test(arguments: [1, 2, 3, 7, 64, 4_096]) func piecesOfAnySizeGiveTheSame(piece: Int) {
        let content = String(
            repeating: "<w:p><w:r><w:t>caf\u{E9} &quot;x&quot; <![CDATA[a]]b]]></w:t></w:r></w:p>", count: 300)
        let bytes = Array((Self.word + "<!-- no -- <w:t>comment</w:t> -->" + content + Self.tail).utf8)
        let whole = Extraction.report(bytes)
        #expect(Extraction.report(bytes, piece: piece).texts == whole.texts)
        #expect(Extraction.text(whole).hasPrefix("caf\u{E9} \"x\" a]]b\ncaf\u{E9}"))
    }

    @Test func sharedStringsAndCellsAreReadAndTheirNumbersAreNot() {
        let sheet = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
        let strings = Extraction.text(
            "<?xml version=\"1.0\"?><sst xmlns=\"\(sheet)\"><si><r><t>lan</t></r><r><t>tern</t></r></si><si><t>two</t></si></sst>"
        )
        #expect(strings == "lantern\ntwo")
        let cells = Extraction.text(
            """
            <?xml version="1.0"?><worksheet xmlns="\(sheet)"><sheetData><row><c t="s"><v>17</v></c><c><v>447700900123</v></c>
            <c t="inlineStr"><is><t>inline</t></is></c></row><row><c><f>HYPERLINK("x")</f></c></row></sheetData></worksheet>
            """)
        #expect(cells == "447700900123\tinline\nHYPERLINK(\"x\")")
    }

    @Test func slidesAndDescriptionsOfPicturesAreRead() {
        let lines = Extraction.lines(
            """
            <?xml version="1.0"?><p:sld xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main" \
            xmlns:p="http://schemas.openxmlformats.org/presentationml/2006/main"><p:cNvPr id="2" descr="A gantry &amp; crane"/>\
            <a:p><a:r><a:t>lan</a:t></a:r><a:r><a:t>tern</a:t></a:r></a:p></p:sld>
            """)
        #expect(lines == ["text: lantern", "attribute: A gantry & crane"])
    }

    @Test func openDocumentTextIsReadWithoutItsStyles() {
        let text = Extraction.text(
            """
            <?xml version="1.0"?><office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0">
            <office:automatic-styles><style:style style:name="P1">no</style:style></office:automatic-styles>
            <office:body><office:text><text:h>Head</text:h><text:p>lan<text:span text:style-name="T1">tern</text:span>\
            <text:s text:c="3"/>light<text:line-break/>tower</text:p>
            <table:table-row><table:table-cell><text:p>a</text:p></table:table-cell></table:table-row>
            </office:text></office:body></office:document-content>
            """)
        #expect(text == "Head\nlantern light\ntower\na")
    }

    @Test func propertiesKeepTheirNames() {
        let lines = Extraction.lines(
            """
            <?xml version="1.0"?><cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" \
            xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>Plans</dc:title><dc:creator>A. Uthor</dc:creator>\
            <cp:keywords>lantern; gantry</cp:keywords></cp:coreProperties>
            """)
        #expect(lines == ["dc:title: Plans", "dc:creator: A. Uthor", "cp:keywords: lantern; gantry"])
    }
}
