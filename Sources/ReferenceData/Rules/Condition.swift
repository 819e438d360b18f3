import Model

/// When a rule holds.
package indirect enum Condition: Hashable, Sendable {
    case hits(HitPattern)
    case any([Condition])
    case all([Condition])
    case not(Condition)
}

/// Describes hits and how many of them it takes; an empty list of values asks for nothing.
package struct HitPattern: Hashable, Sendable {
    /// `keyword`, `hash`, `picture`, `history`, `artefact`.
    package var analyzers: [String] = []
    /// Kinds of hash sets.
    package var kinds: [String] = []
    package var categories: [String] = []
    /// Categories that do not count; a hit without a category is never excluded by this.
    package var exceptCategories: [String] = []
    package var lists: [String] = []
    /// A hit's encoding or field: `utf-8`, `path`, `search-term`.
    package var fields: [String] = []
    /// What an artefact proves: `installed`, `executed`, `configured`, `used`.
    package var classes: [String] = []
    package var states: [String] = []
    package var paths: [Glob] = []
    package var exceptPaths: [Glob] = []
    package var contexts: [Glob] = []

    /// The least weight that its keyword list gives a term; 0 asks for none.
    package var weightAtLeast = 0
    /// The stretch of time in which a history hit must have entries, in microseconds since 1970-01-01 UTC. What has no
    /// time is in no stretch; a text entered both before and after counts as in it.
    package var since: Int64?
    package var until: Int64?

    /// The least sum of the hits' counts.
    package var countAtLeast = 1
    package var distinctTermsAtLeast = 1
    package var distinctContextsAtLeast = 1
    package var filesAtLeast = 1

    package init() {}

    /// Whether one hit is of the kind described.
    package func matches(_ hit: Hit) -> Bool {
        Self.allows(analyzers, hit.analyzer) && Self.allows(kinds, hit.listKind)
            && Self.allows(categories, hit.category) && !Self.contains(exceptCategories, hit.category)
            && Self.allows(lists, hit.list) && Self.allows(fields, hit.encoding)
            && (classes.isEmpty || Self.allows(classes, hit.artefactClass))
            && Self.allows(states, hit.locator.state.rawValue)
            && (paths.isEmpty || paths.contains { $0.matches(hit.locator.path.bytes) })
            && !exceptPaths.contains { $0.matches(hit.locator.path.bytes) }
            && (weightAtLeast == 0 || (hit.weight ?? 0) >= weightAtLeast) && isInTime(hit)
            && (contexts.isEmpty || contexts.contains { $0.matches(Array((hit.context ?? "").utf8)) })
    }

    private func isInTime(_ hit: Hit) -> Bool {
        if since == nil, until == nil { return true }
        guard let first = hit.firstTime, let last = hit.lastTime else { return false }
        return last >= since ?? .min && first <= until ?? .max
    }

    private static func allows(_ values: [String], _ value: String?) -> Bool {
        values.isEmpty || contains(values, value)
    }

    /// Words of reference data are written in either case by their makers.
    private static func contains(_ values: [String], _ value: String?) -> Bool {
        guard let value, !values.isEmpty else { return false }
        return values.contains { $0 == value || $0.lowercased() == value.lowercased() }
    }
}
