/// Reads one family of history databases; a new browser is one folder and one row of `HistoryReaders.all`.
package protocol HistoryReader: SendableMetatype {
    /// Named in each entry: `chromium`, `firefox`.
    static var source: String { get }

    /// By the tables alone; lower-case names. A path proves nothing.
    static func recognises(tables: Set<String>) -> Bool

    /// Adds the entries that can be read.
    ///
    /// - Returns: false when the tables are this family's by name but lack the columns to make sense of them.
    static func read(_ database: EvidenceDatabase, into collector: inout HistoryCollector) -> Bool
}

package enum HistoryReaders {
    /// The first that recognises a database reads it.
    package static let all: [any HistoryReader.Type] = [
        ChromiumHistory.self, FirefoxHistory.self, FirefoxDownloads.self, FirefoxFormHistory.self, SafariHistory.self,
        SideTables.self,
    ]

    static func reader(of database: EvidenceDatabase) -> (any HistoryReader.Type)? {
        all.first { $0.recognises(tables: database.tables) }
    }
}
