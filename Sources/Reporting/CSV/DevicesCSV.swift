import Model

/// One row a device, for spreadsheets; RFC 4180, with formulas defused.
package enum DevicesCSV {
    private static let columns = [
        "exhibit", "label", "kind", "outcome", "categories", "findings", "scanned_percent", "media_bytes",
        "missing", "digest",
    ]

    package static func text(_ report: BatchReport) -> String {
        let rows = report.devices.map { device in
            let categories = Set(device.findings.filter { $0.outcome > .negative }.map(\.category)).sorted()
            return [
                device.exhibit, device.label, device.kind, device.outcome.rawValue,
                categories.joined(separator: " "), String(device.findings.count),
                device.scannedPercent.map(String.init) ?? "", String(device.mediaSize),
                device.shortfall.map(\.code).joined(separator: " "), device.digest,
            ]
        }
        return ([columns] + rows).map { $0.map(Escaping.csv).joined(separator: ",") + "\r\n" }.joined()
    }
}
