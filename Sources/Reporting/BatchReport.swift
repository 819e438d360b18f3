import Model
import Triage

/// Everything a report says about a batch, as values.
package struct BatchReport: Codable, Sendable {
    package var batch: String
    /// Program and version.
    package var generatedBy: String
    /// ISO 8601 UTC; nil where two reports must be equal to the byte.
    package var generatedAt: String?
    /// The batch's state in the queue, such as `complete` or `complete-with-gaps`.
    package var state: String
    package var referenceData: [ReferenceVersion]
    /// Later questions, in their order.
    package var rescans: [RescanReport]
    package var devices: [DeviceReport]

    package init(
        batch: String, generatedBy: String, generatedAt: String? = nil, state: String,
        referenceData: [ReferenceVersion], rescans: [RescanReport] = [], devices: [DeviceReport]
    ) {
        self.batch = batch
        self.generatedBy = generatedBy
        self.generatedAt = generatedAt
        self.state = state
        self.referenceData = referenceData
        self.rescans = rescans
        self.devices = devices
    }

    /// Number of devices by category; findings for information only (outcome negative) do not count.
    package var totals: [String: Int] {
        var totals: [String: Int] = [:]
        for device in devices {
            for category in Set(device.findings.filter { $0.outcome > .negative }.map(\.category)) {
                totals[category, default: 0] += 1
            }
        }
        return totals
    }

    package func count(_ outcome: Outcome) -> Int { devices.count { $0.outcome == outcome } }
}

/// One device in a report.
package struct DeviceReport: Codable, Sendable {
    package var exhibit: String
    package var label: String
    package var kind: String
    package var outcome: Outcome
    package var findings: [Finding]
    package var images: [ImageMaterial]
    /// Jobs that ended without a result.
    package var gaps: [WinnowError]
    /// The findings digest.
    package var digest: String
    package var historyCount: Int
    package var filesCount: Int

    package init(
        exhibit: String, label: String = "", kind: String = "", outcome: Outcome, findings: [Finding] = [],
        images: [ImageMaterial] = [], gaps: [WinnowError] = [], digest: String, historyCount: Int = 0,
        filesCount: Int = 0
    ) {
        self.exhibit = exhibit
        self.label = label
        self.kind = kind
        self.outcome = outcome
        self.findings = findings
        self.images = images
        self.gaps = gaps
        self.digest = digest
        self.historyCount = historyCount
        self.filesCount = filesCount
    }

    /// All images' rows together, in canonical order.
    package var coverage: [CoverageRow] { CoverageLedger(images.flatMap(\.coverage)).rows }

    /// Bytes of all media; the coverage must add up to it.
    package var mediaSize: UInt64 { images.reduce(0) { $0 &+ $1.size } }

    /// Share of the media's bytes that was scanned, in percent, rounded down; nil for empty media.
    package var scannedPercent: Int? {
        guard mediaSize > 0 else { return nil }
        let scanned = coverage.filter { $0.status == .scanned }.reduce(0.0) { $0 + Double($1.bytes) }
        return Int(min(100, scanned / Double(mediaSize) * 100))
    }

    /// What is missing and why.
    package var shortfall: [WinnowError] { Shortfall.of(images: images, gaps: gaps) }
}
