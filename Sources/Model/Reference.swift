/// What a piece of reference data is.
package enum ReferenceKind: String, Codable, Sendable, CaseIterable {
    case keywords, hashset, rules
}

/// What a hash set's entries mean; never guessed from its format.
package enum HashSetKind: String, Codable, Sendable, CaseIterable {
    case contraband, notable
    case knownGood = "known-good"
}

/// An immutable version of a piece of reference data, named by its content.
package struct ReferenceVersion: Hashable, Codable, Sendable {
    package var kind: ReferenceKind
    package var name: String
    /// SHA-256 of the content, hexadecimal.
    package var digest: String
    /// For hash sets only.
    package var setKind: HashSetKind?
    package var entries: Int

    package init(kind: ReferenceKind, name: String, digest: String, setKind: HashSetKind? = nil, entries: Int) {
        self.kind = kind
        self.name = name
        self.digest = digest
        self.setKind = setKind
        self.entries = entries
    }
}
