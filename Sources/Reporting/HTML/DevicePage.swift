import Model

/// The page of one device: what was found, and the account of what was and was not read.
struct DevicePage {
    let report: BatchReport
    let device: DeviceReport
    let index: Int

    var html: String {
        Page.html(
            title: "Exhibit \(device.exhibit), batch \(report.batch)", home: "../index.html", report: report,
            main: """
                <h1>Exhibit \(Page.text(device.exhibit))</h1>
                <p>\(about)</p>
                <p>Outcome: \(Page.outcome(device.outcome))</p>
                <div class="statement">\(statement)</div>
                <h2>Findings</h2>
                \(findings)
                <h2>Decisions</h2>
                \(DeviceSections.decisions(device.decisions))
                <h2>Coverage</h2>
                \(Sections.coverage(device))
                <h2>What is missing, and why</h2>
                \(Sections.missing(device.shortfall))
                <h2>The device and its images</h2>
                \(DeviceSections.exhibit(device, report))
                \(Sections.images(device))
                <h2>Method</h2>
                <p>\(Page.text(report.generatedBy)). Every file is read once: its digests are looked up, its content \
                and path searched, browser histories read entry by entry. What is deleted is read where its blocks are \
                still known, and said to be so. All times are UTC; those of file systems that keep local time (FAT, ISO 9660 \
                without a zone) are shown as if their clock had been on UTC.</p>
                \(Sections.references(report.referenceData))
                <h2>Who and when</h2>
                \(DeviceSections.work(device.work))
                <h2>Verification</h2>
                \(DeviceSections.proof(device, report))
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
        let images = device.images.map(\.path)
        let sections = device.findings.map { FindingSection(finding: $0, images: images).html }.joined()
        let all =
            device.hitsCount == 0
            ? ""
            : DeviceSections.hits(device.hitCounts)
                + "<p><a href=\"\(HitPages.name(index, page: 1))\">All \(device.hitsCount.grouped) hits of this device</a>, "
                + "also those that no rule makes a finding of.</p>"
        return (sections.isEmpty ? "<p>None.</p>" : sections) + all
    }
}
