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
        if !scanJobs.isEmpty {
            // Stable, so that equal places keep the survey's order; ready rows then stand in claim order on disk.
            let ordered = scanJobs.enumerated().sorted {
                ($0.element.place, $0.offset) < ($1.element.place, $1.offset)
            }
            try await transaction.copyIn(
                "COPY winnow.scan_intake (survey_id, ordinal, spec, cost, place) FROM STDIN",
                rows: ordered.lazy.enumerated().map { ordinal, job -> [PostgresValue] in
                    [
                        .int(claim.jobID), .int(ordinal), .bytes(job.element.spec), .int(job.element.cost),
                        .int(Int32(clamping: job.element.place)),
                    ]
                })
        }
        try await saveCoverage(claim, coverage, in: transaction)
        // Last, because it makes the scan jobs claimable.
        try await transaction.query(
            "SELECT winnow.save_survey($1, $2, $3, $4, $5, $6, $7)",
            [
                .int(claim.jobID), .text(image.container), .int(image.size),
                .json(JSONText.of(image.storedDigests)), .json(JSONText.of(image.errors)),
                .int(scanJobs.reduce(0) { $0 &+ $1.files }), .int(scanJobs.reduce(0) { $0 &+ $1.bytes }),
            ])
    }
}
