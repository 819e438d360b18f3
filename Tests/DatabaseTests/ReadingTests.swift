import Model
import Postgres
import Store
import Testing
import WinnowTesting

/// Who reads findings says why, and it is recorded.
@Suite struct ReadingTests {
    private static func login(_ role: String, in fixture: QueueFixture) async throws -> PostgresConnection {
        let login = "\(role)_test_\(UInt32.random(in: 0...UInt32.max))"
        try await fixture.connection.query("CREATE ROLE \(login) LOGIN IN ROLE \(role)")
        return try await PostgresConnection.connect(fixture.conninfo + " user=\(login)")
    }

    private static func scanned() async throws -> (QueueFixture, batchID: Int64) {
        let fixture = try await QueueFixture()
        let batch = try await fixture.submit()
        try await fixture.survey(try #require(await fixture.claimOne()), scans: 1)
        try await fixture.scan(try #require(await fixture.claimOne()), hits: [RecordTests.hit("term")])
        return (fixture, batch)
    }

    private static func hits(_ records: Records, _ batch: Int64) async throws -> Int {
        var count = 0
        try await records.exportHits(batchID: batch) { count += $0.count }
        return count
    }

    @Test(arguments: ["winnow_dfu", "winnow_auditor"])
    func withoutAReasonNothingIsSeen(role: String) async throws {
        let (fixture, batch) = try await Self.scanned()
        let other = try await fixture.submit("other")
        let connection = try await Self.login(role, in: fixture)
        let records = Records(connection)
        #expect(try await Self.hits(records, batch) == 0)
        for reason in [nil, "", "  "] as [String?] {
            await #expect(throws: WinnowError.self) {
                try await records.beginReading(batchID: batch, what: "hits", reason: reason)
            }
        }
        try await records.beginReading(batchID: other, what: "hits", reason: "the wrong batch")
        #expect(try await Self.hits(records, batch) == 0)
        try await records.beginReading(batchID: batch, what: "hits", reason: "peer check")
        #expect(try await Self.hits(records, batch) == 1)
        let entry = try await fixture.connection.query(
            "SELECT entry::json ->> 'reason' AS reason FROM winnow.audit WHERE chain = 'reading:\(batch)'")
        #expect(try entry.map { try $0.text("reason") } == ["peer check"])
        await #expect(throws: PostgresError.self) { try await connection.query("SELECT 1 FROM winnow.hit") }
        // The right to read ends by itself.
        try await fixture.connection.query("UPDATE winnow.reading SET until = now() - interval '1 second'")
        #expect(try await Self.hits(records, batch) == 0)
    }

    /// Two devices with a hit and an escalation each, the first to `dfu`, the second to `cyber`.
    private static func escalated() async throws -> (QueueFixture, batchID: Int64) {
        let fixture = try await QueueFixture()
        let batch = try await fixture.submit(devices: 2)
        for survey in try await fixture.queue.claim(fixture.worker, limit: 2) {
            try await fixture.survey(survey, scans: 1)
        }
        for scan in try await fixture.queue.claim(fixture.worker, limit: 2) {
            try await fixture.scan(scan, hits: [RecordTests.hit("term")])
        }
        try await fixture.connection.query(
            """
            INSERT INTO winnow.escalation (device_id, category, route, severity, outcome, summary, hits, target, due_at)
            SELECT device_id, 'keyword', (ARRAY['dfu', 'cyber'])[row_number() OVER (ORDER BY device_id)], 'high',
                'escalate', 's', 1, 'day', now() FROM winnow.device
            """)
        return (fixture, batch)
    }

    private static func code(_ body: () async throws -> Void) async -> String? {
        do {
            try await body()
            return nil
        } catch { return (error as? WinnowError)?.code }
    }

    @Test func whoPullsAnEscalationSaysWhyAndSeesItsDeviceAndNoOther() async throws {
        let (fixture, batch) = try await Self.escalated()
        let connection = try await Self.login("winnow_dfu", in: fixture)
        let login = try await connection.query("SELECT session_user::text AS login")[0].text("login")
        let records = Records(connection)
        let pull = { (route: String, reason: String?) in
            await Self.code { _ = try await records.pullEscalations(route: route, reason: reason) }
        }
        #expect(await pull("dfu", "case 7") == "unit-foreign", "bound to no unit")
        _ = try await fixture.records.bindUnit(member: login, route: "dfu")
        #expect(await pull("dfu", nil) == "reason-missing")
        #expect(await pull("dfu", " ") == "reason-missing")
        #expect(await pull("cyber", "case 7") == "unit-foreign")
        await #expect(throws: PostgresError.self, "the server refuses it too") {
            try await connection.query("SELECT * FROM winnow.pull_escalations('dfu', NULL, 1, 60, 'c', NULL)")
        }
        #expect(try await Self.hits(records, batch) == 0)
        #expect(try await records.pullEscalations(route: "dfu", reason: "case 7").count == 1)
        #expect(try await Self.hits(records, batch) == 1)
        try await records.beginReading(batchID: batch, what: "hits", reason: "peer check")
        #expect(try await Self.hits(records, batch) == 2)
    }

