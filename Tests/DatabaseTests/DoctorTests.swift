import Foundation
import Postgres
import Store
import Testing
import WinnowTesting

@Suite struct DoctorTests {
    private static func examine(_ conninfo: String) async throws -> [String: Checkup] {
        let connection = try await PostgresConnection.connect(conninfo)
        let all = try await Doctor(connection, conninfo: conninfo).examine()
        await connection.close()
        #expect(all.allSatisfy { ($0.state == .ok) == ($0.remedy == nil) }, "whatever is not well has a remedy")
        return Dictionary(uniqueKeysWithValues: all.map { ($0.check, $0) })
    }

    @Test func aHealthyDatabaseIsWell() async throws {
        let conninfo = try await TestCluster.emptyDatabase()
        let connection = try await PostgresConnection.connect(conninfo)
        #expect(try await Self.examine(conninfo)["schema"]?.state == .bad, "before migrate")
        try await SchemaInstaller(connection).install()
        let found = try await Self.examine(conninfo)
        for check in ["schema", "roles", "login", "table rights", "encryption", "pooler", "statement_timeout", "queue"]
        {
            #expect(found[check]?.state == .ok, "\(check): \(String(describing: found[check]))")
        }
        let login = "winnow_auditor_test_\(UInt32.random(in: 0...UInt32.max))"
        try await connection.query("CREATE ROLE \(login) LOGIN IN ROLE winnow_auditor")
        for (right, undo) in [
            ("GRANT UPDATE ON winnow.done TO winnow_worker", "REVOKE UPDATE ON winnow.done FROM winnow_worker"),
            ("GRANT SELECT (name) ON winnow.batch TO PUBLIC", "REVOKE SELECT (name) ON winnow.batch FROM PUBLIC"),
        ] {
            try await connection.query(right)
            for user in ["", " user=\(login)"] {
                #expect(try await Self.examine(conninfo + user)["table rights"]?.state == .bad, "\(right)\(user)")
            }
            try await connection.query(undo)
        }
        #expect(try await Self.examine(conninfo)["table rights"]?.state == .ok)
    }

    @Test func aHeldSnapshotIsNamed() async throws {
        let fixture = try await QueueFixture()
        let holder = try await PostgresConnection.connect(fixture.conninfo + " application_name=forgotten")
        try await holder.query("BEGIN ISOLATION LEVEL REPEATABLE READ")
        try await holder.query("SELECT 1")
        let found = try #require(await Self.examine(fixture.conninfo)["oldest snapshot"])
        #expect(found.found != "none is held")
        await holder.close()
    }

    @Test func whatNeedsAPersonIsSaid() async throws {
        let fixture = try await QueueFixture()
        try await fixture.submit()
        _ = try await fixture.queue.pauseAll(true)
        try await fixture.lapse()
        let found = try await Self.examine(fixture.conninfo)
        #expect(found["queue"]?.state == .warn)
        #expect(found["workers"]?.found.contains("1 jobs to do") == true)
    }

    @Test(arguments: [
        (Verdicts.version(140_012), Checkup.State.bad), (Verdicts.version(150_000), .ok),
        (Verdicts.version(170_004), .ok), (Verdicts.encryption(nil), .ok), (Verdicts.encryption(false), .bad),
        (Verdicts.encryption(true), .ok), (Verdicts.setting("fsync", "off"), .bad),
        (Verdicts.setting("synchronous_commit", "off"), .bad),
        (Verdicts.setting("synchronous_commit", "remote_apply"), .ok), (Verdicts.checksums("off"), .warn),
        (Verdicts.timeout("statement_timeout", "0"), .warn), (Verdicts.connections(used: 161, most: 200), .warn),
        (Verdicts.connections(used: 160, most: 200), .ok), (Verdicts.snapshot(seconds: nil, holder: ""), .ok),
        (Verdicts.snapshot(seconds: 301, holder: "x"), .warn), (Verdicts.snapshot(seconds: 3601, holder: "x"), .bad),
        (Verdicts.standby(transactions: nil), .ok), (Verdicts.standby(transactions: 99), .ok),
        (Verdicts.standby(transactions: 100_001), .warn),
        (Verdicts.deadRows(table: "ready", dead: 10_001, live: 3, vacuumed: "never"), .warn),
        (Verdicts.standby(transactions: nil), .ok), (Verdicts.standby(transactions: 99), .ok),
        (Verdicts.standby(transactions: 100_001), .warn),
        (Verdicts.deadRows(table: "ready", dead: 10_001, live: 300_000, vacuumed: "never"), .ok),
        (Verdicts.workers(live: 0, lost: 0, versions: [], unfinished: 0), .ok),
        (Verdicts.workers(live: 0, lost: 0, versions: [], unfinished: 1), .warn),
        (Verdicts.workers(live: 2, lost: 0, versions: ["1", "2"], unfinished: 1), .warn),
    ])
    func eachFactHasItsVerdict(checkup: Checkup, state: Checkup.State) {
        #expect(checkup.state == state)
    }
}
