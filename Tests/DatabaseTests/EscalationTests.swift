import Model
import Postgres
import Store
import Testing
import WinnowTesting

/// The DFU's queue: each escalation with one client at a time, none lost, none doubled.
@Suite struct EscalationTests {
    static func finding(
        _ category: String = "known-image", severity: Severity = .critical, outcome: Outcome = .escalate,
        route: String? = "dfu", target: TimeTarget? = nil, summary: String = "1 file", hits: Int = 1
    ) -> Finding {
        Finding(
            category: category, rule: category, severity: severity, outcome: outcome, route: route, target: target,
            summary: summary, hits: hits, examples: [])
    }

    /// A batch whose devices are collated with these findings each.
    static func escalated(devices: Int, _ findings: [Finding]) async throws -> (QueueFixture, batchID: Int64) {
        let fixture = try await QueueFixture()
        let batch = try await fixture.submit(devices: devices, images: 0)
        try await fixture.queue.sweep()
        for claim in try await fixture.queue.claim(fixture.worker, limit: devices) {
            try await fixture.collate(claim, DeviceResult(outcome: .escalate, findings: findings, digest: "d"))
        }
        try await fixture.queue.sweep()
        return (fixture, batch)
    }

    /// Collates the only device again.
    static func again(_ fixture: QueueFixture, _ findings: [Finding]) async throws {
        try await fixture.connection.query("UPDATE winnow.device SET generation = generation + 1")
        try await fixture.connection.query("UPDATE winnow.batch SET state = 'open'")
        try await fixture.queue.sweep()
        let claim = try #require(await fixture.claimOne())
        try await fixture.collate(claim, DeviceResult(outcome: .escalate, findings: findings, digest: "e"))
        try await fixture.queue.sweep()
    }

    @Test func twoClientsAtOnceShareWhatWaits() async throws {
        let (fixture, _) = try await Self.escalated(devices: 40, [Self.finding()])
        let conninfo = fixture.conninfo
        let pulled = try await withThrowingTaskGroup(of: [Int64].self) { group in
            for client in 0..<2 {
                group.addTask {
                    let records = Records(try await PostgresConnection.connect(conninfo))
                    var mine: [Int64] = []
                    while true {
                        let some = try await records.pullEscalations(route: "dfu", limit: 3, client: "\(client)")
                        if some.isEmpty { return mine }
                        mine += some.map(\.escalationID)
                    }
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(pulled.count == 40 && Set(pulled).count == 40)
    }

    @Test func whatAKilledClientHeldComesBackAfterItsLease() async throws {
        let (fixture, _) = try await Self.escalated(devices: 1, [Self.finding()])
        let records = fixture.records
        let first = try #require(try await records.pullEscalations(route: "dfu", lease: 60, client: "killed").first)
        #expect(try await records.pullEscalations(route: "dfu").isEmpty)
        try await fixture.connection.query("UPDATE winnow.escalation SET lease_until = now() - interval '1 second'")
        #expect(try await records.escalations()[0].pull?.hasLapsed == true)
        let late = await #expect(throws: WinnowError.self) {
            try await records.acknowledgeEscalation(
                first.escalationID, fence: first.pull?.fence, by: "too late", note: nil)
        }
        #expect(late?.code == "escalation-lapsed")
        let second = try #require(try await records.pullEscalations(route: "dfu", client: "other").first)
        #expect(second.escalationID == first.escalationID && second.pull?.fence != first.pull?.fence)
        let stolen = await #expect(throws: WinnowError.self) {
            try await records.acknowledgeEscalation(first.escalationID, fence: first.pull?.fence, by: "x", note: nil)
        }
        #expect(stolen?.code == "escalation-lapsed")
        try await records.acknowledgeEscalation(second.escalationID, fence: second.pull?.fence, by: "y", note: "in")
        #expect(try await records.pullEscalations(route: "dfu").isEmpty)
        let twice = await #expect(throws: WinnowError.self) {
            try await records.acknowledgeEscalation(second.escalationID, by: "z", note: nil)
        }
        #expect(twice?.code == "escalation-settled")
        #expect(try await records.escalations()[0].acknowledgedBy == "y")
    }

