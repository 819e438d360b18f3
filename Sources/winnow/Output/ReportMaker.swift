import Foundation
import Model
import Reporting
import Store

/// Gathers a batch's results into the value that is reported.
struct ReportMaker {
    let records: Records

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
        let state = try await records.status(batchID: id).first?.state ?? .open
        let history = try await records.historyCounts(batchID: id)
        return BatchReport(
            batch: batch, generatedBy: "winnow " + Winnow.version, generatedAt: Date.now.formatted(.iso8601),
            state: state.rawValue, referenceData: try await records.pinnedReferences(batchID: id),
            rescans: try await records.rescans(batchID: id).map { Self.rescan($0, devices) },
            devices: devices.compactMap { Self.device($0, history: history) })
    }

    private static func rescan(_ status: RescanStatus, _ devices: [CollatedDevice]) -> RescanReport {
        let lines = devices.lazy.flatMap(\.images).flatMap(\.rescans)
        return RescanReport(
            ordinal: status.ordinal, referenceData: status.references, reread: status.reread,
            rows: RescanLedger(lines.filter { $0.rescan == status.ordinal }.map(\.row)).rows)
    }

    private static func device(_ collated: CollatedDevice, history: [String: Int]) -> DeviceReport? {
        guard let result = collated.result else { return nil }
        return DeviceReport(
            exhibit: collated.device.exhibit, label: collated.device.label, kind: collated.device.kind,
            outcome: result.outcome, findings: result.findings, images: collated.images, gaps: collated.gaps,
            digest: result.digest, historyCount: history[collated.device.exhibit] ?? 0,
            filesCount: Int(clamping: CoverageLedger(collated.images.flatMap(\.coverage)).totalFiles))
    }
}
