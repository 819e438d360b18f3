import Model
import Postgres

/// What one re-scan job has found and looked at.
package struct RescanResult: Sendable {
    package var hits: [Hit]
    package var rows: [RescanRow]

    package init(hits: [Hit] = [], rows: [RescanRow] = []) {
        self.hits = hits
        self.rows = rows
    }
}

extension Records {
    func addRescans(_ results: [JobResult], in transaction: Transaction) async throws {
        let rescans = results.compactMap { result -> (claim: Claim, rescan: RescanResult)? in
            if case .rescan(let rescan) = result.content { (result.claim, rescan) } else { nil }
        }
        try await addHits(rescans.map { ($0.claim, $0.rescan.hits) }, in: transaction)
        guard rescans.contains(where: { !$0.rescan.rows.isEmpty }) else { return }
        try await transaction.copyIn(
            "winnow.rescan_coverage", columns: "image_id, job_id, what, type, files, bytes",
            rows: rescans.lazy.flatMap { claim, rescan in
                RescanLedger(rescan.rows).rows.lazy.map { row in
                    claim.rowKey + [.text(row.what.rawValue), .text(row.type), .int(row.files), .int(row.bytes)]
                }
            })
    }

    /// What a running re-scan or re-read job searches with.
    package func references(ofRescan claim: Claim) async throws -> [ReferenceVersion] {
        try await connection.query(
            """
            SELECT * FROM winnow.rescan_references($1, $2, $3) ORDER BY kind, name COLLATE "C", digest
            """, claim.key
        ).map { try ReferenceVersion($0) }
    }

    /// The packs of a running re-scan job.
    package func packs(ofRescan claim: Claim) async throws -> [[UInt8]] {
        var packs: [[UInt8]] = []
        for job in try JSONText.decoded([Int64].self, from: claim.spec) {
            let row = try await connection.query(
                "SELECT winnow.rescan_pack($1, $2, $3, $4) AS bytes", claim.key + [.int(job)]
            ).single
            guard let bytes = try row.optionalBytes("bytes") else { throw claim.stale }
            packs.append(bytes)
        }
        return packs
    }
}
