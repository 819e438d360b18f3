import ArgumentParser
import Model
import Store

struct Jobs: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "See, retry, cancel, pause, resume and reorder jobs.",
        discussion: """
            Each may be given twice: what is so already stays so.

            EXAMPLES
              winnow jobs list day-1                      what failed, with the errors
              winnow jobs list day-1 --state running
              winnow jobs retry day-1 --job 4711
              winnow jobs pause --all                     nothing new starts, of any batch
              winnow jobs priority day-1 10 --exhibit ABC/1
            """,
        subcommands: [List.self, Retry.self, Cancel.self, Pause.self, Resume.self, Priority.self],
        defaultSubcommand: List.self)

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List jobs, those that failed unless told otherwise.")
        @Argument(help: "The batch; all of them when left out.") var batch: String?
        @Option(
            help: ArgumentHelp(
                "ready, waiting, running, ok, partial, quarantined or cancelled; may be repeated.", valueName: "state"))
        var state: [JobRecord.State] = []
        @Option(help: "How many at most.") var limit = 10_000
        @OptionGroup var output: FormatOption

        func run() async throws {
            let jobs = try await Database.use { connection in
                let records = Records(connection)
                var id: Int64?
                if let batch { id = try await records.batchID(named: batch) }
                return try await records.jobs(
                    batchID: id, states: state.isEmpty ? JobRecord.State.failed : state, limit: max(1, limit))
            }
            var printer = RecordPrinter(
                output.format,
                columns: [
                    "job", "batch", "exhibit", "kind", "state", "attempts", "host", "waited", "ran", "image", "error",
                    "sandbox",
                ])
            for job in jobs { try printer.add(Self.record(job)) }
            printer.finish()
        }

        static func record(_ job: JobRecord) -> [String: Field] {
            [
                "job": .number(job.jobID), "batch": .text(job.batch), "exhibit": .text(job.exhibit),
                "kind": .text(job.kind.rawValue), "state": .text(job.state.rawValue),
                "attempts": .number(job.attempts), "host": .text(job.host), "waited": .number(Int64(job.waited)),
                "ran": .number(job.ran.map { Int64($0) }), "image": .text(job.image),
                "error": .text(job.error?.description), "sandbox": .text(job.sandbox),
            ]
        }
    }
}

extension JobRecord.State: ExpressibleByArgument {}
