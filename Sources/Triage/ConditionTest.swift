import Model
import ReferenceData

/// Tests conditions against the hits of one device.
struct ConditionTest {
    /// In canonical order.
    let hits: [Hit]

    /// - Returns: the indices of the hits that make the condition hold; nil when it does not.
    func evidence(for condition: Condition) -> Set<Int>? {
        switch condition {
        case .hits(let pattern): matches(pattern)
        case .not(let inner): evidence(for: inner) == nil ? [] : nil
        case .any(let parts):
            // Every part that holds is shown to the reader, not only the first.
            parts.compactMap { evidence(for: $0) }.reduce(nil) { ($0 ?? []).union($1) }
        case .all(let parts): all(parts)
        }
    }

    private func all(_ parts: [Condition]) -> Set<Int>? {
        var found: Set<Int> = []
        for part in parts {
            guard let more = evidence(for: part) else { return nil }
            found.formUnion(more)
        }
        return found
    }

    private func matches(_ pattern: HitPattern) -> Set<Int>? {
        let found = hits.indices.filter { pattern.matches(hits[$0]) }
        guard !found.isEmpty else { return nil }
        let count = found.reduce(0) { $0 &+ max(hits[$1].count, 0) }
        // A path or digest hit may carry no count: it still is one.
        guard max(count, found.count) >= pattern.countAtLeast,
            distinct(found, { $0.term.lowercased() }) >= pattern.distinctTermsAtLeast,
            distinct(found, { ($0.context ?? "").lowercased() }) >= pattern.distinctContextsAtLeast,
            distinct(found, { FilePlace($0.locator) }) >= pattern.filesAtLeast
        else { return nil }
        return Set(found)
    }

    private func distinct<Value: Hashable>(_ found: [Int], _ value: (Hit) -> Value) -> Int {
        Set(found.map { value(hits[$0]) }).count
    }
}

/// One file, wherever in it a hit lies.
struct FilePlace: Hashable {
    let locator: Locator

    init(_ locator: Locator) {
        var locator = locator
        locator.byteOffset = nil
        self.locator = locator
    }
}

extension Condition {
    /// The patterns whose hits can make the condition hold.
    var patterns: [HitPattern] {
        switch self {
        case .hits(let pattern): [pattern]
        case .not: []
        case .any(let parts), .all(let parts): parts.flatMap(\.patterns)
        }
    }
}
