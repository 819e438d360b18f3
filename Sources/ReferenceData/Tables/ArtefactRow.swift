import Model

/// One trace of software or of clearing: what to look for where, and what that proves.
package struct ArtefactRow: Hashable, Sendable {
    package typealias Proof = Trace.Proof

    package let id: String
    package let name: String
    /// A finding category: `elimination-software`, `dark-web`, `encryption`, `history-gap`.
    package let category: String
    package let proof: Proof
    /// What the pattern is about.
    package let subject: Trace.Subject
    /// As in the table, without its subject.
    package let pattern: String
    /// What the row was verified against: a fixture, or the source that writes or reads the trace; nil when against
    /// nothing. What an unverified row finds can only inform.
    package let verifiedBy: String?

    package var isVerified: Bool { verifiedBy != nil }

    /// What a trace weighs, lowest first; docs/history.md says why.
    package enum Weight: Int, Comparable, Sendable {
        case low, medium, high

        package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
    }

    /// By what is proved: presence is common on ordinary computers; setting up and use show intent.
    package func weight(_ proof: Proof) -> Weight {
        guard isVerified else { return .low }
        return switch proof {
        case .installed: .low
        case .executed: .medium
        case .configured, .used: .high
        }
    }
}
