import Model
import Store

/// Keeps a synthetic worker's lease alive, over a connection of its own.
struct LoadHeartbeat: Sendable {
    let link: LoadLink
    let held: HeldClaims
    /// In seconds.
    let lease: Double

    /// Beats until its task is cancelled.
    func run() async throws {
        while true {
            try await beat()
            try await Task.sleep(for: .seconds(lease / 4))
        }
    }

    private func beat() async throws {
        guard let worker = await held.worker else { return }
        let progress = await held.claims.filter { $0.worker == worker }.map { ($0, Progress()) }
        let verdicts = try await link.retrying {
            try await JobQueue($0).beat(worker, leaseSeconds: lease, progress: progress)
        }
        // What became of single claims shows when they are committed.
        if verdicts[JobQueue.workerItself] == .workerExpired { await held.lapsed(worker) }
    }
}
