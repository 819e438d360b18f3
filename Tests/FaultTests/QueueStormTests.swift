import Foundation
import Postgres
import QueueLoad
import Testing
import WinnowTesting

/// Worker processes are killed and frozen, connections cut and the server restarted, in random order, while they empty
/// a long queue: every result stands exactly once. `$WINNOW_SEED` repeats a storm.
@Suite struct QueueStormTests {
    private static let jobs = 100_000
    private static let devices = 4

    private enum Event: CaseIterable {
        case kill, freeze, hangUp, restart, crash

        var times: Int {
            switch self {
            case .kill: 22
            case .freeze: 11
            case .hangUp: 4
            case .restart, .crash: 2
            }
        }
    }

    @Test(.timeLimit(.minutes(10))) func nothingIsLostOrDoubledInAStorm() async throws {
        let seed =
            ProcessInfo.processInfo.environment["WINNOW_SEED"].flatMap(UInt64.init) ?? .random(in: 0...UInt64.max)
        print("storm: seed \(seed)")
        var dice = Dice(seed: seed)
        let hits = 1 + dice.roll(2)
        let database = try await StormDatabase()
        try await database.makeBacklog { try await Backlog.make($0, jobs: Self.jobs, devices: Self.devices) }
        try await database.allowAnyNumberOfAttempts()
        var fleet = StormFleet(conninfo: database.conninfo, hits: hits, seed: seed &+ 1)
        defer { fleet.killAll() }
        for _ in 0..<(4 + dice.roll(3)) { try fleet.start() }

        let start = ContinuousClock.now
        try await storm(&fleet, database, &dice)
        while !fleet.frozen.isEmpty { try await thawLapsed(&fleet, database) }
        let outputs = try await fleet.outputs()
        let lines = outputs.flatMap { $0.split(separator: "\n") }
        let refused = lines.compactMap { $0.hasPrefix("refused ") ? Int($0.dropFirst(8)) : nil }.reduce(0, +)
        try await check(database, hits: hits, refused: refused)
        print("storm: over after \(ContinuousClock.now - start)")
        try await database.remove()
    }

    private func storm(_ fleet: inout StormFleet, _ database: StormDatabase, _ dice: inout Dice) async throws {
        var events = Event.allCases.flatMap { Array(repeating: $0, count: $0.times) }
        let step = Self.jobs * 9 / 10 / events.count
        var due = step
        while !events.isEmpty {
            while try await database.ended() < due { try await thawLapsed(&fleet, database) }
            due += step
            switch events.remove(at: dice.roll(events.count)) {
            case .kill: try fleet.killOne()
            case .freeze:
                while fleet.frozen.count > 1 { try await thawLapsed(&fleet, database) }
                while try await !fleet.freeze(oneOf: database.holders()) {}
            case .hangUp: #expect(try await database.hangUp() > 0)
            case .restart: try await database.restart(immediately: false)
            case .crash: try await database.restart(immediately: true)
            }
        }
    }

    /// Wakes those whose jobs are others' by now: what they were about to write comes too late.
    private func thawLapsed(_ fleet: inout StormFleet, _ database: StormDatabase) async throws {
        for name in fleet.frozen where try await database.hasLapsed(name) { fleet.thaw(name) }
    }

    private func check(_ database: StormDatabase, hits: Int, refused: Int) async throws {
        let written = try await database.number("SELECT count(*) AS n FROM winnow.hit")
        let distinct = try await database.number(
            "SELECT count(*) AS n FROM (SELECT DISTINCT job_id, byte_offset FROM winnow.hit) AS one")
        let (lost, doubled) = (Self.jobs * hits - distinct, written - distinct)
        print(
            "storm: \(Self.jobs) jobs of \(hits) hits: lost \(lost), doubled \(doubled), refused late results \(refused)"
        )
        #expect(lost == 0)
        #expect(doubled == 0)
        #expect(refused > 0, "nobody came late: the storm shows nothing")
        let right = try await database.number(
            """
            SELECT count(*) AS n FROM winnow.job JOIN winnow.done d USING (job_id)
                JOIN (SELECT job_id, count(*) AS hits FROM winnow.hit GROUP BY job_id) h USING (job_id)
            WHERE d.kind = 'scan' AND d.outcome = 'ok' AND h.hits = $1
            """, [.int(hits)])
        #expect(right == Self.jobs)
        // Surveys and collates too, and nothing that is no job.
        let all = Self.jobs + 2 * Self.devices
        #expect(try await database.number("SELECT count(*) AS n FROM winnow.job") == all)
        #expect(
            try await database.number("SELECT count(DISTINCT fence) AS n FROM winnow.done WHERE outcome = 'ok'") == all)
        for table in ["ready", "deferred", "lease", "intake"] {
            #expect(try await database.number("SELECT count(*) AS n FROM winnow.\(table)") == 0, "\(table)")
        }
    }
}
