import Model

/// Reads the tables of `SideTableData`, whichever of them a database has.
package enum SideTables: HistoryReader {
    package static let source = "side"

    package static func recognises(tables: Set<String>) -> Bool {
        SideTableData.rows.contains { tables.isSuperset(of: $0.required) && tables.contains($0.table) }
    }

    package static func read(_ database: EvidenceDatabase, into collector: inout HistoryCollector) -> Bool {
        var understood = false
        for row in SideTableData.rows
        where database.tables.isSuperset(of: row.required) && database.tables.contains(row.table) {
            let columns = Set(database.columns(of: row.table))
            // What the row is about must be there; a time or count may be of later versions.
            guard [row.url, row.term, row.url == nil ? row.title : nil].compactMap({ $0 }).allSatisfy(columns.contains)
            else { continue }
            understood = true
            collector.source = row.source
            read(row, database, into: &collector)
        }
        // Other programs have tables of these names too: not worth a word.
        return understood || database.tables.isDisjoint(with: ["omni_box_shortcuts", "lsquarantineevent", "moz_perms"])
    }

    private static func read(_ row: SideTable, _ database: EvidenceDatabase, into collector: inout HistoryCollector) {
        let isVerified = row.verifiedBy != nil
        let note = HistoryRemark.note([isVerified ? nil : HistoryRemark.unverifiedTable, row.remark])
        let columns = [row.url, row.title, row.term, row.time, row.count].map { $0 ?? "-" }
        database.rows(of: row.table, columns) { values in
            let time: HistoryTime? =
                switch row.unit {
                case "cocoa-s": HistoryTime(cocoa: values.real(3))
                case let unit?: HistoryTime.Unit(rawValue: unit).map { HistoryTime(values.integer(3), $0) }
                case nil: nil
                }
            let count = max(1, values.integer(4).flatMap { Int(exactly: $0) } ?? 1)
            let term = values.text(2)
            guard let kind = HistoryEntry.Kind(rawValue: row.kind) else { return false }
            switch kind {
            case .program:
                guard let name = values.text(1) else { return true }
                collector.addProgram(
                    name, .installed, subject: .name, time: time, count: count, note: note, isVerified: isVerified)
            case .search:
                if let term { collector.addSearch(term, engine: nil, nil, time: time, note: note) }
            default:
                let url = values.text(0) ?? ""
                guard !url.isEmpty || term?.isEmpty == false else { return true }
                let page = HistoryPage(url: url, title: values.text(1), engines: collector.engines)
                guard
                    collector.add(
                        kind, page, time: time, term: term.map { SearchText.tidy($0) }, count: count,
                        intent: row.intent, note: note)
                else { return false }
                if kind == .visit {
                    collector.addSearch(of: page, time: time, intent: row.intent, note: note)
                }
            }
            return !collector.isFull
        }
    }
}
