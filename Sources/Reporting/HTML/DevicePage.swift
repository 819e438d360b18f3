import Model

/// The page of one device: what was found, and the account of what was and was not read.
struct DevicePage {
    let report: BatchReport
    let device: DeviceReport

    var html: String {
        Page.html(
            title: "\(device.exhibit), batch \(report.batch)", home: "../index.html", report: report,
            main: """
                <h1>Exhibit \(Page.text(device.exhibit))</h1>
                <p>\(about)</p>
                <p>Outcome: \(Page.outcome(device.outcome))</p>
                <div class="statement">\(statement)</div>
                <h2>Findings</h2>
                \(findings)
                <h2>Coverage</h2>
                \(Sections.coverage(device))
                <h2>What is missing, and why</h2>
                \(Sections.missing(device.shortfall))
                <h2>Images</h2>
                \(Sections.images(device.images))
                <h2>Searched with</h2>
                \(Sections.references(report.referenceData))
                <h2>Findings digest</h2>
                <p>\(Page.code(device.digest))</p>
                <p>SHA-256 over exhibit, image digests, reference data, hits, findings and coverage. The same \
                evidence and reference data give the same digest anywhere.</p>
                """)
    }

    private var about: String {
        let words = [device.label, device.kind].filter { !$0.isEmpty }.map(Page.text)
        let counts = "\(device.filesCount.grouped) files, \(device.historyCount.grouped) history entries"
        return (words + [counts]).joined(separator: "; ") + "."
    }

    private var statement: String {
        let scanned = CoverageLedger(device.coverage.filter { $0.status == .scanned })
        let read =
            "<p>Read: \(scanned.totalFiles.grouped) files, \(scanned.totalBytes.grouped) of "
            + "\(device.mediaSize.grouped) bytes of media. The table under Coverage accounts for the rest.</p>"
        return read + "<p>" + conclusion + "</p>"
    }

    private var conclusion: String {
        switch device.outcome {
        case .negative:
            "Within this coverage, the reference data named below gave no hit that calls for a look. This is no "
                + "statement about what was not read, nor about material that the reference data does not describe."
        case .inconclusive:
            "Nothing that calls for a look was found in what was read, but part of the device could not be "
                + "examined; the absence of findings therefore proves nothing. See What is missing."
        case .review:
            "The observations below call for a look by the unit named. They are observations, not a conclusion."
        case .escalate:
            "The observations below are routed to the unit named. A digest match means that a file is identical to "
                + "one in the named set; it is not a grading."
        }
    }

    private var findings: String {
        if device.findings.isEmpty { return "<p>None.</p>" }
        return device.findings.map { FindingSection(finding: $0, images: device.images.map(\.path)).html }.joined()
    }
}
