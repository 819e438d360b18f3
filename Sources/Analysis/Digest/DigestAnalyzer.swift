import Digests
import Model

/// The digests of every file, which the records keep and the hash analyzer looks up.
package final class DigestAnalyzer: Analyzer {
    package let name = "digest"
    private let triple = TripleDigest()

    package init() {}

    package func begin(_ item: ScanItem) { triple.reset() }

    package func consume(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) { triple.update(bytes) }

    package func end(_ item: ScanItem, complete: Bool, into report: inout ItemReport) {
        let digests = triple.finish()
        if complete { report.digests = Self.modelled(digests) }
    }

    package func analyze(_ group: ArenaGroup, into reports: inout [ItemReport]) {
        let digests = triple.group(group.ranges, in: group.base)
        for index in 0..<min(group.count, reports.count) where group.isComplete(index) {
            reports[index].digests = Self.modelled(digests[index])
        }
    }

    /// Nil when libcrypto could not make one of them.
    private static func modelled(_ digests: ContentDigests) -> DigestTriple? {
        guard !digests.md5.isEmpty, !digests.sha1.isEmpty, !digests.sha256.isEmpty else { return nil }
        return DigestTriple(md5: digests.md5, sha1: digests.sha1, sha256: digests.sha256)
    }
}
