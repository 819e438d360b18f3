import Artefacts
import Foundation
import Model
import Testing

@Suite(.enabled(if: Corpora.hasBrowsers, "the public corpora are not here"))
struct CorpusHistoryTests {
    static let chromium = [
        "hindsight-01-History", "hindsight-10-History", "hindsight-20-History", "plaso-chrome-History",
        "plaso-chrome-History-57.0.2987.133", "plaso-chrome-History-58.0.3029.96",
        "plaso-chrome-History-59.0.3071.86", "plaso-chrome-History-59_added-fake-column",
    ]
    static let firefox = ["plaso-firefox-places.sqlite", "pesos-Linux__.mozilla__firefox__profile__places.sqlite"]
    static let safari = ["plaso-safari-History.db", "pesos-Darwin__Library__Safari__History.db"]

    @Test(arguments: chromium + firefox + safari)
    func `every visit of a public history is read with address, title and time`(_ name: String) throws {
        let result = try #require(readHistory(Corpora.browser(name)))
        #expect(result.note == nil)
        let visits = result.entries.filter {
            ($0.kind == .visit || $0.kind == .typed) && $0.rawTime != nil
                && $0.note != "page listed with its last visit only"
        }
        let timeline = try #require(Corpora.expected(name)["timeline"] as? [[String: Any]])
        #expect(visits.count == timeline.count)
        let found = visits.map { "\(utc($0.time)) \($0.url ?? "") \($0.title ?? "")" }.sorted()
        let wanted = timeline.map {
            "\($0["utc"] as? String ?? "") \($0["url"] as? String ?? "") \($0["title"] as? String ?? "")"
        }.sorted()
        #expect(found == wanted)
    }

    @Test(arguments: chromium)
    func `every stored search and download of a public Chromium history is read`(_ name: String) throws {
        let result = try #require(readHistory(Corpora.browser(name)))
        let expected = try Corpora.expected(name)
        let terms = Set(result.entries.filter { $0.kind == .search }.compactMap(\.searchTerm))
        #expect(terms.isSuperset(of: try #require(expected["search_terms"] as? [String])))
        let counts = try #require(expected["counts"] as? [String: Int])
        let downloads = result.entries.filter { $0.kind == .download }
        #expect(downloads.count == counts["downloads"])
        #expect(downloads.allSatisfy { $0.url?.hasPrefix("http") == true && $0.title != nil && $0.time != nil })
    }

    @Test func `an old Chromium download keeps its path, address and Unix time`() throws {
        let result = try #require(readHistory(Corpora.browser("plaso-chrome-History")))
        let download = try #require(result.entries.first { $0.kind == .download })
        #expect(download.url == "http://fatloss4idiotsx.com/download/funcats/funcats_scr.exe")
        #expect(download.title == "/home/john/Downloads/funcats_scr.exe")
        #expect(download.time == 1_306_139_730_000_000)
        #expect(download.rawTime == "unix-s:1306139730")
        #expect(download.note == "complete")
    }

    @Test func `Firefox's first downloads database is read`() throws {
        let result = try #require(readHistory(Corpora.browser("plaso-firefox-downloads.sqlite")))
        let download = try #require(result.entries.first)
        #expect(result.entries.count == 1)
        #expect(download.url == "https://plaso.googlecode.com/files/plaso-static-1.0.1-win32-vs2008.zip")
        #expect(download.title == "file:///D:/plaso-static-1.0.1-win32-vs2008.zip")
        #expect(download.time == 1_374_173_999_312_000)
    }

    @Test func `bookmarks of Firefox are read`() throws {
        let result = try #require(readHistory(Corpora.browser("plaso-firefox-places.sqlite")))
        #expect(result.entries.filter { $0.kind == .bookmark }.count > 50)
    }

    @Test func `a history of an unknown shape is a note, not a crash`() throws {
        let result = try #require(
            readHistory(Corpora.browser("pesos-Linux__.config__chromium__Default__History")))
        #expect(result.entries.isEmpty)
        #expect(result.note?.code == "history-unknown-schema")
    }

    @Test(
        arguments: [
            "plaso-chrome-Extension Activity", "plaso-msiecf-History.IE5-index.dat",
            "plaso-plist-History.plist", "plaso-wal_database.db",
        ])
    func `other files are no history database`(_ name: String) throws {
        #expect(try readHistory(Corpora.browser(name)) == nil)
    }

    /// As the expectations write it: no fraction when it is zero.
    private func utc(_ time: Int64?) -> String {
        guard let time else { return "" }
        var parts = tm()
        var seconds = time_t(time / 1_000_000)
        gmtime_r(&seconds, &parts)
        let day = String(format: "%04d-%02d-%02d", parts.tm_year + 1900, parts.tm_mon + 1, parts.tm_mday)
        let clock = String(format: "%02d:%02d:%02d", parts.tm_hour, parts.tm_min, parts.tm_sec)
        let fraction = time % 1_000_000
        return "\(day)T\(clock)" + (fraction == 0 ? "" : String(format: ".%06d", fraction)) + "Z"
    }
}
