import ArgumentParser
import Model
import Store

struct Workers: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "See and drain workers.",
        discussion: """
            EXAMPLES
              winnow workers list
              winnow workers drain 3f2a9c
              winnow workers drain --host lab7
            """,
        subcommands: [List.self, Drain.self], defaultSubcommand: List.self)

    struct List: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "List workers, newest first.")
        @Flag(help: "Also those that have left.") var all = false
        @OptionGroup var output: FormatOption

        func run() async throws {
            let workers = try await Database.use { try await Records($0).workers() }
            var printer = RecordPrinter(
                output.format,
                columns: [
                    "worker", "host", "pid", "version", "slots", "jobs", "state", "reach", "started", "lease_until",
                ])
            for worker in workers where all || worker.state != .retired {
                try printer.add([
                    "worker": .text(worker.worker.text), "host": .text(worker.host), "pid": .number(worker.pid),
                    "version": .text(version(worker)), "slots": .number(worker.slots), "jobs": .number(worker.jobs),
                    "state": .text(worker.state.rawValue), "reach": .text(worker.reach.joined(separator: " ")),
                    "started": .text(ExportFields.time(microseconds: worker.startedAt)),
                    "lease_until": .text(ExportFields.time(microseconds: worker.leaseUntil)),
                ])
            }
            printer.finish()
        }

        /// A table has no room for the versions of the libraries.
        private func version(_ worker: WorkerRecord) -> String {
            output.format == .table ? String(worker.version.prefix { $0 != " " }) : worker.version
        }
    }

    struct Drain: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Have workers claim no more, finish what they run, and leave.")
        @Argument(help: "Workers, by the beginning of their id.") var workers: [String] = []
        @Option(help: "All workers of this host.") var host: String?

        func validate() throws {
            guard (host != nil) != !workers.isEmpty else { throw ValidationError("give either workers or --host") }
        }

        func run() async throws {
            let count = try await Database.use { connection in
                let queue = JobQueue(connection)
                if let host { return try await queue.drain(.host(host)) }
                let known = try await Records(connection).workers()
                var count = 0
                for name in workers {
                    let found = known.filter { $0.worker.text.hasPrefix(name.lowercased()) }
                    guard let worker = found.first, found.count == 1 else {
                        throw WinnowError(
                            "worker-unknown", found.isEmpty ? "there is no worker \(name)" : "\(name) is not unique",
                            remedy: "`winnow workers list` shows them")
                    }
                    count += try await queue.drain(.worker(worker.worker))
                }
                return count
            }
            write(count == 0 ? "no live worker to drain\n" : "\(count) workers drain\n")
        }
    }
}
