import ArgumentParser

/// Measures what Winnow does beside what the machine allows, in one run, and prints ratios.
@main
struct WinnowBenchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "Benchmarks/run", abstract: "Measures Winnow beside the machine's own limits.",
        subcommands: [Scan.self, Queue.self, Load.self])

    struct Scan: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "MB/s of a scan on one core.")
        @Argument(help: "How often everything is measured.") var rounds = 3

        func run() throws { try ScanBenchmark(rounds: max(1, rounds)).run() }
    }

    struct Queue: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Jobs/s of the queue beside pgbench.")
        @Flag(help: "Fewer jobs and shorter runs.") var quick = false
        @Flag(help: "Only shows that all of it runs; the figures mean nothing.") var smoke = false

        func run() async throws { try await QueueBenchmark.run(smoke ? .smoke : quick ? .quick : .full) }
    }
}
