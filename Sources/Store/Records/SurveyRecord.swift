import Model
import Postgres

/// What the survey found out about an image as a whole.
package struct SurveyedImage: Hashable, Sendable {
    package var container: String
    package var size: UInt64
    package var storedDigests: [String]
    package var errors: [WinnowError]

    package init(container: String, size: UInt64, storedDigests: [String] = [], errors: [WinnowError] = []) {
        self.container = container
        self.size = size
        self.storedDigests = storedDigests
        self.errors = errors
    }
}

/// A shard as the queue sees it.
package struct ScanJob: Hashable, Sendable {
    /// For the scanner; the queue does not read it.
    package var spec: [UInt8]
    /// Expected work in MiB.
    package var cost: Int
    /// Lower places are scanned first. Equal places of several images are equally good: workers then stay with the
    /// image they have open.
    package var place: Int
    package var files: UInt64
    package var bytes: UInt64

    package init(spec: [UInt8], cost: Int, place: Int, files: UInt64, bytes: UInt64) {
        self.spec = spec
        self.cost = cost
        self.place = place
        self.files = files
        self.bytes = bytes
    }
}

extension Records {
    /// Writes a survey's result and queues its scan jobs. `JobQueue.complete` comes first in the transaction.
    package func saveSurvey(
        _ claim: Claim, image: SurveyedImage, coverage: [CoverageRow], scanJobs: [ScanJob], in transaction: Transaction
    ) async throws {
        guard let imageID = claim.imageID else { throw Self.wrongKind(claim) }
        try await transaction.query(
            """
            UPDATE winnow.image SET state = 'surveyed', container = $2, size = $3, stored_digests = $4, errors = $5,
                files_total = $6, bytes_total = $7 WHERE image_id = $1
            """,
            [
                .int(imageID), .text(image.container), .int(image.size), .json(JSONText.of(image.storedDigests)),
                .json(JSONText.of(image.errors)), .int(scanJobs.reduce(0) { $0 &+ $1.files }),
                .int(scanJobs.reduce(0) { $0 &+ $1.bytes }),
            ])
        try await saveCoverage(claim, imageID, coverage, in: transaction)
        guard !scanJobs.isEmpty else { return }

        // Stable, so that equal places keep the survey's order; ready rows then stand in claim order on disk.
        let ordered = scanJobs.enumerated().sorted { ($0.element.place, $0.offset) < ($1.element.place, $1.offset) }
            .map(\.element)
        let keys = ordered.indices.map { "image:\(imageID)/scan/\($0)" }
        try await transaction.copyIn(
            "winnow.job", columns: "kind, batch_id, device_id, image_id, dedupe, spec, cost",
            rows: zip(ordered, keys).lazy.map { job, key -> [PostgresValue] in
                [
                    .text(JobKind.scan.rawValue), .int(claim.batchID), .int(claim.deviceID), .int(imageID), .text(key),
                    .bytes(job.spec), .int(job.cost),
                ]
            })
        try await transaction.query(
            """
            SELECT winnow.enqueue(array_agg(j.job_id ORDER BY j.job_id), array_agg(d.priority ORDER BY j.job_id),
                                  array_agg(i.place ORDER BY j.job_id))
            FROM unnest($1::text[], $2::integer[]) AS i (dedupe, place)
            JOIN winnow.job j USING (dedupe) JOIN winnow.device d USING (device_id)
            """, [.texts(keys), .ints(ordered.map { Int64(Int32(clamping: $0.place)) })])
    }

    func saveCoverage(
        _ claim: Claim, _ imageID: Int64, _ rows: [CoverageRow], in transaction: Transaction
    ) async throws {
        guard !rows.isEmpty else { return }
        try await transaction.copyIn(
            "winnow.coverage", columns: "image_id, job_id, status, reason, files, bytes",
            rows: CoverageLedger(rows).rows.map { row in
                [
                    .int(imageID), .int(claim.jobID), .text(row.status.rawValue), .text(row.reason), .int(row.files),
                    .int(row.bytes),
                ]
            })
    }

    static func wrongKind(_ claim: Claim) -> WinnowError {
        WinnowError("job-kind", "a \(claim.kind.rawValue) job has no image to write results for")
    }
}
