import Model
import Postgres
import Store
import Testing

/// Workers that fail, give back, fall silent and come back late, in random order: every result stands once.
@Suite struct DisorderTests {
    private static let jobs = 120

    @Test(arguments: [1, 2, 3] as [UInt64]) func everyResultIsWrittenOnce(seed: UInt64) async throws {
        let fixture = try await QueueFixture()
        let batch = try await fixture.submit()
        try await fixture.survey(#require(await fixture.claimOne()), scans: Self.jobs)
        try await fixture.connection.query("UPDATE winnow.job SET max_attempts = 30000, max_crashes = 30000")
        let stale = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 0..<4 {
                group.addTask { try await Self.work(fixture.conninfo, Dice(seed: seed &* 31 &+ UInt64(number))) }
            }
            return try await group.reduce(0, +)
        }
        #expect(stale > 0, "nobody came late: the test shows nothing")
        #expect(try await fixture.count("hit") == Self.jobs)
        #expect(try await fixture.count("pack") == Self.jobs)
        let status = try await fixture.records.status(batchID: batch)[0]
        #expect(status.jobs == ["ok": Self.jobs + 1])
        let hits = try await fixture.connection.query("SELECT DISTINCT job_id FROM winnow.hit")
        #expect(hits.count == Self.jobs)
    }

    /// Works until nothing is left; gives how many of its results were refused.
    private static func work(_ conninfo: String, _ start: Dice) async throws -> Int {
        let connection = try await PostgresConnection.connect(conninfo)
        let queue = JobQueue(connection)
        var dice = start
        var refused = 0
        func register() async throws -> WorkerID {
            try await queue.register(host: "host", pid: 1, version: "test", slots: 2, leaseSeconds: 60)
        }
        func finish(_ claim: Claim) async throws {
            let pack = PackRecord(bytes: [1], digest: "d", files: 1, rawSize: 1)
            while true {
                do {
                    return try await queue.commit(JobResult(claim, content: .scan(ScanResult(pack: pack, hits: [hit]))))
                } catch let error as PostgresError where error.isTransient {
                    // Another rescued the claim while its rows were written; the next try says so.
                }
            }
        }
        var worker = try await register()
        while true {
            // Rows that another worker is promoting are left to it: two plain updates could wait for each other.
            try await connection.query(
                """
                UPDATE winnow.deferred AS d SET run_at = now()
                FROM (SELECT job_id FROM winnow.deferred FOR UPDATE SKIP LOCKED) AS free
                WHERE d.job_id = free.job_id
                """)
            try await queue.promote()
            try await queue.rescue()
            let claims = try await queue.claim(worker, limit: 1 + dice.roll(3))
            if claims.isEmpty, try await queue.isIdle() { return refused }
            for claim in claims {
                switch dice.roll(8) {
                case 0: try await queue.release(claim)
                case 1:
                    do {
                        _ = try await queue.fail(claim, error: WinnowError("test", "failed"), retryable: true)
                    } catch is StaleClaim { refused += 1 }
                case 2:
                    // Falls silent past its lease, and comes back with a result.
                    try await connection.query(
                        "UPDATE winnow.worker SET lease_until = now() WHERE worker_id = $1::uuid",
                        [.text(worker.text)])
                    worker = try await register()
                    try await queue.rescue()
                    do { try await finish(claim) } catch is StaleClaim { refused += 1 }
                default:
                    do { try await finish(claim) } catch is StaleClaim { refused += 1 }
                }
            }
        }
    }

    private static let hit = Hit(
        analyzer: "keyword", list: "list", listVersion: "v", term: "term",
        locator: Locator(
            volumeOffset: 0, fileSystem: "ext4", metaAddress: 1, path: RawPath("/a"), state: .allocated))
}

/// The same throws for the same seed (SplitMix64).
private struct Dice: Sendable {
    private var state: UInt64

    init(seed: some BinaryInteger) { state = UInt64(truncatingIfNeeded: seed) }

    mutating func roll(_ sides: UInt64) -> Int {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
        return Int((value ^ (value >> 31)) % sides)
    }
}
