import Model
import Triage

/// One device in a report.
package struct DeviceReport: Codable, Sendable {
    package var exhibit: String
    package var label: String
    package var kind: String
    /// More columns of the manifest: seal, serial number, who seized it, the priority label staff gave it.
    package var notes: [String: String]
    package var outcome: Outcome
    package var findings: [Finding]
    package var images: [ImageMaterial]
    /// By the image's path; none where it was not verified.
    package var imageChecks: [String: [ImageCheck]]
    /// Jobs that ended without a result.
    package var gaps: [WinnowError]
    /// The findings digest.
    package var digest: String
    package var historyCount: Int
    package var filesCount: Int
    /// Hits of all findings and of none.
    package var hitCounts: [HitCount]
    package var work: DeviceWork
    /// Oldest first: the last is the one that holds.
    package var decisions: [Decision]
    package var recognition: RecognitionReport

    package init(
        exhibit: String, label: String = "", kind: String = "", notes: [String: String] = [:], outcome: Outcome,
        findings: [Finding] = [], images: [ImageMaterial] = [], gaps: [WinnowError] = [], digest: String,
        historyCount: Int = 0, filesCount: Int = 0, hitCounts: [HitCount] = [], work: DeviceWork = DeviceWork(),
        decisions: [Decision] = [], imageChecks: [String: [ImageCheck]] = [:],
        recognition: RecognitionReport = RecognitionReport()
    ) {
        self.exhibit = exhibit
        self.label = label
        self.kind = kind
        self.notes = notes
        self.outcome = outcome
        self.findings = findings
        self.images = images
        self.imageChecks = imageChecks
        self.gaps = gaps
        self.digest = digest
        self.historyCount = historyCount
        self.filesCount = filesCount
        self.hitCounts = hitCounts
        self.work = work
        self.decisions = decisions
        self.recognition = recognition
    }

    package var hitsCount: Int { hitCounts.reduce(0) { $0 + $1.hits } }

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

    /// Of findings that call for a look, in alphabetical order.
    package var categories: [String] { Set(findings.filter { $0.outcome > .negative }.map(\.category)).sorted() }
}

/// Who did a device's jobs, and when.
package struct DeviceWork: Codable, Hashable, Sendable {
    package struct Worker: Codable, Hashable, Sendable {
        package var host: String
        package var version: String
        /// What held the scanner in; empty where there was none.
        package var sandbox: String
        package var jobs: Int

        package init(host: String, version: String, sandbox: String, jobs: Int) {
            self.host = host
            self.version = version
            self.sandbox = sandbox
            self.jobs = jobs
        }
    }

    /// Microseconds since 1970-01-01 UTC; nil when nothing ran.
    package var started: Int64?
    package var ended: Int64?
    /// Attempts that ended without a result and were made again or given up.
    package var failedAttempts: Int
    package var workers: [Worker]

    package init(started: Int64? = nil, ended: Int64? = nil, failedAttempts: Int = 0, workers: [Worker] = []) {
        self.started = started
        self.ended = ended
        self.failedAttempts = failedAttempts
        self.workers = workers
    }
}

/// How many hits of one list lie in files of one state.
package struct HitCount: Codable, Hashable, Sendable {
    package var analyzer: String
    package var list: String
    /// As `FileState` names it.
    package var state: String
    package var hits: Int

    package init(analyzer: String, list: String, state: String, hits: Int) {
        self.analyzer = analyzer
        self.list = list
        self.state = state
        self.hits = hits
    }
}
