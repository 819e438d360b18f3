import Model
import Testing

@testable import Analysis
@testable import ReferenceData

struct HistoryArtefactTests {
    private func hits(_ path: String) -> [Hit] {
        ArtefactAnalyzer().hits(
            of: Locator(
                volumeOffset: 0, fileSystem: "ntfs", metaAddress: 1, path: RawPath(path), state: .allocated,
                byteOffset: 5))
    }

    @Test(
        arguments: [
            ("/Program Files/CCleaner/CCleaner64.exe", "CCleaner", "installed"),
            ("/Windows/Prefetch/CCLEANER64.EXE-9F3A1B2C.pf", "CCleaner", "executed"),
            ("WINDOWS/PREFETCH/SDELETE64.EXE-01234567.PF", "SDelete", "executed"),
            ("/Users/a/AppData/Roaming/BleachBit/BleachBit.ini", "BleachBit", "configured"),
            ("/home/a/.config/bleachbit/bleachbit.ini", "BleachBit", "configured"),
            ("/Users/a/AppData/Local/Eraser 6/Task List.ersy", "Eraser", "configured"),
            ("/Users/a/Desktop/Tor Browser/Browser/TorBrowser/Tor/tor.exe", "Tor Browser", "installed"),
            ("/Users/a/Desktop/Tor Browser/Browser/TorBrowser/Data/Tor/state", "Tor Browser", "used"),
            (
                "/home/a/tor-browser/Browser/TorBrowser/Data/Browser/profile.default/places.sqlite", "Tor Browser",
                "used"
            ),
            ("/Windows/Prefetch/TOR.EXE-AAAAAAAA.pf", "Tor Browser", "executed"),
            ("/home/a/.i2p/router.config", "I2P", "configured"),
            ("/Users/a/AppData/Local/Freenet/freenet.ini", "Freenet", "configured"),
            ("/usr/bin/veracrypt", "VeraCrypt", "installed"), ("/EFSTMPWP/0.E", "cipher /w", "used"),
        ])
    func `a path names the software and what it proves`(_ path: String, _ name: String, _ proof: String) throws {
        let hit = try #require(hits(path).first)
        #expect(hits(path).count == 1)
        #expect(hit.term == name)
        #expect(hit.context == proof)
        #expect(hit.analyzer == "artefact")
        #expect(hit.list.hasPrefix("software-artefacts"))
        #expect(hit.listVersion == ArtefactTable.standard.digest)
        #expect(hit.encoding == "path")
        #expect(hit.locator.byteOffset == nil)
    }

    @Test(
        arguments: [
            "", "/", "//", "/Windows/System32/drivers/etc/hosts", "/Users/a/Documents/empty_list.txt",
            "/Users/a/CCleaner64.exe.txt", "/Windows/Prefetch/NOTEPAD.EXE-01234567.pf", "/home/a/usr/bin/veracrypt",
            "/Users/a/Pictures/state", "/Program Files/Mozilla Firefox/firefox.exe",
        ])
    func `other paths name none`(_ path: String) {
        #expect(hits(path).isEmpty)
    }

