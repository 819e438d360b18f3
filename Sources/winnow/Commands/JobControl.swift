import ArgumentParser
import Model
import Store

extension Jobs {
    struct Retry: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Run jobs again that ended without a result; the batch is reopened, its devices collated anew.")
        @Argument(help: "The batch.") var batch: String
        @Option(help: "Only this job; may be repeated.") var job: [Int64] = []

        func run() async throws {
            let count = try await JobControl.use(batch) { queue, id in
                try await queue.retry(batchID: id, jobs: job.isEmpty ? nil : job)
            }
            write(count == 0 ? "nothing to retry\n" : "\(count) jobs run again\n")
        }
    }

    struct Cancel: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "End the jobs of a batch, waiting and running; nothing more of theirs is recorded.")
        @Argument(help: "The batch.") var batch: String
        @Option(help: "Only this job; may be repeated.") var job: [Int64] = []

        func run() async throws {
            let outcome = try await JobControl.use(batch) { queue, id in
                try await queue.cancel(batchID: id, jobs: job.isEmpty ? nil : job)
            }
            try JobControl.say(
                outcome, changed: "cancelled; running jobs stop at their workers' next beat",
                unchanged: job.isEmpty ? "was cancelled before" : "none of these jobs is waiting or running",
                refused: "batch \(batch) is complete: there is nothing to cancel")
        }
    }

    struct Pause: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Start nothing new; what runs goes on.")
        @OptionGroup var scope: PauseScope

        func run() async throws {
            let outcome = try await scope.apply {
                try await $0.pauseAll(true)
            } batch: {
                try await $0.pause(batchID: $1)
            }
            try JobControl.say(
                outcome, changed: "paused; what runs goes on", unchanged: "was paused before",
                refused: "the batch has ended: there is nothing to pause")
        }
    }

    struct Resume: AsyncParsableCommand {
        static let configuration = CommandConfiguration(abstract: "Go on after a pause.")
        @OptionGroup var scope: PauseScope

        func run() async throws {
            let outcome = try await scope.apply {
                try await $0.pauseAll(false)
            } batch: {
                try await $0.resume(batchID: $1)
            }
            try JobControl.say(
                outcome, changed: "resumed", unchanged: "was not paused",
                refused: "the batch has ended: there is nothing to resume")
        }
    }

    struct Priority: AsyncParsableCommand {
        static let configuration = CommandConfiguration(
            abstract: "Put a batch or one of its devices before or behind others; lower comes first.")
        @Argument(help: "The batch.") var batch: String
        @Argument(help: "Lower comes first, 0 to 1000.") var priority: Int
        @Option(help: "Only this device.") var exhibit: String?

        func validate() throws {
            guard (0...1_000).contains(priority) else { throw ValidationError("the priority must be from 0 to 1000") }
        }

        func run() async throws {
            let outcome = try await JobControl.use(batch) { queue, id in
                try await queue.reprioritise(batchID: id, exhibit: exhibit, priority: priority)
            }
            try JobControl.say(
                outcome, changed: "the priority is \(priority) now", unchanged: "the priority was \(priority) before",
                refused: "there is no such device in batch \(batch)")
        }
    }
}

/// One batch, or everything.
struct PauseScope: ParsableArguments {
    @Argument(help: "The batch.") var batch: String?
    @Flag(help: "The whole queue.") var all = false

    func validate() throws {
        guard (batch != nil) != all else { throw ValidationError("give either a batch or --all") }
    }

    func apply(
        _ whole: (JobQueue) async throws -> ControlOutcome,
        batch one: (JobQueue, Int64) async throws -> ControlOutcome
    ) async throws -> ControlOutcome {
        guard let batch else { return try await Database.use { try await whole(JobQueue($0)) } }
        return try await JobControl.use(batch, one)
    }
}

enum JobControl {
    static func use<Value>(_ batch: String, _ body: (JobQueue, Int64) async throws -> Value) async throws -> Value {
        try await Database.use { connection in
            try await body(JobQueue(connection), Records(connection).batchID(named: batch))
        }
    }

    static func say(_ outcome: ControlOutcome, changed: String, unchanged: String, refused: String) throws {
        switch outcome {
        case .changed: write(changed + "\n")
        case .unchanged: write(unchanged + "\n")
        case .refused: throw WinnowError("not-possible", refused, remedy: "`winnow status` shows the state")
        }
    }
}
