import Foundation
import Model
import Testing
import WinnowTesting

@testable import Artefacts

/// Event logs made by code, through libevtx.
struct EventLogTests {
    private static let time: Int64 = 1_767_323_045_000_000
    private static let security = EventLogMaker.Event(
        1102, channel: "Security", data: "LogFileCleared",
        [
            ("SubjectUserSid", "S-1-5-21-1-2-3-1001"), ("SubjectUserName", "ann"), ("SubjectDomainName", "PC"),
            ("SubjectLogonId", "0x3e7"),
        ])
    private static func system(_ channel: String, by user: String, _ written: UInt64) -> EventLogMaker.Event {
        EventLogMaker.Event(
            104, channel: "System", written: written, data: "LogFileCleared",
            [("SubjectUserName", user), ("SubjectDomainName", "PC"), ("Channel", channel), ("BackupPath", "")])
    }
    private static let other = EventLogMaker.Event(
        6005, provider: "EventLog", channel: "System", data: "Started", [("Version", "10.0")])

    private func read(_ log: EventLogMaker) throws -> ArtefactReading {
        try #require(readArtefact(log.file, at: "/Windows/System32/winevt/Logs/x.evtx"))
    }

    @Test func `a cleared Security log is told with time and user`() throws {
        let reading = try read(EventLogMaker([Self.security]))
        #expect(reading.notes.isEmpty)
        #expect(reading.entries.map(\.title) == ["event log Security cleared"])
        #expect(reading.entries.map(\.time) == [Self.time])
        #expect(reading.entries.map(\.rawTime) == ["filetime:\(HiveMaker.time)"])
        #expect(reading.entries.map(\.note) == [#"by PC\ann"#])
        #expect(reading.traces.map(\.text) == ["event-log-cleared"])
        #expect(reading.traces.map(\.proof) == [.used])
        #expect(
            reading.traces.map(\.detail) == [
                #"event 1102: log Security was cleared at 2026-01-02T03:04:05Z by PC\ann"#
            ])
    }

    @Test func `each other log that was cleared is told by its name, and no other event`() throws {
        let name = "Microsoft-Windows-PowerShell/Operational"
        let reading = try read(
            EventLogMaker([
                Self.other, Self.system("Application", by: "ann", HiveMaker.time),
                Self.system(name, by: "bob", HiveMaker.time + 10_000_000), Self.other,
            ]))
        #expect(reading.entries.map(\.title) == ["event log Application cleared", "event log \(name) cleared"])
        #expect(reading.entries.map(\.note) == [#"by PC\ann"#, #"by PC\bob"#])
        #expect(reading.entries.map(\.time) == [Self.time, Self.time + 1_000_000])
        #expect(reading.traces.count == 2)
    }

    @Test func `a record behind the end counts as recovered`() throws {
        var log = EventLogMaker([Self.other])
        log.givenUp = [Self.security]
        let reading = try read(log)
        #expect(reading.entries.map(\.recovered) == [true])
        #expect(reading.traces.first?.detail.hasSuffix("from a record that was given up") == true)
    }

    @Test func `a log without a clearing tells nothing, nor does the event's number alone`() throws {
        for event in [
            Self.other,
            EventLogMaker.Event(1102, provider: "Other", channel: "Application", data: "Other", [("A", "b")]),
            EventLogMaker.Event(
                104, provider: "Other", channel: "Application", data: "LogFileClearedNot", [("A", "b")]),
            EventLogMaker.Event(4624, channel: "Security", data: "LogFileCleared", [("SubjectUserName", "ann")]),
        ] {
            let reading = try read(EventLogMaker([event]))
            #expect(reading.traces.isEmpty)
            #expect(reading.entries.isEmpty)
        }
    }

    @Test func `names in a clearing are kept as they are`() throws {
        let name = #"<b>&"é"#
        let reading = try read(EventLogMaker([Self.system("System", by: name, HiveMaker.time)]))
        #expect(reading.entries.map(\.note) == ["by PC\\\(name)"])
    }

    @Test func `cut and flipped logs do no harm`() throws {
        let seed =
            ProcessInfo.processInfo.environment["WINNOW_SEED"].flatMap { UInt64($0) } ?? UInt64.random(in: 1...9999)
        print("seed: WINNOW_SEED=\(seed)")
        var random = SplitMix(state: seed)
        let file = EventLogMaker([Self.security, Self.other, Self.system("Application", by: "ann", 1)]).file
        for length in stride(from: 8, to: 4096 + 4096, by: 509) {
            _ = readArtefact(Array(file.prefix(length)), at: "/x.evtx")
        }
        for _ in 0..<300 {
            var bytes = file
            for _ in 0..<Int.random(in: 1...16, using: &random) {
                bytes[Int.random(in: 8..<8192, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            _ = readArtefact(bytes, at: "/x.evtx")
        }
    }
}
