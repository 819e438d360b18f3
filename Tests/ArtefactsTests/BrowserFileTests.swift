import Model
import Testing

@testable import Artefacts

/// Browsers' files that are no databases, made by code.
struct BrowserFileTests {
    @Test func `bookmarks of Chromium are read through their folders`() throws {
        let text = """
            {"roots": {
                "bookmark_bar": {"type": "folder", "name": "Bar", "children": [
                    {"type": "url", "name": "One", "url": "https://one.example/", "date_added": "\(ChromiumFixture.time)"},
                    {"type": "folder", "children": [{"type": "url", "name": "Two", "url": "https://two.example/"}]}]},
                "other": {"type": "folder", "children": [{"type": "url", "url": 7}, "text"]},
                "sync_transaction_version": "1"}}
            """
        for name in ["Bookmarks", "Bookmarks.bak"] {
            let reading = try #require(readArtefact(Array(text.utf8), at: "/Users/a/Default/\(name)"))
            #expect(reading.entries.map(\.kind) == [.bookmark, .bookmark])
            #expect(reading.entries.map(\.title) == ["One", "Two"])
            #expect(reading.entries.map(\.url) == ["https://one.example/", "https://two.example/"])
            #expect(reading.entries.map(\.time) == [ChromiumFixture.unixTime, nil])
            #expect(reading.notes.isEmpty)
        }
        let cut = try #require(readArtefact(Array(text.utf8.dropLast(40)), at: "/Users/a/Default/Bookmarks"))
        #expect(cut.notes.map(\.code) == ["bookmarks-damaged"])
    }

    /// The address ends with 21 times `a`, of which LZ4 stores one and a copy that overlaps itself.
    private static var session: (packed: [UInt8], size: Int) {
        let start = Array(
            #"{"windows":[{"tabs":[{"lastAccessed":1767323045000,"entries":[{"url":"https://one.example/a"#.utf8)
        let end = Array(
            (#"","title":"One"},{"url":"about:blank"}]}],"_closedTabs":[{"state":{"entries":["#
                + #"{"url":"https://duckduckgo.com/?q=blue+heron"}]}}]}]}"#).utf8)
        func literals(_ bytes: [UInt8], match: UInt8) -> [UInt8] {
            [0xF0 | match, UInt8(bytes.count - 15)] + bytes
        }
        return (literals(start, match: 15) + [1, 0, 1] + literals(end, match: 0), start.count + 20 + end.count)
    }

    private static func file(_ packed: [UInt8], size: Int) -> [UInt8] {
        Array("mozLz40\0".utf8) + withUnsafeBytes(of: UInt32(size).littleEndian) { Array($0) } + packed
    }

    @Test func `a kept session of Firefox tells the pages of open and closed tabs`() throws {
        let (packed, size) = Self.session
        let path = "/home/a/.mozilla/firefox/x/sessionstore-backups/recovery.jsonlz4"
        let reading = try #require(readArtefact(Self.file(packed, size: size), at: path))
        #expect(reading.notes.isEmpty)
        let visits = reading.entries.filter { $0.kind == .visit }
        #expect(
            Set(visits.map(\.url)) == [
                "https://one.example/" + String(repeating: "a", count: 21), "https://duckduckgo.com/?q=blue+heron",
            ])
        #expect(visits.first { $0.title == "One" }?.time == 1_767_323_045_000_000)
        #expect(reading.entries.filter { $0.kind == .search }.map(\.searchTerm) == ["blue heron"])
        // Cut anywhere, or of another size than it says, it is told to be damaged.
        for length in 0..<packed.count {
            let cut = try #require(readArtefact(Self.file(Array(packed.prefix(length)), size: size), at: path))
            #expect(cut.notes.map(\.code) == ["session-damaged"])
        }
        for wrong in [0, size - 1, size + 1, Int(UInt32.max)] {
            let other = try #require(readArtefact(Self.file(packed, size: wrong), at: path))
            #expect(other.notes.map(\.code) == ["session-damaged"])
        }
    }

    @Test func `a kept session of Chromium tells the addresses that its tabs led to`() throws {
        func little(_ value: Int) -> [UInt8] { withUnsafeBytes(of: UInt32(value).littleEndian) { Array($0) } }
        func command(_ id: UInt8, _ url: String, _ title: String) -> [UInt8] {
            let padding = [UInt8](repeating: 0, count: (4 - url.utf8.count % 4) % 4)
            let text = title.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
            let pickle =
                little(1) + little(0) + little(url.utf8.count) + Array(url.utf8) + padding
                + little(title.utf16.count) + text
            let all = [id] + little(pickle.count) + pickle
            return [UInt8(all.count & 0xFF), UInt8(all.count >> 8)] + all
        }
        let bytes =
            Array("SNSS".utf8) + little(3) + command(6, "https://one.example/", "Eins \u{E9}")
            + command(6, "https://one.example/", "again") + command(9, "https://no.example/", "another command")
            + command(1, "https://duckduckgo.com/?q=heron", "")
        let reading = try #require(readArtefact(bytes, at: "/Users/a/Default/Sessions/Session_1"))
        #expect(reading.entries.map(\.kind) == [.visit, .visit, .search])
        #expect(
            reading.entries.prefix(2).map(\.url) == ["https://one.example/", "https://duckduckgo.com/?q=heron"])
        #expect(reading.entries.map(\.title).first == "Eins \u{E9}")
        #expect(reading.entries.last?.searchTerm == "heron")
        for length in 4..<bytes.count {
            #expect(try #require(readArtefact(Array(bytes.prefix(length)), at: "/x/Session_1")).entries.count <= 3)
        }
    }
}
