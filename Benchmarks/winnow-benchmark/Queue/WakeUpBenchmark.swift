import Foundation
import Model
import Postgres
import QueueLoad
import Store

/// How soon a waiting worker has a job that comes into an idle queue.
struct WakeUpBenchmark {
    let conninfo: String
    let rounds: Int

    struct Figures {
        /// Seconds from the start of the transaction that makes the job claimable to the answer of the claim.
        var whole: [Double] = []
        /// Seconds that this transaction took for itself.
        var enqueue: [Double] = []
    }

    /// The one job goes round: given back by one connection, claimed by another.
    func run() async throws -> Figures {
        let listener = try await PostgresConnection.connect(conninfo)
        try await listener.listen(JobQueue.readyChannel)
        let giver = JobQueue(try await PostgresConnection.connect(conninfo))
        let taker = JobQueue(try await PostgresConnection.connect(conninfo))
        let worker = try await taker.register(
            host: "benchmark", pid: 1, version: "load", slots: 1, leaseSeconds: 3_600)
        var figures = Figures()
        guard var claim = try await taker.claim(worker, limit: 1).first else {
            throw WinnowError("benchmark", "there is nothing to claim")
        }
        for _ in 0..<rounds {
            let start = ContinuousClock.now
            async let taken = Self.next(listener, taker, worker)
            try await giver.release(claim)
            figures.enqueue.append((ContinuousClock.now - start) / .seconds(1))
            let (next, end) = try await taken
            figures.whole.append((end - start) / .seconds(1))
            claim = next
        }
        return figures
    }

    private static func next(
        _ listener: PostgresConnection, _ taker: JobQueue, _ worker: WorkerID
    ) async throws -> (Claim, ContinuousClock.Instant) {
        while true {
            _ = try await listener.waitForNotification(timeout: .seconds(5))
            if let claim = try await taker.claim(worker, limit: 1).first { return (claim, .now) }
        }
    }
}
