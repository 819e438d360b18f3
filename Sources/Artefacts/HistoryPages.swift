/// The pages of a history by their numbers: looked up when a visit asks for one, so that memory does not grow with them.
///
/// A damaged branch of their table costs its own pages only.
final class HistoryPages {
    private struct Known {
        let page: HistoryPage
        let lastVisit: Int64?
    }

    /// Bytes of texts that are kept of the pages asked for last; neighbouring visits are often of the same ones.
    private static let keptBytes = 32 << 20

    private let database: EvidenceDatabase
    private let table: String
    private let columns: [String]
    private let engines: SearchEngineTable
    /// Nil where all had to be read at once.
    private let lookup: RowLookup?
    private var known: [Int64: Known] = [:]
    private var bytes = 0

    /// - Parameters:
    ///   - title: nil where the table has none.
    ///   - times: columns with the last visit's time; the first that has one counts.
    init(
        _ database: EvidenceDatabase, _ table: String, title: String?, times: [String], _ engines: SearchEngineTable
    ) {
        self.database = database
        self.table = table
        self.engines = engines
        columns = ["id", "url", title ?? ""] + times
        lookup = RowLookup(database, table: table, key: "id", columns)
        guard lookup == nil else { return }
        database.rows(of: table, columns) { row in
            if let id = row.integer(0), let page = Self.read(row, columns.count, engines) { known[id] = page }
            return true
        }
    }

    subscript(id: Int64) -> HistoryPage? { find(id)?.page }

    func lastVisit(of id: Int64) -> Int64? { find(id)?.lastVisit }

    /// All pages that `visited` lacks, in the order of their numbers; `body` returns false to stop.
    func forEach(
        but visited: Set<Int64>, newestFirst: Bool, _ body: (HistoryPage, _ lastVisit: Int64?) -> Bool
    ) {
        guard lookup != nil else {
            let left = known.keys.filter { !visited.contains($0) }
            for id in newestFirst ? left.sorted(by: >) : left.sorted() {
                if let page = known[id], !body(page.page, page.lastVisit) { return }
            }
            return
        }
        // Stored in the order of their numbers.
        database.rows(of: table, columns, newestFirst: newestFirst) { row in
            guard let id = row.integer(0), !visited.contains(id),
                let page = Self.read(row, columns.count, engines)
            else { return true }
            return body(page.page, page.lastVisit)
        }
    }

    private func find(_ id: Int64) -> Known? {
        if let page = known[id] { return page }
        guard let lookup, let page = lookup.row(id, { Self.read($0, columns.count, engines) }) else { return nil }
        if bytes > Self.keptBytes {
            known.removeAll(keepingCapacity: true)
            bytes = 0
        }
        known[id] = page
        bytes += (page.page.url?.utf8.count ?? 0) + (page.page.title?.utf8.count ?? 0)
        return page
    }

    private static func read(_ row: DatabaseRow, _ columns: Int, _ engines: SearchEngineTable) -> Known? {
        guard let url = row.text(1) else { return nil }
        let last = (3..<max(3, columns)).lazy.compactMap { row.integer(Int32($0)) }.first
        return Known(page: HistoryPage(url: url, title: row.text(2), engines: engines), lastVisit: last)
    }
}
