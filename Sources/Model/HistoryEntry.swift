/// One thing a person did according to a browser or the system: seen, searched, fetched, run.
package struct HistoryEntry: Hashable, Codable, Sendable {
    package enum Kind: String, Codable, Sendable, CaseIterable {
        case visit, search, download, bookmark, typed, program
    }

    /// The reader: `chromium`, `firefox`.
    package var source: String
    /// The browser profile's folder; empty if not known.
    package var profile: String
    /// The evidence file it was read from.
    package var locator: Locator
    package var kind: Kind
    package var url: String?
    package var title: String?
    package var searchTerm: String?
    /// Microseconds since 1970-01-01 UTC; nil when the source has no time.
    package var time: Int64?
    /// The time as stored, with its unit unchanged.
    package var rawTime: String?
    package var count: Int
    /// True when carved from what the database had given up.
    package var recovered: Bool
    /// False for what a page did by itself (sub-frames, redirects) and for visits synced from another device.
    package var intent: Bool
    /// A remark for the reader, such as `synced from another device`.
    package var note: String?

    package init(
        source: String, profile: String, locator: Locator, kind: Kind, url: String? = nil, title: String? = nil,
        searchTerm: String? = nil, time: Int64? = nil, rawTime: String? = nil, count: Int = 1, recovered: Bool = false,
        intent: Bool = true, note: String? = nil
    ) {
        self.source = source
        self.profile = profile
        self.locator = locator
        self.kind = kind
        self.url = url
        self.title = title
        self.searchTerm = searchTerm
        self.time = time
        self.rawTime = rawTime
        self.count = count
        self.recovered = recovered
        self.intent = intent
        self.note = note
    }
}
