import CProcess
import Foundation
import Logging
import Model
import Postgres
import ServiceLifecycle
import Store
import Synchronization

/// The long-lived process on a host: claims jobs, has scanners do them, commits what they say.
package struct Worker: Service {
    private let configuration: WorkerConfiguration
    private let log: Logger
    private let stop = StopSignal()

    package init(configuration: WorkerConfiguration, log: Logger) {
        self.configuration = configuration
        self.log = log
    }

    /// Works until a stop is asked for, or, when so configured, until nothing is left to do.
    ///
    /// After the stop it claims no more, gives running jobs `drainGrace` seconds, then gives them back unspent.
    package func run() async throws {
        _ = cprocess_raise_open_files()
        // A scanner that has died is an error to its slot, not the end of the worker.
        signal(SIGPIPE, SIG_IGN)
        let wakeUp = WakeUp()
        try await withGracefulShutdownHandler {
            let link = DatabaseLink(
                conninfo: configuration.database, log: log, stop: stop, patience: .untilDraining,
                answersWithin: .seconds(5))
            let identity = WorkerIdentity(configuration)
            do {
                let id = try await link.retrying { connection in
                    try await SchemaInstaller(connection).check()
                    return try await identity.register(connection)
                }
                log.info("worker started", metadata: ["worker": "\(id)", "slots": "\(configuration.slots)"])
            } catch  where stop.isDraining {
                log.info("stopped before the database could be reached")
                return
            }
            try await work(identity, wakeUp)
            // Best effort: a worker that cannot say goodbye is noticed by its lapsed lease.
            if let id = identity.worker, let connection = try? await link.connection() {
                try? await JobQueue(connection).retire(id)
            }
            await link.close()
            log.info("worker stopped")
        } onGracefulShutdown: {
            stop.drain()
            wakeUp.wakeAll()
        }
    }

    private func work(_ identity: WorkerIdentity, _ wakeUp: WakeUp) async throws {
        let claimLink = DatabaseLink(conninfo: configuration.database, log: log, stop: stop)
        let commitLink = DatabaseLink(conninfo: configuration.database, log: log, stop: stop)
        let remote = RemoteImages(
            configuration.remote, slots: configuration.slots, group: configuration.confinement.user?.group)
        defer { remote.close() }
        let desks = WorkerSlot.Desks(
            identity: identity, claims: ClaimDesk(identity: identity, link: claimLink),
            commits: CommitDesk(link: commitLink),
            references: BatchReferences(directory: configuration.cache, shared: configuration.shared),
            remote: remote)
        let slots = (1...max(1, configuration.slots)).map { number in
            WorkerSlot(number: number, desks: desks, configuration: configuration, log: log, stop: stop, wakeUp: wakeUp)
        }
        let heartbeat = Heartbeat(
            identity: identity, configuration: configuration, log: log, stop: stop, slots: slots)
        let upkeep = Upkeep(configuration: configuration, log: log, stop: stop, wakeUp: wakeUp)
        let listener = Listener(
            configuration: configuration, log: log, stop: stop, wakeUp: wakeUp, heartbeat: heartbeat)
        // The heart beats until the last slot is done: draining jobs keep their leases.
        let beating = Task(executorPreference: OwnQueue(name: "heartbeat")) { await heartbeat.run() }
        let listening = Task { await listener.run() }
        let mending = Task { await upkeep.run() }
        let (ending, end) = AsyncStream.makeStream(of: Result<Void, any Error>.self)
        let working = Task {
            do {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for slot in slots { group.addTask { try await slot.run() } }
                    try await group.waitForAll()
                }
                await claimLink.close()
                await commitLink.close()
                end.yield(.success(()))
            } catch {
                end.yield(.failure(error))
            }
        }
        let grace = Task { [stop, log, drainGrace = configuration.drainGrace] in
            await stop.untilDraining()
            wakeUp.wakeAll()
            try await Task.sleep(for: .seconds(drainGrace))
            log.warning("giving running jobs back: the time to finish them is over")
            stop.giveUp()
            for slot in slots { slot.giveUp() }
            try await Task.sleep(for: .seconds(Self.lastResort))
            log.warning("leaving without an answer from the database: what is held lapses by itself")
            end.yield(.success(()))
        }
        defer {
            for task in [beating, listening, mending, working] { task.cancel() }
            grace.cancel()
        }
        for await result in ending { return try result.get() }
    }

    /// Seconds that a database that does not answer may hold up the end, once running jobs are given up.
    private static let lastResort = 10.0
}
