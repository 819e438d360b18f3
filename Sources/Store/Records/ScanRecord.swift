import Model
import Postgres

/// A pack as the database keeps it.
package struct PackRecord: Hashable, Sendable {
    package var bytes: [UInt8]
    /// SHA-256 of `bytes`, hexadecimal.
    package var digest: String
    package var files: Int
    /// Bytes before compression.
    package var rawSize: UInt64

    package init(bytes: [UInt8], digest: String, files: Int, rawSize: UInt64) {
        self.bytes = bytes
        self.digest = digest
        self.files = files
        self.rawSize = rawSize
    }
}

/// What one scan has found.
package struct ScanResult: Sendable {
    package var pack: PackRecord?
    package var hits: [Hit]
    package var history: [HistoryEntry]
    package var coverage: [CoverageRow]
    /// Some hits may escalate: the device is collated at once, before all of it is scanned.
    package var mayEscalate: Bool
    /// What is to be recognised in pictures once all scanning is done.
    package var pictureJobs: [ScanJob]

    package init(
        pack: PackRecord? = nil, hits: [Hit] = [], history: [HistoryEntry] = [], coverage: [CoverageRow] = [],
        mayEscalate: Bool = false, pictureJobs: [ScanJob] = []
    ) {
        self.pack = pack
        self.hits = hits
        self.history = history
        self.coverage = coverage
        self.mayEscalate = mayEscalate
        self.pictureJobs = pictureJobs
    }
}

extension Records {
    /// The rows of all scans among the results, one COPY a table.
    func addScans(_ results: [JobResult], in transaction: Transaction) async throws {
        let scans = results.compactMap { result -> (claim: Claim, scan: ScanResult)? in
            if case .scan(let scan) = result.content { (result.claim, scan) } else { nil }
        }
        if scans.contains(where: { $0.scan.pack != nil }) {
            try await transaction.copyIn(
                "winnow.pack", columns: "image_id, job_id, fence, digest, files, raw_size, bytes",
                rows: scans.lazy.compactMap { claim, scan in
                    scan.pack.map {
                        claim.rowKey + [
                            .int(claim.fence), .text($0.digest), .int($0.files), .int($0.rawSize), .bytes($0.bytes),
                        ]
                    }
                })
        }
        try await addHits(scans.map { ($0.claim, $0.scan.hits) }, in: transaction)
        if scans.contains(where: { !$0.scan.history.isEmpty }) {
            try await transaction.copyIn(
                "winnow.history", columns: "image_id, job_id, \(HistoryEntry.columnNames)",
                rows: scans.lazy.flatMap { claim, scan in scan.history.lazy.map { claim.rowKey + $0.columns } })
        }
        try await addCoverage(scans.map { ($0.claim, $0.scan.coverage) }, in: transaction)
    }

    /// Makes the recognition of text in pictures claimable, which waits for all scanning.
    func endScan(_ claim: Claim, _ scan: ScanResult, in transaction: Transaction) async throws {
        guard !scan.pictureJobs.isEmpty else { return }
        try await transaction.query(
            "SELECT winnow.plan_recognition($1, $2, $3)",
            [
                .int(claim.jobID), .byteArrays(scan.pictureJobs.map(\.spec)),
                .ints(scan.pictureJobs.map { Int64(clamping: $0.files) }),
            ])
    }

    func addHits(_ hits: [(claim: Claim, hits: [Hit])], in transaction: Transaction) async throws {
        guard hits.contains(where: { !$0.hits.isEmpty }) else { return }
        try await transaction.copyIn(
            "winnow.hit", columns: "image_id, job_id, \(Hit.columnNames)",
            rows: hits.lazy.flatMap { claim, hits in hits.lazy.map { claim.rowKey + $0.columns } })
    }

    func addCoverage(_ coverage: [(claim: Claim, rows: [CoverageRow])], in transaction: Transaction) async throws {
        guard coverage.contains(where: { !$0.rows.isEmpty }) else { return }
        try await transaction.copyIn(
            "winnow.coverage", columns: "image_id, job_id, status, reason, files, bytes, members, pictures",
            rows: coverage.lazy.flatMap { claim, rows in
                CoverageLedger(rows).rows.lazy.map { row in
                    claim.rowKey + [
                        .text(row.status.rawValue), .text(row.reason), .int(row.files), .int(row.bytes),
                        .int(row.members), .int(row.pictures),
                    ]
                }
            })
    }
}

extension Claim {
    /// `image_id, job_id`: the database refuses rows under any other.
    var rowKey: [PostgresValue] { [.int(imageID), .int(jobID)] }
}
