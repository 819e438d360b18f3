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

    package init(
        pack: PackRecord? = nil, hits: [Hit] = [], history: [HistoryEntry] = [], coverage: [CoverageRow] = []
    ) {
        self.pack = pack
        self.hits = hits
        self.history = history
        self.coverage = coverage
    }
}

extension Records {
    /// The rows of all scans among the results, one COPY a table.
    func addScans(_ results: [JobResult], in transaction: Transaction) async throws {
        let scans = results.compactMap { result -> (job: PostgresValue, scan: ScanResult)? in
            if case .scan(let scan) = result.content { (.int(result.claim.jobID), scan) } else { nil }
        }
        if scans.contains(where: { $0.scan.pack != nil }) {
            try await transaction.copyIn(
                "winnow.pack_intake", columns: "job_id, digest, files, raw_size, bytes",
                rows: scans.lazy.compactMap { job, scan in
                    scan.pack.map { [job, .text($0.digest), .int($0.files), .int($0.rawSize), .bytes($0.bytes)] }
                })
        }
        if scans.contains(where: { !$0.scan.hits.isEmpty }) {
            try await transaction.copyIn(
                "winnow.hit_intake", columns: "job_id, \(Hit.columnNames)",
                rows: scans.lazy.flatMap { job, scan in scan.hits.lazy.map { [job] + $0.columns } })
        }
        if scans.contains(where: { !$0.scan.history.isEmpty }) {
            try await transaction.copyIn(
                "winnow.history_intake", columns: "job_id, \(HistoryEntry.columnNames)",
                rows: scans.lazy.flatMap { job, scan in scan.history.lazy.map { [job] + $0.columns } })
        }
        try await addCoverage(scans.map { ($0.job, $0.scan.coverage) }, in: transaction)
    }

    func addCoverage(_ coverage: [(job: PostgresValue, rows: [CoverageRow])], in transaction: Transaction) async throws
    {
        guard coverage.contains(where: { !$0.rows.isEmpty }) else { return }
        try await transaction.copyIn(
            "winnow.coverage_intake", columns: "job_id, status, reason, files, bytes",
            rows: coverage.lazy.flatMap { job, rows in
                CoverageLedger(rows).rows.lazy.map { row in
                    [job, .text(row.status.rawValue), .text(row.reason), .int(row.files), .int(row.bytes)]
                }
            })
    }
}
