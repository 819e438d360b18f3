import Model
import Postgres
import Store
import Testing

/// Re-scans in the queue: planned once, any worker's, fenced like scans.
@Suite struct RescanQueueTests {
    /// A finished batch of one device with one pack, and a list that it was not searched with.
    private static func finished() async throws -> (QueueFixture, Int64, ReferenceVersion) {
        let fixture = try await QueueFixture()
        let batch = try await fixture.submit()
        try await fixture.survey(#require(await fixture.claimOne()), scans: 1)
        try await fixture.scan(#require(await fixture.claimOne()))
        try await fixture.queue.sweep()
        try await fixture.collate(
            #require(await fixture.claimOne()), DeviceResult(outcome: .negative, findings: [], digest: "d"))
        try await fixture.queue.sweep()
        let list = try await fixture.records.addReference(
            kind: .keywords, name: "later", digest: "ab", entries: 1, content: [1])
        return (fixture, batch, list)
    }

    private static let result = RescanResult(
        hits: [RecordTests.hit("new")],
        rows: [RescanRow(.names, files: 2), RescanRow(.content, type: "x", files: 2, bytes: 9)])

    @Test func aRescanIsAskedOnceAndItsResultIsWrittenOnce() async throws {
        let (fixture, batch, list) = try await Self.finished()
        let records = fixture.records
        #expect(try await records.rescan(batchID: batch, references: [list], reread: false).outcome == .changed)
        #expect(try await records.rescan(batchID: batch, references: [list], reread: false).outcome == .refused)
        // A worker that reaches no image can do it.
        let poor = try await fixture.queue.register(
            host: "poor", pid: 1, version: "", slots: 1, reach: [], leaseSeconds: 60)
        let claim = try #require(try await fixture.queue.claim(poor, limit: 1).first)
        #expect(claim.kind == .rescan)
        #expect(try await records.packs(ofRescan: claim) == [[0, 1, 255]])
        #expect(try await records.references(ofRescan: claim) == [list])
        let running = try await records.status(batchID: batch)[0]
        #expect(running.state == .open && running.rescans.map(\.jobs) == [1] && running.rescans.map(\.jobsDone) == [0])
        try await fixture.queue.commit(JobResult(claim, progress: Progress(files: 2), content: .rescan(Self.result)))
        await #expect(throws: StaleClaim.self) {
            try await fixture.queue.commit(JobResult(claim, content: .rescan(Self.result)))
        }
        #expect(try await fixture.count("hit") == 1)
        #expect(try await fixture.count("rescan_coverage") == 2)
        #expect(try await fixture.queue.sweep() == 1)
        let collate = try #require(await fixture.claimOne())
        let material = try await records.material(of: collate).0
        #expect(material.hits.count == 1)
        #expect(material.images[0].rescans.map(\.row.what) == [.content, .names])
        try await fixture.collate(collate, DeviceResult(outcome: .review, findings: [], digest: "e"))
        try await fixture.queue.sweep()
        #expect(try await records.status(batchID: batch)[0].state == .complete)
        #expect(try await records.rescan(batchID: batch, references: [list], reread: false).outcome == .unchanged)
        #expect(try await records.pinnedReferences(batchID: batch) == [list])
    }

    @Test func afterARescueALateResultIsRefused() async throws {
        let (fixture, batch, list) = try await Self.finished()
        _ = try await fixture.records.rescan(batchID: batch, references: [list], reread: false)
        let late = try #require(await fixture.claimOne())
        try await fixture.lapse()
        #expect(try await fixture.queue.rescue() == 1)
        await #expect(throws: StaleClaim.self) {
            try await fixture.queue.commit(JobResult(late, content: .rescan(Self.result)))
        }
        #expect(try await fixture.records.references(ofRescan: late).isEmpty)
        #expect(try await fixture.count("hit") == 0)
        #expect(try await fixture.count("rescan_coverage") == 0)
    }

    @Test func rereadingQueuesTheScansAgainAndOnlyOnce() async throws {
        let (fixture, batch, list) = try await Self.finished()
        let asked = try await fixture.records.rescan(batchID: batch, references: [list], reread: true)
        #expect(asked.jobs == 2)
        let claims = try await fixture.queue.claim(fixture.worker, limit: 5)
        #expect(claims.map(\.kind) == [.rescan, .reread])
        #expect(claims[1].spec == [1, 0, 0] && claims[1].image != nil)
        for claim in claims { try await fixture.queue.commit(JobResult(claim, content: .rescan(RescanResult()))) }
        try await fixture.queue.sweep()
        try await fixture.collate(
            #require(await fixture.claimOne()), DeviceResult(outcome: .negative, findings: [], digest: "d"))
        try await fixture.queue.sweep()
        #expect(
            try await fixture.records.rescan(batchID: batch, references: [list], reread: true).outcome == .unchanged)
    }
}
