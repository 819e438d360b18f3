import Model
import Testing
import WinnowTesting

@testable import Artefacts

/// Programs in hives made by code, through libregf and the readers.
struct RegistryProgramTests {
    private static let set = #"ControlSet001\"#
    private static let current = #"Software\Microsoft\Windows\CurrentVersion\"#

    private func read(_ hive: HiveMaker) throws -> ArtefactReading {
        try #require(readArtefact(hive.file, at: "/hive"))
    }

    @Test func `last starts by user are read from both moderators, old and new place`() throws {
        let hive = HiveMaker()
        let user = Self.set + #"Services\bam\State\UserSettings\S-1-5-21-1-2-3-1001"#
        hive.set(user, #"\Device\HarddiskVolume3\Tools\sdelete64.exe"#, le(HiveMaker.time) + zeros(16))
        hive.set(user, "Microsoft.WindowsCalculator_8wekyb3d8bbwe", le(HiveMaker.time + 10_000_000) + zeros(16))
        hive.set(user, "Version", number: 1)
        hive.set(user, "SequenceNumber", number: 9)
        hive.set(
            #"ControlSet002\Services\dam\UserSettings\S-1-5-18"#, #"\Device\HarddiskVolume3\a.exe"#, le(HiveMaker.time))
        // Only a running system has this one.
        hive.set(#"CurrentControlSet\Services\bam\UserSettings\S-1-5-18"#, #"\b.exe"#, le(HiveMaker.time))
        let reading = try read(hive)
        #expect(reading.notes.isEmpty)
        #expect(reading.entries.map(\.source) == ["bam", "bam", "dam"])
        #expect(
            reading.entries.map(\.title) == [
                #"\Device\HarddiskVolume3\Tools\sdelete64.exe"#, "Microsoft.WindowsCalculator_8wekyb3d8bbwe",
                #"\Device\HarddiskVolume3\a.exe"#,
            ])
        #expect(reading.entries.map(\.time) == [Self.time, Self.time + 1_000_000, Self.time])
        #expect(reading.entries.first?.rawTime == "filetime:\(HiveMaker.time)")
        #expect(reading.entries.first?.note == "by user S-1-5-21-1-2-3-1001")
        #expect(reading.traces.allSatisfy { $0.subject == .program && $0.proof == .executed })
    }

    /// 2026-01-02 03:04:05 UTC.
    private static let time: Int64 = 1_767_323_045_000_000

    @Test(
        arguments: [
            #"Local Settings\Software\Microsoft\Windows\Shell\MuiCache"#,
            #"Software\Classes\Local Settings\Software\Microsoft\Windows\Shell\MuiCache"#,
            #"Software\Microsoft\Windows\ShellNoRoam\MUICache"#,
        ])
    func `names that the shell kept of programs are read once a program`(_ place: String) throws {
        let hive = HiveMaker()
        hive.set(place, #"C:\Program Files\CCleaner\CCleaner64.exe.FriendlyAppName"#, text: "CCleaner")
        hive.set(place, #"C:\Program Files\CCleaner\CCleaner64.exe.ApplicationCompany"#, text: "Piriform")
        hive.set(place, #"@C:\Windows\system32\shell32.dll,-1"#, text: "Text")
        hive.set(place, #"C:\xp.exe"#, text: "Of Windows XP")
        hive.set(place, "LangID", [9, 4])
        let reading = try read(hive)
        #expect(reading.entries.map(\.title) == [#"C:\Program Files\CCleaner\CCleaner64.exe"#, #"C:\xp.exe"#])
        #expect(reading.entries.map(\.note) == ["shown as CCleaner", "shown as Of Windows XP"])
        #expect(reading.entries.allSatisfy { $0.source == "muicache" && $0.time == nil })
    }

    @Test func `recent apps give program, count, time and documents`() throws {
        let hive = HiveMaker()
        let app = Self.current + #"Search\RecentApps\{0AB12345-0000-0000-0000-000000000001}"#
        hive.set(app, "AppId", text: #"{6D809377-6AF0-444B-8957-A3773F02200E}\VideoLAN\VLC\vlc.exe"#)
        hive.set(app, "LaunchCount", number: 7)
        hive.set(app, "LastAccessedTime", long: HiveMaker.time)
        let item = app + #"\RecentItems\{0AB12345-0000-0000-0000-000000000002}"#
        hive.set(item, "Path", text: #"C:\Users\ann\Videos\heron.mkv"#)
        hive.set(item, "LastAccessedTime", long: HiveMaker.time - 10_000_000)
        hive.key(Self.current + #"Search\RecentApps\{0AB12345-0000-0000-0000-000000000003}"#)
        let entries = try read(hive).entries
        #expect(entries.map(\.title) == [#"%ProgramFiles%\VideoLAN\VLC\vlc.exe"#, nil])
        #expect(entries.map(\.count) == [7, 1])
        #expect(entries.map(\.time) == [Self.time, Self.time - 1_000_000])
        #expect(entries.last?.url == "file:///C:/Users/ann/Videos/heron.mkv")
        #expect(entries.last?.note == #"opened with %ProgramFiles%\VideoLAN\VLC\vlc.exe"#)
    }

    @Test(
        arguments: [
            #"Microsoft\Windows\CurrentVersion\Uninstall\"#,
            #"WOW6432Node\Microsoft\Windows\CurrentVersion\Uninstall\"#,
            #"Software\Microsoft\Windows\CurrentVersion\Uninstall\"#,
            #"Software\WOW6432Node\Microsoft\Windows\CurrentVersion\Uninstall\"#,
        ])
    func `uninstallers of 64 and 32 bits, of machine and user, name what is installed`(_ place: String) throws {
        let hive = HiveMaker()
        hive.set(place + "CCleaner", "DisplayName", text: "CCleaner")
        hive.set(place + "CCleaner", "DisplayVersion", text: "6.1")
        hive.set(place + "CCleaner", "Publisher", text: "Piriform")
        hive.set(place + "CCleaner", "InstallDate", text: "20260102")
        hive.set(place + "CCleaner", "InstallLocation", text: #"C:\Program Files\CCleaner"#)
        hive.key(place + "Without a name")
        let reading = try read(hive)
        let found = reading.entries.filter { $0.source == "uninstall" }
        #expect(found.map(\.title) == ["CCleaner", "Without a name"])
        #expect(
            found.first?.note
                == #"version 6.1; by Piriform; installed 20260102; in C:\Program Files\CCleaner"#)
        #expect(found.first?.time == Self.time)
        #expect(reading.traces.first { $0.text == "CCleaner" }?.proof == .installed)
        #expect(reading.traces.first { $0.text == "CCleaner" }?.subject == .name)
    }

    @Test(
        arguments: ["", "WOW6432Node\\", "Software\\"], ["Run", "RunOnce", "RunServices", #"Policies\Explorer\Run"#])
    func `what starts by itself is named by its program`(_ place: String, _ name: String) throws {
        let hive = HiveMaker()
        let key = place + #"Microsoft\Windows\CurrentVersion\"# + name
        hive.set(key, "Eraser", text: #""C:\Program Files\Eraser\Eraser.exe" --atRestart"#)
        hive.set(key, "Bare", text: #"C:\Program Files\a b.exe /min"#)
        let reading = try read(hive)
        let found = reading.entries.filter { $0.source == "run-key" }
        #expect(
            found.map(\.title) == [
                #""C:\Program Files\Eraser\Eraser.exe" --atRestart"#, #"C:\Program Files\a b.exe /min"#,
            ])
        #expect(found.first?.note == "starts by itself, as Eraser; the time is the key's")
        #expect(
            reading.traces.filter { $0.subject == .program }.map(\.text) == [
                #"C:\Program Files\Eraser\Eraser.exe"#, #"C:\Program Files\a b.exe"#,
            ])
    }

    @Test func `starts from the desktop are read in both layouts, by their turned names`() throws {
        let hive = HiveMaker()
        let assist = Self.current + #"Explorer\UserAssist\"#
        let new = assist + #"{CEBFF5CD-ACE2-4F4F-9178-9926F41749EA}\Count"#
        func entry(_ count: UInt32, _ focus: UInt32) -> [UInt8] {
            joined(zeros(4), le(count), le(UInt32(1)), le(focus), zeros(44), le(HiveMaker.time), zeros(4))
        }
        hive.set(new, UserAssist.rotated(#"{7C5A40EF-A0FB-4BFC-874A-C0F2E0B9FA8E}\Wipe\wipe.exe"#), entry(3, 5_500))
        hive.set(new, UserAssist.rotated(#"C:\never.exe"#), entry(0, 0))
        hive.set(new, UserAssist.rotated("UEME_CTLSESSION"), zeros(72))
        hive.set(new, UserAssist.rotated(#"C:\short.exe"#), zeros(20))
        let old = assist + #"{75048700-EF1F-11D0-9888-006097DEACF9}\Count"#
        hive.set(
            old, UserAssist.rotated(#"UEME_RUNPATH:C:\old.exe"#),
            joined(le(UInt32(1)), le(UInt32(8)), le(HiveMaker.time)))
        let reading = try read(hive)
        #expect(
            reading.entries.map(\.title) == [
                #"%ProgramFiles(x86)%\Wipe\wipe.exe"#, #"C:\never.exe"#, #"UEME_RUNPATH:C:\old.exe"#,
            ])
        #expect(reading.entries.map(\.count) == [3, 1, 3])
        #expect(reading.entries.map(\.time) == [Self.time, Self.time, Self.time])
        #expect(reading.entries.map(\.note) == ["in the foreground 5 s", "not counted as started", nil])
        #expect(reading.traces.map(\.proof) == [.executed, .installed, .executed])
    }

    @Test func `the loader's cache is read in every control set, also from segments of a long value`() throws {
        let hive = HiveMaker()
        let path = #"\??\C:\Tools\sdelete.exe"#
        func cached(_ path: String) -> [UInt8] {
            let name = wide(path)
            let body = joined(le(UInt16(name.count)), name, le(HiveMaker.time), le(UInt32(0)))
            return joined(ascii("10ts"), le(UInt32(0)), le(UInt32(body.count)), body)
        }
        let head = joined(le(UInt32(0x34)), zeros(0x30))
        let many = (0..<400).flatMap { cached(#"\??\C:\Windows\System32\program\#($0).exe"#) } + cached(path)
        #expect(many.count > 16_344 * 2)
        hive.set(#"ControlSet001\Control\Session Manager\AppCompatCache"#, "AppCompatCache", head + many)
        hive.set(#"ControlSet002\Control\Session Manager\AppCompatibility"#, "AppCompatCache", head + cached(path))
        hive.set(#"ControlSet003\Control\Session Manager\AppCompatCache"#, "AppCompatCache", zeros(600))
        let reading = try read(hive)
        #expect(reading.entries.count == 402)
        let found = reading.entries.filter { $0.title == #"C:\Tools\sdelete.exe"# }
        #expect(found.map(\.time) == [Self.time, Self.time])
        #expect(found.compactMap { $0.note?.hasSuffix("ControlSet001") } == [true, false])
        #expect(found.allSatisfy { $0.note?.hasPrefix("present, not proof that it ran") == true })
        #expect(reading.notes.map(\.code) == ["shimcache-unknown"])
    }

    @Test func `the compatibility inventory is read in its first and its present form`() throws {
        let hive = HiveMaker()
        let sha1 = String(repeating: "ab", count: 20)
        let file = #"Root\InventoryApplicationFile\sdelete.exe|1a2b"#
        hive.set(file, "LowerCaseLongPath", text: #"c:\tools\sdelete.exe"#)
        hive.set(file, "FileId", text: "0000" + sha1)
        hive.set(file, "Publisher", text: "sysinternals")
        hive.set(#"Root\InventoryApplication\0001"#, "Name", text: "Eraser 6")
        hive.set(#"Root\InventoryApplication\0001"#, "Version", text: "6.2")
        let old = #"Root\File\{volume}\1000a"#
        hive.set(old, "15", text: #"C:\old\eraser.exe"#)
        hive.set(old, "101", text: "short")
        hive.set(#"Root\Programs\0002"#, "0", text: "CCleaner")
        hive.set(#"Root\Programs\0002"#, "1", text: "5.0")
        let reading = try read(hive)
        #expect(
            reading.entries.map(\.title) == [
                #"c:\tools\sdelete.exe"#, "Eraser 6", #"C:\old\eraser.exe"#, "CCleaner",
            ])
        #expect(
            reading.entries.map(\.note) == [
                "present, not proof that it ran; by sysinternals; sha1 \(sha1)", "version 6.2",
                "present, not proof that it ran", "version 5.0",
            ])
        #expect(reading.entries.allSatisfy { $0.source == "amcache" && $0.time == Self.time })
        #expect(reading.traces.map(\.subject) == [.program, .name, .program, .name])
    }

    @Test func `use of the task bar and the compatibility assistant tell of programs`() throws {
        let hive = HiveMaker()
        let usage = Self.current + #"Explorer\FeatureUsage\"#
        hive.set(usage + "AppSwitched", #"C:\Tools\a.exe"#, number: 12)
        hive.set(usage + "AppLaunch", #"{F38BF404-1D43-42F2-9305-67DE0B28FC23}\regedit.exe"#, number: 2)
        let flags = #"Microsoft\Windows NT\CurrentVersion\AppCompatFlags\Compatibility Assistant\"#
        hive.set("Software\\" + flags + "Store", #"D:\portable\wipe.exe"#, zeros(40))
        hive.set("Software\\" + flags + "Persisted", "not a path", zeros(4))
        let entries = try read(hive).entries
        #expect(
            entries.map(\.title) == [#"C:\Tools\a.exe"#, #"%SystemRoot%\regedit.exe"#, #"D:\portable\wipe.exe"#])
        #expect(entries.map(\.count) == [12, 2, 1])
        #expect(entries.map(\.note) == ["brought to the foreground", "started from the task bar", nil])
    }

    @Test func `Prefetch that was switched off is a sign, one that was not is none`() throws {
        let hive = HiveMaker()
        let place = #"Control\Session Manager\Memory Management\PrefetchParameters"#
        hive.set(#"ControlSet001\"# + place, "EnablePrefetcher", number: 3)
        #expect(try read(hive).traces.isEmpty)
        hive.set(#"ControlSet002\"# + place, "EnablePrefetcher", number: 0)
        let traces = try read(hive).traces
        #expect(traces.map(\.text) == ["prefetch-disabled"])
        #expect(traces.first?.detail.contains("in ControlSet002, key last written 2026-01-02T03:04:05Z") == true)
    }
}
