import Model
import Postgres
import Store
import Testing

/// Which jobs a worker is given: those that it can read, no more of an image than its cap.
@Suite struct ClaimTests {
    private static func submit(
        _ fixture: QueueFixture, _ name: String, _ images: [String], cap: Int? = nil
    ) async throws {
        _ = try await fixture.records.submit(
            BatchSubmission(
                name: name, key: name, devices: [DeviceSubmission(exhibit: "A/1", images: images)], maxReaders: cap))
    }

    @Test func aWorkerGetsOnlyWhatItCanReach() async throws {
        let fixture = try await QueueFixture()
        try await Self.submit(fixture, "b", ["/a.dd", "lab:b.dd", "other:c.dd", "https://h/d.dd"])
        let lab = try await fixture.queue.register(
            host: "lab", pid: 1, version: "", slots: 1, reach: ["store:lab"], leaseSeconds: 60)
        #expect(try await fixture.queue.claim(lab, limit: 9).map(\.image) == ["lab:b.dd"])
        #expect(try await fixture.queue.claim(fixture.worker, limit: 9).map(\.image) == ["/a.dd"])
        #expect(try await fixture.queue.claim(lab, limit: 9, preferring: [1, 2, 3, 4]).isEmpty)
        let blocked = try await fixture.records.imageStatus(batchID: 1).map(\.blocked)
        #expect(
            blocked == [
                nil, nil, "no live worker can reach this image: none has store:other",
                "no live worker can reach this image: none reads URLs",
            ])
    }

    @Test func aPathThatIsNoneIsRefusedAtSubmission() async throws {
        let fixture = try await QueueFixture()
        for path in ["relative/a.dd", "lab:/etc/passwd", "lab:../x", "a b:c"] {
            await #expect(throws: WinnowError.self) { try await Self.submit(fixture, path, [path]) }
        }
    }

    @Test func anAbsentImageGoesToAnotherHostAndEndsWhenNoneHasIt() async throws {
        let fixture = try await QueueFixture()
        try await Self.submit(fixture, "b", ["/a.dd"])
        let error = WinnowError("image-missing", "there is no image")
        let second = try await fixture.queue.register(host: "second", pid: 1, version: "", slots: 1, leaseSeconds: 60)
        let first = try #require(await fixture.claimOne())
        #expect(try await fixture.queue.absent(first, error: error), "another host may have it")
        #expect(try await fixture.claimOne() == nil, "this one is not asked again")
        let elsewhere = try #require(try await fixture.queue.claim(second, limit: 1).first)
        #expect(elsewhere.attempt == 1)
        #expect(try await !fixture.queue.absent(elsewhere, error: error))
        #expect(try await fixture.records.jobs(states: [.quarantined]).first?.error == error)
        #expect(try await fixture.queue.retry(batchID: 1) == 1, "after it was mounted")
        #expect(try await fixture.claimOne() != nil)
    }

    @Test func oneImageHasNoMoreReadersThanItsCap() async throws {
        let fixture = try await QueueFixture()
        try await Self.submit(fixture, "capped", ["/a.dd", "/b.dd"], cap: 2)
        for survey in try await fixture.queue.claim(fixture.worker, limit: 2) {
            try await fixture.survey(survey, scans: 8)
        }
        let claims = try await fixture.queue.claim(fixture.worker, limit: 16, preferring: [1])
        #expect(claims.filter { $0.imageID == 1 }.count == 2 && claims.filter { $0.imageID == 2 }.count == 2)
        #expect(try await fixture.queue.claim(fixture.worker, limit: 16).isEmpty)
        try await fixture.scan(claims[0])
        #expect(try await fixture.queue.claim(fixture.worker, limit: 16).map(\.imageID) == [claims[0].imageID])
    }

    @Test func theCapHoldsHoweverManyClaimAtOnce() async throws {
        let fixture = try await QueueFixture()
        try await Self.submit(fixture, "capped", ["/a.dd"], cap: 3)
        try await fixture.survey(#require(await fixture.claimOne()), scans: 300)
        let most = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<6 {
                group.addTask { [conninfo = fixture.conninfo, worker = fixture.worker] in
                    let connection = try await PostgresConnection.connect(conninfo)
                    let queue = JobQueue(connection)
                    var most = 0
                    while true {
                        let claims = try await queue.claim(worker, limit: 2)
                        let held = try await connection.query("SELECT count(*) AS n FROM winnow.lease")
                        most = max(most, Int(try held[0].int("n")))
                        _ = try await queue.commit(claims.map { JobResult($0) })
                        let left = try await connection.query("SELECT EXISTS (SELECT 1 FROM winnow.ready) AS more")
                        if claims.isEmpty, try !left[0].bool("more") { return most }
                    }
                }
            }
            return try await group.reduce(0, max)
        }
        #expect(most <= 3 && most > 0)
        #expect(try await fixture.count("done") == 301)
    }

    @Test func aPausedQueueGivesNothingAndSaysWhy() async throws {
        let fixture = try await QueueFixture()
        let batch = try await fixture.submit()
        #expect(try await fixture.queue.pauseAll(true) == .changed)
        #expect(try await fixture.queue.pauseAll(true) == .unchanged)
        #expect(try await fixture.claimOne() == nil)
        #expect(try await fixture.records.imageStatus(batchID: batch)[0].blocked?.contains("queue is paused") == true)
        #expect(try await fixture.queue.isIdle())
        #expect(try await fixture.queue.pauseAll(false) == .changed)
        #expect(try await fixture.claimOne() != nil)
    }

    @Test func aDrainedHostIsToldWithTheNextBeat() async throws {
        let fixture = try await QueueFixture()
        #expect(try await fixture.queue.drain(.host("elsewhere")) == 0)
        #expect(try await fixture.queue.drain(.host("host")) == 1)
        #expect(try await fixture.queue.drain(.host("host")) == 0)
        let verdicts = try await fixture.queue.beat(fixture.worker, leaseSeconds: 60, progress: [])
        #expect(verdicts == [JobQueue.workerItself: .drain])
    }

    @Test func oneDeviceCanBePutFirst() async throws {
        let fixture = try await QueueFixture()
        let batch = try await fixture.submit(devices: 3)
        #expect(try await fixture.queue.reprioritise(batchID: batch, exhibit: "ABC/3", priority: 1) == .changed)
        #expect(try await fixture.queue.reprioritise(batchID: batch, exhibit: "ABC/3", priority: 1) == .unchanged)
        #expect(try await fixture.queue.reprioritise(batchID: batch, exhibit: "none", priority: 1) == .refused)
        #expect(try await fixture.claimOne()?.image == "/evidence/operation/3/0.E01")
    }

    @Test func singleJobsCanBeCancelledAndRetried() async throws {
        let fixture = try await QueueFixture()
        let batch = try await fixture.submit()
        try await fixture.survey(#require(await fixture.claimOne()), scans: 3)
        let ids = try await fixture.records.jobs(states: [.ready]).map(\.jobID)
        #expect(try await fixture.queue.cancel(batchID: batch, jobs: [ids[1]]) == .changed)
        #expect(try await fixture.queue.cancel(batchID: batch, jobs: [ids[1]]) == .unchanged)
        #expect(try await fixture.records.jobs(states: [.ready]).map(\.jobID) == [ids[0], ids[2]])
        #expect(try await fixture.queue.retry(batchID: batch, jobs: [ids[1]]) == 1)
        #expect(try await fixture.queue.retry(batchID: batch, jobs: [ids[1]]) == 0)
        #expect(
            try await fixture.queue.claim(fixture.worker, limit: 9).map(\.jobID) == ids, "in their old places again")
    }
}
