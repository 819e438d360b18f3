import ArgumentParser
import Model
import Store

struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Export records of a batch, flat, one object each.",
        discussion: "EXAMPLE\n  winnow export day-1 --what files --format jsonl > files.jsonl")

    enum What: String, CaseIterable, ExpressibleByArgument {
        case files, hits, history, findings, coverage, rescans, escalations, decisions

        /// What is evidence, or was concluded from it.
        var isFindings: Bool { ![.coverage, .rescans, .decisions].contains(self) }
    }

    @Argument(help: "The batch.") var batch: String
    @Option(help: "\(What.allCases.map(\.rawValue).joined(separator: ", ")).") var what: What
    @Option(help: "jsonl, json, csv or table.") var format: Format = .jsonl
    @OptionGroup var reading: ReasonOption

    func run() async throws {
        try await Database.use { connection in
            let records = Records(connection)
            let id = try await records.batchID(named: batch)
            if what.isFindings {
                try await records.beginReading(batchID: id, what: "export \(what.rawValue)", reason: reading.reason)
            }
            try await BatchExport(records: records, batchID: id, format: format).write(what)
        }
    }
}
