import Foundation

/// Public test data that a checkout may have beside it: `$WINNOW_CORPORA`, or `shared/corpora` next to the package.
package enum Corpora {
    package static let folder: String? = {
        let beside = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appendingPathComponent(
            "../../../shared/corpora"
        ).standardizedFileURL.path
        let candidates = [ProcessInfo.processInfo.environment["WINNOW_CORPORA"], beside].compactMap { $0 }
        return candidates.first { FileManager.default.fileExists(atPath: $0 + "/MANIFEST.tsv") }
    }()

    /// For `.enabled(if:)`; the trait's comment says why a test is skipped.
    package static var isPresent: Bool { folder != nil }
}
