import Model
import Postgres
import QueueLoad
import Store

/// Connections that claim and commit, as fast as they can: ours, and the same statements by pgbench.
struct ClaimLoop {
    let conninfo: String
    let connections: Int
    /// Jobs a claim and a commit.
    let batch: Int
    /// Hit rows a job.
    let hits: Int
    /// Where pgbench, which has no COPY, has its rows from.
    var rows = Rows.sent

    enum Rows {
        /// They travel with the statement, as ours do.
        case sent
        /// The server makes them of nothing: no program can write what it found at that rate.
        case made
    }

    /// Jobs a second.
    func ours(seconds: Int) async throws -> Double {
        var workers: [(PostgresConnection, WorkerID)] = []
        for number in 0..<connections {
            let connection = try await PostgresConnection.connect(conninfo)
            workers.append((connection, try await register(JobQueue(connection), number)))
        }
        let (batch, hits) = (batch, hits)
        let start = ContinuousClock.now
        let end = start + .seconds(seconds)
        let jobs = try await withThrowingTaskGroup(of: Int.self) { group in
            for (connection, worker) in workers {
                group.addTask {
                    // As pgbench's clients do, which have nothing to hand to another thread either.
                    try await connection.onOwnThread {
                        let queue = JobQueue(connection)
                        var jobs = 0
                        while ContinuousClock.now < end {
                            let claims = try await queue.claim(worker, limit: batch)
                            let results = claims.map { LoadResults.result(of: $0, hits: hits) }
                            jobs += try await queue.commit(results).count
                        }
                        return jobs
                    }
                }
            }
            return try await group.reduce(0, +)
        }
        return Double(jobs) / ((ContinuousClock.now - start) / .seconds(1))
    }

    /// Jobs a second; all clients share one worker, which the queue does not mind.
    func pgbench(seconds: Int) async throws -> Double {
        let connection = try await PostgresConnection.connect(conninfo)
        let worker = try await register(JobQueue(connection), connections)
        await connection.close()
        let run = PgbenchRun(conninfo: conninfo, script: script(worker.text), clients: connections)
        return try await run.rate(seconds: seconds) * Double(batch)
    }

    private func register(_ queue: JobQueue, _ number: Int) async throws -> WorkerID {
        try await queue.register(
            host: "benchmark", pid: Int32(number), version: "load", slots: batch, leaseSeconds: 3_600)
    }

    private func script(_ worker: String) -> String {
        func list(_ word: String) -> String {
            "'{" + Array(repeating: word, count: batch).joined(separator: ",") + "}'"
        }
        let claim = """
            SELECT quote_literal(array_agg(job_id)::text) AS j, quote_literal(array_agg(image_id)::text) AS i, quote_literal(array_agg(fence)::text) AS f \
            FROM winnow.claim('\(worker)', \(batch), '{}') \\gset
            """
        let rows = """
            SELECT * FROM winnow.open_results('\(worker)', :j::bigint[], :f::bigint[]) AS job_id;
            INSERT INTO winnow.hit (image_id, job_id, analyzer, list, list_version, term, encoding, context, count, \
            volume_offset, file_system, meta_address, path, state, byte_offset) \(rows == .sent ? sentRows : madeRows);

            """
        let end = """
            SELECT * FROM winnow.complete('\(worker)', :j::bigint[], :f::bigint[], \(list("ok")), \(list("0")), \
            \(list("0")), \(list("\"\""))) AS job_id;

            """
        return claim + "\n" + (hits > 0 ? "BEGIN;\n\(rows)\(end)COMMIT;\n" : end)
    }

    private var madeRows: String {
        "SELECT i, j, \(Self.hit.map(\.value).joined(separator: ", ")), n "
            + "FROM unnest(:i::bigint[], :j::bigint[]) AS c (i, j), generate_series(0, \(hits - 1)) AS n"
    }

    /// An array a column, which is how programs without COPY send many rows.
    private var sentRows: String {
        let arrays = Self.hit.map { column in
            let plain = column.value.split(separator: "::")[0].filter { $0 != "'" }
            let row = plain.contains(" ") ? "\"\(plain)\"" : plain
            return "'{\(Array(repeating: row, count: batch * hits).joined(separator: ","))}'::\(column.type)[]"
        }
        let offsets = (0..<batch * hits).map { "\($0 % hits)" }.joined(separator: ",")
        return "SELECT c.i, c.j, \(Self.hit.indices.map { "r.c\($0)" }.joined(separator: ", ")), r.n "
            + "FROM unnest(\(arrays.joined(separator: ", ")), '{\(offsets)}'::bigint[]) WITH ORDINALITY "
            + "AS r (\(Self.hit.indices.map { "c\($0)" }.joined(separator: ", ")), n, place) "
            + "JOIN unnest(:i::bigint[], :j::bigint[]) WITH ORDINALITY AS c (i, j, job) ON c.job = (r.place + \(hits - 1)) / \(hits)"
    }

    /// The columns of `LoadResults`' hits after image and job, but for the offset.
    private static let hit: [(value: String, type: String)] = [
        ("'keyword'", "text"), ("'load'", "text"), ("'1'", "text"), ("'term'", "text"), ("'utf-8'", "text"),
        ("'some text around the term and some after it'", "text"), ("1", "bigint"), ("1048576", "bigint"),
        ("'ext4'", "text"), ("12", "bigint"), ("'/home/ann/Documents/page.txt'::bytea", "bytea"),
        ("'allocated'", "text"),
    ]
}
