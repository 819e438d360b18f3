import Model
import ReferenceData
import Testing

@testable import Analysis

/// Many records at once give what each gives by itself.
struct RecordSearchTests {
    private static let words = ["heron", "wolf", "Straße", "éte", "pine", "wood", "fox", "a", "\u{301}", "日本"]

    @Test(arguments: [
        "heron\nwolf\tword\n", "strasse\nete\tfold\n/pin(e|y) ?wood/\n\"fox\" w/5 \"wolf\"\n", "/^heron/\n/wood$/\n",
        "\"fox\" not \"wolf\"\n/wolf.{0,20}fox/s\n",
    ])
    func theSieveLosesNothing(list: String) throws {
        let seed = UInt64.random(in: .min ... .max)
        print("record search seed \(seed)")
        var random = SeededGenerator(state: seed)
        let matcher = try KeywordMatcher(lists: [KeywordList.parse(name: "l", content: Array(list.utf8), file: "l")])
        let search = try RecordSearch(matcher: matcher, hashSets: [])
        func text() -> String {
            (0..<Int.random(in: 1...6, using: &random)).map { _ in Self.words.randomElement(using: &random) ?? "" }
                .joined(separator: Bool.random(using: &random) ? " " : "")
        }
        let files = (0..<3_000).map { number in
            FileRecord(
                locator: Locator(
                    volumeOffset: 0, fileSystem: "ext4", metaAddress: UInt64(number), path: RawPath(text()),
                    state: .allocated),
                kind: .regular, size: 1,
                texts: (0..<Int.random(in: 0...3, using: &random)).map { _ in
                    ExtractedText(kind: Bool.random(using: &random) ? .history : .body, field: "f", text: text())
                })
        }
        let alone = files.flatMap { search.hits(of: $0) }
        #expect(!alone.isEmpty)
        #expect(search.hits(of: files) == alone, "seed \(seed)")
    }
}
