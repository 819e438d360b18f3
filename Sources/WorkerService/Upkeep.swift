import Logging
import Model
import Postgres
import Store

/// What any worker does for all: takes back lapsed leases, makes due retries claimable, collates finished devices.
struct Upkeep: Sendable {
    /// Seconds between rounds; each worker's rounds are spread a little.
    static let interval = 5.0

    let configuration: WorkerConfiguration
    let log: Logger
    let stop: StopSignal
    let wakeUp: WakeUp

    func run() async {
        let link = DatabaseLink(conninfo: configuration.database, log: log, stop: stop)
        while !Task.isCancelled {
            do {
                let moved = try await link.retrying { connection in
                    let queue = JobQueue(connection)
                    _ = try await queue.rescue()
                    _ = try await queue.promote()
                    _ = try await queue.pruneWorkers()
                    try await Records(connection).noteRoles()
                    return try await queue.sweep()
                }
                if moved > 0 { wakeUp.wakeAll() }
            } catch is CancellationError {
                break
            } catch {
                log.warning("upkeep failed", metadata: ["cause": "\(error)"])
            }
            try? await Task.sleep(for: .seconds(Self.interval * .random(in: 0.8...1.2)))
        }
        await link.close()
    }
}
