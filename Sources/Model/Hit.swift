/// One observation by one analyzer.
package struct Hit: Hashable, Codable, Sendable {
    /// `keyword`, `hash`, `picture` (looks like one of a set), `history` (a keyword in a history entry) or `artefact` (a row of the artefact table).
    package var analyzer: String
    /// Name of the reference data that asked: keyword list, hash set or table.
    package var list: String
    /// Content digest (SHA-256, hexadecimal) of that reference data.
    package var listVersion: String
    /// Kind of a hash set: `contraband`, `notable`, `known-good`; nil otherwise.
    package var listKind: String?
    /// The term as it stands in the list, the matched digest (`md5:...`), or the artefact's name.
    package var term: String
    /// The list's or the entry's own category.
    package var category: String?
    package var locator: Locator
    /// `utf-8`, `utf-16le`; for text fields their name: `path`, `url`, `title`, `search-term`.
    package var encoding: String?
    /// Decoded text around the match; not escaped.
    package var context: String?
    /// The weight that the keyword list gives the term; nil for what is no keyword.
    package var weight: Int?
    /// When the entries of a history hit were made, the first and the last of them: microseconds since 1970-01-01 UTC.
    package var firstTime: Int64?
    package var lastTime: Int64?
    /// Path of the image it was found in; nil inside a scanner, which knows only one. No part of any digest.
    package var image: String?
    /// How often the term matches in this file and encoding; kept hits are capped, this is not.
    package var count: Int

    package init(
        analyzer: String, list: String, listVersion: String, listKind: String? = nil, term: String,
        category: String? = nil, locator: Locator, encoding: String? = nil, context: String? = nil, count: Int = 1,
        weight: Int? = nil, firstTime: Int64? = nil, lastTime: Int64? = nil, image: String? = nil
    ) {
        self.analyzer = analyzer
        self.list = list
        self.listVersion = listVersion
        self.listKind = listKind
        self.term = term
        self.category = category
        self.locator = locator
        self.encoding = encoding
        self.context = context
        self.count = count
        self.weight = weight
        self.firstTime = firstTime
        self.lastTime = lastTime
        self.image = image
    }

    /// What an artefact proves (`installed`, `executed`, `configured`, `used`); nil for other hits. Its context is that
    /// word, with `: ` and the observation behind it where there is one.
    package var artefactClass: String? {
        guard analyzer == "artefact", let context else { return nil }
        return String(context.prefix { $0 != ":" })
    }
}
