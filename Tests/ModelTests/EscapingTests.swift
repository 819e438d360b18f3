import Digests
import Model
import Testing

@Suite struct EscapingTests {
    @Test func nothingReachesATerminalThatMovesItsCursor() {
        #expect(Escaping.line("a\u{1b}[2Jb\r\nc\u{202E}d\u{200B}") == "a\\u{1B}[2Jb\\r\\nc\\u{202E}d\\u{200B}")
        #expect(Escaping.line("plain ünïcödé 文字") == "plain ünïcödé 文字")
    }

    @Test func htmlIsText() {
        #expect(
            Escaping.html("<script>alert('x')&\"</script>")
                == "&lt;script&gt;alert(&#39;x&#39;)&amp;&quot;&lt;/script&gt;")
    }

    @Test(arguments: ["=1+1", "+1", "-1", "@SUM(A1)"]) func noCellIsAFormula(_ text: String) {
        #expect(Escaping.csv(text) == "\"'" + text + "\"")
    }

    @Test func quotesAndCommasStayInOneCell() { #expect(Escaping.csv("a,\"b\"") == "\"a,\"\"b\"\"\"") }
}

@Suite struct RawPathTests {
    @Test func bytesThatAreNotUTF8AreShownAndKept() {
        let path = RawPath(bytes: [0x61, 0xFF, 0xC3, 0xA9, 0xC3])
        #expect(path.text == "a\\xFFé\\xC3")
        #expect(path.bytes == [0x61, 0xFF, 0xC3, 0xA9, 0xC3])
    }

    @Test func namesAreWhatFollowsTheLastSlash() {
        #expect(Array(RawPath("a/b/c.txt").name) == Array("c.txt".utf8))
        #expect(RawPath("").appending("x".utf8) == RawPath("x"))
        #expect(RawPath("a").appending("x".utf8) == RawPath("a/x"))
    }
}

@Suite struct CoverageLedgerTests {
    @Test func rowsOfOneKindAreSummedInCanonicalOrder() {
        let ledger = CoverageLedger([
            CoverageRow(.skipped, "slack", bytes: 1), CoverageRow(.scanned, "file-content", files: 1, bytes: 5),
            CoverageRow(.skipped, "slack", bytes: 2),
        ])
        #expect(
            ledger.rows == [
                CoverageRow(.scanned, "file-content", files: 1, bytes: 5), CoverageRow(.skipped, "slack", bytes: 3),
            ])
        #expect(ledger.totalBytes == 8)
    }
}
