import Model
import Store
import Testing

@Suite struct ControlTests {
    @Test func aPausedBatchWaitsForItsResume() async throws {
        let fixture = try await QueueFixture()
        let batch = try await fixture.submit(devices: 2)
        let running = try #require(await fixture.claimOne())
        #expect(try await fixture.queue.pause(batchID: batch) == .changed)
        #expect(try await fixture.queue.pause(batchID: batch) == .unchanged)
        #expect(try await fixture.claimOne() == nil)
        try await fixture.survey(running, scans: 2)
        try await fixture.queue.promote()
        #expect(try await fixture.claimOne() == nil, "what a running job adds waits too")
        #expect(try await fixture.queue.isIdle())
        #expect(try await fixture.queue.resume(batchID: batch) == .changed)
        #expect(try await fixture.queue.resume(batchID: batch) == .unchanged)
        #expect(try await fixture.queue.claim(fixture.worker, limit: 9).map(\.kind) == [.survey, .scan, .scan])
    }

    @Test func cancellingEndsWaitingJobsAndTellsRunningOnes() async throws {
        let fixture = try await QueueFixture()
        let batch = try await fixture.submit(devices: 3)
        let running = try #require(await fixture.claimOne())
        #expect(try await fixture.queue.cancel(batchID: batch) == .changed)
        #expect(try await fixture.queue.cancel(batchID: batch) == .unchanged)
        let verdicts = try await fixture.queue.beat(
            fixture.worker, leaseSeconds: 60, progress: [(running, Progress())])
        #expect(verdicts == [running.jobID: .cancel])
        try await fixture.queue.release(running)
        #expect(try await fixture.records.status(batchID: batch)[0].jobs == ["cancelled": 3])
        #expect(try await fixture.queue.sweep() == 0)
        #expect(try await fixture.records.status(batchID: batch)[0].state == .cancelled)
    }

    @Test func aQuarantinedJobCanBeRetriedAndItsDeviceIsCollatedAnew() async throws {
        let fixture = try await QueueFixture()
        let batch = try await fixture.submit()
        let error = WinnowError("image-missing", "no such image")
        _ = try await fixture.queue.fail(#require(await fixture.claimOne()), error: error, retryable: false)
        try await fixture.queue.sweep()
        try await fixture.collate(
            #require(await fixture.claimOne()), DeviceResult(outcome: .inconclusive, findings: [], digest: "one"))
        try await fixture.queue.sweep()
        #expect(try await fixture.records.status(batchID: batch)[0].state == .completeWithGaps)

        #expect(try await fixture.queue.retry(batchID: batch) == 1)
        let again = try #require(await fixture.claimOne())
        #expect(again.kind == .survey && again.attempt == 1)
        try await fixture.survey(again, scans: 0)
        #expect(try await fixture.queue.sweep() == 1)
        try await fixture.collate(
            #require(await fixture.claimOne()), DeviceResult(outcome: .negative, findings: [], digest: "two"))
        try await fixture.queue.sweep()
        #expect(try await fixture.records.status(batchID: batch)[0].state == .complete)
        #expect(try await fixture.records.results(batchID: batch)[0].result?.digest == "two")
    }

    @Test func aBatchOfHigherPriorityOvertakes() async throws {
        let fixture = try await QueueFixture()
        try await fixture.submit("first")
        let second = try await fixture.submit("second")
        #expect(try await fixture.queue.reprioritise(batchID: second, priority: 1) == .changed)
        #expect(try await fixture.claimOne()?.batchID == second)
    }

    @Test func workersAreListedWithTheirState() async throws {
        let fixture = try await QueueFixture()
        try await fixture.submit()
        _ = try await fixture.claimOne()
        let worker = try #require(await fixture.records.workers().first)
        #expect(worker.worker == fixture.worker && worker.state == .active && worker.jobs == 1)
        try await fixture.lapse()
        #expect(try await fixture.records.workers()[0].state == .lost)
        try await fixture.queue.retire(fixture.worker)
        #expect(try await fixture.records.workers()[0].state == .retired)
    }
}
