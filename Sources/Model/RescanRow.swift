/// One line of what a re-scan has looked at in an image, and what not.
package struct RescanRow: Hashable, Codable, Sendable {
    package enum What: String, Codable, Sendable, CaseIterable {
        /// Files whose names and paths were searched.
        case names
        /// Files whose digests were looked up.
        case digests
        /// Pictures whose PDQ values were compared.
        case pictures
        /// Pictures of which the pack has no PDQ value.
        case picturesWithout = "pictures-without-pdq"
        /// Files whose text was searched, and bytes of text.
        case text
        /// Files of whose text a part is not in the pack, and its bytes.
        case textNotKept = "text-not-kept"
        /// Files whose bytes were not read again, and those bytes, by media type.
        case content
        /// Bytes that are no file's, in no pack, and were not read again; by the reason they are accounted under.
        case space
        /// Bytes read again from the image.
        case read
        /// Bytes that could not be read again, or were not to be.
        case notRead = "not-read"
    }

    package var what: What
    /// Media type of the files; for what was read again, the reason it is accounted under.
    package var type: String
    package var files: UInt64
    package var bytes: UInt64

    package init(_ what: What, type: String = "", files: UInt64 = 0, bytes: UInt64 = 0) {
        self.what = what
        self.type = type
        self.files = files
        self.bytes = bytes
    }
}

/// Sums rows by what and type.
package struct RescanLedger: Sendable, Equatable {
    private struct Key: Hashable { var what: RescanRow.What, type: String }

    private var sums: [Key: RescanRow] = [:]

    package init() {}

    package init(_ rows: some Sequence<RescanRow>) {
        for row in rows { add(row) }
    }

    package mutating func add(_ row: RescanRow) {
        var sum = sums[Key(what: row.what, type: row.type)] ?? RescanRow(row.what, type: row.type)
        sum.files = sum.files &+ row.files
        sum.bytes = sum.bytes &+ row.bytes
        sums[Key(what: row.what, type: row.type)] = sum
    }

    /// In canonical order: what, then type.
    package var rows: [RescanRow] {
        sums.values.sorted { ($0.what.rawValue, $0.type) < ($1.what.rawValue, $1.type) }
    }

    /// All rows of one kind together.
    package func total(_ what: RescanRow.What) -> RescanRow {
        rows.filter { $0.what == what }.reduce(RescanRow(what)) { sum, row in
            RescanRow(what, files: sum.files &+ row.files, bytes: sum.bytes &+ row.bytes)
        }
    }

    /// Share of the text that was searched, in percent; nil where there is no text at all.
    package var textPercent: Double? {
        let kept = Double(total(.text).bytes)
        let all = kept + Double(total(.textNotKept).bytes)
        return all > 0 ? kept / all * 100 : nil
    }
}

/// A line of one re-scan of an image.
package struct RescannedImage: Hashable, Codable, Sendable {
    /// Which re-scan of the batch, from 1.
    package var rescan: Int
    package var row: RescanRow

    package init(rescan: Int, row: RescanRow) {
        self.rescan = rescan
        self.row = row
    }
}
