import Foundation
import Model
import Testing

@testable import Artefacts

struct SystemArtefactTests {
    private func read(_ text: String, at path: String) throws -> ArtefactReading {
        try #require(readArtefact(Array(text.utf8), at: path))
    }

    @Test func `histories of shells keep their times`() throws {
        let bash = try read("ls\n#1700000000\nshred -u a.jpg\n#not a time\n", at: "/home/a/.bash_history")
        #expect(bash.entries.map(\.title) == ["ls", "shred -u a.jpg", "#not a time"])
        #expect(bash.entries.map(\.time) == [nil, 1_700_000_000_000_000, nil])
        let zsh = try read(": 1700000001:0;srm -r x; ls\n", at: "/home/a/.zsh_history")
        #expect(zsh.entries.map(\.title) == ["srm -r x; ls"])
        #expect(zsh.entries.first?.time == 1_700_000_001_000_000)
        let fish = try read(
            "- cmd: wipe x\n  when: 1700000002\n- cmd: ls\n", at: "/home/a/.local/share/fish/fish_history")
        #expect(fish.entries.map(\.title) == ["wipe x", "ls"])
        #expect(fish.entries.map(\.time) == [1_700_000_002_000_000, nil])
        let power = try read(
            "cipher /w:C:\\\r\n",
            at: "/Users/a/AppData/Roaming/Microsoft/Windows/PowerShell/PSReadLine/ConsoleHost_history.txt")
        #expect(power.entries.map(\.title) == ["cipher /w:C:\\"])
        #expect(power.traces.map(\.subject) == [.command])
    }

    @Test func `package logs tell installs and removals, and the list only what is known`() throws {
        let log = try read(
            "2026-01-02 03:04:05 install bleachbit:all <none> 4.4.2-1\n2026-01-02 03:04:06 status installed x:all 1\n"
                + "2026-01-03 00:00:00 remove bleachbit:all 4.4.2-1 <none>\n", at: "/var/log/dpkg.log")
        #expect(log.entries.map(\.title) == ["install bleachbit", "remove bleachbit"])
        #expect(log.entries.first?.time == 1_767_323_045_000_000)
        let status = try read(
            "Package: bash\nStatus: install ok installed\nVersion: 5\n\nPackage: tor\nStatus: deinstall ok config-files\n"
                + "\nPackage: secure-delete\nStatus: install ok installed\n", at: "/var/lib/dpkg/status")
        #expect(status.entries.isEmpty)
        #expect(status.traces.map(\.text) == ["bash", "secure-delete"])
        let apt = try read(
            "Start-Date: 2026-01-02  03:04:05\nCommandline: apt install bleachbit\nRequested-By: a (1000)\n\n",
            at: "/var/log/apt/history.log")
        #expect(apt.entries.map(\.title) == ["apt install bleachbit"])
        let pacman = try read(
            "[2026-01-02T03:04:05+0000] [ALPM] installed bleachbit (4.4.2-1)\n", at: "/var/log/pacman.log")
        #expect(pacman.traces.map(\.text) == ["bleachbit"])
        let dnf = try read(
            "2026-01-02T03:04:05+0000 SUBDEBUG Installed: perl-open-1.11-1.fc39.noarch\n", at: "/var/log/dnf.rpm.log")
        #expect(dnf.traces.map(\.text) == ["perl-open"])
    }

    @Test func `apps of Android are read from both forms of the list`() throws {
        let list = try read("com.andro.shred 10123 0 /data/user/0/x default\n", at: "/system/packages.list")
        #expect(list.traces.map(\.text) == ["com.andro.shred"])
        let xml = try read(
            #"<packages><package name="org.torproject.torbrowser" codePath="/x" it="18bcfe56800" ut="1" /></packages>"#,
            at: "/data/system/packages.xml")
        #expect(xml.entries.map(\.title) == ["org.torproject.torbrowser"])
        #expect(xml.entries.first?.time == 1_700_000_000_000_000)
        let binary = try #require(readArtefact(Self.binaryXML, at: "/data/system/packages.xml"))
        #expect(binary.notes.isEmpty)
        #expect(binary.entries.map(\.title) == ["org.torproject.torbrowser", "b"])
        #expect(binary.entries.first?.time == 1_700_000_000_000_000)
        // Cut anywhere it gives what it has, and says that it was cut.
        for length in 4..<Self.binaryXML.count - 1 {
            let cut = try #require(readArtefact(Array(Self.binaryXML.prefix(length)), at: "/data/system/packages.xml"))
            #expect(cut.notes.map(\.code) == ["android-packages-damaged"])
        }
    }

