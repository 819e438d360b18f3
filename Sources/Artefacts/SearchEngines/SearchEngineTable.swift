/// Which address is a search with which engine; parsed once from `SearchEngineData`.
package struct SearchEngineTable: Sendable {
    struct Row: Sendable {
        let name: String
        /// Labels from the right; `anySuffix` when the last label of the pattern was `*`.
        let labels: [String]
        let anySuffix: Bool
        let paths: [String]
        let keys: [SearchKey]
        let isVerified: Bool
    }

    package static let standard = SearchEngineTable(SearchEngineData.text)

    private let rows: [Row]
    /// Row numbers by the first label of the host pattern; rows for any host apart.
    private let rowsByLabel: [String: [Int]]
    private let rowsForAnyHost: [Int]

    /// Lines that are empty, comments or short of a column are left out.
    package init(_ text: String) {
        var rows: [Row] = []
        var byLabel: [String: [Int]] = [:]
        var anyHost: [Int] = []
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            let columns = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            guard columns.count == 5 else { continue }
            var labels = columns[1].split(separator: ".").map(String.init)
            let anySuffix = labels.last == "*"
            if anySuffix { labels.removeLast() }
            if let first = labels.first {
                byLabel[first, default: []].append(rows.count)
            } else {
                anyHost.append(rows.count)
            }
            rows.append(
                Row(
                    name: columns[0], labels: labels, anySuffix: anySuffix,
                    paths: columns[2].split(separator: ",").map(String.init),
                    keys: columns[3].split(separator: ",").map { SearchKey($0) },
                    isVerified: columns[4] != "no"))
        }
        self.rows = rows
        rowsByLabel = byLabel
        rowsForAnyHost = anyHost
    }

    /// The search that the address stands for, if it is one.
    package func search(in address: String) -> SearchTerm? {
        guard let url = SearchAddress(address) else { return nil }
        let host = url.host.split(separator: ".").map(String.init)
        guard !host.isEmpty else { return nil }
        var candidates: [Int] = []
        for label in Set(host) { candidates += rowsByLabel[label] ?? [] }
        for index in candidates.sorted() + rowsForAnyHost {
            let row = rows[index]
            guard row.matches(host: host), row.matches(path: url.path) else { continue }
            for key in row.keys {
                if let term = key.value(in: url), !term.isEmpty {
                    return SearchTerm(engine: row.name, term: term, isVerified: row.isVerified)
                }
            }
        }
        return nil
    }
}

/// What was searched, and with which engine.
package struct SearchTerm: Hashable, Sendable {
    package var engine: String
    /// Decoded; white space collapsed; NFC.
    package var term: String
    /// Whether the engine's line of the table was verified.
    package var isVerified: Bool

    package init(engine: String, term: String, isVerified: Bool = true) {
        self.engine = engine
        self.term = term
        self.isVerified = isVerified
    }
}

extension SearchEngineTable.Row {
    func matches(host: [String]) -> Bool {
        if labels.isEmpty { return true }
        if !anySuffix { return host.count >= labels.count && Array(host.suffix(labels.count)) == labels }
        // A country's suffix is one label, or a short one before it: `de`, `co.uk`, `com.tr`.
        for length in 1...2 where host.count >= labels.count + length {
            let suffix = host.suffix(length)
            if length == 2, let first = suffix.first, first.utf8.count > 3 { continue }
            if Array(host.dropLast(length).suffix(labels.count)) == labels { return true }
        }
        return false
    }

    func matches(path: String) -> Bool {
        paths.contains { pattern in
            if pattern.hasSuffix("*") { return path.hasPrefix(pattern.dropLast()) }
            return path == pattern
        }
    }
}
