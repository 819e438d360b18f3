import Model
import Postgres

/// What the survey found out about an image as a whole.
package struct SurveyedImage: Hashable, Sendable {
    package var container: String
    package var size: UInt64
    package var storedDigests: [String]
    /// What the container says of its acquisition, by name.
    package var acquisition: [String: String]
    package var errors: [WinnowError]
    /// What tells the state of an image on the network that was read; empty for a local one.
    package var origin: String

    package init(
        container: String, size: UInt64, storedDigests: [String] = [], acquisition: [String: String] = [:],
        errors: [WinnowError] = [], origin: String = ""
    ) {
        self.container = container
        self.size = size
        self.storedDigests = storedDigests
        self.acquisition = acquisition
        self.errors = errors
        self.origin = origin
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

/// What one survey has found.
package struct SurveyResult: Sendable {
    package var image: SurveyedImage
    package var coverage: [CoverageRow]
    /// Observations about volumes as a whole.
    package var hits: [Hit]
    package var scanJobs: [ScanJob]

    package init(image: SurveyedImage, coverage: [CoverageRow], hits: [Hit] = [], scanJobs: [ScanJob]) {
        self.image = image
        self.coverage = coverage
        self.hits = hits
        self.scanJobs = scanJobs
    }
}

extension Records {
    /// The rows of all surveys among the results.
    func addSurveys(_ results: [JobResult], in transaction: Transaction) async throws {
        for result in results {
            guard case .survey(let survey) = result.content else { continue }
            if !survey.scanJobs.isEmpty {
                // Stable, so that equal places keep the survey's order; ready rows then stand in claim order on disk.
                let ordered = survey.scanJobs.enumerated().sorted {
                    ($0.element.place, $0.offset) < ($1.element.place, $1.offset)
                }
                try await transaction.copyIn(
                    "winnow.scan_intake", columns: "survey_id, ordinal, spec, cost, place",
                    rows: ordered.lazy.enumerated().map { ordinal, scan -> [PostgresValue] in
                        [
                            .int(result.claim.jobID), .int(ordinal), .bytes(scan.element.spec), .int(scan.element.cost),
                            .int(Int32(clamping: scan.element.place)),
                        ]
                    })
            }
            try await addHits([(result.claim, survey.hits)], in: transaction)
            try await addCoverage([(result.claim, survey.coverage)], in: transaction)
        }
    }

    /// Makes the scan jobs claimable.
    func endSurvey(_ claim: Claim, _ survey: SurveyResult, in transaction: Transaction) async throws {
        try await transaction.query(
            "SELECT winnow.save_survey($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            [
                .int(claim.jobID), .text(survey.image.container), .int(survey.image.size),
                .json(JSONText.of(survey.image.storedDigests)), .json(JSONText.of(survey.image.errors)),
                .int(survey.scanJobs.reduce(0) { $0 &+ $1.files }), .int(survey.scanJobs.reduce(0) { $0 &+ $1.bytes }),
                .json(JSONText.of(survey.image.acquisition)), .text(survey.image.origin),
            ])
    }

    /// The state of a claim's image that its survey has read; empty before it, and for a local image.
    package func imageOrigin(_ claim: Claim) async throws -> String {
        let rows = try await connection.query("SELECT winnow.image_origin($1, $2, $3) AS origin", claim.key)
        guard let origin = try rows.single.optionalText("origin") else { throw claim.stale }
        return origin
    }
}