    /// `<packages><package name="org.torproject.torbrowser" it=0x18bcfe56800/><package name="b"/></packages>`.
    private static var binaryXML: [UInt8] {
        func big(_ value: UInt16) -> [UInt8] { [UInt8(value >> 8), UInt8(value & 0xFF)] }
        func text(_ value: String) -> [UInt8] { big(UInt16(value.utf8.count)) + Array(value.utf8) }
        func new(_ value: String) -> [UInt8] { [0xFF, 0xFF] + text(value) }
        let time = withUnsafeBytes(of: UInt64(0x18b_cfe5_6800).bigEndian) { Array($0) }
        return Array("ABX\0".utf8) + [0x10] + [0x32] + new("packages") + [0x32] + new("package") + [0x2F] + new("name")
            + text("org.torproject.torbrowser") + [0x9F] + new("it") + time + [0x33] + big(1) + [0x32] + big(1) + [0x2F]
            + big(2) + text("b") + [0x33] + big(1) + [0x33] + big(0) + [0x11]
    }

    @Test func `a task names its program and when it was registered`() throws {
        let xml = """
            <?xml version="1.0" encoding="UTF-16"?>
            <Task version="1.2" xmlns="http://schemas.microsoft.com/windows/2004/02/mit/task">
            <RegistrationInfo><Date>2024-01-02T03:04:05</Date><Author>PC\\ann</Author><URI>\\Wipe</URI></RegistrationInfo>
            <Actions><Exec><Command>"C:\\Tools\\sdelete.exe"</Command><Arguments>-z C: &amp; -p 3</Arguments></Exec></Actions>
            </Task>
            """
        let bytes: [UInt8] = [0xFF, 0xFE] + xml.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        let reading = try #require(readArtefact(bytes, at: "/Windows/System32/Tasks/Wipe"))
        #expect(reading.entries.map(\.title) == [#""C:\Tools\sdelete.exe" -z C: & -p 3"#])
        #expect(reading.traces.first?.text == #"C:\Tools\sdelete.exe"#)
        #expect(reading.traces.first?.proof == .configured)
        #expect(try read("<?xml?><other/>", at: "/Windows/System32/Tasks/x").entries.isEmpty)
    }

    @Test func `property lists of macOS and iOS`() throws {
        func plist(_ value: Any, _ format: PropertyListSerialization.PropertyListFormat = .binary) throws -> [UInt8] {
            try [UInt8](PropertyListSerialization.data(fromPropertyList: value, format: format, options: 0))
        }
        let date = Date(timeIntervalSince1970: 1_700_000_000)
        let installs = try #require(
            readArtefact(
                try plist([["displayName": "CleanMyMac", "displayVersion": "4", "date": date]], .xml),
                at: "/Library/Receipts/InstallHistory.plist"))
        #expect(installs.entries.map(\.title) == ["CleanMyMac"])
        #expect(installs.entries.first?.time == 1_700_000_000_000_000)
        let searches = try #require(
            readArtefact(
                try plist(["RecentWebSearches": [["SearchString": "blue heron", "Date": date]]]),
                at: "/private/var/mobile/Library/Preferences/com.apple.mobilesafari.plist"))
        #expect(searches.entries.map(\.searchTerm) == ["blue heron"])
        let downloads = try #require(
            readArtefact(
                try plist([
                    "DownloadHistory": [["DownloadEntryURL": "https://x/a.zip", "DownloadEntryPath": "~/a.zip"]]
                ]),
                at: "/Users/a/Library/Safari/Downloads.plist"))
        #expect(downloads.entries.map(\.kind) == [.download])
        let bookmarks = try #require(
            readArtefact(
                try plist(["Children": [["Children": [["URLString": "https://x/", "URIDictionary": ["title": "X"]]]]]]),
                at: "/Users/a/Library/Safari/Bookmarks.plist"))
        #expect(bookmarks.entries.map(\.title) == ["X"])
        let broken = try #require(
            readArtefact(Array("bplist00garbage".utf8), at: "/Library/Receipts/InstallHistory.plist"))
        #expect(broken.notes.map(\.code) == ["plist-damaged"])
    }

    @Test func `Tor's state tells first and last use, torrc a hosted service`() throws {
        let state = try read(
            """
            # Tor state file last generated on 2026-01-02 04:04:05 local time
            TorVersion Tor 0.4.8.9
            LastWritten 2026-01-02 03:04:05
            Guard in=default rsa_id=AA sampled_on=2025-11-05T06:07:08 confirmed_on=2025-11-06T00:00:00
            Guard in=default rsa_id=BB sampled_on=2025-12-01T00:00:00
            """, at: "/Tor Browser/Browser/TorBrowser/Data/Tor/state")
        #expect(state.entries.map { spaced($0.time).prefix(19) } == ["2026-01-02 03:04:05", "2025-11-05 06:07:08"])
        #expect(state.traces.contains { $0.text == "tor-state" && $0.detail.contains("last use 2026-01-02T03:04:05Z") })
        let settings = try read(
            "# HiddenServiceDir /commented\nHiddenServiceDir /var/lib/tor/site\nUseBridges 1\n", at: "/etc/tor/torrc")
        #expect(settings.traces.map(\.subject) == [.service, .program])
        let name = "pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd.onion\n"
        #expect(try read(name, at: "/var/lib/tor/site/hostname").traces.map(\.subject) == [.service])
    }
}

