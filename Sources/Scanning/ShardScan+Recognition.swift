import Analysis
import Model

/// What became of pictures in which text was to be recognised.
extension ShardScan {
    /// Keeps a record of a picture. What is none leaves no trace: the scan has accounted for it.
    mutating func recognised(
        _ locator: Locator, _ kind: FileRecord.Kind, _ size: UInt64, _ status: CoverageStatus, _ reason: String,
        _ report: inout ItemReport, _ reduction: ReducedScan?
    ) {
        if let reduction {
            // What the other pipelines find in it, the scan has found.
            (report.hits, report.texts) = ([], [])
            if reduction.level == .digests { report.container = nil }
        }
        guard let outcome = outcome(locator, status, reason, report, reduction) else { return }
        coverage.add(CoverageRow(outcome.status, outcome.reason, pictures: 1))
        add(
            FileRecord(
                locator: locator, kind: kind, size: size, digests: status == .scanned ? report.digests : nil,
                type: report.type, status: outcome.status, reason: outcome.reason),
            report)
    }

    private func outcome(
        _ locator: Locator, _ status: CoverageStatus, _ reason: String, _ report: ItemReport,
        _ reduction: ReducedScan?
    ) -> ItemReport.Recognition? {
        let isPicture = report.type.hasPrefix("image/")
        if let reduction { return isPicture ? .init(.unreadable, reduction.reason) : nil }
        if let recognition = report.recognition { return recognition }
        // The scan has seen a picture there, which can no longer be reached.
        let isGone = status != .scanned && locator.inner == nil && (isPicture || report.type.isEmpty)
        return isGone ? .init(.unreadable, reason) : nil
    }
}
