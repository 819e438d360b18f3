import Model
import Testing
import WinnowTesting

@testable import Artefacts

/// What people typed and what programs set, in hives made by code.
struct RegistryTextTests {
    private static let explorer = #"Software\Microsoft\Windows\CurrentVersion\Explorer\"#
    private static let time: Int64 = 1_767_323_045_000_000

    private func read(_ hive: HiveMaker) throws -> ArtefactReading {
        try #require(readArtefact(hive.file, at: "/Users/ann/NTUSER.DAT"))
    }

    @Test(
        arguments: [
            #"Software\Microsoft\Internet Explorer\TypedURLs"#,
            #"Local Settings\Software\Microsoft\Windows\CurrentVersion\AppContainer\Storage\"#
                + #"microsoft.microsoftedge_8wekyb3d8bbwe\MicrosoftEdge\TypedURLs"#,
        ])
    func `typed addresses have the time that is kept for them, or the newest the list's`(_ place: String) throws {
        let hive = HiveMaker()
        hive.set(place, "url1", text: "https://duckduckgo.com/?q=blue+heron")
        hive.set(place, "url2", text: #"\\server\share"#)
        hive.set(place, "url3", text: #"C:\Users\ann"#)
        hive.set(place, "url4", text: "http://go.microsoft.com/fwlink/?LinkId=255141")
        let entries = try read(hive).entries
        #expect(
            entries.map(\.url) == [
                "https://duckduckgo.com/?q=blue+heron", "file://server/share", "file:///C:/Users/ann",
                "http://go.microsoft.com/fwlink/?LinkId=255141", "https://duckduckgo.com/?q=blue+heron",
            ])
        #expect(entries.map(\.kind) == [.typed, .typed, .typed, .typed, .search])
        #expect(entries.map(\.time) == [Self.time, nil, nil, nil, Self.time])
        #expect(entries.map(\.intent) == [true, true, true, false, true])
        #expect(entries.first?.note == "time of the list, whose newest entry this is")
        #expect(entries.last?.searchTerm == "blue heron")

        hive.set(place + "Time", "url1", le(HiveMaker.time - 600_000_000))
        hive.set(place + "Time", "url2", long: HiveMaker.time - 10_000_000)
        let timed = try read(hive).entries
        #expect(timed.map(\.time).prefix(3) == [Self.time - 60_000_000, Self.time - 1_000_000, nil])
        #expect(timed.first?.note == nil)
    }

    @Test func `typed folders, commands and searches are read`() throws {
        let hive = HiveMaker()
        hive.set(Self.explorer + "TypedPaths", "url1", text: #"E:\private"#)
        let run = Self.explorer + "RunMRU"
        hive.set(run, "a", text: #"cipher /w:C\1"#)
        hive.set(run, "b", text: "regedit")
        hive.set(run, "MRUList", text: "ab")
        let words = Self.explorer + "WordWheelQuery"
        hive.set(words, "0", wide("grey heron") + [0, 0])
        hive.set(words, "1", wide("blue heron") + [0, 0])
        hive.set(words, "MRUListEx", joined(le(UInt32(1)), le(UInt32(0)), le(UInt32.max)))
        hive.set(#"Software\Microsoft\Search Assistant\ACMru\5603"#, "000", text: "*.jpg")
        hive.set(#"Software\Microsoft\Search Assistant\ACMru\5603"#, "001", text: "*.avi")
        let reading = try read(hive)
        let entries = reading.entries
        #expect(
            entries.map(\.source) == [
                "typed-paths", "run-window", "run-window", "explorer-search", "explorer-search", "explorer-search",
                "explorer-search",
            ])
        #expect(entries[0].url == "file:///E:/private")
        #expect(entries[1...2].map(\.title) == ["cipher /w:C", "regedit"])
        #expect(entries[1...2].map(\.time) == [Self.time, nil])
        #expect(entries[3...].map(\.searchTerm) == ["grey heron", "blue heron", "*.jpg", "*.avi"])
        #expect(entries[3...].map(\.time) == [nil, Self.time, Self.time, nil])
        #expect(reading.traces.map(\.subject) == [.command, .command])
    }

    @Test func `keys and settings of programs are traces, for machine, user and 32 bits`() throws {
        for (root, isUser) in [("Software\\", true), ("", false)] {
            let hive = HiveMaker()
            hive.set(root + #"Sysinternals\SDelete"#, "EulaAccepted", number: 1)
            hive.set(root + #"WOW6432Node\Piriform\CCleaner"#, "(Cfg)SecureDeleteType", text: "1")
            hive.set(root + #"Eraser\Eraser 6\3460478d"#, "", text: "default value")
            hive.key(root + #"Microsoft\Windows"#)
            hive.key(root + "Classes")
            let reading = try read(hive)
            #expect(reading.entries.isEmpty)
            let texts = reading.traces.map(\.text)
            for text in [
                "Software/Sysinternals/SDelete", "Software/Sysinternals/SDelete/EulaAccepted=1",
                "Software/Piriform/CCleaner/(Cfg)SecureDeleteType=1", "Software/Eraser/Eraser 6",
                "Software/Eraser/Eraser 6/3460478d/=default value",
            ] { #expect(texts.contains(text), "\(text), user \(isUser)") }
            #expect(!texts.contains { $0.contains("Microsoft") || $0.contains("Classes") })
            let trace = try #require(reading.traces.first { $0.text == "Software/Sysinternals/SDelete" })
            #expect(trace.detail == "key Software/Sysinternals/SDelete, last written 2026-01-02T03:04:05Z")
            #expect(trace.entry?.time == Self.time)
        }
    }

    @Test(arguments: [HiveMaker.List.lh, .lf, .li, .ri])
    func `keys are found by every kind of list, whatever the case of their names`(_ list: HiveMaker.List) throws {
        let hive = HiveMaker()
        for number in 0..<9 { hive.key(#"Root\InventoryApplication\"# + "\(number)") }
        hive.key(#"ROOT\INVENTORYAPPLICATION"#)
        hive.root.keys.removeLast()
        let parent = hive.key(#"Root\InventoryApplication"#)
        parent.list = list
        for key in parent.keys { key.values = [.init(name: "NAME", type: 1, data: wide("App \(key.name)\0"))] }
        #expect(try read(hive).entries.map(\.title) == (0..<9).map { "App \($0)" })
    }

    @Test func `names and texts beyond ASCII are kept`() throws {
        let hive = HiveMaker()
        hive.set(Self.explorer + "TypedPaths", "url1", text: #"E:\пользователь\青鷺"#)
        hive.set(#"Software\Größe\Ключ"#, "Значение", text: "é")
        let reading = try read(hive)
        #expect(reading.entries.map(\.url) == ["file:///E:/пользователь/青鷺"])
        #expect(reading.traces.map(\.text).contains("Software/Größe/Ключ/Значение=é"))
    }
}
