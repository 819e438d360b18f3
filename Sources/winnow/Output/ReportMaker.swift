import Foundation
import Model
import Reporting
import Store

/// Gathers a batch's results into the value that is reported.
struct ReportMaker {
    /// Links between devices that are shown; the most shared come first.
    private static let mostLinks = 200
    let records: Records

    /// Writes the report of a batch into a folder and records that it was written.
    static func write(_ report: BatchReport, batchID: Int64, to folder: String, _ records: Records) async throws {
        let writer = try ReportWriter(report, to: folder)
        try await records.exportHits(batchID: batchID) { rows in
            for row in rows { try writer.add(row.record, exhibit: row.exhibit, image: row.image) }
        }
        try await records.noteReport(batchID: batchID, digest: writer.finish())
    }

    /// - Throws: `batch-open` while the batch has devices without a result.
    func report(batch: String) async throws -> BatchReport {
        let id = try await records.batchID(named: batch)
        try await records.expectUnpurged(batchID: id, named: batch)
        let devices = try await records.results(batchID: id)
        let open = devices.filter { $0.result == nil }.count
        guard open == 0 else {
            throw WinnowError(
                "batch-open", "\(open) of \(devices.count) devices of batch \(batch) have no result yet",
                remedy: "`winnow status \(batch) --watch` shows how far it is")
        }
        let links = try await records.sharedValues(batchID: id, limit: Self.mostLinks + 1)
        let facts = try await records.facts(batchID: id)
        let material = DeviceFacts(
            history: try await records.historyCounts(batchID: id),
            hits: Dictionary(grouping: try await records.hitCounts(batchID: id), by: \.exhibit).mapValues { rows in
                rows.map { HitCount(analyzer: $0.analyzer, list: $0.list, state: $0.state, hits: $0.hits) }
            },
            work: Dictionary(try await records.work(batchID: id).map { ($0.exhibit, $0) }) { first, _ in first },
            decisions: Dictionary(grouping: try await records.decisions(batchID: id), by: \.exhibit),
            languages: facts.recognition,
            checks: Dictionary(grouping: try await records.imageVerification(batchID: id), by: \.exhibit).mapValues {
                Dictionary(grouping: $0, by: \.image).mapValues { rows in
                    rows.compactMap { row in
                        ImageCheck.Verdict(rawValue: row.category).map {
                            ImageCheck($0, row.what, detail: row.detail)
                        }
                    }
                }
            })
        return BatchReport(
            batch: batch, generatedBy: "winnow " + Winnow.version, generatedAt: Date.now.formatted(.iso8601),
            state: facts.state.rawValue,
            submission: Submission(
                by: facts.submittedBy, at: ReportTime.text(microseconds: facts.submittedAt),
                completedAt: facts.completedAt.map { ReportTime.text(microseconds: $0) }, priority: facts.priority),
            referenceData: try await records.pinnedReferences(batchID: id),
            rescans: try await records.rescans(batchID: id).map { Self.rescan($0, devices) },
            devices: devices.compactMap { material.report($0) },
            links: links.prefix(Self.mostLinks).compactMap { shared in
                DeviceLink.Kind(rawValue: shared.kind).map {
                    DeviceLink(kind: $0, value: shared.value, exhibits: shared.exhibits)
                }
            }, hasMoreLinks: links.count > Self.mostLinks,
            auditHeads: try await records.auditHeads(batchID: id).map(\.description))
    }

    private static func rescan(_ status: RescanStatus, _ devices: [CollatedDevice]) -> RescanReport {
        let lines = devices.lazy.flatMap(\.images).flatMap(\.rescans)
        return RescanReport(
            ordinal: status.ordinal, referenceData: status.references, reread: status.reread,
            rows: RescanLedger(lines.filter { $0.rescan == status.ordinal }.map(\.row)).rows)
    }
}

/// What is known of devices besides their results, by exhibit.
private struct DeviceFacts {
    var history: [String: Int]
    var hits: [String: [HitCount]]
    var work: [String: DeviceWorkRecord]
    var decisions: [String: [Exported<Decision>]]
    /// In which text in pictures was asked for.
    var languages: String?
    /// By exhibit and image.
    var checks: [String: [String: [ImageCheck]]]

    func report(_ collated: CollatedDevice) -> DeviceReport? {
        guard let result = collated.result else { return nil }
        let device = collated.device
        return DeviceReport(
            exhibit: device.exhibit, label: device.label, kind: device.kind, notes: device.notes,
            outcome: result.outcome, findings: result.findings, images: collated.images, gaps: collated.gaps,
            digest: result.digest, historyCount: history[device.exhibit] ?? 0,
            filesCount: Int(clamping: CoverageLedger(collated.images.flatMap(\.coverage)).totalFiles),
            hitCounts: hits[device.exhibit] ?? [],
            work: work[device.exhibit].map(DeviceWork.init) ?? DeviceWork(),
            decisions: (decisions[device.exhibit] ?? []).map(\.record),
            imageChecks: checks[device.exhibit] ?? [:],
            recognition: RecognitionReport(
                languages: languages, isRunning: collated.isRecognising,
                coverage: collated.images.flatMap(\.coverage)))
    }
}

extension DeviceWork {
    init(_ record: DeviceWorkRecord) {
        self.init(
            started: record.started, ended: record.ended, failedAttempts: record.failedAttempts,
            workers: record.workers.map {
                Worker(host: $0.host, version: $0.version, sandbox: $0.sandbox, jobs: $0.jobs)
            })
    }
}
