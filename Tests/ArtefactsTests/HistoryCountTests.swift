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
        return rows
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
