import ArgumentParser
import Foundation

/// Measures what Winnow does beside what the machine allows, in one run, and prints ratios.
@main
struct WinnowBenchmark: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "Benchmarks/run", abstract: "Measures Winnow beside the machine's own limits.",
        subcommands: [
            Scan.self, Survey.self, Files.self, Queue.self, Keywords.self, Rescan.self, Hashes.self, PDQ.self,
            History.self,
            Load.self, Report.self,
        ])

    struct Scan: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "MB/s of a scan on one core.")
        @Argument(help: "How often everything is measured.") var rounds = 3
        @Option(help: "Files of an image.") var files = 10_000

        func run() throws { try ScanBenchmark(rounds: max(1, rounds), files: max(100, files)).run() }
    }

    struct Survey: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Time and memory of the survey of many small files.")
        @Option(help: "How many files.") var files = 1_000_000

        func run() throws { try SurveyBenchmark(files: files).run() }
    }

    struct Files: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Very many small files from submission to the complete batch.")
        @Option(help: "How many files.") var files = 1_000_000
        @Option(help: "Scanners.") var slots = 2

        func run() async throws { try await FilesBenchmark(files: files, slots: max(1, slots)).run() }
    }

    struct Keywords: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "GB/s of the keyword search beside Vectorscan alone.")
        @Argument(help: "How often everything is measured.") var rounds = 5

        func run() throws { try KeywordBenchmark(rounds: max(1, rounds)).run() }
    }

    struct Rescan: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Seconds of a re-scan of packs beside those of reading the images again.")
        @Option(help: "Devices of the batch.") var devices = 48
        @Option(help: "Pictures of all devices.") var pictures = 241_000

        func run() async throws { try await RescanBenchmark(devices: devices, pictures: pictures).run() }
    }

    struct Report: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Seconds, memory and page sizes of the report of a batch, and of a tenth of it.")
        @Option(help: "Devices of the batch.") var devices = 48
        @Option(help: "Pictures of all devices.") var pictures = 241_000
        @Option(help: "Hits of all devices.") var hits = 100_000

        func run() async throws {
            try await ReportBenchmark(devices: devices, pictures: pictures, hits: hits).run()
        }
    }

    struct Hashes: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Hash sets: import, size, look-ups, beside hfind and SQLite.")
        @Argument(help: "Sizes in millions of entries.") var millions = [13, 100]
        @Option(help: "Peers are measured up to this size.") var peersUpTo = 13
        @Option(help: "A folder with room for some ten times the set.") var folder =
            NSTemporaryDirectory() + "winnow-hashes"

        func run() async throws {
            for size in millions {
                try await HashesBenchmark(millions: size, folder: folder, peersUpTo: peersUpTo).run()
            }
        }
    }

    struct PDQ: ParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Pictures/s on one core, and look-ups among PDQ values.")
        @Argument(help: "A folder of JPEG and PNG pictures.") var pictures: String?
        @Option(help: "Values in the set.") var values = 1_000_000

        func run() throws { try PDQBenchmark(folder: pictures, values: values).run() }
    }

    struct Queue: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Jobs/s of the queue beside pgbench.")
        @Flag(help: "Fewer jobs and shorter runs.") var quick = false
        @Flag(help: "Only shows that all of it runs; the figures mean nothing.") var smoke = false

        @Option(help: "Only the measurements whose names have these words.") var only = ""
        @Option(help: "How often each is measured.") var rounds: Int?

        func run() async throws {
            var scale: QueueBenchmark.Scale = smoke ? .smoke : quick ? .quick : .full
            scale.only = only
            if let rounds { (scale.rounds, scale.enqueueRounds) = (max(1, rounds), max(1, rounds)) }
            try await QueueBenchmark.run(scale)
        }
    }

    struct History: ParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Rows/s of a browser's history beside SQLite.")
        @Argument(help: "How often everything is measured.") var rounds = 3
        @Option(help: "Visits of the history.") var visits = 1_000_000

        func run() throws { try HistoryBenchmark(rounds: max(1, rounds), visits: max(1000, visits)).run() }
    }
}
