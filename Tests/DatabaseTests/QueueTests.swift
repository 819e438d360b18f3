import Model
import Postgres
import Store
import Testing
import WinnowTesting

@Suite struct QueueTests {
    @Test func concurrentWorkersDoEachJobExactlyOnce() async throws {
        let fixture = try await QueueFixture()
        try await fixture.submit()
        try await fixture.survey(#require(await fixture.claimOne()), scans: 200)
        let done = try await withThrowingTaskGroup(of: [Int64].self) { group in
            for _ in 0..<6 {
                group.addTask {
                    let connection = try await PostgresConnection.connect(fixture.conninfo)
                    let queue = JobQueue(connection)
                    let worker = try await queue.register(
                        host: "host", pid: 2, version: "test", slots: 1, leaseSeconds: 60)
                    var done: [Int64] = []
                    while true {
                        let claims = try await queue.claim(worker, limit: 7)
                        if claims.isEmpty { return done }
                        for claim in claims {
                            try await queue.commit(JobResult(claim, progress: Progress(files: 1)))
                            done.append(claim.jobID)
                        }
                    }
                }
            }
            return try await group.reduce(into: []) { $0 += $1 }
        }
        #expect(done.count == 200)
        #expect(Set(done).count == 200)
        #expect(try await fixture.count("done") == 201)
        #expect(try await fixture.count("ready") == 0)
        #expect(try await fixture.count("lease") == 0)
    }

    @Test func jobsComeByPriorityThenPlaceThenAge() async throws {
        let fixture = try await QueueFixture()
        try await fixture.submit("first")
        try await fixture.survey(#require(await fixture.claimOne()), scans: 3)
        var urgent = QueueFixture.batch("urgent")
        urgent.priority = 1
        _ = try await fixture.records.submit(urgent)
        try await fixture.submit("later")
        let claims = try await fixture.queue.claim(fixture.worker, limit: 10)
        #expect(claims.map(\.kind) == [.survey, .survey, .scan, .scan, .scan])
        #expect(claims[0].batchID != claims[1].batchID)
        #expect(claims.dropFirst(2).map(\.spec) == [[1, 0, 0], [1, 0, 1], [1, 0, 2]])
    }

    @Test func amongEquallyGoodShardsThoseOfTheOpenImageComeFirst() async throws {
        let fixture = try await QueueFixture()
        try await fixture.submit(devices: 2)
        for claim in try await fixture.queue.claim(fixture.worker, limit: 2) {
            try await fixture.survey(claim, scans: 2)
        }
        let first = try #require(await fixture.claimOne())
        let second = try #require(await fixture.claimOne())
        #expect(first.imageID != second.imageID && first.spec == second.spec)
        try await fixture.queue.release(second)
        try await fixture.queue.release(first)
        let open = try #require(second.imageID)
        let preferred = try await fixture.queue.claim(fixture.worker, limit: 1, preferring: [open])
        #expect(preferred.map(\.imageID) == [open])
    }

    @Test func aStaleFenceWritesNothing() async throws {
        let fixture = try await QueueFixture()
        try await fixture.submit()
        let claim = try #require(await fixture.claimOne())
        try await fixture.lapse()
        #expect(try await fixture.queue.rescue() == 1)
        await #expect(throws: StaleClaim.self) { try await fixture.survey(claim, scans: 3) }
        #expect(try await fixture.count("done") == 0)
        #expect(try await fixture.count("coverage") == 0)
        #expect(try await fixture.count("job") == 1)
        #expect(try await !fixture.queue.wasCompleted(claim))
        await #expect(throws: StaleClaim.self) {
            try await fixture.queue.fail(claim, error: WinnowError("x", "x"), retryable: true)
        }
    }

    @Test func aResultIsWrittenOnce() async throws {
        let fixture = try await QueueFixture()
        try await fixture.submit()
        let claim = try #require(await fixture.claimOne())
        try await fixture.survey(claim, scans: 1)
        #expect(try await fixture.queue.wasCompleted(claim))
        await #expect(throws: StaleClaim.self) { try await fixture.survey(claim, scans: 1) }
    }

    @Test func aRescuedJobComesBackWithANewFenceAndOneAttemptMore() async throws {
        let fixture = try await QueueFixture()
        try await fixture.submit()
        let lost = try #require(await fixture.claimOne())
        try await fixture.lapse()
        try await fixture.queue.rescue()
        #expect(try await fixture.queue.nextDue() != nil)
        try await fixture.skipPauses()
        let worker = try await fixture.queue.register(host: "h", pid: 2, version: "", slots: 1, leaseSeconds: 60)
        let again = try #require(await fixture.queue.claim(worker, limit: 1).first)
        #expect(again.jobID == lost.jobID && again.fence > lost.fence && again.attempt == 2)
    }

    @Test func aJobPastItsTimeLimitIsTakenAway() async throws {
        let fixture = try await QueueFixture()
        try await fixture.submit()
        let claim = try #require(await fixture.claimOne())
        #expect(claim.timeLimit == .seconds(12 * 3600))
        try await fixture.connection.query("UPDATE winnow.lease SET deadline = now()")
        #expect(try await fixture.queue.rescue() == 1)
        let verdicts = try await fixture.queue.beat(
            fixture.worker, leaseSeconds: 60, progress: [(claim, Progress())])
        #expect(verdicts == [claim.jobID: .lost])
    }

    @Test func aLapsedWorkerIsToldSoAndGetsNothing() async throws {
        let fixture = try await QueueFixture()
        try await fixture.submit(devices: 2)
        let claim = try #require(await fixture.claimOne())
        let alive = try await fixture.queue.beat(
            fixture.worker, leaseSeconds: 60, progress: [(claim, Progress(files: 1, bytes: 2))])
        #expect(alive == [claim.jobID: .ok])
        try await fixture.lapse()
        let lapsed = try await fixture.queue.beat(
            fixture.worker, leaseSeconds: 60, progress: [(claim, Progress())])
        #expect(lapsed == [claim.jobID: .workerExpired, JobQueue.workerItself: .workerExpired])
        #expect(try await fixture.claimOne() == nil)
    }

    @Test func aDrainingWorkerGetsNothingMoreButKeepsWhatItHas() async throws {
        let fixture = try await QueueFixture()
        try await fixture.submit(devices: 2)
        let claim = try #require(await fixture.claimOne())
        #expect(try await fixture.queue.drain(.worker(fixture.worker)) == 1)
        #expect(try await fixture.claimOne() == nil)
        try await fixture.survey(claim, scans: 0)
    }

    @Test func aFailingJobIsTriedAgainAndThenQuarantined() async throws {
        let fixture = try await QueueFixture()
        try await fixture.submit()
        let error = WinnowError("image-io", "the image cannot be read", remedy: "check the share", cause: "EIO")
        for attempt in 1...5 {
            let claim = try #require(await fixture.claimOne())
            #expect(claim.attempt == attempt && claim.maxAttempts == 5)
            let again = try await fixture.queue.fail(claim, error: error, retryable: true)
            #expect(again == (attempt < 5))
            if again {
                #expect(try await fixture.claimOne() == nil, "it waits first")
                try await fixture.skipPauses()
            }
        }
        let failed = try #require(await fixture.records.jobs().first)
        #expect(failed.state == .quarantined && failed.error == error && failed.attempts == 5)
        #expect(try await fixture.count("attempt_log") == 5)
    }

    @Test func anErrorThatWillNotPassIsNotTriedAgain() async throws {
        let fixture = try await QueueFixture()
        try await fixture.submit()
        let claim = try #require(await fixture.claimOne())
        #expect(try await !fixture.queue.fail(claim, error: WinnowError("not-an-image", "no"), retryable: false))
        #expect(try await fixture.count("deferred") == 0)
    }

    @Test func aReleasedClaimCostsNoAttempt() async throws {
        let fixture = try await QueueFixture()
        try await fixture.submit()
        let first = try #require(await fixture.claimOne())
        try await fixture.queue.release(first)
        let second = try #require(await fixture.claimOne())
        #expect(second.jobID == first.jobID && second.attempt == 1 && second.fence > first.fence)
        try await fixture.queue.release(first)
        #expect(try await fixture.count("lease") == 1, "a lapsed release changes nothing")
    }

    @Test func aRetiredWorkersJobsAreFreeAtOnce() async throws {
        let fixture = try await QueueFixture()
        try await fixture.submit()
        _ = try #require(await fixture.claimOne())
        try await fixture.queue.retire(fixture.worker)
        #expect(try await fixture.queue.rescue() == 1)
    }

    @Test func newWorkIsNotified() async throws {
        let fixture = try await QueueFixture()
        let listener = try await PostgresConnection.connect(fixture.conninfo)
        try await listener.listen(JobQueue.readyChannel)
        try await fixture.submit(devices: 3)
        #expect(try await listener.waitForNotification(timeout: .seconds(30)).count == 1)
        try await fixture.survey(#require(await fixture.claimOne()), scans: 10)
        #expect(try await listener.waitForNotification(timeout: .seconds(30)).count == 1)
    }

    @Test func aLapsedWorkerIsNotToldThatNothingIsLeft() async throws {
        let fixture = try await QueueFixture()
        #expect(try await fixture.queue.isSettled(fixture.worker))
        try await fixture.submit()
        #expect(try await !fixture.queue.isSettled(fixture.worker))
        try await fixture.lapse()
        #expect(try await fixture.queue.isSettled(), "nobody alive can read it")
        #expect(try await !fixture.queue.isSettled(fixture.worker), "but it could, once it is registered anew")
    }

    @Test func claimingDoesNotReadTheWholeBacklog() async throws {
        let fixture = try await QueueFixture()
        try await fixture.submit()
        let claim = try #require(await fixture.claimOne())
        let survey = SurveyResult(
            image: SurveyedImage(container: "raw", size: 1), coverage: [],
            scanJobs: (0..<20_000).map { ScanJob(spec: [], cost: 1, place: $0 % 9, files: 1, bytes: 1) })
        try await fixture.queue.commit(JobResult(claim, content: .survey(survey)))
        let before = try await Self.sequentialReads(fixture)
        for _ in 0..<10 { _ = try await fixture.queue.claim(fixture.worker, limit: 8, preferring: [1]) }
        #expect(try await Self.sequentialReads(fixture) == before)
    }

    /// Rows of the backlog read by sequential scans so far.
    private static func sequentialReads(_ fixture: QueueFixture) async throws -> Int64 {
        try await fixture.connection.query("SELECT pg_stat_force_next_flush()")
        return try await fixture.connection.query(
            """
            SELECT sum(seq_tup_read)::bigint AS reads FROM pg_stat_user_tables
            WHERE schemaname = 'winnow' AND relname IN ('ready', 'job')
            """)[0].int("reads")
    }
}
