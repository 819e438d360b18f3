import Model
import ReferenceData

/// Looks the digests of a file up in all hash sets.
package final class HashAnalyzer: Analyzer {
    package let name = "hash"
    private let sets: [(version: ReferenceVersion, file: HashSetFile)]
    /// Strongest first.
    private static let kinds: [DigestKind] = [.sha256, .sha1, .md5]

    package init(_ sets: [(version: ReferenceVersion, file: HashSetFile)]) { self.sets = sets }

    package func begin(_ item: ScanItem) {}

    package func consume(_ bytes: UnsafeRawBufferPointer, at offset: UInt64) {}

    package func end(_ item: ScanItem, complete: Bool, into report: inout ItemReport) {
        // Every empty file has the same digests; a set that lists them would match them all.
        guard item.size > 0, let digests = report.digests else { return }
        for (version, file) in sets {
            guard let (kind, digest, match) = Self.find(digests, in: file) else { continue }
            if version.setKind == .knownGood {
                report.knownGood = report.knownGood ?? version.name
                continue
            }
            report.hits.append(
                Hit(
                    analyzer: name, list: version.name, listVersion: version.digest,
                    listKind: version.setKind?.rawValue, term: kind.name + ":" + Hex.string(digest),
                    category: match.category, locator: item.locator, context: match.label))
        }
    }

    package func analyze(_ group: ArenaGroup, into reports: inout [ItemReport]) {
        for index in 0..<min(group.count, reports.count) {
            end(group.items[index], complete: true, into: &reports[index])
        }
    }

    private static func find(
        _ digests: DigestTriple, in file: HashSetFile
    ) -> (kind: DigestKind, digest: [UInt8], match: HashSetFile.Match)? {
        for kind in kinds {
            let digest =
                switch kind {
                case .md5: digests.md5
                case .sha1: digests.sha1
                case .sha256: digests.sha256
                }
            if let match = file.lookup(digest, kind: kind) { return (kind, digest, match) }
        }
        return nil
    }
}
