import Model

/// `downloads`: until Chrome 25 one table with Unix seconds, since then with a chain of addresses and WebKit time.
enum ChromiumDownloads {
    static func read(_ database: EvidenceDatabase, into collector: inout HistoryCollector) {
        var chains: [Int64: [(index: Int64, url: String)]] = [:]
        database.rows(of: "downloads_url_chains", ["id", "chain_index", "url"]) { row in
            if let id = row.integer(0), let url = row.text(2) {
                chains[id, default: []].append((row.integer(1) ?? 0, url))
            }
            return true
        }
        let isOld = database.columns(of: "downloads").contains("full_path")
        let columns = [
            "id", "full_path", "target_path", "current_path", "url", "start_time", "state", "tab_url", "referrer",
        ]
        database.rows(of: "downloads", columns) { row in
            let chain = row.integer(0).flatMap { chains[$0] }?.sorted { $0.index < $1.index }.map(\.url) ?? []
            let stored = [row.text(4), row.text(7)].compactMap { $0 }.first { !$0.isEmpty }
            let path = (1...3).compactMap { row.text($0) }.first { !$0.isEmpty }
            let url = chain.last ?? stored ?? ""
            let page = HistoryPage(url: url, title: path, engines: collector.engines)
            var remarks = [remark(state: row.integer(6))]
            // The first address is what was clicked, the last what was fetched.
            if let first = chain.first, chain.count > 1 { remarks.append("requested as \(first)") }
            if let referrer = row.text(8), !referrer.isEmpty { remarks.append("referred by \(referrer)") }
            let time = HistoryTime(row.integer(5), isOld ? .unixSeconds : .webkitMicroseconds)
            return collector.add(.download, page, time: time, note: remarks.joined(separator: "; "))
        }
    }

    /// Values of `history::DownloadState`.
    private static func remark(state: Int64?) -> String {
        switch state {
        case 0: "in progress"
        case 1: "complete"
        case 2: "cancelled"
        case 3, 4: "interrupted"
        default: "state unknown"
        }
    }
}
