import Model
import Postgres
import Store
import Testing

@Suite struct RaceTests {
    @Test func twoRescuersTakeAJobOnce() async throws {
        let fixture = try await QueueFixture()
        try await fixture.submit(devices: 40)
        _ = try await fixture.queue.claim(fixture.worker, limit: 40)
        try await fixture.lapse()
        let rescued = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<4 {
                group.addTask { [conninfo = fixture.conninfo] in
                    try await JobQueue(PostgresConnection.connect(conninfo)).rescue()
                }
            }
            return try await group.reduce(0, +)
        }
        #expect(rescued == 40)
        #expect(try await fixture.count("deferred") == 40)
        #expect(try await fixture.count("attempt_log") == 40)
    }

    /// The race that lost finished jobs in another queue: a rescue that overwrites what was completed meanwhile.
    @Test(arguments: 1...5) func aRescueAndACompletionAtOnceLeaveOneOfBoth(round: Int) async throws {
        let fixture = try await QueueFixture()
        try await fixture.submit(devices: 30)
        let claims = try await fixture.queue.claim(fixture.worker, limit: 30)
        try await fixture.lapse()
        async let rescued = JobQueue(PostgresConnection.connect(fixture.conninfo)).rescue()
        var completed = 0
        for claim in claims where try await !fixture.queue.commit([JobResult(claim)]).isEmpty { completed += 1 }
        #expect(try await rescued + completed == 30)
        #expect(try await fixture.count("done") == completed)
        #expect(try await fixture.count("deferred") == 30 - completed)
        #expect(try await fixture.count("lease") == 0)
    }

    @Test(arguments: 1...3) func cancelAndCompletionNeverDeadlock(round: Int) async throws {
        let fixture = try await QueueFixture()
        let batch = try await fixture.submit(devices: 1)
        try await fixture.survey(#require(await fixture.claimOne()), scans: 200)
        let claims = try await fixture.queue.claim(fixture.worker, limit: 100)
        let deadlocks = try await withThrowingTaskGroup(of: Int.self) { group in
            for part in 0..<4 {
                // In different orders, several at a time.
                let mine = claims.indices.filter { $0 % 4 == part }.map { claims[part % 2 == 0 ? $0 : 99 - $0] }
                group.addTask { [conninfo = fixture.conninfo] in
                    let queue = JobQueue(try await PostgresConnection.connect(conninfo))
                    for start in stride(from: 0, to: mine.count, by: 5) {
                        do {
                            _ = try await queue.commit(mine[start..<min(start + 5, mine.count)].map { JobResult($0) })
                        } catch let error as PostgresError where error.sqlstate == "40P01" {
                            return 1
                        }
                    }
                    return 0
                }
            }
            group.addTask { [conninfo = fixture.conninfo] in
                let queue = JobQueue(try await PostgresConnection.connect(conninfo))
                do {
                    _ = try await queue.reprioritise(batchID: batch, priority: 5)
                    _ = try await queue.cancel(batchID: batch)
                } catch let error as PostgresError where error.sqlstate == "40P01" {
                    return 1
                }
                return 0
            }
            return try await group.reduce(0, +)
        }
        #expect(deadlocks == 0)
        for claim in claims { try await fixture.queue.release(claim) }
        #expect(try await fixture.count("ready") + fixture.count("deferred") + fixture.count("lease") == 0)
        #expect(try await fixture.count("done") == 201)
    }

    @Test func aJobThatKeepsKillingWorkersIsQuarantinedBeforeItsAttemptsAreUp() async throws {
        let fixture = try await QueueFixture()
        try await fixture.submit()
        for _ in 1...3 {
            let worker = try await fixture.queue.register(host: "h", pid: 1, version: "", slots: 1, leaseSeconds: 60)
            #expect(try await fixture.queue.claim(worker, limit: 1).count == 1)
            try await fixture.lapse()
            #expect(try await fixture.queue.rescue() == 1)
            try await fixture.skipPauses()
        }
        let job = try #require(await fixture.records.jobs(states: [.quarantined]).first)
        #expect(job.attempts == 3 && job.error?.code == "worker-lost")
    }

    /// It keeps vacuum from clearing what was claimed, and that is all it may do.
    @Test func aHeldSnapshotHoldsNothingUp() async throws {
        let fixture = try await QueueFixture()
        try await fixture.submit()
        try await fixture.survey(#require(await fixture.claimOne()), scans: 5_000)
        let holder = try await PostgresConnection.connect(fixture.conninfo)
        try await holder.query("BEGIN ISOLATION LEVEL REPEATABLE READ")
        try await holder.query("SELECT 1 FROM winnow.ready")
        var done = 0
        while true {
            let claims = try await fixture.queue.claim(fixture.worker, limit: 50)
            if claims.isEmpty { break }
            done += try await fixture.queue.commit(claims.map { JobResult($0) }).count
        }
        #expect(done == 5_000)
        #expect(try await holder.query("SELECT count(*) AS n FROM winnow.ready")[0].int("n") == 5_000)
        await holder.close()
    }

    @Test func anAttemptPastItsDeadlineIsTakenFromALiveWorker() async throws {
        let fixture = try await QueueFixture()
        try await fixture.submit()
        let claim = try #require(await fixture.claimOne())
        try await fixture.connection.query("UPDATE winnow.lease SET deadline = now() - interval '1 second'")
        #expect(try await fixture.queue.rescue() == 1)
        #expect(
            try await fixture.queue.beat(fixture.worker, leaseSeconds: 60, progress: [(claim, Progress())])
                == [claim.jobID: .lost])
        let log = try await fixture.connection.query("SELECT ending FROM winnow.attempt_log")
        #expect(try log.map { try $0.text("ending") } == ["deadline"])
    }

    @Test func waitingIsCountedApartFromRunning() async throws {
        let fixture = try await QueueFixture()
        try await fixture.submit()
        try await fixture.connection.query("UPDATE winnow.ready SET ready_at = now() - interval '1 year'")
        try await fixture.survey(#require(await fixture.claimOne()), scans: 0)
        let job = try #require(await fixture.records.jobs(states: [.ok]).first)
        #expect(job.waited > 31_000_000 && (job.ran ?? 1e9) < 3600)
    }
}
