/// One thing that was looked at in a database, and what to do about it.
package struct Checkup: Hashable, Sendable {
    package enum State: String, Codable, Sendable {
        case ok
        /// Works, but will hurt.
        case warn
        /// Results or evidence may be lost, or nothing works.
        case bad
        /// This login may not see it.
        case unknown
    }

    package var check: String
    package var state: State
    package var found: String
    package var remedy: String?

    package init(_ check: String, _ state: State, _ found: String, remedy: String? = nil) {
        self.check = check
        self.state = state
        self.found = found
        self.remedy = state == .ok ? nil : remedy
    }
}
