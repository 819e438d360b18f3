import Model
import ReferenceData
import Store
import Triage

/// What jobs search with, as verified local files.
///
/// A version never changes, but a batch may get more of them by a re-scan, so the list is asked for with each job.
actor BatchReferences {
    private let cache: ReferenceCache

    init(directory: String, shared: String?) { cache = ReferenceCache(directory: directory, shared: shared) }

    /// Batches whose rules are remembered at most; they never change.
    private static let mostRules = 64
    private var knownRules: [Int64: TriageRules] = [:]

    /// The rules that a batch is pinned to.
    func rules(batchID: Int64, _ link: DatabaseLink) async throws -> TriageRules {
        if let known = knownRules[batchID] { return known }
        let rules = try await link.retrying { try await Collation.rules(batchID: batchID, Records($0)) }
        if knownRules.count >= Self.mostRules { knownRules = [:] }
        knownRules[batchID] = TriageRules(rules)
        return TriageRules(rules)
    }

    private var knownLanguages: [Int64: String?] = [:]

    /// In which a batch asks for text in pictures; nil where it does not. It never changes.
    func languages(batchID: Int64, _ link: DatabaseLink) async throws -> String? {
        if let known = knownLanguages[batchID] { return known }
        let languages = try await link.retrying { try await Records($0).recognition(batchID: batchID) }
        if knownLanguages.count >= Self.mostRules { knownLanguages = [:] }
        knownLanguages[batchID] = .some(languages)
        return languages
    }

    /// Keyword lists and hash sets of a batch; rules are not for scanners.
    func of(batchID: Int64, _ link: DatabaseLink) async throws -> [ScannerSetup.Reference] {
        try await link.retrying { [cache] connection in
            let records = Records(connection)
            return try await Self.files(try await records.pinnedReferences(batchID: batchID), cache, records)
        }
    }

    /// Those of a re-scan alone.
    func ofRescan(_ claim: Claim, _ link: DatabaseLink) async throws -> [ScannerSetup.Reference] {
        try await link.retrying { [cache] connection in
            let records = Records(connection)
            return try await Self.files(try await records.references(ofRescan: claim), cache, records)
        }
    }

    private static func files(
        _ versions: [ReferenceVersion], _ cache: ReferenceCache, _ records: Records
    ) async throws -> [ScannerSetup.Reference] {
        var found: [ScannerSetup.Reference] = []
        for version in versions where version.kind != .rules {
            let path = try await cache.path(of: version) { file in
                try await records.readReference(digest: version.digest) { try file.write($0) }
            }
            found.append(.init(version: version, path: path))
        }
        return found
    }
}
