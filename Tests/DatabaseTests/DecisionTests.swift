import Model
import Postgres
import Store
import Testing
import WinnowTesting

@Suite struct DecisionTests {
    @Test func aDecisionStandsBesideTheOutcomeAndIsNeverChanged() async throws {
        let (fixture, batch) = try await EscalationTests.escalated(devices: 1, [EscalationTests.finding()])
        let records = fixture.records
        let device = try await records.devices(batchID: batch)[0].deviceID
        try await records.decide(deviceID: device, .retain, by: "A", role: "sergeant", reason: "awaits lab")
        try await records.decide(deviceID: device, .submit, by: "B", role: "", reason: "known image")
        let decisions = try await records.decisions(batchID: batch).map(\.record)
        #expect(decisions.map(\.decision) == [.retain, .submit])
        #expect(decisions.map(\.by) == ["A", "B"] && decisions[1].outcome == .escalate && decisions[1].digest == "d")
        #expect(try await records.results(batchID: batch)[0].result?.outcome == .escalate)
        await #expect(throws: PostgresError.self) {
            try await fixture.connection.query("UPDATE winnow.decision SET decision = 'return'")
        }
        #expect(try await records.recordFaults(batchID: batch) == [])
        try await fixture.connection.query("ALTER TABLE winnow.decision DISABLE TRIGGER ALL")
        for sql in [
            "UPDATE winnow.decision SET reason = 'other' WHERE decision_id = 1", "DELETE FROM winnow.decision",
        ] {
            try await fixture.connection.query(sql)
            #expect(try await records.recordFaults(batchID: batch).contains { $0.what.contains("decision 1") })
        }
    }

    @Test func anUnfinishedDeviceCannotBeDecidedOn() async throws {
        let fixture = try await QueueFixture()
        let batch = try await fixture.submit()
        let device = try await fixture.records.devices(batchID: batch)[0].deviceID
        let error = await #expect(throws: WinnowError.self) {
            try await fixture.records.decide(deviceID: device, .return, by: "A", role: "", reason: "r")
        }
        #expect(error?.code == "device-open")
    }
}
