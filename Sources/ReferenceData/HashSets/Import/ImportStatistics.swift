/// What an import kept, and what it left out and why.
package struct ImportStatistics: Hashable, Codable, Sendable {
    /// Distinct digests kept, of all kinds; PDQ values are not among them.
    package var entries = 0
    /// Of each kind, by name.
    package var byKind: [String: Int] = [:]
    /// Digests that were there already.
    package var duplicates = 0
    /// Digests of the empty file, and placeholders of zeros only or `F` only.
    package var emptyDropped = 0
    /// PhotoDNA values, which cannot be matched.
    package var photoDNANotMatched = 0
    /// Values of algorithms that are not matched.
    package var refused = 0
    /// PDQ values kept.
    package var pdq = 0
    /// PDQ values of too low a quality to be matched.
    package var pdqLowQuality = 0
    /// Digests of kinds that the import was told not to keep.
    package var notKept = 0
    /// Digests whose category says that the medium is not pertinent.
    package var notPertinent = 0
    /// Digests of the base that the delta took out, and those whose category it changed.
    package var removed = 0
    package var recategorised = 0
    /// Digests to be taken out that the base does not have.
    package var removedUnknown = 0
    /// Codes that the category profile does not have, with the number of media that carry them.
    package var unknownCategories: [String: Int] = [:]

    package init() {}
}
