import Dispatch
import Logging
import Model
import Postgres
import Store
import Synchronization

/// Keeps the worker's leases alive on a connection and a queue of its own, and stops what has lost its lease.
///
/// Two things that must not depend on each other: the beat, which may hang on a dead network, and the guard, which only
/// looks at the clock and ends the scanners before anyone else can be given their jobs.
final class Heartbeat: Sendable {
    private let identity: WorkerIdentity
    private let configuration: WorkerConfiguration
    private let log: Logger
    private let stop: StopSignal
    private let slots: [WorkerSlot]
    private let watch: Mutex<LeaseWatch>
    private let nudge = WakeUp()
    private let start = ContinuousClock.now

    init(
        identity: WorkerIdentity, configuration: WorkerConfiguration, log: Logger, stop: StopSignal,
        slots: [WorkerSlot]
    ) {
        self.identity = identity
        self.configuration = configuration
        self.log = log
        self.stop = stop
        self.slots = slots
        self.watch = Mutex(LeaseWatch(lease: configuration.lease, now: 0))
    }

    /// Beats now instead of at the end of the interval: somebody has cancelled a job or drains this worker.
    func beatNow() { nudge.wakeAll() }

    /// Beats until the task is cancelled.
    func run() async {
        let guarding = guardLeases()
        defer { guarding.cancel() }
        var connection: PostgresConnection?
        while !Task.isCancelled {
            var pause = configuration.beatInterval
            do {
                let usable: PostgresConnection
                if let open = connection, await open.isUsable {
                    usable = open
                } else {
                    usable = try await PostgresConnection.connect(
                        configuration.database, patience: .seconds(configuration.lease / 3))
                    connection = usable
                }
                try await beat(usable)
            } catch {
                log.warning("no heartbeat", metadata: ["cause": "\(error)"])
                // A full interval more could cost healthy jobs their lease.
                pause = min(pause, configuration.lease / 20)
            }
            await nudge.wait(seconds: pause)
        }
        await connection?.close()
    }

    private func beat(_ connection: PostgresConnection) async throws {
        guard let worker = identity.worker else { return }
        let sent = now
        let held = slots.compactMap(\.held).filter { $0.claim.worker == worker }
        let verdicts = try await JobQueue(connection).beat(
            worker, leaseSeconds: configuration.lease, progress: held.map { ($0.claim, $0.progress) })
        obey(verdicts, held.map(\.claim))
        if verdicts[JobQueue.workerItself] == .workerExpired {
            let fresh = try await identity.register(connection)
            log.warning(
                "the lease had lapsed; registered anew", metadata: ["before": "\(worker)", "now": "\(fresh)"])
        }
        watch.withLock { $0.accepted(sent: sent) }
    }

    private func obey(_ verdicts: [Int64: BeatVerdict], _ asked: [Claim]) {
        if verdicts[JobQueue.workerItself] == .drain, !stop.isDraining {
            log.info("draining: asked by the queue")
            stop.drain()
        }
        for claim in asked {
            switch verdicts[claim.jobID] {
            case .cancel: abandon(claim, WinnowError("cancelled", "the job was cancelled"))
            case .lost, .workerExpired:
                abandon(claim, WinnowError("lease-lost", "another worker has taken the job over"))
            case .ok, .drain, nil: break
            }
        }
    }

    private func abandon(_ claim: Claim, _ reason: WinnowError) {
        for slot in slots where slot.held?.claim == claim { slot.abandon(reason) }
    }

    /// On the monotonic clock of this host, whatever the beat is doing.
    private func guardLeases() -> any DispatchSourceTimer {
        let timer = DispatchSource.makeTimerSource(queue: DispatchQueue(label: "winnow.lease-guard"))
        let interval = min(0.5, configuration.lease / 12)
        timer.schedule(deadline: .now() + interval, repeating: interval)
        timer.setEventHandler { [self] in
            guard watch.withLock({ $0.mustStop(now: now) }) else { return }
            for slot in slots where slot.held != nil {
                slot.abandon(WinnowError("lease-lost", "the database could not be told that this worker lives"))
            }
        }
        timer.resume()
        return timer
    }

    private var now: Double { (ContinuousClock.now - start) / .seconds(1) }
}
