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
    package var claim: Claim
    package var pack: PackRecord?
    package var hits: [Hit]
    package var history: [HistoryEntry]
    package var coverage: [CoverageRow]

    package init(
        _ claim: Claim, pack: PackRecord? = nil, hits: [Hit] = [], history: [HistoryEntry] = [],
        coverage: [CoverageRow] = []
    ) {
        self.claim = claim
        self.pack = pack
        self.hits = hits
        self.history = history
        self.coverage = coverage
    }
}

extension Records {
    /// Writes results of scans that `JobQueue.complete` has ended in this transaction; the database takes no others.
    package func saveScans(_ results: [ScanResult], in transaction: Transaction) async throws {
        let packs = results.compactMap { result in result.pack.map { (result.claim, $0) } }
        if !packs.isEmpty {
            try await transaction.copyIn(
                "COPY winnow.pack_intake (job_id, digest, files, raw_size, bytes) FROM STDIN",
                rows: packs.lazy.map { claim, pack in
                    [.int(claim.jobID), .text(pack.digest), .int(pack.files), .int(pack.rawSize), .bytes(pack.bytes)]
                })
        }
        if results.contains(where: { !$0.hits.isEmpty }) {
            try await transaction.copyIn(
                "COPY winnow.hit_intake (job_id, \(Hit.columnNames)) FROM STDIN",
                rows: results.lazy.flatMap { result in
                    result.hits.lazy.map { [.int(result.claim.jobID)] + $0.columns }
                })
        }
        if results.contains(where: { !$0.history.isEmpty }) {
            try await transaction.copyIn(
                "COPY winnow.history_intake (job_id, \(HistoryEntry.columnNames)) FROM STDIN",
                rows: results.lazy.flatMap { result in
                    result.history.lazy.map { [.int(result.claim.jobID)] + $0.columns }
                })
        }
        for result in results { try await saveCoverage(result.claim, result.coverage, in: transaction) }
    }

    func saveCoverage(_ claim: Claim, _ rows: [CoverageRow], in transaction: Transaction) async throws {
        guard !rows.isEmpty else { return }
        try await transaction.copyIn(
            "COPY winnow.coverage_intake (job_id, status, reason, files, bytes) FROM STDIN",
            rows: CoverageLedger(rows).rows.map { row in
                [.int(claim.jobID), .text(row.status.rawValue), .text(row.reason), .int(row.files), .int(row.bytes)]
            })
    }
}
