import Foundation
import Model
import Testing
import WinnowTesting

@testable import Artefacts

struct HostileHiveTests {
    /// One value for each place that a reader asks for.
    private static let places: [(key: String, value: String)] = [
        (#"Software\Microsoft\Windows\CurrentVersion\Explorer\UserAssist\{A}\Count"#, "P:\\n.rkr"),
        (#"ControlSet001\Services\bam\State\UserSettings\S-1-5-18"#, #"\Device\a.exe"#),
        (#"ControlSet001\Control\Session Manager\AppCompatCache"#, "AppCompatCache"),
        (#"ControlSet001\Control\Session Manager\Memory Management\PrefetchParameters"#, "EnablePrefetcher"),
        (#"Root\InventoryApplicationFile\a"#, "LowerCaseLongPath"), (#"Root\InventoryApplicationFile\b"#, "FileId"),
        (#"Root\InventoryApplication\a"#, "Name"), (#"Root\File\v\a"#, "15"), (#"Root\Programs\a"#, "0"),
        (#"Software\Microsoft\Windows\CurrentVersion\Uninstall\a"#, "DisplayName"),
        (#"Software\Microsoft\Windows\CurrentVersion\Run"#, "a"),
        (#"Software\Microsoft\Windows\ShellNoRoam\MUICache"#, #"C:\a.exe"#),
        (#"Software\Microsoft\Windows\CurrentVersion\Explorer\FeatureUsage\AppSwitched"#, "a"),
        (#"Software\Microsoft\Windows NT\CurrentVersion\AppCompatFlags\Compatibility Assistant\Store"#, #"C:\a"#),
        (#"Software\Microsoft\Windows\CurrentVersion\Search\RecentApps\a"#, "AppId"),
        (#"Software\Microsoft\Windows\CurrentVersion\Search\RecentApps\a"#, "LaunchCount"),
        (#"Software\Microsoft\Windows\CurrentVersion\Search\RecentApps\a"#, "LastAccessedTime"),
        (#"Software\Microsoft\Internet Explorer\TypedURLs"#, "url1"),
        (#"Software\Microsoft\Internet Explorer\TypedURLsTime"#, "url1"),
        (#"Software\Microsoft\Windows\CurrentVersion\Explorer\TypedPaths"#, "url1"),
        (#"Software\Microsoft\Windows\CurrentVersion\Explorer\RunMRU"#, "a"),
        (#"Software\Microsoft\Windows\CurrentVersion\Explorer\RunMRU"#, "MRUList"),
        (#"Software\Microsoft\Windows\CurrentVersion\Explorer\WordWheelQuery"#, "0"),
        (#"Software\Microsoft\Windows\CurrentVersion\Explorer\WordWheelQuery"#, "MRUListEx"),
        (#"Software\Microsoft\Search Assistant\ACMru\5603"#, "000"), (#"Software\Vendor\Product"#, "Setting"),
    ]

    /// A good entry that must be there whatever else the hive holds.
    private static let witness = "Witness"

    private func read(_ hive: HiveMaker) throws -> ArtefactReading {
        try #require(readArtefact(hive.file, at: "/hive"))
    }

    private func hasWitness(_ reading: ArtefactReading) -> Bool {
        reading.entries.contains { $0.title == Self.witness && $0.time != nil }
    }

    private func hive(_ type: UInt32, _ data: [UInt8], stated: UInt32? = nil) -> HiveMaker {
        let hive = HiveMaker()
        for (key, value) in Self.places { hive.set(key, value, type: type, data, stated: stated) }
        hive.set(#"WOW6432Node\Microsoft\Windows\CurrentVersion\Uninstall\w"#, "DisplayName", text: Self.witness)
        return hive
    }

    @Test(
        arguments: [UInt32(0), 1, 2, 3, 4, 5, 6, 7, 8, 11, 12, 0xFFFF_FFFF],
        [
            [], [0], [0xFF], [0, 0xD8], [0x41, 0, 0x42], [1, 2, 3, 4], [UInt8](repeating: 0xFF, count: 8),
            [UInt8](repeating: 0xFF, count: 16), [UInt8](repeating: 0x80, count: 72),
            [UInt8](repeating: 0x41, count: 300),
        ])
    func `values of a wrong type or length do no harm and hide nothing`(_ type: UInt32, _ data: [UInt8]) throws {
        let reading = try read(hive(type, data))
        #expect(hasWitness(reading))
        #expect(reading.notes.allSatisfy { $0.code == "shimcache-unknown" })
        // No such value is a time.
        #expect(
            reading.entries.allSatisfy { entry in
                entry.rawTime != "filetime:\(Int64.max)" || entry.time == nil
            })
    }

    @Test(arguments: [UInt32(0x7FFF_FFFF), 0xFFFF_FFFF, 0x8000_0005, 5_000_000, 17_000, 9])
    func `a length that the file does not hold is not believed`(_ stated: UInt32) throws {
        #expect(hasWitness(try read(hive(1, wide("abcd"), stated: stated))))
    }

    @Test func `giant values are cut or left out`() throws {
        let text = wide(String(repeating: "a", count: 500_000))
        let reading = try read(hive(1, text))
        #expect(hasWitness(reading))
        #expect(reading.entries.allSatisfy { ($0.url ?? $0.title ?? $0.searchTerm ?? "").utf8.count <= 1 << 20 })
        // Past what is read of one value.
        let giant = HiveMaker()
        giant.set(#"Software\Microsoft\Windows\CurrentVersion\Run"#, "a", type: 1, zeros(RegistryValue.limit + 1))
        #expect(try read(giant).entries.isEmpty)
    }

    /// libregf would follow some of them until its stack ends, and others for hours.
    @Test func `keys that lead in circles are not followed, and the hive says so`() throws {
        let hive = HiveMaker()
        for number in 0..<3 {
            hive.set(#"Software\Vendor\Product\"# + "\(number)", "a", text: "b")
            hive.key(#"Root\File\v\"# + "\(number)")
        }
        hive.key(#"Root\File\v"#).list = .ri
        hive.set(#"WOW6432Node\Microsoft\Windows\CurrentVersion\Uninstall\w"#, "DisplayName", text: Self.witness)
        let (file, keys, lists) = hive.layout
        #expect(hasWitness(try #require(readArtefact(file, at: "/hive"))))
        let (vendor, files) = (#"Software\Vendor"#, #"Root\File\v"#)
        for (list, target) in [
            (vendor, keys[vendor]), (vendor, keys["Software"]), (#"Software\Vendor\Product"#, keys[""]),
            (#"Root\File"#, keys[#"Root\File"#]), ("", keys[""]), (files, lists[files]), ("", lists[""]),
        ] {
            var bytes = file
            let place = try #require(lists[list])
            bytes.replaceSubrange(place + 4..<place + 8, with: le(UInt32(try #require(target) - 4100)))
            let reading = try #require(readArtefact(bytes, at: "/hive"))
            // A list of lists among the keys is no key.
            if list.isEmpty, target == lists[""] {
                #expect(reading.notes.isEmpty)
            } else {
                #expect(reading.notes.map(\.code) == ["registry-damaged"], "\(list)")
                #expect(reading.entries.isEmpty)
            }
        }
    }

    @Test func `lists that keys share are not read for each of them`() throws {
        let hive = HiveMaker()
        for number in 0..<3 { hive.set(#"Software\Vendor\Product\"# + "\(number)", "a", text: "b") }
        let (file, keys, lists) = hive.layout
        let first = try #require(keys[#"Software\Vendor\Product\0"#])
        let second = try #require(keys[#"Software\Vendor\Product\1"#])
        var bytes = file
        bytes.replaceSubrange(second + 40..<second + 44, with: file[first + 40..<first + 44])
        #expect(try #require(readArtefact(bytes, at: "/hive")).notes.map(\.code) == ["registry-damaged"])
        bytes = file
        let list = UInt32(try #require(lists[#"Software\Vendor\Product"#]) - 4100)
        bytes.replaceSubrange(first + 20..<first + 24, with: le(UInt32(3)))
        bytes.replaceSubrange(first + 28..<first + 32, with: le(list))
        #expect(try #require(readArtefact(bytes, at: "/hive")).notes.map(\.code) == ["registry-damaged"])
    }

    @Test func `a hive says when its last changes are in its logs`() throws {
        var hive = HiveMaker()
        hive.key(#"Software\Vendor"#)
        #expect(try read(hive).notes.isEmpty)
        hive.sequences = (8, 7)
        let notes = try read(hive).notes
        #expect(notes.map(\.code) == ["registry-dirty"])
        #expect(notes.first?.remedy != nil)
        // The logs themselves are no hives.
        for name in ["NTUSER.DAT.LOG1", "ntuser.dat.LOG2", "SYSTEM.LOG"] {
            #expect(readArtefact(hive.file, at: "/Users/ann/" + name) == nil)
        }
    }

    @Test(arguments: [(40, true), (200, false)])
    func `more keys than are visited is said`(_ budget: Int, _ isCut: Bool) throws {
        let hive = HiveMaker()
        for number in 0..<50 { hive.set(#"Software\Vendor\"# + "\(number)", "a", text: "b") }
        let locator = Locator(
            volumeOffset: 0, fileSystem: "ntfs", metaAddress: 7, path: RawPath("/hive"), state: .allocated)
        var collector = HistoryCollector(source: "", locator: locator, engines: .standard)
        hive.file.withUnsafeBytes { RegistryReader.read($0, into: &collector, budget: budget) }
        #expect(collector.reading.notes.map(\.code) == (isCut ? ["registry-too-many"] : []))
    }

    @Test func `no flipped bytes bring the reader down`() throws {
        let seed =
            ProcessInfo.processInfo.environment["WINNOW_SEED"].flatMap { UInt64($0) } ?? UInt64.random(in: 1...9999)
        print("seed: WINNOW_SEED=\(seed)")
        var random = SplitMix(state: seed)
        let original = hive(1, wide("a text\0")).file
        for _ in 0..<400 {
            var bytes = original
            for _ in 0..<Int.random(in: 1...24, using: &random) {
                bytes[Int.random(in: 4..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            if Bool.random(using: &random) { bytes.removeLast(Int.random(in: 0..<bytes.count - 8, using: &random)) }
            _ = readArtefact(bytes, at: "/hive")
        }
    }
}