    @Test func theListOfEscalationsIsOfOnesOwnUnitAndWantsAReason() async throws {
        let (fixture, batch) = try await Self.escalated()
        let group = "winnow_dfu_cyber_\(UInt32.random(in: 0...UInt32.max))"
        try await fixture.connection.query("CREATE ROLE \(group) IN ROLE winnow_dfu")
        let connection = try await Self.login(group, in: fixture)
        let records = Records(connection)
        _ = try await fixture.records.bindUnit(member: group, route: "cyber")
        #expect(try await records.escalations().isEmpty)
        #expect(
            await Self.code {
                try await records.beginReading(batchID: nil, what: "escalations list", reason: nil)
            } == "reason-missing")
        try await records.beginReading(batchID: nil, what: "escalations list", reason: "morning round")
        let listed = try await records.escalations()
        #expect(listed.map(\.route) == ["cyber"])
        #expect(try await Self.hits(records, batch) == 0, "the list opens no device")
        let other = try #require(try await fixture.records.escalations(route: "dfu").first)
        #expect(
            await Self.code { try await records.acknowledgeEscalation(other.escalationID, by: "x", note: nil) }
                == "escalation-missing")
        try await records.acknowledgeEscalation(listed[0].escalationID, by: "x", note: nil)
        #expect(
            try await fixture.count("audit WHERE chain = 'reading:0' AND entry LIKE '%morning round%'") == 1)
        #expect(try await fixture.records.recordFaults(batchID: batch).isEmpty)
        try await fixture.connection.query("UPDATE winnow.escalation SET acknowledged_by = 'y' WHERE route = 'cyber'")
        #expect(try await fixture.records.recordFaults(batchID: batch).count == 1)
        try await fixture.connection.query(
            "UPDATE winnow.escalation SET acknowledged_by = 'x', state = 'returned' WHERE route = 'cyber'")
        #expect(try await fixture.records.recordFaults(batchID: batch).count == 1)
    }

    @Test func aCoordinatorIsRecordedWithoutBeingAsked() async throws {
        let (fixture, batch) = try await Self.scanned()
        let records = Records(try await Self.login("winnow_coordinator", in: fixture))
        try await records.beginReading(batchID: batch, what: "report", reason: nil)
        #expect(try await Self.hits(records, batch) == 1)
        #expect(try await fixture.count("audit WHERE chain = 'reading:\(batch)'") == 1)
    }

    @Test func aChangeOfRolesIsRecordedOnce() async throws {
        let fixture = try await QueueFixture()
        let login = "winnow_dfu_test_\(UInt32.random(in: 0...UInt32.max))"
        try await fixture.records.noteRoles()
        try await fixture.connection.query("CREATE ROLE \(login) LOGIN IN ROLE winnow_dfu")
        try await fixture.records.noteRoles()
        try await fixture.records.noteRoles()
        let told = try await fixture.connection.query(
            "SELECT 1 FROM winnow.audit WHERE chain = 'system' AND entry LIKE '%winnow_dfu=\(login)%'")
        // Other tests make logins at the same time, so there may be more than one entry.
        #expect(!told.isEmpty)
    }
}
