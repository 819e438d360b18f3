import Model

/// Remarks of history entries that more than one module goes by.
package enum HistoryRemark {
    /// Loaded by a page into itself, such as an advertisement.
    package static let subframe = "sub-frame"
    package static let redirect = "redirect"
    package static let synced = "synced from another device"
    /// A tab of another device, as `SideTableData` words it.
    static let openElsewhere = "open on another device"
    /// The address looks like a search of an engine that the table knows only by hearsay.
    package static let unverifiedEngine = "search engine not verified"
    /// Read as a line of `SideTableData` says that was verified against nothing.
    package static let unverifiedTable = "table not verified"
    static let orphan = "visit of a page that is no longer listed"

    static let withoutVisits = "page listed with its last visit only"

    static let mainFileOnly = "in the main file only, not after its log or journal"

    /// Whether all that an entry says can only inform. Doubts come first, where no text of the evidence can stand.
    package static func isDoubtful(_ entry: HistoryEntry) -> Bool {
        entry.note?.hasPrefix(unverifiedTable) == true
    }

    /// Whether a person did it on another device, whose browser sent it here.
    package static func isSynced(_ entry: HistoryEntry) -> Bool {
        !entry.intent && [synced, openElsewhere].contains { entry.note?.contains($0) == true }
    }

    /// Whether its search term can only inform.
    package static func isDoubtfulSearch(_ entry: HistoryEntry) -> Bool {
        isDoubtful(entry) || entry.note?.hasPrefix(unverifiedEngine) == true
    }

    /// The remarks there are, as one note.
    static func note(_ remarks: [String?]) -> String? {
        let present = remarks.compactMap { $0 }
        return present.isEmpty ? nil : present.joined(separator: "; ")
    }
}
