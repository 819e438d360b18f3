import Model

/// The page of the batch.
struct IndexPage {
    let report: BatchReport
    /// Shown even when no device is in them: that nothing was found is a result.
    private static let standing = ["known-image", "borderline", "elimination-software", "third-party-risk", "dark-web"]

    var html: String {
        Page.html(
            title: "Batch \(report.batch)", home: nil, report: report,
            main: """
                <h1>\(Page.text(report.batch)): \(report.devices.count) devices</h1>
                <p>State of the batch: <strong>\(Page.text(report.state))</strong>. \(submitted)</p>
                \(outcomes)\(categories)
                <h2>Devices</h2>
                \(devices)
                <h2>Links between devices</h2>
                \(links)
                <h2>What is missing, and why</h2>
                \(missing)
                <h2>Searched with</h2>
                \(Sections.references(report.referenceData))
                \(rescans)
                <h2>How to repeat this</h2>
                <p>Submit the same images with the reference data named above, by digest. The findings digest of each \
                device must come out the same, on any host and at any time: it covers the exhibit, the images' \
                digests and sizes, the reference data, all hits, findings and coverage, and nothing else. \
                The commands on a device's page show a single observation again with The Sleuth Kit.</p>
                \(audit)
                """)
    }

    private var rescans: String {
        guard !report.rescans.isEmpty else { return "" }
        return "<h2>Asked again later</h2>" + RescanSection(batch: report.batch, rescans: report.rescans).html
    }

    private var submitted: String {
        let submission = report.submission
        guard !submission.by.isEmpty else { return "" }
        return "Submitted by \(Page.text(submission.by))"
            + (submission.at.map { " on \(Escaping.html($0))" } ?? "")
            + (submission.completedAt.map { ", complete on \(Escaping.html($0))" } ?? "") + "."
    }

    private var audit: String {
        guard !report.auditHeads.isEmpty else { return "" }
        return "<h3>Audit</h3><ul class=\"plain\">"
            + report.auditHeads.map { "<li>\(Page.code($0))</li>" }.joined()
            + "</ul><p>Who keeps these lines can prove later that nothing before them was changed: "
            + "<code>winnow audit verify --heads FILE</code>.</p>"
    }

    private var links: String {
        guard !report.links.isEmpty else {
            return
                "<p>No two devices share a content of a hash set, a search or address that a list asks for, or an account "
                + "that a browser's history shows signed in.</p>"
        }
        let places = Dictionary(report.devices.enumerated().map { ($1.exhibit, $0) }) { first, _ in first }
        var table = HTMLTable(
            "What several devices have in common: of what the reference data asks for, and accounts of browsers",
            [.text("What"), .text("Value"), .number("Devices"), .text("Exhibits")])
        table.rows = report.links.map { link in
            let exhibits = link.exhibits.sorted().map { exhibit in
                places[exhibit].map { "<a href=\"\(HTMLReport.devicePath($0))\">\(Page.text(exhibit))</a>" }
                    ?? Page.text(exhibit)
            }
            return [
                words(link.kind), Page.code(link.value), link.exhibits.count.grouped, exhibits.joined(separator: ", "),
            ]
        }
        let more = report.hasMoreLinks ? "<p>There are more, which fewer devices share; only these are shown.</p>" : ""
        return table.html + more
    }

    private func words(_ kind: DeviceLink.Kind) -> String {
        switch kind {
        case .digest: "Same content"
        case .search: "Same search"
        case .address: "Same address"
        case .account: "Same account"
        }
    }

    private var outcomes: String {
        var table = HTMLTable("Devices by outcome", [.text("Outcome"), .number("Devices")])
        table.rows = Outcome.allCases.reversed().map { [Page.outcome($0), report.count($0).grouped] }
        table.total = ["All", report.devices.count.grouped]
        return table.html
    }

    private var categories: String {
        let totals = report.totals
        let others = totals.keys.filter { !Self.standing.contains($0) }.sorted()
        var table = HTMLTable(
            "Devices by category of finding; a device may be in several, and findings for information are not counted",
            [.text("Category"), .number("Devices")])
        table.rows = (Self.standing + others).map { [Page.text($0), (totals[$0] ?? 0).grouped] }
        return table.html
    }

    private var devices: String {
        var table = HTMLTable(
            "All devices, those that need someone first",
            [
                .text("Exhibit"), .text("Outcome"), .text("Findings"), .text("Decision"), .number("Scanned"),
                .number("Media bytes"),
            ])
        let order = report.devices.indices.sorted {
            (report.devices[$1].outcome, $0) < (report.devices[$0].outcome, $1)
        }
        table.rows = order.map { index in
            let device = report.devices[index]
            let findings = device.categories
            let label = device.label.isEmpty ? "" : "<br>" + Page.text(device.label)
            return [
                "<a href=\"\(HTMLReport.devicePath(index))\">\(Page.text(device.exhibit))</a>\(label)",
                Page.outcome(device.outcome),
                findings.isEmpty ? "none" : findings.map(Page.text).joined(separator: ", "),
                device.decisions.last.map { DeviceSections.words($0.decision) } ?? "none",
                device.scannedPercent.map { "\($0) %" } ?? "nothing", device.mediaSize.grouped,
            ]
        }
        return table.html
    }

    private var missing: String {
        var table = HTMLTable(
            "What could not be examined", [.text("Exhibit"), .text("What"), .text("Why"), .text("What to do")])
        for device in report.devices {
            for error in device.shortfall {
                table.rows.append(
                    [
                        Page.text(device.exhibit), Page.text(error.message), Page.text(error.cause ?? error.code),
                        Page.text(error.remedy ?? ""),
                    ])
            }
        }
        return table.rows.isEmpty
            ? "<p>Nothing failed. What a rule leaves out stands in each device's coverage as skipped.</p>" : table.html
    }
}
