import Foundation
import Model
import Testing

@testable import Artefacts

/// The table of counts in docs/history.md: what Winnow finds in public data, beside other tools.
@Suite(.enabled(if: Corpora.hasBrowsers, "the public corpora are not here"))
struct HistoryCountTests {
    private static let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent()
        .appendingPathComponent("../../docs/history.md")

    @Test func `the page's counts are those of today`() throws {
        let text = try String(contentsOf: Self.page, encoding: .utf8)
        for row in try rows() { #expect(text.contains(row), "docs/history.md lacks: \(row)") }
    }

    private func rows() throws -> [String] {
        var rows: [String] = []
        for name in CorpusHistoryTests.chromium + CorpusHistoryTests.firefox + CorpusHistoryTests.safari {
            let entries = try #require(readHistory(Corpora.browser(name))).entries
            let visits = entries.count {
                ($0.kind == .visit || $0.kind == .typed) && $0.rawTime != nil && !$0.recovered
                    && $0.note != "page listed with its last visit only" && $0.note != "typed in the address bar"
            }
            let timeline = try Corpora.expected(name)["timeline"] as? [Any] ?? []
            let events = try plaso(
                "browser", name,
                ["chrome:history:page_visited", "firefox:places:page_visited", "safari:history:visit_sqlite"])
            rows.append("| \(name) | visits | \(visits) | \(timeline.count) (sqlite3) | \(events) |")
        }
        rows += try downloadsAndBookmarks()
        let prefetch = Corpora.names("prefetch")
        let runs = try prefetch.reduce(0) {
            try $0 + (readArtefact(Corpora.bytes("prefetch/\($1)"), at: "/\($1)")?.entries.count ?? 0)
        }
        let stored = try prefetch.reduce(0) {
            let times = try Corpora.expected($1, "prefetch")["last_run"] as? [String] ?? []
            return $0 + times.count { !$0.hasPrefix("1601") }
        }
        let events = try prefetch.reduce(0) { try $0 + executions($1) }
        rows.append("| \(prefetch.count) Prefetch files | runs | \(runs) | \(stored) (libscca) | \(events) |")
        for name in CorpusRegistryTests.hives where name.contains("NTUSER") {
            let entries = try #require(readArtefact(Corpora.bytes("registry/\(name)"), at: "/NTUSER.DAT")).entries
            let found = entries.count { $0.source == "userassist" }
            let known = try Corpora.plaso("registry", name).count {
                $0["data_type"] as? String == "windows:registry:userassist"
                    && ($0["message"] as? String)?.contains("UEME_CTL") == false
            }
            rows.append("| \(name) | UserAssist | \(found) | - | \(known) |")
        }
        for name in ["plaso-msiecf-History.IE5-index.dat", "plaso-msiecf-Content.IE5-index.dat"] {
            let entries = try #require(readArtefact(Corpora.bytes("browser/\(name)"), at: "/index.dat")).entries
            let items = try Corpora.expected(name)["items"] as? [[String: Any]] ?? []
            let urls = Set(
                try Corpora.plaso("browser", name).filter { $0["data_type"] as? String == "msiecf:url" }.compactMap {
                    $0["url"] as? String
                })
            rows.append(
                "| \(name) | addresses | \(entries.count { $0.kind == .visit && !$0.recovered }) | "
                    + "\(items.count { $0["kind"] as? String == "url" }) (libmsiecf) | \(urls.count) |")
        }
        return try rows + shortcuts() + resourceUse() + inventories()
    }

    private func downloadsAndBookmarks() throws -> [String] {
        var rows: [String] = []
        for name in CorpusHistoryTests.chromium {
            let counts = try #require(Corpora.expected(name)["counts"] as? [String: Int])
            guard let stored = counts["downloads"] else { continue }
            let found = try #require(readHistory(Corpora.browser(name))).entries.count {
                $0.kind == .download && !$0.recovered
            }
            let events = try Corpora.plaso("browser", name).filter {
                $0["data_type"] as? String == "chrome:history:file_downloaded"
                    && ($0["timestamp_desc"] as? String)?.hasPrefix("Start") == true
            }
            rows.append("| \(name) | downloads | \(found) | \(stored) (sqlite3) | \(events.count) |")
        }
        for name in CorpusHistoryTests.firefox {
            let found = try #require(readHistory(Corpora.browser(name))).entries.count { $0.kind == .bookmark }
            // One event for each of a bookmark's times.
            let known = try Corpora.plaso("browser", name).filter {
                $0["data_type"] as? String == "firefox:places:bookmark"
                    && $0["timestamp_desc"] as? String == "Added Time"
            }
            let stored = Self.bookmarks[name].map { "\($0) (sqlite3)" } ?? "-"
            rows.append("| \(name) | bookmarks | \(found) | \(stored) | \(known.count) |")
        }
        return rows
    }

