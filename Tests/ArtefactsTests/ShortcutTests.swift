import Foundation
import Model
import Testing
import WinnowTesting

@testable import Artefacts

/// Shortcuts, a program's own jump lists and old tasks, made by code.
struct ShortcutTests {
    private static let time: Int64 = 1_767_323_045_000_000

    private func read(_ bytes: [UInt8], at path: String) throws -> ArtefactReading {
        try #require(readArtefact(bytes, at: path))
    }

    @Test func `a shortcut to a picture is a file that was opened, with where it lay`() throws {
        var shortcut = ShortcutMaker(#"E:\pictures\heron.jpg"#)
        shortcut.driveType = 2
        shortcut.label = "STICK"
        shortcut.machine = "pc-of-ann"
        shortcut.accessed = HiveMaker.time + 10_000_000
        let reading = try read(shortcut.file, at: "/Users/ann/AppData/Roaming/Microsoft/Windows/Recent/heron.lnk")
        #expect(reading.notes.isEmpty)
        #expect(reading.entries.map(\.url) == ["file:///E:/pictures/heron.jpg"])
        #expect(reading.entries.map(\.kind) == [.visit])
        #expect(reading.entries.map(\.time) == [Self.time + 1_000_000])
        #expect(
            reading.entries.first?.note
                == "the time is the target's last access; on a removable drive; volume STICK; serial CAFEF00D; "
                + "made on pc-of-ann; target created 2026-01-02T03:04:05Z; target changed 2026-01-02T03:04:05Z")
        #expect(reading.traces.isEmpty)
    }

    @Test func `a shortcut to a program says what it is called with`() throws {
        var shortcut = ShortcutMaker(#"C:\Tools\sdelete64.exe"#)
        shortcut.arguments = "-z C:"
        let reading = try read(shortcut.file, at: "/Users/ann/Desktop/tidy.lnk")
        #expect(reading.entries.map(\.title) == [#"C:\Tools\sdelete64.exe"#])
        #expect(reading.entries.first?.note?.contains("with -z C:") == true)
        #expect(reading.traces.map(\.subject) == [.program, .command])
        #expect(reading.traces.map(\.proof) == [.installed, .configured])
        #expect(reading.traces.last?.text == #"C:\Tools\sdelete64.exe -z C:"#)
    }

    @Test func `a program's own jump list gives each shortcut of each heading`() throws {
        var open = ShortcutMaker(#"C:\Program Files\Tor Browser\Browser\firefox.exe"#)
        open.arguments = "--private-window"
        let bytes = ShortcutMaker.list([
            ("Often", [ShortcutMaker(#"D:\a.avi"#), ShortcutMaker(#"D:\b.avi"#)]), (nil, [open]), ("Empty", []),
        ])
        let path =
            "/Users/ann/AppData/Roaming/Microsoft/Windows/Recent/CustomDestinations/28c8b86deab549a1.customDestinations-ms"
        let reading = try read(bytes, at: path)
        #expect(reading.notes.isEmpty)
        #expect(
            reading.entries.map { $0.url ?? $0.title ?? "" } == [
                "file:///D:/a.avi", "file:///D:/b.avi", #"C:\Program Files\Tor Browser\Browser\firefox.exe"#,
            ])
        #expect(reading.entries.allSatisfy { $0.source == "jump-list" && $0.time == Self.time })
        #expect(
            reading.entries.allSatisfy { $0.note?.hasPrefix("in the list of application 28c8b86deab549a1") == true })
        // Cut, it gives what it has and says so.
        for length in stride(from: 25, to: bytes.count - 4, by: 37) {
            let cut = try read(Array(bytes.prefix(length)), at: path)
            #expect(cut.entries.count <= 3)
            // The first heading ends whole with a mark of its own.
            if !bytes.prefix(length).contains(0xAB) { #expect(cut.notes.map(\.code) == ["jump-list-damaged"]) }
        }
        #expect(try read(ShortcutMaker.list([]), at: path).notes.isEmpty)
    }

    @Test func `an old task tells its program and its last run in local time`() throws {
        var job = JobMaker(#"C:\Tools\sdelete.exe"#)
        job.arguments = "-z C:"
        job.lastRun = (2009, 11, 5, 23, 59, 58)
        var reading = try read(job.file, at: "/WINDOWS/Tasks/tidy.job")
        #expect(reading.entries.map(\.title) == [#"C:\Tools\sdelete.exe -z C:"#])
        #expect(reading.entries.map(\.source) == ["task"])
        let ran = spaced(reading.entries.first?.time)
        #expect(ran == "2009-11-05 23:59:58.000000")
        #expect(reading.entries.first?.note == "last run, in the computer's local time")
        #expect(reading.traces.map(\.text) == [#"C:\Tools\sdelete.exe"#])
        #expect(reading.traces.map(\.proof) == [.executed])
        job.lastRun = nil
        job.arguments = ""
        reading = try read(job.file, at: "/WINDOWS/Tasks/tidy.job")
        #expect(reading.entries.map(\.title) == [#"C:\Tools\sdelete.exe"#])
        #expect(reading.entries.map(\.time) == [nil])
        #expect(reading.entries.map(\.note) == ["never run"])
        #expect(reading.traces.map(\.proof) == [.configured])
        // A month of 13 is no time.
        job.lastRun = (2009, 13, 5, 23, 59, 58)
        #expect(try read(job.file, at: "/x.job").entries.map(\.time) == [nil])
        for length in 22..<job.file.count { _ = readArtefact(Array(job.file.prefix(length)), at: "/x.job") }
    }

    @Test func `cut and flipped shortcuts do no harm`() throws {
        let seed =
            ProcessInfo.processInfo.environment["WINNOW_SEED"].flatMap { UInt64($0) } ?? UInt64.random(in: 1...9999)
        print("seed: WINNOW_SEED=\(seed)")
        var random = SplitMix(state: seed)
        var shortcut = ShortcutMaker(#"C:\a.exe"#)
        shortcut.arguments = "b"
        shortcut.machine = "c"
        let file = shortcut.file
        for length in 0..<file.count { _ = readArtefact(Array(file.prefix(length)), at: "/x.lnk") }
        for _ in 0..<500 {
            var bytes = file
            for _ in 0..<Int.random(in: 1...8, using: &random) {
                bytes[Int.random(in: 20..<bytes.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            _ = readArtefact(bytes, at: "/x.lnk")
        }
    }
}
