import ArgumentParser
import Foundation
import Model
import Store

struct Timeline: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "What was searched, visited, downloaded and run on a device, in the order of time.",
        discussion: """
            All sources in one list: browsers, programs, shells. Times are UTC; entries without a time come last. What
            was carved, made by a page itself or on another device says so.

            EXAMPLES
              winnow timeline ABC/1
              winnow timeline ABC/1 --kind search --kind typed --since 2026-01-01
              winnow timeline ABC/1 --source prefetch --text ccleaner --format csv
            """)

    @Argument(help: "The exhibit.") var exhibit: String
    @Option(help: "The batch; the newest with this exhibit when left out.") var batch: String?
    @Option(help: "Only entries of this kind (\(HistoryEntry.Kind.allCases.map(\.rawValue).joined(separator: ", "))).")
    var kind: [HistoryEntry.Kind] = []
    @Option(help: "Only entries of this source, such as chromium or prefetch.") var source: [String] = []
    @Option(help: "Not before this day or time in UTC, such as 2026-01-02 or 2026-01-02T03:04:05.") var since: String?
    @Option(help: "Not after this day's end or this time.") var until: String?
    @Option(help: "Only entries with this text in address, title, search term or remark.") var text: String?
    @OptionGroup var reading: ReasonOption
    @OptionGroup var output: FormatOption

    func validate() throws {
        for moment in [since, until].compactMap({ $0 }) where Moment(moment) == nil {
            throw ValidationError("\(moment) is no day or time such as 2026-01-02 or 2026-01-02T03:04:05")
        }
    }

    func run() async throws {
        var filter = HistoryFilter()
        filter.exhibit = exhibit
        filter.kinds = kind
        filter.sources = source
        filter.since = since.flatMap { Moment($0)?.first }
        filter.until = until.flatMap { Moment($0)?.last }
        filter.text = text
        let wanted = filter
        try await Database.use { connection in
            let records = Records(connection)
            let id: Int64
            if let batch {
                id = try await records.batchID(named: batch)
            } else {
                id = try await records.batchID(ofExhibit: exhibit)
            }
            try await records.beginReading(batchID: id, what: "timeline of \(exhibit)", reason: reading.reason)
            let isTable = output.format == .table
            var printer = RecordPrinter(output.format, columns: isTable ? TimelineRow.columns : ExportFields.history)
            try await records.exportHistory(batchID: id, filter: wanted) { rows in
                for row in rows {
                    let record = ExportFields.record(row.record, exhibit: row.exhibit, image: row.image)
                    try printer.add(isTable ? TimelineRow.record(row.record, time: record["time"]) : record)
                }
            }
            printer.finish()
        }
    }
}

extension HistoryEntry.Kind: ExpressibleByArgument {}

/// A day or a second in UTC, in microseconds since 1970.
struct Moment: Equatable {
    let first: Int64
    let last: Int64

    /// Nil for what is neither `2026-01-02` nor `2026-01-02T03:04:05` (a blank or `Z` will do too).
    init?(_ text: String) {
        let bare = text.hasSuffix("Z") ? String(text.dropLast()) : text
        let isDay = bare.count == 10
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(secondsFromGMT: 0)
        formatter.dateFormat = isDay ? "yyyy-MM-dd" : "yyyy-MM-dd HH:mm:ss"
        formatter.isLenient = false
        guard let date = formatter.date(from: bare.replacing("T", with: " ")) else { return nil }
        first = Int64(date.timeIntervalSince1970) * 1_000_000
        last = first + (isDay ? 86_400_000_000 : 1_000_000) - 1
    }
}

/// One entry in a line of a terminal.
enum TimelineRow {
    static let columns = ["time", "source", "kind", "what", "times", "remark"]
    private static let widest = 120

    static func record(_ entry: HistoryEntry, time: Field?) -> [String: Field] {
        let what = entry.searchTerm ?? entry.title ?? entry.url ?? ""
        // Where the title is shown the address is worth a look too.
        let address = entry.searchTerm == nil && entry.title != nil ? entry.url : nil
        let shown = [what, address].compactMap { $0 }.joined(separator: "  ")
        let remarks = [entry.recovered ? "recovered" : nil, entry.intent ? nil : "not by the person", entry.note]
        return [
            "time": time ?? .none, "source": .text(entry.source), "kind": .text(entry.kind.rawValue),
            "what": .text(shown.count > widest ? String(shown.prefix(widest - 1)) + "\u{2026}" : shown),
            "times": .number(entry.count),
            "remark": .text(remarks.compactMap { $0 }.joined(separator: "; ")),
        ]
    }
}
