import Logging
import Model
import Postgres
import Store
import Synchronization

/// One slot: claims a job, runs it, commits it, and again.
final class WorkerSlot: Sendable {
    private struct Running: Sendable {
        var claim: Claim
        var gatherer: ReplyGatherer
    }

    private let number: Int
    private let desks: Desks
    private let configuration: WorkerConfiguration
    private let log: Logger
    private let stop: StopSignal
    private let wakeUp: WakeUp
    private let link: DatabaseLink
    private let scanner: ScannerSlot
    private let running = Mutex<Running?>(nil)
    private let lastImage = Mutex<Int64?>(nil)

    /// What the slots of a worker share.
    struct Desks: Sendable {
        var identity: WorkerIdentity
        var claims: ClaimDesk
        var commits: CommitDesk
        var references: BatchReferences
        var remote: RemoteImages
    }

    init(
        number: Int, desks: Desks, configuration: WorkerConfiguration, log: Logger, stop: StopSignal, wakeUp: WakeUp
    ) {
        var log = log
        log[metadataKey: "slot"] = "\(number)"
        self.number = number
        self.desks = desks
        self.configuration = configuration
        self.log = log
        self.stop = stop
        self.wakeUp = wakeUp
        self.link = DatabaseLink(conninfo: configuration.database, log: log, stop: stop)
        self.scanner = ScannerSlot(number: number, configuration: configuration, remote: desks.remote)
    }

    /// The claim held now and how far it is, for the heartbeat.
    var held: (claim: Claim, progress: Progress)? {
        running.withLock { $0 }.map { ($0.claim, $0.gatherer.progress) }
    }

    /// Ends the running scanner because its result would be refused or must be given back.
    func abandon(_ reason: WinnowError) { scanner.kill(because: reason) }

    func giveUp() { abandon(WinnowError("worker-draining", "the worker is stopping")) }

    func run() async throws {
        defer { scanner.dismiss() }
        do {
            while !stop.isDraining {
                if let claim = try await desks.claims.next(preferring: lastImage.withLock { $0 }) {
                    await handle(claim)
                    continue
                }
                scanner.dismiss()
                desks.remote.tidy()
                if configuration.leavesWhenIdle {
                    // Whatever became due by this can be claimed now: its notification may have come before the wait.
                    if try await sweep() > 0 { continue }
                    if try await isSettled() {
                        stop.drain()
                        wakeUp.wakeAll()
                        break
                    }
                }
                await wakeUp.wait(seconds: .random(in: 1...2))
            }
        } catch  where stop.isOver {
            // Nothing is held: what was has been given back or lapses.
            log.warning("stopped while the database was away", metadata: ["cause": "\(error)"])
        }
        await link.close()
    }

    private func sweep() async throws -> Int { try await link.retrying { try await JobQueue($0).sweep() } }

    private func isSettled() async throws -> Bool {
        try await link.retrying { [identity = desks.identity] in
            try await JobQueue($0).isSettled(identity.worker)
        }
    }

    private func handle(_ claim: Claim) async {
        let gatherer = ReplyGatherer()
        running.withLock { $0 = Running(claim: claim, gatherer: gatherer) }
        defer { running.withLock { $0 = nil } }
        lastImage.withLock { $0 = claim.imageID }
        let runner = JobRunner(
            claim: claim, configuration: configuration, link: link, desk: desks.commits, references: desks.references,
            scanner: scanner, gatherer: gatherer, log: log)
        do {
            try await runner.run()
        } catch is StaleClaim {
            log.warning("a result came too late and was refused", metadata: ["job": "\(claim.jobID)"])
            // Of a claim that was cancelled meanwhile; of any other there is nothing left to give back.
            try? await link.retrying { try await JobQueue($0).release(claim) }
        } catch {
            await failed(claim, error)
        }
    }

    /// Reasons that say nothing about the job: it goes back unspent.
    private static let unspent: Set<String> = ["worker-draining", "lease-lost", "cancelled"]

    /// Reasons for which another host may still have the image.
    private static let absent: Set<String> = ["image-missing", "image-refused"]

    private func failed(_ claim: Claim, _ error: any Error) async {
        let reason =
            (error as? JobFailure)?.error ?? (error as? WinnowError)
            ?? WinnowError("job-failed", "a job failed", cause: "\(error)")
        do {
            if stop.isOver || Self.unspent.contains(reason.code) {
                try await link.retrying { try await JobQueue($0).release(claim) }
                log.info("gave a job back", metadata: ["job": "\(claim.jobID)", "reason": "\(reason.code)"])
                return
            }
            if Self.absent.contains(reason.code) {
                let elsewhere = try await link.retrying { try await JobQueue($0).absent(claim, error: reason) }
                log.warning(
                    "this host does not have an image",
                    metadata: [
                        "image": "\(ImageURL.withoutSecrets(claim.image ?? ""))",
                        "goes to another host": "\(elsewhere)",
                    ])
                return
            }
            log.error("a job failed", metadata: ["job": "\(claim.jobID)", "error": "\(reason)"])
            // What the evidence itself causes does not get better by trying again.
            let retryable = !(error is JobFailure)
            _ = try await link.retrying { try await JobQueue($0).fail(claim, error: reason, retryable: retryable) }
        } catch is StaleClaim {
            log.info("another worker has taken a job over", metadata: ["job": "\(claim.jobID)"])
        } catch {
            // The lease lapses and another worker takes the job.
            log.error("a failed job could not be reported", metadata: ["job": "\(claim.jobID)", "error": "\(error)"])
        }
    }
}
