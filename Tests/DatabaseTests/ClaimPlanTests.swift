import Foundation
import Model
import Postgres
import Store
import Testing

/// The plans that the server really uses inside the queue's functions, as auto_explain reports them.
@Suite struct ClaimPlanTests {
    static let backlog = 300_000

    /// Nodes that read one of the queue's large tables from end to end.
    private static func sequentialScans(_ notices: [String]) -> [String] {
        notices.flatMap { $0.split(separator: "\n").map(String.init) }.filter { line in
            ["ready", "job", "done", "pack", "attempt_log"].contains { line.contains("Seq Scan on \($0) ") }
        }
    }

    @Test func claimingAndCompletingReadNoTableThroughWith300000JobsReady() async throws {
        let fixture = try await QueueFixture()
        _ = try await fixture.records.submit(
            BatchSubmission(
                name: "big", key: "big",
                devices: [DeviceSubmission(exhibit: "A/1", images: (0..<4).map { "/evidence/\($0).dd" })]))
        let jobs = (0..<Self.backlog / 3).map { ScanJob(spec: [], cost: 1, place: $0 % 4, files: 1, bytes: 1) }
        for survey in try await fixture.queue.claim(fixture.worker, limit: 3) {
            let image = SurveyedImage(container: "raw", size: 1)
            try await fixture.queue.commit(
                JobResult(survey, content: .survey(SurveyResult(image: image, coverage: [], scanJobs: jobs))))
        }
        #expect(try await fixture.count("ready") == Self.backlog + 1)
        let capped = try #require(await fixture.claimOne())
        try await fixture.connection.query("UPDATE winnow.image SET max_readers = 1 WHERE image_id = 4")
        try await fixture.survey(capped, scans: 300)
        for _ in 0..<40 {
            let claims = try await fixture.queue.claim(fixture.worker, limit: 64)
            _ = try await fixture.queue.commit(claims.map { JobResult($0) })
        }
        try await fixture.connection.query("ANALYZE")

        await fixture.connection.collectNotices()
        try await fixture.connection.script(Self.explaining)
        for limit in [1, 8, 64] {
            // Plans of prepared statements settle after five uses.
            for round in 0..<14 {
                let claims = try await fixture.queue.claim(
                    fixture.worker, limit: limit, preferring: round % 2 == 0 ? [] : [2, 3, 4])
                #expect(claims.count == limit)
                _ = try await fixture.queue.beat(
                    fixture.worker, leaseSeconds: 60, progress: claims.map { ($0, Progress(files: 1)) })
                _ = try await fixture.queue.commit(claims.map { JobResult($0) })
            }
        }
        try await fixture.queue.rescue()
        let notices = await fixture.connection.takeNotices()
        #expect(notices.contains { $0.contains("Index Scan using ready_claim") }, "the plans are there to be read")
        #expect(Self.sequentialScans(notices) == [])
    }

    @Test func jobsAreEnqueuedByTheIndexAlsoWhereThePlannerKnowsOfFew() async throws {
        let fixture = try await QueueFixture()
        _ = try await fixture.submit(devices: 1, images: 1)
        try await fixture.connection.query("VACUUM ANALYZE winnow.job")
        let survey = try #require(await fixture.claimOne())
        await fixture.connection.collectNotices()
        try await fixture.connection.script(Self.explaining)
        // Few: no more lines than are kept come of the rows of a hundred.
        try await fixture.survey(survey, scans: 100)
        let notices = await fixture.connection.takeNotices()
        let plan = try #require(
            notices.first { $0.contains("INSERT INTO winnow.ready (") && $0.contains("Insert on ready") })
        #expect(plan.contains("Index Cond: (job_id = p.job_id)"), "\(plan)")
        #expect(!plan.contains("Seq Scan on job"), "\(plan)")
    }

    private static let explaining = """
        LOAD 'auto_explain'; SET auto_explain.log_min_duration = 0; SET auto_explain.log_nested_statements = on;
        SET client_min_messages = log;
        """
}