    /// `sqlite3 FILE 'SELECT count(*) FROM moz_bookmarks WHERE type = 1'`.
    private static let bookmarks = [
        "plaso-firefox-places.sqlite": 91, "pesos-Linux__.mozilla__firefox__profile__places.sqlite": 63,
    ]
    /// `olecfinfo FILE`: streams but `DestList`.
    private static let streams = [
        "ez-Win10-5f7b5f1e01b83767.automaticDestinations-ms": 0,
        "ez-Win10-7e4dca80246863e3.automaticDestinations-ms": 1,
        "ez-Win10-f01b4d95cf55d32a.automaticDestinations-ms": 9, "ez-Win7-1b4dd67f29cb1962.automaticDestinations-ms": 4,
    ]
    /// `lnkinfo FILE`: shortcuts that name a local, network or relative path or one of the environment.
    private static let targets = 58
    /// `regfexport FILE`: subkeys of `Root\\File\\*` and `Root\\InventoryApplicationFile`, then of `Root\\Programs` and
    /// `Root\\InventoryApplication`.
    private static let inventory = ["plaso-Amcache.hve": (1120 + 247, 26 + 74), "plaso-win10-Amcache.hve": (30, 75)]
    /// `esedbexport FILE`: records of the table of processor use; there is none of network use.
    private static let uses = 203

    private func shortcuts() throws -> [String] {
        var rows: [String] = []
        let found = try CorpusShortcutTests.shortcuts.reduce(0) {
            try $0 + (readArtefact(Corpora.bytes("lnk/\($1)"), at: "/\($1)")?.entries.count ?? 0)
        }
        rows.append(
            "| \(CorpusShortcutTests.shortcuts.count) shortcuts | targets | \(found) | \(Self.targets) (lnkinfo) | - |")
        for name in CorpusShortcutTests.lists {
            let entries = try #require(readArtefact(Corpora.bytes("lnk/\(name)"), at: "/\(name)")).entries
            let events = try Corpora.plaso("lnk", name).filter { $0["data_type"] as? String == "olecf:dest_list:entry" }
            let numbers = Set(events.compactMap { ($0["message"] as? String)?.split(separator: " ").dropFirst().first })
            rows.append(
                "| \(name) | opened | \(entries.count) | \(Self.streams[name] ?? 0) (olecfinfo) | \(numbers.count) |")
        }
        return rows
    }

    private func resourceUse() throws -> [String] {
        let bytes = try CorpusESETests.unpacked("ese/dissect-SRUDB.dat.gz")
        let entries = try #require(readArtefact(bytes, at: "/SRUDB.dat")).entries
        let hours = entries.reduce(0) { $0 + $1.count }
        return ["| dissect-SRUDB.dat | program hours | \(hours) | \(Self.uses) (esedbexport) | - |"]
    }

    private func inventories() throws -> [String] {
        try Self.inventory.sorted { $0.key < $1.key }.flatMap { name, stored in
            let reading = try #require(readArtefact(Corpora.bytes("registry/\(name)"), at: "/Amcache.hve"))
            let files = reading.traces.count { $0.subject == .program }
            let programs = reading.traces.count { $0.subject == .name }
            return [
                "| \(name) | files | \(files) | \(stored.0) (regfexport) | - |",
                "| \(name) | programs | \(programs) | \(stored.1) (regfexport) | - |",
            ]
        }
    }

    private func plaso(_ kind: String, _ name: String, _ types: [String]) throws -> String {
        let events = try Corpora.plaso(kind, name)
        return events.isEmpty ? "-" : String(events.count { types.contains($0["data_type"] as? String ?? "") })
    }

    private func executions(_ name: String) throws -> Int {
        try Corpora.plaso("prefetch", name).count {
            $0["data_type"] as? String == "windows:prefetch:execution"
                && ($0["timestamp_desc"] as? String)?.contains("Last Time Executed") == true
        }
    }
}
