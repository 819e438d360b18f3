import Logging
import Model
import Postgres
import Store

/// Keeps the worker's leases alive on a connection of its own, and stops what has lost its lease.
struct Heartbeat: Sendable {
    let worker: WorkerID
    let configuration: WorkerConfiguration
    let log: Logger
    let slots: [WorkerSlot]

    func run() async {
        let clock = ContinuousClock()
        let start = clock.now
        func seconds() -> Double { (clock.now - start) / .seconds(1) }
        var watch = LeaseWatch(lease: configuration.lease, now: 0)
        var connection: PostgresConnection?
        while !Task.isCancelled {
            let sent = seconds()
            do {
                let usable: PostgresConnection
                if let open = connection, await open.isUsable {
                    usable = open
                } else {
                    usable = try await PostgresConnection.connect(configuration.database)
                    connection = usable
                }
                let held = slots.compactMap(\.held)
                let verdicts = try await JobQueue(usable).beat(
                    worker, leaseSeconds: configuration.lease, progress: held.map { ($0.claim, $0.progress) })
                watch.accepted(sent: sent)
                obey(verdicts)
            } catch {
                log.warning("no heartbeat", metadata: ["cause": "\(error)"])
            }
            if watch.mustStop(now: seconds()) {
                for slot in slots {
                    slot.abandon(WinnowError("lease-lost", "the database could not be told that this worker lives"))
                }
            }
            try? await Task.sleep(for: .seconds(configuration.beatInterval))
        }
        await connection?.close()
    }

    private func obey(_ verdicts: [Int64: BeatVerdict]) {
        for slot in slots {
            guard let held = slot.held, let verdict = verdicts[held.claim.jobID] else { continue }
            switch verdict {
            case .ok: break
            case .cancel: slot.abandon(WinnowError("cancelled", "the job was cancelled"))
            case .lost, .workerExpired:
                slot.abandon(WinnowError("lease-lost", "another worker has taken the job over"))
            }
        }
    }
}
