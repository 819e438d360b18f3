import Model

/// One row a device, for spreadsheets; RFC 4180, with formulas defused.
package enum DevicesCSV {
    private static let columns = [
        "exhibit", "label", "kind", "outcome", "categories", "findings", "scanned_percent", "media_bytes",
        "missing", "decision", "decided_by", "digest",
    ]

    package static func text(_ report: BatchReport) -> String {
        let rows = report.devices.map { device in
            let decision = device.decisions.last
            return [
                device.exhibit, device.label, device.kind, device.outcome.rawValue,
                device.categories.joined(separator: " "), String(device.findings.count),
                device.scannedPercent.map(String.init) ?? "", String(device.mediaSize),
                device.shortfall.map(\.code).joined(separator: " "), decision?.decision.rawValue ?? "",
                decision?.by ?? "", device.digest,
            ]
        }
        return ([columns] + rows).map { $0.map(Escaping.csv).joined(separator: ",") + "\r\n" }.joined()
    }
}
