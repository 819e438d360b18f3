import Model
import Reporting

/// The batch at a glance, for a terminal: the categories, then every device that is not negative.
enum ReportTable {
    static let columns = ["exhibit", "kind", "outcome", "categories", "digest"]

    static func record(_ device: DeviceReport) -> [String: Field] {
        return [
            "exhibit": .text(device.exhibit), "kind": .text(device.kind), "outcome": .text(device.outcome.rawValue),
            "categories": .text(device.categories.joined(separator: " ")), "digest": .text(device.digest),
        ]
    }

    static func text(_ report: BatchReport) -> String {
        var text = "\nbatch \(Escaping.line(report.batch)): \(report.devices.count) devices, \(report.state)\n\n"
        var rows = report.totals.sorted { $0.key < $1.key }.map { [Escaping.line($0.key), "\($0.value)"] }
        for outcome in [Outcome.inconclusive, .negative] {
            rows.append([outcome.rawValue, "\(report.devices.filter { $0.outcome == outcome }.count)"])
        }
        text += Table.text(columns: ["finding", "devices"], rows: rows)
        text += "\n" + RecognitionReport(report.devices.map(\.recognition)).text + "\n"
        for rescan in report.rescans {
            text += "\nre-scan \(rescan.ordinal): \(rescan.covered)\n"
            if !rescan.notCovered.isEmpty {
                let bytes = rescan.notCovered.reduce(UInt64(0)) { $0 &+ $1.bytes }
                let types = rescan.notCovered.count { $0.what == .content }
                text +=
                    "  raw bytes of \(types) file types and of space that is no file's (\(bytes) bytes) were not searched; --reread reads them\n"
            }
        }
        let positive = report.devices.filter { $0.outcome != .negative }
        guard !positive.isEmpty else { return text }
        text += "\n"
        text += Table.text(
            columns: ["exhibit", "kind", "outcome", "categories", "digest"],
            rows: positive.map { device in
                let record = record(device)
                return columns.map { column in
                    let cell = Escaping.line(record[column]?.plain ?? "")
                    return column == "digest" ? String(cell.prefix(16)) : cell
                }
            })
        return text
    }
}
