import ArgumentParser
import Model
import Packs
import Store

struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Export records of a batch, flat, one object each.",
        discussion: "EXAMPLE\n  winnow export day-1 --what files --format jsonl > files.jsonl")

    enum What: String, CaseIterable, ExpressibleByArgument {
        case files, hits, history, findings, coverage, escalations
    }

    @Argument(help: "The batch.") var batch: String
    @Option(help: "\(What.allCases.map(\.rawValue).joined(separator: ", ")).") var what: What
    @Option(help: "jsonl, json, csv or table.") var format: Format = .jsonl

    func run() async throws {
        try await Database.use { connection in
            let records = Records(connection)
            let id = try await records.batchID(named: batch)
            switch what {
            case .files: try await files(records, id)
            case .hits: try await hits(records, id)
            case .history: try await history(records, id)
            case .findings: try await findings(records, id)
            case .coverage: try await coverage(records, id)
            case .escalations:
                var printer = RecordPrinter(format, columns: EscalationFields.columns)
                for escalation in try await records.escalations(batchID: id) {
                    try printer.add(EscalationFields.record(escalation))
                }
                printer.finish()
            }
        }
    }

    private func files(_ records: Records, _ id: Int64) async throws {
        var printer = RecordPrinter(format, columns: ExportFields.file)
        try await records.packs(.batch(id)) { stored in
            for file in try Pack(sealed: stored.bytes).files {
                try printer.add(ExportFields.record(file, exhibit: stored.exhibit, image: stored.image))
            }
        }
        printer.finish()
    }

    private func hits(_ records: Records, _ id: Int64) async throws {
        var printer = RecordPrinter(format, columns: ExportFields.hit)
        try await records.exportHits(batchID: id) { rows in
            for row in rows { try printer.add(ExportFields.record(row.record, exhibit: row.exhibit, image: row.image)) }
        }
        printer.finish()
    }

    private func history(_ records: Records, _ id: Int64) async throws {
        var printer = RecordPrinter(format, columns: ExportFields.history)
        try await records.exportHistory(batchID: id) { rows in
            for row in rows { try printer.add(ExportFields.record(row.record, exhibit: row.exhibit, image: row.image)) }
        }
        printer.finish()
    }

    private func findings(_ records: Records, _ id: Int64) async throws {
        var printer = RecordPrinter(format, columns: ExportFields.finding)
        for row in try await records.exportFindings(batchID: id) {
            try printer.add([
                "exhibit": .text(row.exhibit), "category": .text(row.record.category),
                "severity": .text(row.record.severity.rawValue), "outcome": .text(row.record.outcome.rawValue),
                "summary": .text(row.record.summary), "hits": .number(row.record.hits),
            ])
        }
        printer.finish()
    }

    private func coverage(_ records: Records, _ id: Int64) async throws {
        var printer = RecordPrinter(format, columns: ExportFields.coverage)
        try await records.exportCoverage(batchID: id) { rows in
            for row in rows {
                try printer.add([
                    "exhibit": .text(row.exhibit), "image": .text(row.image),
                    "status": .text(row.record.status.rawValue),
                    "reason": .text(row.record.reason), "files": .number(row.record.files),
                    "bytes": .number(row.record.bytes),
                ])
            }
        }
        printer.finish()
    }
}
