import Model

/// What later questions to the batch looked at, and the command that would read the rest.
struct RescanSection {
    let batch: String
    let rescans: [RescanReport]

    var html: String { rescans.map(section).joined() }

    private func section(_ rescan: RescanReport) -> String {
        let lists = rescan.referenceData.map { "\($0.kind.rawValue) \($0.name)" }.joined(separator: ", ")
        var html = "<h3>Re-scan \(rescan.ordinal): \(Page.text(lists))</h3>"
        html += "<p>Searched: \(Page.text(rescan.covered)).</p>"
        let rest = rescan.notCovered
        guard !rest.isEmpty else { return html }
        var table = HTMLTable(
            "Raw bytes of these were not searched with it",
            [.text("Media type, or kind of space"), .number("Files"), .number("Bytes")])
        table.rows = rest.map { row in
            [
                row.type.isEmpty ? "not known" : Page.text(row.type), row.what == .space ? "" : row.files.grouped,
                row.bytes.grouped,
            ]
        }
        html += table.html
        let names = rescan.referenceData.filter { $0.kind == .keywords }.map { "--keywords '\($0.name)'" }
        if !names.isEmpty {
            let command = "winnow rescan '\(batch)' \(names.joined(separator: " ")) --reread"
            html += "<p>To read them: \(Page.code(command))</p>"
        }
        return html
    }
}