struct OnionAddressTests {
    /// From the Tor specification's reference list, and from RFC 8032's first test key.
    static let valid = [
        "pg6mmjiyjmcrsslvykfwnntlaru7p5svn6y2ymmju6nubxndf4pscryd",
        "sp3k262uwy4r2k3ycr5awluarykdpag6a7y33jxop4cs2lu5uz5sseqd",
        "xa4r2iadxm55fbnqgwwi5mymqdcofiu3w6rpbtqn7b2dyn7mgwj64jyd",
        "25njqamcweflpvkl73j4szahhihoc4xt3ktcgjnpaingr5yhkenl5sid",
    ]

    @Test(arguments: valid)
    func `a version 3 address with a right checksum is verified`(_ name: String) {
        for text in ["http://\(name).onion/x", "\(name).onion", "see https://www.\(name.uppercased()).onion:80/."] {
            #expect(OnionAddress.all(in: text) == [OnionAddress(host: name + ".onion", isVerified: true)])
        }
        // Any other last letter, and any letter changed.
        #expect(OnionAddress.all(in: "http://\(name.dropLast())a.onion/").isEmpty)
        let changed = (name.first == "b" ? "c" : "b") + name.dropFirst()
        #expect(OnionAddress.all(in: "http://\(changed).onion/").isEmpty)
        #expect(OnionAddress.all(in: "http://a\(name).onion/").isEmpty)
        #expect(OnionAddress.all(in: "http://\(name).onions/").isEmpty)
        #expect(OnionAddress.all(in: "http://\(name).onion-x/").isEmpty)
    }

    @Test func `a version 2 address is found where a host can stand, unverified`() {
        let found = [OnionAddress(host: "expyuzz4wqqyqhjn.onion", isVerified: false)]
        #expect(OnionAddress.all(in: "http://expyuzz4wqqyqhjn.onion/") == found)
        #expect(OnionAddress.all(in: "a=expyuzz4wqqyqhjn.onion") == found)
        #expect(OnionAddress.all(in: "xexpyuzz4wqqyqhjn.onion").isEmpty)
        #expect(OnionAddress.all(in: "_expyuzz4wqqyqhjn.onion").isEmpty)
        #expect(OnionAddress.all(in: ".onion .onion.onion").isEmpty)
    }

    @Test func `addresses in entries become traces once, without what pages did by themselves`() {
        func entry(_ url: String?, term: String? = nil, intent: Bool = true) -> HistoryEntry {
            HistoryEntry(
                source: "chromium", profile: "",
                locator: Locator(
                    volumeOffset: 0, fileSystem: "", metaAddress: 0, path: RawPath("/h"), state: .allocated),
                kind: .visit, url: url, searchTerm: term, intent: intent)
        }
        let onion = "http://\(Self.valid[0]).onion/"
        var addresses = DarkWebAddresses()
        addresses.add([
            entry(onion), entry(onion + "again"), entry("http://\(Self.valid[1]).onion/", intent: false),
            entry("https://abc.onion.ly/x"), entry("http://127.0.0.1:8888/USK@key/site/1/"), entry("http://stats.i2p/"),
            entry("https://news.example/dark-web"), entry(nil, term: "\(Self.valid[2]).onion"),
        ])
        #expect(addresses.traces.map(\.text) == ["v3", "gateway", "freenet", "i2p", "v3"])
    }
}
