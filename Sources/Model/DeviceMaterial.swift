/// One image of a device as the rules and the report see it.
package struct ImageMaterial: Hashable, Codable, Sendable {
    package var path: String
    /// `raw`, `split-raw`, `ewf`; empty when the image could not be opened.
    package var container: String
    package var size: UInt64
    /// SHA-256 over the canonical list of its files and their digests; empty when nothing could be read.
    package var digest: String
    /// Digests stored in the container by the acquisition tool, such as `md5:...`.
    package var storedDigests: [String]
    /// What the container says of its acquisition (case number, examiner, date, ...), by name.
    package var acquisition: [String: String]
    package var coverage: [CoverageRow]
    /// What later questions to the batch looked at.
    package var rescans: [RescannedImage]
    /// Why the image as a whole could not be (completely) examined.
    package var errors: [WinnowError]

    package init(
        path: String, container: String, size: UInt64, digest: String, storedDigests: [String] = [],
        acquisition: [String: String] = [:], coverage: [CoverageRow] = [], rescans: [RescannedImage] = [],
        errors: [WinnowError] = []
    ) {
        self.path = path
        self.container = container
        self.size = size
        self.digest = digest
        self.storedDigests = storedDigests
        self.acquisition = acquisition
        self.coverage = coverage
        self.rescans = rescans
        self.errors = errors
    }
}

/// All that is known about one device, as values: what Triage concludes from and Reporting shows.
package struct DeviceMaterial: Sendable {
    package var exhibit: String
    package var label: String
    package var kind: String
    package var images: [ImageMaterial]
    package var hits: [Hit]
    package var history: [HistoryEntry]
    /// Jobs that ended without a result, one line each.
    package var gaps: [WinnowError]

    package init(
        exhibit: String, label: String = "", kind: String = "", images: [ImageMaterial] = [], hits: [Hit] = [],
        history: [HistoryEntry] = [], gaps: [WinnowError] = []
    ) {
        self.exhibit = exhibit
        self.label = label
        self.kind = kind
        self.images = images
        self.hits = hits
        self.history = history
        self.gaps = gaps
    }
}

/// What came out for one device.
package struct DeviceResult: Hashable, Codable, Sendable {
    package var outcome: Outcome
    package var findings: [Finding]
    /// The findings digest: SHA-256, hexadecimal; the same evidence and reference data give the same digest anywhere.
    package var digest: String

    package init(outcome: Outcome, findings: [Finding], digest: String) {
        self.outcome = outcome
        self.findings = findings
        self.digest = digest
    }
}