    @Test func theShortestTimeTargetComesFirst() async throws {
        let findings = [
            Self.finding("keyword", severity: .low, outcome: .review), Self.finding("known-image"),
            Self.finding("dark-web", severity: .medium), Self.finding("borderline", severity: .low, target: .week),
        ]
        let (fixture, _) = try await Self.escalated(devices: 1, findings)
        let pulled = try await fixture.records.pullEscalations(route: "dfu")
        #expect(pulled.map(\.category) == ["known-image", "borderline", "dark-web", "keyword"])
        #expect(pulled.map(\.target) == [.day, .week, .twoWeeks, .thirtyDays])
        #expect(pulled.map { ($0.dueAt - $0.createdAt) / 86_400_000_000 } == [1, 7, 14, 30])
        try await fixture.connection.query(
            "UPDATE winnow.escalation SET due_at = now() - interval '1 minute' WHERE category = 'dark-web'")
        #expect(try await fixture.records.escalations().filter(\.isOverdue).map(\.category) == ["dark-web"])
        #expect(try await fixture.records.pullEscalations(route: "safeguarding").isEmpty)
    }

    @Test func laterEvidenceChangesAnEscalationAndMakesNoSecond() async throws {
        let (fixture, batch) = try await Self.escalated(devices: 1, [Self.finding()])
        let records = fixture.records
        let first = try #require(try await records.pullEscalations(route: "dfu").first)
        try await records.acknowledgeEscalation(first.escalationID, fence: first.pull?.fence, by: "x", note: nil)
        try await Self.again(fixture, [Self.finding()])
        #expect(try await records.escalations().map(\.revision) == [1], "the same said again is nothing new")
        try await Self.again(fixture, [Self.finding(summary: "2 files", hits: 2)])
        let changed = try await records.escalations()
        #expect(changed.map(\.escalationID) == [first.escalationID] && changed[0].revision == 2)
        #expect(changed[0].state == .acknowledged && changed[0].hasNewEvidence)
        try await Self.again(fixture, [])
        #expect(try await records.escalations()[0].state == .acknowledged, "what was taken in is not taken back")
        let events = try await fixture.connection.query(
            "SELECT entry::json ->> 'event' AS event FROM winnow.audit WHERE chain = 'batch:\(batch)' ORDER BY seq"
        ).map { try $0.text("event") }
        #expect(events.filter { $0 == "escalated" }.count == 1)
        #expect(events.filter { $0 == "escalation-changed" }.count == 1)
        #expect(try await records.recordFaults(batchID: batch) == [])
    }

    @Test func aReturnedOneComesBackByAPersonOrByNewEvidence() async throws {
        let (fixture, _) = try await Self.escalated(devices: 1, [Self.finding()])
        let records = fixture.records
        func giveBack() async throws {
            let pulled = try #require(try await records.pullEscalations(route: "dfu").first)
            try await records.acknowledgeEscalation(
                pulled.escalationID, fence: pulled.pull?.fence, accepted: false, by: "x", note: "not for us")
            #expect(try await records.escalations()[0].state == .returned)
            #expect(try await records.pullEscalations(route: "dfu").isEmpty)
        }
        try await giveBack()
        try await Self.again(fixture, [Self.finding()])
        #expect(try await records.escalations()[0].state == .returned)
        let id = try await records.escalations()[0].escalationID
        #expect(try await records.reopenEscalation(id, by: "coordinator", note: "look again"))
        try await giveBack()
        try await Self.again(fixture, [Self.finding(hits: 2)])
        #expect(try await records.escalations()[0].state == .open)
        try await Self.again(fixture, [])
        #expect(try await records.escalations()[0].state == .withdrawn)
        try await Self.again(fixture, [Self.finding(hits: 2)])
        #expect(try await records.escalations()[0].state == .open)
    }

    @Test func whatCannotBeWrittenIsGivenBack() async throws {
        let (fixture, _) = try await Self.escalated(devices: 1, [Self.finding()])
        let pulled = try #require(try await fixture.records.pullEscalations(route: "dfu").first)
        try await fixture.records.releaseEscalation(pulled.escalationID, fence: (pulled.pull?.fence ?? 0) + 1)
        #expect(try await fixture.records.pullEscalations(route: "dfu").isEmpty)
        try await fixture.records.releaseEscalation(pulled.escalationID, fence: pulled.pull?.fence ?? 0)
        #expect(try await fixture.records.pullEscalations(route: "dfu").count == 1)
    }
}
