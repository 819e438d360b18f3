import Foundation
import Model

/// The report for programs; keys in fixed order, so that equal reports are equal bytes.
package enum JSONReport {
    /// - Throws: `report-encoding` when a value cannot be put in JSON, which no value of ours should cause.
    package static func data(_ report: BatchReport) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .prettyPrinted, .withoutEscapingSlashes]
        do {
            return Array(try encoder.encode(Document(report))) + [UInt8(ascii: "\n")]
        } catch {
            throw WinnowError("report-encoding", "the report cannot be written as JSON", cause: "\(error)")
        }
    }
}

/// The document as other programs read it: snake_case, and nothing that is not in the contract by accident.
private struct Document: Encodable {
    var batch: String
    var generated_by: String
    var generated_at: String?
    var state: String
    var submission: Submitted
    var reference_data: [JSONReference]
    var rescans: [Rescan]
    var devices: [Device]
    var totals: [String: Int]
    var outcomes: [String: Int]
    var links: [DeviceLink]
    var audit_heads: [String]

    init(_ report: BatchReport) {
        batch = report.batch
        generated_by = report.generatedBy
        generated_at = report.generatedAt
        state = report.state
        submission = Submitted(report.submission)
        reference_data = report.referenceData.map(JSONReference.init)
        rescans = report.rescans.map(Rescan.init)
        devices = report.devices.map(Device.init)
        totals = report.totals
        links = report.links
        audit_heads = report.auditHeads
        outcomes = Dictionary(uniqueKeysWithValues: Outcome.allCases.map { ($0.rawValue, report.count($0)) })
    }

    struct Submitted: Encodable {
        var by: String, at: String?, completed_at: String?, priority: Int?

        init(_ submission: Submission) {
            by = submission.by
            at = submission.at
            completed_at = submission.completedAt
            priority = submission.priority
        }
    }

    /// A person's decision, with what the rules had concluded then.
    struct Decided: Encodable {
        var decision: String, by: String, role: String, reason: String, time: String, outcome: String
        var findings_digest: String

        init(_ decision: Decision) {
            self.decision = decision.decision.rawValue
            by = decision.by
            role = decision.role
            reason = decision.reason
            time = ReportTime.text(microseconds: decision.time)
            outcome = decision.outcome.rawValue
            findings_digest = decision.digest
        }
    }

    struct Work: Encodable {
        var started: String?, ended: String?, failed_attempts: Int, workers: [DeviceWork.Worker]

        init(_ work: DeviceWork) {
            started = work.started.map { ReportTime.text(microseconds: $0) }
            ended = work.ended.map { ReportTime.text(microseconds: $0) }
            failed_attempts = work.failedAttempts
            workers = work.workers
        }
    }

    struct Rescan: Encodable {
        var rescan: Int, reference_data: [JSONReference], reread: Bool, covered: String, text_percent: Double?
        var rows: [RescanRow], not_covered: [RescanRow]

        init(_ rescan: RescanReport) {
            self.rescan = rescan.ordinal
            reference_data = rescan.referenceData.map(JSONReference.init)
            reread = rescan.reread
            covered = rescan.covered
            text_percent = rescan.textPercent
            rows = rescan.rows
            not_covered = rescan.notCovered
        }
    }

    struct Device: Encodable {
        var exhibit: String, label: String, kind: String, notes: [String: String], outcome: String, digest: String
        var decisions: [Decided]
        var work: Work
        var hits: Int
        var findings: [JSONFinding]
        var images: [Image]
        var coverage: Coverage
        var recognition: Recognised
        var gaps: [JSONFault]
        var history: Int

        init(_ device: DeviceReport) {
            exhibit = device.exhibit
            label = device.label
            kind = device.kind
            notes = device.notes
            decisions = device.decisions.map(Decided.init)
            work = Work(device.work)
            hits = device.hitsCount
            outcome = device.outcome.rawValue
            digest = device.digest
            findings = device.findings.map(JSONFinding.init)
            images = device.images.map { Image($0, device.imageChecks[$0.path] ?? []) }
            coverage = Coverage(device)
            recognition = Recognised(device.recognition)
            gaps = device.gaps.map(JSONFault.init)
            history = device.historyCount
        }
    }

    struct Image: Encodable {
        var path: String, container: String, size: UInt64, digest: String, stored_digests: [String]
        var acquisition: [String: String]
        /// Empty where the image was not verified.
        var verification: [Check]
        var errors: [JSONFault]

        struct Check: Encodable { var verdict: String, what: String, detail: String }

        init(_ image: ImageMaterial, _ checks: [ImageCheck]) {
            path = image.path
            container = image.container
            size = image.size
            digest = image.digest
            stored_digests = image.storedDigests
            acquisition = image.acquisition
            verification = checks.map { Check(verdict: $0.verdict.rawValue, what: $0.what, detail: $0.detail) }
            errors = image.errors.map(JSONFault.init)
        }
    }

    /// Text in pictures: of `pictures` so many were read, and so many of those had text.
    struct Recognised: Encodable {
        var state: String, languages: String?
        var pictures: UInt64, recognised: UInt64, with_text: UInt64, left_out: UInt64, failed: UInt64

        init(_ recognition: RecognitionReport) {
            state = recognition.state.rawValue
            languages = recognition.languages
            pictures = recognition.pictures
            recognised = recognition.recognised
            with_text = recognition.withText
            left_out = recognition.leftOut
            failed = recognition.failed
        }
    }

    /// `bytes` and `files` of the rows add up to the totals beside them.
    struct Coverage: Encodable {
        var media_size: UInt64, bytes: UInt64, files: UInt64, members: UInt64, rows: [CoverageRow]
        var statuses: [String: UInt64]

        init(_ device: DeviceReport) {
            let ledger = CoverageLedger(device.coverage)
            media_size = device.mediaSize
            bytes = ledger.totalBytes
            files = ledger.totalFiles
            members = ledger.totalMembers
            rows = ledger.rows
            statuses = rows.reduce(into: [:]) { sums, row in
                sums[row.status.rawValue] = (sums[row.status.rawValue] ?? 0) &+ row.bytes
            }
        }
    }
}
