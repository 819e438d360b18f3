import Model
import Postgres
import Store
import Testing
import WinnowTesting

/// Escalations while the device is still being scanned.
@Suite struct EarlyCollateTests {
    private static let result = DeviceResult(
        outcome: .escalate,
        findings: [
            EscalationTests.finding(), EscalationTests.finding("keyword", severity: .low, outcome: .review),
        ], digest: "early")

    /// A surveyed device with so many scans, some of them done with hits that may escalate.
    private static func scanning(_ fixture: QueueFixture, scans: Int, done: Int) async throws {
        try await fixture.submit()
        try await fixture.survey(try #require(await fixture.claimOne()), scans: scans)
        for claim in try await fixture.queue.claim(fixture.worker, limit: done) { try await urgent(claim, fixture) }
    }

    private static func urgent(_ claim: Claim, _ fixture: QueueFixture) async throws {
        #expect(claim.kind == .scan)
        let scan = ScanResult(
            pack: PackRecord(bytes: [0], digest: "d", files: 1, rawSize: 1), hits: [RecordTests.hit("x")],
            mayEscalate: true)
        try await fixture.queue.commit(JobResult(claim, content: .scan(scan)))
    }

    @Test func anUrgentHitIsCollatedBeforeTheNextScan() async throws {
        let fixture = try await QueueFixture()
        try await Self.scanning(fixture, scans: 3, done: 2)
        let early = try #require(await fixture.claimOne())
        #expect(early.isEarly)
        #expect(try await fixture.records.material(of: early).0.hits.count == 2, "one early collate for both")
        try await fixture.collate(early, Self.result)
        let escalations = try await fixture.records.escalations()
        #expect(escalations.map(\.category) == ["known-image"], "a review waits for the whole device")
        #expect(try await fixture.records.results(batchID: 1)[0].result == nil)
        #expect(try await fixture.queue.sweep() == 0)

        try await fixture.scan(try #require(await fixture.claimOne()))
        #expect(try await fixture.queue.sweep() == 1)
        let last = try #require(await fixture.claimOne())
        #expect(last.kind == .collate && !last.isEarly)
        try await fixture.collate(last, Self.result)
        #expect(try await fixture.records.escalations().map(\.category) == ["known-image", "keyword"])
        #expect(try await fixture.records.escalations().map(\.revision) == [1, 1])
        try await fixture.queue.sweep()
        let batch = try await fixture.records.batches()[0]
        #expect(batch.state == .complete)
        #expect(try await fixture.records.recordFaults(batchID: batch.batchID) == [])
    }

    @Test func anEarlyCollateThatNobodyBeganIsForgottenByTheLastOne() async throws {
        let fixture = try await QueueFixture()
        try await Self.scanning(fixture, scans: 1, done: 1)
        #expect(try await fixture.count("ready") == 1)
        #expect(try await fixture.queue.sweep() == 1)
        let last = try #require(await fixture.claimOne())
        #expect(!last.isEarly)
        #expect(try await fixture.claimOne() == nil)
        try await fixture.collate(last, Self.result)
        try await fixture.queue.sweep()
        #expect(try await fixture.records.batches()[0].state == .complete)
    }

    @Test func aRunningEarlyCollateIsWaitedForAndASecondOneWaitsALittle() async throws {
        let fixture = try await QueueFixture()
        try await Self.scanning(fixture, scans: 2, done: 1)
        let early = try #require(await fixture.claimOne())
        #expect(early.isEarly)
        // What it has read already does not have these hits: another one is made.
        try await Self.urgent(try #require(await fixture.claimOne()), fixture)
        #expect(try await fixture.queue.sweep() == 0, "the early one still runs")
        try await fixture.collate(early, Self.result)
        #expect(try await fixture.queue.sweep() == 1)
        let last = try #require(await fixture.claimOne())
        #expect(!last.isEarly)
        #expect(try await fixture.claimOne() == nil)
    }

    @Test func anEarlyCollateThatComesAfterTheLastOneWritesNothing() async throws {
        let fixture = try await QueueFixture()
        try await Self.scanning(fixture, scans: 1, done: 1)
        let early = try #require(await fixture.claimOne())
        // As if its lease had been lost sight of: the last collate is made beside it.
        try await fixture.connection.query("UPDATE winnow.device SET swept = generation")
        try await fixture.collate(early, Self.result)
        #expect(try await fixture.records.escalations().isEmpty)
    }

    @Test func anEarlyCollateWithdrawsNothing() async throws {
        let fixture = try await QueueFixture()
        try await Self.scanning(fixture, scans: 3, done: 1)
        try await fixture.collate(try #require(await fixture.claimOne()), Self.result)
        try await Self.urgent(try #require(await fixture.claimOne()), fixture)
        try await fixture.skipPauses()
        let second = try #require(await fixture.claimOne())
        #expect(second.isEarly)
        try await fixture.collate(second, DeviceResult(outcome: .negative, findings: [], digest: ""))
        #expect(try await fixture.records.escalations().map(\.state) == [.open])
    }

    @Test func aDeviceOfLowPriorityDoesNotWaitBehindOthers() async throws {
        let fixture = try await QueueFixture()
        try await Self.scanning(fixture, scans: 2, done: 1)
        _ = try await fixture.queue.reprioritise(batchID: 1, priority: 900)
        try await fixture.submit("urgent", devices: 3)
        _ = try await fixture.queue.reprioritise(batchID: 2, priority: 1)
        // The reprioritised ready row keeps its place before all other work of the device.
        try await fixture.connection.query("DELETE FROM winnow.ready WHERE place = -3")
        try await fixture.connection.query("DELETE FROM winnow.job WHERE place = -3")
        let scan = try #require(
            try await fixture.queue.claim(fixture.worker, limit: 10).first { $0.kind == .scan })
        try await Self.urgent(scan, fixture)
        let next = try #require(await fixture.claimOne())
        #expect(next.isEarly)
    }
}
