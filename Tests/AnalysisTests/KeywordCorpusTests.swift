import Foundation
import Model
import Testing
import WinnowTesting

@testable import Analysis

/// Public files with known text in several encodings.
@Suite(.enabled(if: Corpora.isPresent, "the public test data is not here"))
struct KeywordCorpusTests {
    private func hits(_ list: String, in file: String) throws -> [Hit] {
        let path = try #require(Corpora.folder) + "/keywords/" + file
        return try KeywordHarness(list).hits(Array(Data(contentsOf: URL(fileURLWithPath: path))))
    }

    @Test func germanTextIsFoundInBothOfItsEncodings() throws {
        let terms = "passwörter\nSTRASSENZUG\nwählerverzeichnis\tword\ngroßen sprachozeans\nKüste der Semantik\tcase\n"
        let wide = try hits(terms, in: "be-testfile2_UTF-8.txt")
        let narrow = try hits(terms, in: "be-testfile2_ANSI.txt")
        for found in [wide, narrow] {
            #expect(
                found.map(\.term).sorted() == [
                    "Küste der Semantik", "STRASSENZUG", "großen sprachozeans", "passwörter", "wählerverzeichnis",
                ])
        }
        #expect(Set(wide.map(\.encoding)) == ["utf-8"])
        #expect(Set(narrow.map(\.encoding)) == ["windows-1252"])
    }

    @Test func addressesInOtherScriptsAndUTF16AreFound() throws {
        let names = try hits("pelé@example.com\nΔΟΚΙΜΉ@παράδειγμα\n甲斐@黒川.日本\n", in: "be-utf8-examples.txt")
        #expect(Set(names.map(\.term)).count == 3)
        let text = try hits("user@example.org\n/https?:\\/\\/[a-z.]+\\/login/\n", in: "be-utf16-examples.txt")
        #expect(text.map(\.encoding) == ["utf-16le", "utf-16le"])
    }
}
