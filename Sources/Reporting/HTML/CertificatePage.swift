import Model

/// The page of a negative device: what was read, what was not and why, with what, verified how. Short enough to print on
/// one sheet and to answer the question "how do you know?".
struct CertificatePage {
    let report: BatchReport
    let device: DeviceReport
    let index: Int

    var html: String {
        Page.html(
            title: "Certificate, exhibit \(device.exhibit), batch \(report.batch)", home: "../index.html",
            report: report, style: "certificate",
            main: """
                <h1>Certificate: exhibit \(Page.text(device.exhibit))</h1>
                <p>\(about). Outcome: \(Page.outcome(.negative))</p>
                <div class="statement"><p>Within the coverage below, none of the reference data below gave a hit that \
                calls for a look. This is no statement about what was not read, nor about material that the reference \
                data does not describe.</p></div>
                <h2>What was read, and what was not and why</h2>
                \(Sections.coverage(device))
                \(Sections.images(device))
                <h2>With what</h2>
                \(Sections.references(report.referenceData))
                \(information)
                <h2>By whom, and when</h2>
                \(DeviceSections.exhibit(device, report))
                \(DeviceSections.work(device.work))
                <h2>Decisions</h2>
                \(DeviceSections.decisions(device.decisions))
                <h2>How this is verified</h2>
                \(DeviceSections.proof(device, report))
                """)
    }

    private var about: String {
        let words = [device.label, device.kind].filter { !$0.isEmpty }.map(Page.text)
        let scanned = CoverageLedger(device.coverage.filter { $0.status == .scanned })
        let read =
            "\(scanned.totalFiles.grouped) files and \(scanned.totalBytes.grouped) of \(device.mediaSize.grouped) bytes "
            + "of media read"
        return (words + [read, "\(device.historyCount.grouped) history entries"]).joined(separator: "; ")
    }

    /// Findings for information, and hits that no rule makes a finding of, are not hidden.
    private var information: String {
        var text = ""
        for finding in device.findings {
            text += "<p>For information: \(Page.text(finding.category)), \(Page.text(finding.summary)).</p>"
        }
        if device.hitsCount > 0 {
            text +=
                DeviceSections.hits(device.hitCounts)
                + "<p><a href=\"\(HitPages.name(index, page: 1))\">\(device.hitsCount.grouped) hits</a> that call for no "
                + "look by the rules.</p>"
        }
        return text
    }
}
