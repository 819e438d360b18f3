import Model
import Postgres
import Store
import Testing

/// A worker that comes back after its claim was given away may say what it likes: nothing of it counts.
@Suite struct ZombieTests {
    private static let result = ScanResult(
        pack: PackRecord(bytes: [1], digest: "d", files: 1, rawSize: 1), hits: [RecordTests.hit("late")],
        coverage: [CoverageRow(.scanned, "file-content", files: 1, bytes: 1)])

    private static func nothingIsWritten(_ fixture: QueueFixture) async throws {
        for table in ["pack", "hit", "coverage", "intake"] { #expect(try await fixture.count(table) == 0, "\(table)") }
    }

    /// A fixture with one running scan.
    private static func running() async throws -> (QueueFixture, Int64, Claim) {
        let fixture = try await QueueFixture()
        let batch = try await fixture.submit()
        let survey = try #require(await fixture.claimOne())
        try await fixture.queue.commit(
            JobResult(
                survey,
                content: .survey(
                    SurveyResult(
                        image: SurveyedImage(container: "raw", size: 1), coverage: [],
                        scanJobs: [ScanJob(spec: [], cost: 1, place: 0, files: 1, bytes: 1)]))))
        return (fixture, batch, try #require(await fixture.claimOne()))
    }

    @Test func afterARescueItCanNeitherCompleteNorFailNorReleaseNorBeat() async throws {
        let (fixture, _, claim) = try await Self.running()
        try await fixture.lapse()
        #expect(try await fixture.queue.rescue() == 1)
        await #expect(throws: StaleClaim.self) {
            try await fixture.queue.commit(JobResult(claim, content: .scan(Self.result)))
        }
        await #expect(throws: StaleClaim.self) {
            try await fixture.queue.fail(claim, error: WinnowError("x", "x"), retryable: false)
        }
        try await fixture.queue.release(claim)
        #expect(try await fixture.count("ready") == 0)
        #expect(try await fixture.count("deferred") == 1)
        let verdicts = try await fixture.queue.beat(fixture.worker, leaseSeconds: 60, progress: [(claim, Progress())])
        #expect(verdicts[claim.jobID] == .workerExpired)
        try await Self.nothingIsWritten(fixture)
    }

