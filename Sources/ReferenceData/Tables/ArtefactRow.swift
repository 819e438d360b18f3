/// One trace of software: what lies at a path, and what that proves.
package struct ArtefactRow: Hashable, Sendable {
    package enum Proof: String, Hashable, Codable, Sendable, CaseIterable {
        /// Present now or once.
        case installed
        /// Somebody ran it.
        case executed
        /// Set up for a purpose.
        case configured
        /// It did its work here.
        case used
    }

    package let id: String
    package let name: String
    /// A finding category: `elimination-software`, `dark-web`, `encryption`.
    package let category: String
    package let proof: Proof
    /// As in the table.
    package let pattern: String
    /// True when read in the tool's own source or a published parser's.
    package let isVerified: Bool
}
