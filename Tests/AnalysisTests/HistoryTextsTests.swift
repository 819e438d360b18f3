import Artefacts
import Model
import Testing

@testable import Analysis

struct HistoryTextsTests {
    private static let locator = Locator(
        volumeOffset: 0, fileSystem: "ntfs", metaAddress: 7, path: RawPath("/History"), state: .allocated)

    private func entry(
        _ url: String?, kind: HistoryEntry.Kind = .visit, title: String? = nil, term: String? = nil,
        time: Int64? = nil, intent: Bool = true, note: String? = nil
    ) -> HistoryEntry {
        HistoryEntry(
            source: "chromium", profile: "", locator: Self.locator, kind: kind, url: url, title: title,
            searchTerm: term, time: time, intent: intent, note: note)
    }

    private func texts(_ entries: [HistoryEntry]) -> [String] {
        var texts = HistoryTexts()
        texts.add(entries)
        return texts.take().map {
            "\($0.field) \($0.text) \($0.count) \($0.firstTime ?? -1) \($0.lastTime ?? -1)"
        }
    }

    @Test func `each text of a field comes once, in the order met, with its count and its stretch of time`() {
        #expect(
            texts([
                entry("https://a/", title: "A", time: 5), entry("https://b/", title: "A"),
                entry("https://a/", title: "https://a/", time: 3), entry("https://a/", title: "", time: 9),
                entry("https://a/", kind: .search, term: "A", time: 7), entry(nil, kind: .program, title: "A"),
            ]) == [
                "title A 2 5 5", "url https://a/ 3 3 9", "url https://b/ 1 -1 -1", "title https://a/ 1 3 3",
                "search-term A 1 7 7", "program A 1 -1 -1",
            ])
    }

    @Test func `texts of other devices and of unverified tables are fields of their own`() {
        let synced = HistoryRemark.synced
        #expect(
            texts([
                entry("https://a/", intent: false, note: synced),
                entry("https://a/", intent: false, note: "redirect"),
                entry("https://a/", intent: false, note: "open on another device"),
                entry("https://a/", note: HistoryRemark.unverifiedTable + "; " + synced),
                // Said by the evidence of something that a person did here.
                entry("https://a/", note: synced),
            ]) == [
                "url-synced https://a/ 2 -1 -1", "url https://a/ 2 -1 -1", "url-unverified https://a/ 1 -1 -1",
            ])
    }

    @Test func `a hundred thousand texts are told apart and found again`() {
        let entries = (0..<100_000).map { entry("https://x.example/\($0)", time: Int64($0)) }
        var texts = HistoryTexts()
        texts.add(entries)
        texts.add(entries)
        let taken = texts.take()
        #expect(taken.map(\.text) == entries.map { $0.url ?? "" })
        #expect(taken.allSatisfy { $0.count == 2 && $0.firstTime == $0.lastTime })
        #expect(texts.take().isEmpty)
    }
}
