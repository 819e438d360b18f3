import Model
import Postgres
import Store

/// What batches were submitted with, as verified local files; a batch's reference data never changes.
actor BatchReferences {
    /// Batches remembered at most.
    private static let most = 64

    private let cache: ReferenceCache
    private var known: [Int64: [ScannerSetup.Reference]] = [:]

    init(directory: String) { cache = ReferenceCache(directory: directory) }

    /// Keyword lists and hash sets; rules are not for scanners.
    func of(batchID: Int64, _ link: DatabaseLink) async throws -> [ScannerSetup.Reference] {
        if let known = known[batchID] { return known }
        let references = try await link.retrying { [cache] connection in
            let records = Records(connection)
            var found: [ScannerSetup.Reference] = []
            for version in try await records.pinnedReferences(batchID: batchID) where version.kind != .rules {
                let path = try await cache.path(of: version) { try await records.referenceContent(digest: $0.digest) }
                found.append(.init(version: version, path: path))
            }
            return found
        }
        if known.count >= Self.most { known = [:] }
        known[batchID] = references
        return references
    }
}
