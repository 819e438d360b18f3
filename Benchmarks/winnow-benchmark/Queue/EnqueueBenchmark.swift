import Model
import Postgres
import QueueLoad
import Store

/// How fast jobs get into the queue. pgbench cannot COPY: there the rows are made in the server, by INSERT ... SELECT.
struct EnqueueBenchmark {
    let conninfo: String
    let connection: PostgresConnection
    let jobs: Int

    /// Jobs a second: one survey that ends with many scans, in one commit.
    func surveyByUs(_ name: String) async throws -> Double {
        let claim = try await surveyClaim(name)
        let result = JobResult(claim, content: .survey(Backlog.survey(scans: jobs)))
        return try await rate { try await JobQueue(connection).commit(result) }
    }

    func surveyByPgbench(_ name: String) async throws -> Double {
        let claim = try await surveyClaim(name)
        let (worker, job) = (claim.worker.text, claim.jobID)
        let script = """
            BEGIN;
            SELECT * FROM winnow.open_results('\(worker)', '{\(job)}', '{\(claim.fence)}') AS job_id;
            INSERT INTO winnow.scan_intake (survey_id, ordinal, spec, cost, place) \
            SELECT \(job), n, '\\x010001'::bytea, 1, n FROM generate_series(0, \(jobs - 1)) AS n;
            SELECT * FROM winnow.complete('\(worker)', '{\(job)}', '{\(claim.fence)}', '{ok}', '{0}', '{0}', \
            '{\"\"}') AS job_id;
            SELECT winnow.save_survey(\(job), 'raw', 1073741824, '[]', '[]', \(jobs), \(jobs), '{}', '');
            COMMIT;

            """
        return Double(jobs) / (try await PgbenchRun(conninfo: conninfo, script: script).once())
    }

    /// Jobs a second: a batch of many images, submitted.
    func batchByUs(_ name: String) async throws -> Double {
        let batch = Backlog.batch(name, devices: 250, images: jobs / 250)
        return try await rate { _ = try await Records(connection).submit(batch) }
    }

    func batchByPgbench(_ name: String) async throws -> Double {
        let script = """
            BEGIN;
            SELECT batch_id FROM winnow.submit('\(name)', 'key of \(name)', 100::smallint, '{}') \\gset
            INSERT INTO winnow.device_intake (batch_id, exhibit, label, kind, priority, notes) \
            SELECT :batch_id, 'LOAD/' || d, '', '', 100, '{}' FROM generate_series(0, 249) AS d;
            INSERT INTO winnow.image_intake (batch_id, exhibit, ordinal, path) \
            SELECT :batch_id, 'LOAD/' || d, i, format('/load/\(name)/%s/%s.E01', d, i) \
            FROM generate_series(0, 249) AS d, generate_series(0, \(jobs / 250 - 1)) AS i;
            SELECT winnow.start_batch(:batch_id);
            COMMIT;

            """
        return Double(jobs) / (try await PgbenchRun(conninfo: conninfo, script: script).once())
    }

    private func rate(_ body: () async throws -> Void) async throws -> Double {
        let start = ContinuousClock.now
        try await body()
        return Double(jobs) / ((ContinuousClock.now - start) / .seconds(1))
    }

    private func surveyClaim(_ name: String) async throws -> Claim {
        try await Backlog.clear(connection)
        _ = try await Records(connection).submit(Backlog.batch(name, devices: 1, images: 1))
        let queue = JobQueue(connection)
        let worker = try await queue.register(
            host: "benchmark", pid: 1, version: "load", slots: 1, leaseSeconds: 3_600)
        guard let claim = try await queue.claim(worker, limit: 1).first else {
            throw WinnowError("benchmark", "there is nothing to claim")
        }
        return claim
    }
}
