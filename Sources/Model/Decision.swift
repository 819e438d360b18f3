/// What a named person decided about a device; never made by the program.
package struct Decision: Hashable, Codable, Sendable {
    package enum Kind: String, Codable, Sendable, CaseIterable {
        /// To the digital forensics unit.
        case submit
        /// Kept where it is.
        case retain
        /// To its owner.
        case `return`
    }

    package var decision: Kind
    package var by: String
    package var role: String
    package var reason: String
    /// The database login that recorded it.
    package var login: String
    /// Microseconds since 1970-01-01 UTC.
    package var time: Int64
    /// What the rules had concluded then, and the findings digest.
    package var outcome: Outcome
    package var digest: String

    package init(
        decision: Kind, by: String, role: String = "", reason: String, login: String, time: Int64, outcome: Outcome,
        digest: String
    ) {
        self.decision = decision
        self.by = by
        self.role = role
        self.reason = reason
        self.login = login
        self.time = time
        self.outcome = outcome
        self.digest = digest
    }
}