    @Test func anotherWorkersClaimOfTheSameJobIsNotTouched() async throws {
        let (fixture, _, old) = try await Self.running()
        try await fixture.lapse()
        try await fixture.queue.rescue()
        try await fixture.skipPauses()
        let other = try await fixture.queue.register(host: "host", pid: 1, version: "", slots: 1, leaseSeconds: 60)
        let new = try #require(try await fixture.queue.claim(other, limit: 1).first)
        #expect(new.jobID == old.jobID && new.fence > old.fence && new.attempt == 2)
        try await fixture.queue.release(old)
        await #expect(throws: StaleClaim.self) {
            try await fixture.queue.commit(JobResult(old, content: .scan(Self.result)))
        }
        try await fixture.queue.commit(JobResult(new, content: .scan(Self.result)))
        #expect(try await fixture.count("hit") == 1)
    }

    @Test func afterACancelNothingIsTakenAndTheJobEnds() async throws {
        let (fixture, batch, claim) = try await Self.running()
        #expect(try await fixture.queue.cancel(batchID: batch) == .changed)
        await #expect(throws: StaleClaim.self) {
            try await fixture.queue.commit(JobResult(claim, content: .scan(Self.result)))
        }
        try await Self.nothingIsWritten(fixture)
        try await fixture.queue.release(claim)
        #expect(try await fixture.records.jobs(states: [.cancelled]).map(\.jobID) == [claim.jobID])
        #expect(try await fixture.count("lease") == 0)
    }

    @Test func aCancelledSurveyAddsNoJobs() async throws {
        let fixture = try await QueueFixture()
        let batch = try await fixture.submit()
        let survey = try #require(await fixture.claimOne())
        _ = try await fixture.queue.cancel(batchID: batch)
        await #expect(throws: StaleClaim.self) { try await fixture.survey(survey, scans: 3) }
        #expect(try await fixture.count("job") == 1)
        #expect(try await fixture.count("ready") == 0)
    }

    @Test func afterAReleaseTheOldFenceIsWorthless() async throws {
        let (fixture, _, claim) = try await Self.running()
        try await fixture.queue.release(claim)
        let again = try #require(await fixture.claimOne())
        #expect(again.attempt == 1 && again.fence > claim.fence, "the attempt is given back, the fence never")
        await #expect(throws: StaleClaim.self) {
            try await fixture.queue.commit(JobResult(claim, content: .scan(Self.result)))
        }
        try await fixture.queue.commit(JobResult(again, content: .scan(Self.result)))
    }

    @Test func ofABatchOfResultsThoseThatStandAreKept() async throws {
        let fixture = try await QueueFixture()
        try await fixture.submit()
        try await fixture.survey(#require(await fixture.claimOne()), scans: 3)
        let claims = try await fixture.queue.claim(fixture.worker, limit: 3)
        try await fixture.queue.release(claims[1])
        let stood = try await fixture.queue.commit(claims.map { JobResult($0, content: .scan(Self.result)) })
        #expect(stood == [claims[0].jobID, claims[2].jobID])
        #expect(try await fixture.count("hit") == 2)
    }

    @Test func whoFreezesWhileSendingRowsHoldsNothingUp() async throws {
        let (fixture, _, claim) = try await Self.running()
        let frozen = try await PostgresConnection.connect(fixture.conninfo)
        try await frozen.query("BEGIN")
        try await frozen.query(
            "SELECT winnow.open_results($1, $2, $3)",
            [.text(claim.worker.text), .ints([claim.jobID]), .ints([claim.fence])])
        try await frozen.query(
            "INSERT INTO winnow.coverage (image_id, job_id, status, reason, files, bytes) VALUES ($1, $2, 'scanned', '', 1, 1)",
            [.int(claim.imageID), .int(claim.jobID)])
        try await fixture.lapse()
        #expect(try await fixture.queue.rescue() == 1)
        try await fixture.skipPauses()
        let other = try await fixture.queue.register(host: "host", pid: 1, version: "", slots: 1, leaseSeconds: 60)
        let again = try #require(try await fixture.queue.claim(other, limit: 1).first)
        try await fixture.queue.commit(JobResult(again, content: .scan(Self.result)))
        // It wakes up: its rows must not stay, with or without the end of the claim.
        await #expect(throws: PostgresError.self) {
            try await frozen.query(
                "SELECT winnow.complete($1, $2, $3, '{ok}', '{1}', '{1}', '{\"\"}')",
                [.text(claim.worker.text), .ints([claim.jobID]), .ints([claim.fence])])
        }
        await frozen.close()
        #expect(try await fixture.count("coverage") == 1)
        #expect(try await fixture.count("intake") == 0)
    }

    @Test func whoDiesWhileSendingRowsLeavesNothing() async throws {
        let (fixture, _, claim) = try await Self.running()
        let dying = try await PostgresConnection.connect(fixture.conninfo)
        let rows: [[PostgresValue]] = (0..<5_000).map { _ in
            [.int(claim.imageID), .int(claim.jobID), "scanned", "file-content", 1, 1]
        }
        await #expect(throws: PostgresError.self) {
            try await dying.transaction { transaction in
                try await transaction.query(
                    "SELECT winnow.open_results($1, $2, $3)",
                    [.text(claim.worker.text), .ints([claim.jobID]), .ints([claim.fence])])
                try await transaction.copyIn(
                    "winnow.coverage", columns: "image_id, job_id, status, reason, files, bytes", rows: rows)
                try await fixture.connection.query(
                    "SELECT pg_terminate_backend($1::integer)", [.int(await dying.backendPID)])
                try await transaction.copyIn(
                    "winnow.coverage", columns: "image_id, job_id, status, reason, files, bytes", rows: rows)
            }
        }
        try await Self.nothingIsWritten(fixture)
        try await fixture.queue.commit(JobResult(claim, content: .scan(Self.result)))
    }

    @Test func rowsWithoutTheEndOfTheirClaimAreRefusedAtTheCommit() async throws {
        let (fixture, _, claim) = try await Self.running()
        await #expect(throws: PostgresError.self) {
            try await fixture.connection.transaction { transaction in
                try await transaction.query(
                    "SELECT winnow.open_results($1, $2, $3)",
                    [.text(claim.worker.text), .ints([claim.jobID]), .ints([claim.fence])])
                try await transaction.query(
                    """
                    INSERT INTO winnow.coverage (image_id, job_id, status, reason, files, bytes)
                    VALUES ($1, $2, 'scanned', '', 1, 1)
                    """, [.int(claim.imageID), .int(claim.jobID)])
            }
        }
        await #expect(throws: PostgresError.self, "nor without opening") {
            try await fixture.connection.query(
                "INSERT INTO winnow.coverage (image_id, job_id, status, reason, files, bytes) VALUES ($1, $2, 'x', '', 1, 1)",
                [.int(claim.imageID), .int(claim.jobID)])
        }
        try await Self.nothingIsWritten(fixture)
    }

    @Test func onlyTheWorkerThatHoldsAClaimCanEndIt() async throws {
        let (fixture, _, claim) = try await Self.running()
        let other = try await fixture.queue.register(host: "host", pid: 1, version: "", slots: 1, leaseSeconds: 60)
        let released = try await fixture.connection.query(
            "SELECT winnow.release($1, $2, $3) AS done",
            [.text(other.text), .int(claim.jobID), .int(claim.fence)])
        #expect(try !released[0].bool("done"))
        try await fixture.queue.commit(JobResult(claim, content: .scan(Self.result)))
    }

    @Test func aClaimWhoseAnswerWasLostGoesBack() async throws {
        let (fixture, _, claim) = try await Self.running()
        try await fixture.connection.query("UPDATE winnow.lease SET claimed_at = now() - interval '2 minutes'")
        let verdicts = try await fixture.queue.beat(fixture.worker, leaseSeconds: 60, progress: [])
        #expect(verdicts.isEmpty)
        let again = try #require(await fixture.claimOne())
        #expect(again.jobID == claim.jobID && again.attempt == 1)
    }

    @Test func aForgottenWorkersJobsAreRescued() async throws {
        let (fixture, _, claim) = try await Self.running()
        try await fixture.connection.query("DELETE FROM winnow.worker")
        #expect(try await fixture.queue.rescue() == 1)
        await #expect(throws: StaleClaim.self) {
            try await fixture.queue.commit(JobResult(claim, content: .scan(Self.result)))
        }
    }

    @Test func aHostThatComesBackUnderItsNameInheritsNothing() async throws {
        let (fixture, _, claim) = try await Self.running()
        try await fixture.lapse()
        let same = try await fixture.queue.register(host: "host", pid: 1, version: "test", slots: 4, leaseSeconds: 60)
        #expect(same != fixture.worker)
        #expect(
            try await fixture.queue.beat(same, leaseSeconds: 60, progress: [(claim, Progress())])
                == [claim.jobID: .lost])
        #expect(try await fixture.queue.rescue() == 1, "its old jobs are still found")
    }
}
