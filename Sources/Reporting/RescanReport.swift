import Model

/// One re-scan of a batch, as the report shows it: what was asked, and how complete the answer is.
package struct RescanReport: Codable, Sendable {
    /// From 1 in each batch.
    package var ordinal: Int
    package var referenceData: [ReferenceVersion]
    /// Whether the images were read again, too.
    package var reread: Bool
    /// Of all devices, in canonical order.
    package var rows: [RescanRow]

    package init(ordinal: Int, referenceData: [ReferenceVersion], reread: Bool, rows: [RescanRow]) {
        self.ordinal = ordinal
        self.referenceData = referenceData
        self.reread = reread
        self.rows = rows
    }

    private var ledger: RescanLedger { RescanLedger(rows) }

    /// Of all text that was found; nil where there was none.
    package var textPercent: Double? { ledger.textPercent }

    /// `names, metadata and text of 241,000 files; 97.2 % of text bytes; ...`
    package var covered: String {
        let ledger = ledger
        var parts: [String] = []
        let names = ledger.total(.names)
        if names.files > 0 { parts.append("names, metadata and text of \(names.files.commas) files") }
        if let percent = ledger.textPercent {
            parts.append("\(Self.shown(percent)) % of \(total(ledger).commas) bytes of text")
        }
        let digests = ledger.total(.digests)
        if digests.files > 0 { parts.append("digests of \(digests.files.commas) files") }
        let pictures = ledger.total(.pictures)
        if pictures.files > 0 { parts.append("likeness of \(pictures.files.commas) pictures") }
        let without = ledger.total(.picturesWithout)
        if without.files > 0 { parts.append("\(without.files.commas) pictures had no PDQ value to compare") }
        let read = ledger.total(.read)
        if reread { parts.append("\(read.bytes.commas) bytes read again from the images") }
        let notRead = ledger.total(.notRead)
        if notRead.bytes > 0 { parts.append("\(notRead.bytes.commas) bytes could not be read again") }
        return parts.isEmpty ? "nothing" : parts.joined(separator: "; ")
    }

    /// Media types and kinds of space whose raw bytes were not searched, most bytes first; empty once the images were
    /// read again.
    package var notCovered: [RescanRow] {
        guard !reread else { return [] }
        return rows.filter { $0.what == .content || $0.what == .space }.sorted {
            ($1.bytes, $0.type) < ($0.bytes, $1.type)
        }
    }

    private func total(_ ledger: RescanLedger) -> UInt64 {
        ledger.total(.text).bytes &+ ledger.total(.textNotKept).bytes
    }

    /// One decimal, rounded down: 99.99 % is not all.
    private static func shown(_ percent: Double) -> String {
        let tenths = Int(percent * 10)
        return tenths % 10 == 0 ? "\(tenths / 10)" : "\(tenths / 10).\(tenths % 10)"
    }
}

extension UInt64 {
    /// `241,000`: for text that is not only shown in HTML.
    fileprivate var commas: String {
        let digits = String(self)
        var result = ""
        for (index, digit) in digits.enumerated() {
            if index > 0, (digits.count - index).isMultiple(of: 3) { result += "," }
            result.append(digit)
        }
        return result
    }
}
