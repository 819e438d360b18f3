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

extension Records {
    /// Writes a scan's result. `JobQueue.complete` comes first in the transaction.
    package func saveScan(
        _ claim: Claim, pack: PackRecord?, hits: [Hit], history: [HistoryEntry], coverage: [CoverageRow],
        in transaction: Transaction
    ) async throws {
        guard let imageID = claim.imageID else { throw Self.wrongKind(claim) }
        let ids: [PostgresValue] = [.int(imageID), .int(claim.jobID)]
        if let pack {
            try await transaction.query(
                """
                INSERT INTO winnow.pack (image_id, job_id, digest, files, raw_size, bytes)
                VALUES ($1, $2, $3, $4, $5, $6)
                """, ids + [.text(pack.digest), .int(pack.files), .int(pack.rawSize), .bytes(pack.bytes)])
        }
        if !hits.isEmpty {
            try await transaction.copyIn(
                "winnow.hit", columns: "image_id, job_id, " + Hit.columnNames,
                rows: hits.lazy.map { ids + $0.columns })
        }
        if !history.isEmpty {
            try await transaction.copyIn(
                "winnow.history", columns: "image_id, job_id, " + HistoryEntry.columnNames,
                rows: history.lazy.map { ids + $0.columns })
        }
        try await saveCoverage(claim, imageID, coverage, in: transaction)
    }
}
