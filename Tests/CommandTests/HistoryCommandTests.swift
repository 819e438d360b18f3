import Foundation
import SampleImages
import Testing
import WinnowTesting

/// Artefacts of programs through the real programs: the locked-in scanner reads them, the export and the timeline show
/// them.
@Suite struct HistoryCommandTests {
    private static let onion = "pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion"

    @Test func artefactsMadeByCodeAreReadInTheScannerAndShownInTheOrderOfTime() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        var tree = FileTree()
        tree.add(path: "home/ann/.bash_history", text: "#1700000200\nshred -u a.jpg\n#1700000100\nls \u{1B}[31mred\n")
        tree.add(
            path: "var/log/dpkg.log", text: "2023-11-14 22:13:25 install bleachbit:all <none> 4.4.2-1\n")
        tree.add(
            path: "Tor Browser/Browser/TorBrowser/Data/Tor/state",
            text:
                "# Tor state file last generated on 2023-11-14\nTorVersion Tor 0.4.8\nLastWritten 2023-11-14 22:20:00\n"
        )
        tree.add(path: "var/lib/tor/site/hostname", text: Self.onion + "\n")
        tree.add(
            path: "Users/ann/Downloads/a.zip", content: .text("no archive"),
            streams: [
                "Zone.Identifier": Data("[ZoneTransfer]\r\nZoneId=3\r\nHostUrl=http://\(Self.onion)/a.zip\r\n".utf8)
            ])
        tree.add(
            path: "data/system/packages.xml",
            text: #"<packages><package name="org.torproject.torbrowser" it="18bcfe56800" /></packages>"#)
        let image = try ImageMaker.make(
            tree: tree, fileSystem: .ntfs, layout: .mbr, container: .raw, sizeMiB: 24, at: scene.home + "/disk")
        try await scene.run("submit", "--batch", "b", image)
        try await scene.work()

        let history = try await scene.export("b", "history")
        let titles = history.compactMap { $0["title"] as? String }
        #expect(titles.contains("shred -u a.jpg"))
        #expect(titles.contains("install bleachbit"))
        #expect(titles.contains("org.torproject.torbrowser"))
        #expect(history.contains { $0["source"] as? String == "zone-identifier" })
        let times = history.compactMap { $0["time"] as? String }
        #expect(times == times.sorted())
        #expect(times.count >= 5)

        let findings = try await scene.export("b", "findings")
        let categories = Set(
            findings.filter { $0["outcome"] as? String != "negative" }.compactMap { $0["category"] as? String })
        #expect(categories == ["elimination-software", "dark-web"])
        #expect(
            findings.contains { $0["severity"] as? String == "critical" && $0["category"] as? String == "dark-web" })
        let coverage = try await scene.export("b", "coverage")
        #expect(coverage.allSatisfy { $0["status"] as? String != "unreadable" }, "\(coverage)")

        let exhibit = try #require(history.first?["exhibit"] as? String)
        let shown = try await scene.run("timeline", exhibit, "--kind", "program", "--until", "2023-11-14").output
        let lines = shown.split(separator: "\n")
        #expect(lines.first?.hasPrefix("TIME") == true)
        #expect(shown.contains("shred -u a.jpg"))
        // A command with an escape sequence is shown, not obeyed.
        #expect(!shown.contains("\u{1B}"))
        #expect(shown.contains("\\u{1B}[31mred"))
        let some = try await scene.run("timeline", exhibit, "--text", "SHRED", "--format", "jsonl").output
        #expect(some.split(separator: "\n").count == 1)
        let none = try await scene.run("timeline", exhibit, "--since", "2030-01-01", "--format", "jsonl").output
        #expect(none.isEmpty)
        let wrong = try await scene.winnow.run(["timeline", exhibit, "--since", "yesterday"])
        #expect(wrong.code == 2)
        let missing = try await scene.winnow.run(["timeline", "nobody"])
        #expect(missing.code == 1)
    }

    @Test(.enabled(if: Corpora.isPresent, "needs the public corpora: set WINNOW_CORPORA to their folder"))
    func publicArtefactsAreReadInTheScannerByEveryLibrary() async throws {
        let corpora = try #require(Corpora.folder)
        let scene = try await Scene()
        defer { scene.remove() }
        var tree = FileTree()
        func plant(_ from: String, _ to: String) throws {
            tree.add(path: to, content: .data(try Data(contentsOf: URL(fileURLWithPath: corpora + "/" + from))))
        }
        try plant("registry/plaso-NTUSER-CCLEANER.DAT", "Users/ann/NTUSER.DAT")
        try plant("registry/plaso-win10-Amcache.hve", "Windows/appcompat/Programs/Amcache.hve")
        try plant("prefetch/ez-Win10-CHROME.EXE-B3BA7868.pf", "Windows/Prefetch/CHROME.EXE-B3BA7868.pf")
        try plant("prefetch/ez-XPPro-CALC.EXE-02CD573A.pf", "Windows/Prefetch/CALC.EXE-02CD573A.pf")
        try plant("lnk/ez-local.file.seven.test", "Users/ann/AppData/Roaming/Microsoft/Windows/Recent/a.lnk")
        let list = "f01b4d95cf55d32a.automaticDestinations-ms"
        try plant(
            "lnk/ez-Win10-" + list, "Users/ann/AppData/Roaming/Microsoft/Windows/Recent/AutomaticDestinations/" + list)
        try plant("browser/plaso-msiecf-History.IE5-index.dat", "Users/ann/History.IE5/index.dat")
        try plant("ese/plaso-SystemIdentity.mdb", "Users/ann/WebCache/WebCacheV01.dat")
        for name in try FileManager.default.contentsOfDirectory(atPath: corpora + "/broken").sorted()
        where name.hasSuffix("Hive") || name.hasSuffix(".hiv") || name.hasSuffix(".pf") || name.hasSuffix(".lnk") {
            try plant("broken/" + name, "broken/" + name)
        }
        let image = try ImageMaker.make(
            tree: tree, fileSystem: .ntfs, layout: .mbr, container: .raw, sizeMiB: 64, at: scene.home + "/disk")
        try await scene.run("submit", "--batch", "b", image)
        try await scene.work()

        let history = try await scene.export("b", "history")
        let sources = Set(history.compactMap { $0["source"] as? String })
        #expect(
            sources.isSuperset(of: ["userassist", "amcache", "prefetch", "jump-list", "internet-explorer"]),
            "\(sources)")
        let hits = try await scene.export("b", "hits")
        #expect(
            hits.contains {
                $0["term"] as? String == "CCleaner"
                    && ($0["context"] as? String)?.hasPrefix("executed: userassist") == true
            })
        let coverage = try await scene.export("b", "coverage")
        // No library asked for a call that the scanner must not make, and no broken file ended it.
        #expect(coverage.allSatisfy { $0["status"] as? String != "unreadable" }, "\(coverage)")
    }
}
