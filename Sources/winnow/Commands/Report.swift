import ArgumentParser
import Foundation
import Model
import Reporting
import Store

struct Report: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Report what was found on each device, and what was not read.",
        discussion: "EXAMPLES\n  winnow report day-1 --out report/\n  winnow report day-1 --format json")

    @Argument(help: "The batch.") var batch: String
    @Option(help: "Write HTML, JSON and CSV into this folder.") var out: String?
    @Flag(help: "Exit with 1 when any device is inconclusive.") var strict = false
    @OptionGroup var output: FormatOption
    @OptionGroup var reading: ReasonOption

    func run() async throws {
        let report = try await Database.use { connection in
            let records = Records(connection)
            let id = try await records.batchID(named: batch)
            try await records.beginReading(batchID: id, what: "report", reason: reading.reason)
            let report = try await ReportMaker(records: records).report(batch: batch)
            if let out {
                try await ReportMaker.write(report, batchID: id, to: out, records)
                remark("report: \(out)/index.html")
            }
            return report
        }
        switch output.format {
        case .json: write(String(decoding: try JSONReport.data(report), as: UTF8.self) + "\n")
        case .table: write(ReportTable.text(report))
        case .csv, .jsonl:
            var printer = RecordPrinter(output.format, columns: ReportTable.columns)
            for device in report.devices { try printer.add(ReportTable.record(device)) }
            printer.finish()
        }
        if strict, report.devices.contains(where: { $0.outcome == .inconclusive || !$0.gaps.isEmpty }) {
            throw ExitCode(Exit.failed)
        }
    }
}
