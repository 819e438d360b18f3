import Model

/// Firefox's downloads: annotations of places since version 21, `downloads.sqlite` before.
package enum FirefoxDownloads: HistoryReader {
    package static let source = "firefox"

    package static func recognises(tables: Set<String>) -> Bool {
        tables.contains("moz_downloads")
    }

    package static func read(_ database: EvidenceDatabase, into collector: inout HistoryCollector) -> Bool {
        guard database.columns(of: "moz_downloads").contains("source") else { return false }
        let columns = ["source", "target", "name", "starttime", "referrer"]
        database.rows(of: "moz_downloads", columns) { row in
            guard let url = row.text(0) else { return true }
            let path = [row.text(1), row.text(2)].compactMap { $0 }.first { !$0.isEmpty }
            let note = row.text(4).flatMap { $0.isEmpty ? nil : "referred by \($0)" }
            return collector.add(
                .download, HistoryPage(url: url, title: path, engines: collector.engines),
                time: HistoryTime(row.integer(3), .unixMicroseconds), note: note)
        }
        return true
    }

    /// `downloads/destinationFileURI` and `downloads/metaData` of one place make one download.
    static func readAnnotations(
        _ database: EvidenceDatabase, _ places: FirefoxPlaces, into collector: inout HistoryCollector
    ) {
        var names: [Int64: String] = [:]
        database.rows(of: "moz_anno_attributes", ["id", "name"]) { row in
            if let id = row.integer(0), let name = row.text(1), name.hasPrefix("downloads/") { names[id] = name }
            return true
        }
        guard !names.isEmpty else { return }
        var downloads: [Int64: Annotations] = [:]
        database.rows(of: "moz_annos", ["place_id", "anno_attribute_id", "content", "dateadded"]) { row in
            guard let place = row.integer(0), let name = row.integer(1).flatMap({ names[$0] }) else { return true }
            downloads[place, default: Annotations()].add(name, row.text(2), row.integer(3))
            return true
        }
        for (place, annotations) in downloads.sorted(by: { $0.key < $1.key }) {
            let page = HistoryPage(
                url: places.pages[place]?.url ?? "", title: annotations.destination ?? places.pages[place]?.title,
                engines: collector.engines)
            let time = HistoryTime(annotations.added, places.unit)
            guard collector.add(.download, page, time: time, note: annotations.metadata) else { return }
        }
    }

    private struct Annotations {
        var destination: String?
        /// JSON as stored: state, end time, size.
        var metadata: String?
        var added: Int64?

        mutating func add(_ name: String, _ content: String?, _ date: Int64?) {
            switch name {
            case "downloads/destinationFileURI": destination = content
            case "downloads/metaData": metadata = content.map { String($0.prefix(300)) }
            default: break
            }
            added = added ?? date
        }
    }
}
