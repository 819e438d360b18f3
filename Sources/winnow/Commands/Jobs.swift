import ArgumentParser
import Model
import Store

struct Jobs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Jobs that ended without a result.", subcommands: [List.self], defaultSubcommand: List.self)

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List failed jobs with their errors.")
        @Argument(help: "The batch; all of them when left out.") var batch: String?
        @OptionGroup var output: FormatOption

        func run() async throws {
            let failed = try await Database.use { connection in
                let records = Records(connection)
                var id: Int64?
                if let batch { id = try await records.batchID(named: batch) }
                return try await records.failedJobs(batchID: id)
            }
            var printer = RecordPrinter(
                output.format, columns: ["job", "batch", "exhibit", "kind", "outcome", "attempts", "image", "error"])
            for job in failed {
                try printer.add([
                    "job": .number(job.jobID), "batch": .text(job.batch), "exhibit": .text(job.exhibit),
                    "kind": .text(job.kind.rawValue), "outcome": .text(job.outcome), "attempts": .number(job.attempts),
                    "image": .text(job.image), "error": .text(job.error.description),
                ])
            }
            printer.finish()
        }
    }
}
