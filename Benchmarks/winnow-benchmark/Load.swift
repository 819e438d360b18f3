import ArgumentParser
import Foundation
import QueueLoad

/// One worker process that does no work, for storm tests.
struct Load: AsyncParsableCommand {
    static let configuration = CommandConfiguration(shouldDisplay: false)

    @Option(help: "A libpq connection string or URL.") var database: String
    @Option(help: "The worker's name in the queue.") var worker = "load"
    @Option(help: "Jobs a claim and a commit.") var batch = 8
    @Option(help: "Hit rows a job.") var hits = 1
    @Option(help: "Seed of its dice.") var seed: UInt64 = 1
    @Option(help: "Lease in seconds.") var lease = 30.0
    @Flag(help: "Sometimes gives back or fails a job.") var chaos = false

    func run() async throws {
        var settings = LoadWorker.Settings(conninfo: database)
        settings.name = worker
        settings.batch = batch
        settings.hits = hits
        settings.lease = lease
        settings.chaos = chaos
        settings.seed = seed
        // Said at once: a process that is killed later has said it.
        let report = try await LoadWorker(settings).run { Self.say("refused \($0)") }
        Self.say("committed \(report.committed) registered \(report.registered)")
    }

    private static func say(_ line: String) { FileHandle.standardOutput.write(Data((line + "\n").utf8)) }
}
