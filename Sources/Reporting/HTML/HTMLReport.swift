import Model

/// The report for people: a page for the batch and one for each device.
package enum HTMLReport {
    /// Pages are made one by one as they are asked for, so that only one is in memory.
    package static func files(for report: BatchReport) -> some Sequence<(path: String, content: String)> {
        (-1..<report.devices.count).lazy.map { index in
            index < 0
                ? (path: "index.html", content: IndexPage(report: report).html)
                : (path: devicePath(index), content: device(report, index))
        }
    }

    private static func device(_ report: BatchReport, _ index: Int) -> String {
        let device = report.devices[index]
        return device.outcome == .negative
            ? CertificatePage(report: report, device: device, index: index).html
            : DevicePage(report: report, device: device, index: index).html
    }

    /// Pages are numbered: an exhibit's name could be anything but a file name.
    static func devicePath(_ index: Int) -> String {
        let number = String(index + 1)
        return "devices/" + String(repeating: "0", count: max(0, 3 - number.count)) + number + ".html"
    }
}
