import Model

/// Parts of a device's page that say who, when, and what people decided.
enum DeviceSections {
    /// What staff said of the device when it was submitted.
    static func exhibit(_ device: DeviceReport, _ report: BatchReport) -> String {
        var table = HTMLTable("The device, as it was submitted", [.text("What"), .text("As stated")])
        table.rows = [
            ["Exhibit", Page.text(device.exhibit)], ["Label", Page.text(device.label)],
            ["Kind", Page.text(device.kind)], ["Batch", Page.text(report.batch)],
        ]
        table.rows += device.notes.sorted { $0.key < $1.key }.map { [Page.text($0.key), Page.text($0.value)] }
        if let priority = report.submission.priority { table.rows.append(["Batch priority", String(priority)]) }
        if !report.submission.by.isEmpty {
            let time = report.submission.at.map { " on \(Escaping.html($0))" } ?? ""
            table.rows.append(["Submitted by", Page.text(report.submission.by) + time])
        }
        return table.html
    }

    /// By what found them, a column a state of the files they lie in.
    static func hits(_ counts: [HitCount]) -> String {
        let states = Set(counts.map(\.state)).sorted()
        var table = HTMLTable(
            "All hits by the state of the file they lie in",
            [.text("Analyzer"), .text("List")] + states.map { .number($0) } + [.number("All")])
        let rows = Dictionary(grouping: counts) { [$0.analyzer, $0.list] }
        table.rows = rows.keys.sorted { $0.lexicographicallyPrecedes($1) }.map { key in
            let numbers = states.map { state in
                rows[key, default: []].filter { $0.state == state }.reduce(0) { $0 + $1.hits }
            }
            return key.map(Page.text) + (numbers + [numbers.reduce(0, +)]).map(\.grouped)
        }
        return table.html
    }

    static func work(_ work: DeviceWork) -> String {
        guard let started = work.started, let ended = work.ended else { return "<p>No work is recorded.</p>" }
        var table = HTMLTable(
            "Who did the work",
            [.text("Host"), .text("Version"), .text("What held the scanner in"), .number("Jobs")])
        table.rows = work.workers.map { worker in
            [
                Page.text(worker.host), Page.text(worker.version),
                worker.sandbox.isEmpty ? "no evidence read" : Page.text(worker.sandbox), worker.jobs.grouped,
            ]
        }
        let failed =
            work.failedAttempts == 0
            ? "No attempt failed." : "\(work.failedAttempts.grouped) attempts failed and were made again or given up."
        return "<p>From \(ReportTime.text(microseconds: started)) to \(ReportTime.text(microseconds: ended)) (UTC). "
            + "\(failed)</p>" + table.html
    }

    static func decisions(_ decisions: [Decision]) -> String {
        guard !decisions.isEmpty else {
            return "<p>None is recorded. Whether the device is submitted, retained or returned is for a named person "
                + "to decide.</p>"
        }
        var table = HTMLTable(
            "Decisions of named persons, the last one holds; the outcome above is the program's and decides nothing",
            [.text("When (UTC)"), .text("Decision"), .text("By"), .text("Reason"), .text("Made on")])
        table.rows = decisions.map { decision in
            let role = decision.role.isEmpty ? "" : ", " + Page.text(decision.role)
            return [
                ReportTime.text(microseconds: decision.time), "<strong>\(words(decision.decision))</strong>",
                Page.text(decision.by) + role, Page.text(decision.reason),
                Page.words(decision.outcome) + ", digest " + Page.code(String(decision.digest.prefix(16))),
            ]
        }
        return table.html
    }

    static func words(_ decision: Decision.Kind) -> String {
        switch decision {
        case .submit: "Submit to the DFU"
        case .retain: "Retain"
        case .return: "Return"
        }
    }

    /// What proves the page, and the lines for whoever checks it by hand.
    static func proof(_ device: DeviceReport, _ report: BatchReport) -> String {
        let heads = report.auditHeads.map { "<li>\(Page.code($0))</li>" }.joined()
        return """
            <h3>Findings digest</h3>
            <p>\(Page.code(device.digest))</p>
            <p>SHA-256 over exhibit, image digests, reference data, hits, findings and coverage. The same evidence and \
            reference data give the same digest anywhere; <code>winnow replay</code> runs the device again and \
            compares.</p>
            \(heads.isEmpty ? "" : "<h3>Audit</h3><ul class=\"plain\">\(heads)</ul>")
            <p>The digests of all files of this report stand in <code>MANIFEST.sha256</code>\
            \(heads.isEmpty ? "." : "; <code>winnow audit verify</code> compares the records with the audit.")</p>
            <div class="signatures"><p>Checked by (name, role, date)</p><p>Peer check (name, role, date)</p></div>
            """
    }
}
