import Model
import Postgres
import Store
import WinnowTesting

/// A fresh database with one batch in it, and a worker.
struct QueueFixture: Sendable {
    let conninfo: String
    let connection: PostgresConnection
    let queue: JobQueue
    let records: Records
    let worker: WorkerID

    init() async throws {
        conninfo = try await TestCluster.database()
        connection = try await PostgresConnection.connect(conninfo)
        queue = JobQueue(connection)
        records = Records(connection)
        worker = try await queue.register(host: "host", pid: 1, version: "test", slots: 4, leaseSeconds: 3600)
    }

    static func batch(_ name: String = "operation", devices: Int = 1, images: Int = 1) -> BatchSubmission {
        BatchSubmission(
            name: name, key: "key of " + name,
            devices: (0..<devices).map { device in
                DeviceSubmission(
                    exhibit: "ABC/\(device + 1)", label: "phone", kind: "phone", notes: ["seized by": "PC 1"],
                    images: (0..<images).map { "/evidence/\(name)/\(device + 1)/\($0).E01" })
            })
    }

    @discardableResult
    func submit(_ name: String = "operation", devices: Int = 1, images: Int = 1) async throws -> Int64 {
        try await records.submit(Self.batch(name, devices: devices, images: images)).batchID
    }

    func claimOne() async throws -> Claim? { try await queue.claim(worker, limit: 1).first }

    /// Ends a survey with `scans` shards.
    func survey(_ claim: Claim, scans: Int) async throws {
        let survey = SurveyResult(
            image: SurveyedImage(container: "raw", size: 1 << 20, storedDigests: ["md5:00"]),
            coverage: [CoverageRow(.scanned, "file-system-structures", bytes: 4096)],
            scanJobs: (0..<scans).map {
                ScanJob(spec: [1, 0, UInt8(truncatingIfNeeded: $0)], cost: 1, place: $0, files: 2, bytes: 10)
            })
        try await queue.commit(JobResult(claim, content: .survey(survey)))
    }

    func scan(_ claim: Claim, hits: [Hit] = [], history: [HistoryEntry] = []) async throws {
        let scan = ScanResult(
            pack: PackRecord(bytes: [0, 1, 255], digest: "d", files: 2, rawSize: 10), hits: hits, history: history,
            coverage: [CoverageRow(.scanned, "file-content", files: 2, bytes: 10)])
        try await queue.commit(JobResult(claim, progress: Progress(files: 2, bytes: 10), content: .scan(scan)))
    }

    func collate(_ claim: Claim, _ result: DeviceResult) async throws {
        let images = try await records.material(of: claim).imageIDs
        let digests = Dictionary(uniqueKeysWithValues: images.map { ($0, "image") })
        try await queue.commit(JobResult(claim, content: .collate(result, imageDigests: digests)))
    }

    /// Makes the worker's lease lapse without waiting for it.
    func lapse() async throws {
        try await connection.query("UPDATE winnow.worker SET lease_until = now() - interval '1 second'")
    }

    /// Makes waiting jobs due without waiting for them.
    func skipPauses() async throws {
        try await connection.query("UPDATE winnow.deferred SET run_at = now() - interval '1 second'")
        try await queue.promote()
    }

    func count(_ table: String) async throws -> Int {
        Int(try await connection.query("SELECT count(*) AS n FROM winnow.\(table)")[0].int("n"))
    }
}

extension QueueFixture {
    /// Sweeps devices over a connection of its own; gives how many collates it made.
    static func sweep(_ conninfo: String) async throws -> Int {
        try await JobQueue(PostgresConnection.connect(conninfo)).sweep()
    }
}
