import Model

/// What two versions of one list both find is one observation; the version that the device was searched with first
/// keeps it.
enum DistinctHits {
    private struct Version: Hashable { var list: String, digest: String }

    /// - Parameter references: of one name, those that came first stand first.
    static func of(_ hits: [Hit], references: [ReferenceVersion]) -> [Hit] {
        var ranks: [Version: Int] = [:]
        for (rank, reference) in references.enumerated() {
            ranks[Version(list: reference.name, digest: reference.digest)] = rank
        }
        let names = Dictionary(grouping: references.filter { $0.kind != .rules }) { $0.name }
        guard names.values.contains(where: { $0.count > 1 }) else { return hits }
        func rank(_ hit: Hit) -> Int { ranks[Version(list: hit.list, digest: hit.listVersion)] ?? .max }
        var best: [Hit: Int] = [:]
        for hit in hits { best[hit.unversioned] = min(best[hit.unversioned] ?? .max, rank(hit)) }
        return hits.filter { best[$0.unversioned] == rank($0) }
    }
}

extension Hit {
    /// The observation, whichever version of the list made it.
    fileprivate var unversioned: Hit {
        var hit = self
        hit.listVersion = ""
        // A version may file a term under another category; the first one's stands.
        hit.category = nil
        return hit
    }
}