    @Test func `every row of the table parses, has a known category and fixed text to look up`() throws {
        let table = ArtefactTable.standard
        #expect(table.rows.count > 150)
        #expect(
            Set(table.rows.map(\.category)) == ["elimination-software", "dark-web", "encryption", "history-gap"])
        let lines = ArtefactTableData.text.split(separator: "\n")
        #expect(lines.count == table.rows.count)
        #expect(table.digest.count == 64)
        #expect(table.rows.allSatisfy { !$0.pattern.hasPrefix("/") })
        #expect(table.hasNoCostlyRow)
    }

    @Test func `a bad line is refused with its number`() {
        let error = #expect(throws: WinnowError.self) {
            try ArtefactTable("# comment\na\tA\tencryption\tinstalled\t**/a.exe\tno\nb\tB\tencryption\tsold\tx\tno")
        }
        #expect(error?.code == "artefact-table-invalid")
        #expect(error?.message.contains("line 3") == true)
    }

    @Test(
        arguments: [
            ("**/b/*.txt", "/a/b/c.txt", true), ("**/b/*.txt", "/b/c.txt", true), ("**/b/*.txt", "/a/b/x/c.txt", false),
            ("a/**/z", "/a/z", true), ("a/**/z", "/a/b/c/z", true), ("a/**/z", "/b/a/z", false),
            ("**/a/**/b/**", "/x/a/y/b/z", true), ("**/a*b?d", "/AxxBcD", true), ("**/a*b?d", "/axxbd", false),
            ("**/node-*", "/node-", true),
        ])
    func `patterns match as written`(_ pattern: String, _ path: String, _ expected: Bool) throws {
        let table = try ArtefactTable("id\tName\tencryption\tused\t\(pattern)\tno")
        #expect(table.matches(RawPath(path)).isEmpty == !expected)
    }

    @Test(
        arguments: [
            ("shred -u /home/a/x.jpg", ["shred"]), ("sudo /usr/bin/shred -n 3 /dev/sdb", ["shred"]),
            ("cd /tmp; srm -r private && ls", ["secure-delete"]), ("man shred", []), ("shred", []),
            ("dd if=/dev/zero of=/dev/sda bs=1M", ["dd over a device"]), ("dd if=/dev/zero of=./disk.img", []),
            ("cipher /w:C:\\", ["cipher /w"]), ("cipher /e C:\\x", []),
            ("history -c", ["shell history cleared"]), ("wevtutil.exe cl Security", ["event log cleared"]),
        ])
    func `a command is known by its words`(_ command: String, _ names: [String]) {
        let rows = ArtefactTable.standard.matches(Trace(.command, command, detail: ""))
        #expect(rows.map(\.name) == names)
    }

    @Test(
        arguments: [
            (Trace.Subject.program, #"\VOLUME{01d1}\PROGRAM FILES\CCLEANER\CCLEANER64.EXE"#, "CCleaner"),
            (.program, #"C:\Tools\sdelete64.exe"#, "SDelete"), (.program, "BLEACHBIT.EXE", "BleachBit"),
            (.program, #"\Device\HarddiskVolume3\Users\a\Desktop\Tor Browser\Browser\firefox.exe"#, "Tor Browser"),
            (.name, "BleachBit 4.6.0 (current user)", "BleachBit"), (.key, "Software/Sysinternals/SDelete", "SDelete"),
            (.key, "software/bleachbit", "BleachBit"), (.gap, "prefetch-disabled", "Prefetch switched off"),
        ])
    func `a program, name, key or clearing is known`(_ subject: Trace.Subject, _ text: String, _ name: String) {
        #expect(ArtefactTable.standard.matches(Trace(subject, text, detail: "")).contains { $0.name == name })
    }

    @Test func `what a source tells of a program counts, and once a file`() throws {
        var hits = TraceHits(
            .standard,
            locator: Locator(
                volumeOffset: 0, fileSystem: "ntfs", metaAddress: 1, path: RawPath("/NTUSER.DAT"), state: .allocated))
        hits.add([
            Trace(.program, #"C:\x\sdelete.exe"#, .executed, detail: "userassist; 2 times"),
            Trace(.program, #"C:\y\sdelete.exe"#, .executed, detail: "userassist; 3 times"),
            Trace(.program, #"C:\y\sdelete.exe"#, .installed, detail: "amcache"),
            Trace(.program, #"C:\y\notepad.exe"#, .executed, detail: "userassist"),
        ])
        #expect(
            hits.hits.map { "\($0.context ?? "") \($0.count)" } == [
                "executed: userassist; 2 times 2", "installed: amcache 1",
            ])
        #expect(hits.hits.map(\.artefactClass) == ["executed", "installed"])
    }
}
