import Model

/// What of a device could not be examined: while there is any, the absence of findings proves nothing.
package enum Shortfall {
    /// Above this many unread files or members of archives, or any unread bytes, the outcome is inconclusive; 0: a single one is too many.
    package static let toleratedFiles: UInt64 = 0
    package static let toleratedBytes: UInt64 = 0
    /// `skipped` is not among them: what a rule leaves out is part of the method and stands in the coverage.
    package static let statuses: Set<CoverageStatus> = [.unreadable, .encrypted, .unsupported, .notOpened]

    /// What is missing and why, one entry each; empty when only rules left anything out.
    package static func of(images: [ImageMaterial], gaps: [WinnowError]) -> [WinnowError] {
        var missing = gaps
        if images.isEmpty { missing.append(WinnowError("no-image", "no image of this device was examined")) }
        for image in images {
            missing += image.errors
            let account = CoverageLedger(image.coverage)
            if account.totalBytes == 0, account.totalFiles == 0, image.errors.isEmpty {
                missing.append(WinnowError("no-coverage", "nothing of image \(image.path) is accounted for"))
            }
        }
        for row in CoverageLedger(images.flatMap(\.coverage)).rows where isShort(row) {
            missing.append(
                WinnowError(
                    "coverage-" + row.status.rawValue,
                    "\(row.status.rawValue): \(row.files) files, \(row.bytes) bytes"
                        + (row.members > 0 ? ", \(row.members) members of archives" : ""), cause: row.reason))
        }
        return missing
    }

    private static func isShort(_ row: CoverageRow) -> Bool {
        statuses.contains(row.status)
            && (row.files > toleratedFiles || row.bytes > toleratedBytes || row.members > toleratedFiles)
    }
}
