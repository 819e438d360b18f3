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
        let wakeUp = WakeUp()
        try await withGracefulShutdownHandler {
            let link = DatabaseLink(conninfo: configuration.database, log: log, stop: stop, patience: .untilDraining)
            let id: WorkerID
            do {
                id = try await register(link)
            } catch  where stop.isDraining {
                log.info("stopped before the database could be reached")
                return
            }
            log.info("worker started", metadata: ["worker": "\(id)", "slots": "\(configuration.slots)"])
            try await work(id, wakeUp)
            // Best effort: a worker that cannot say goodbye is noticed by its lapsed lease.
            if let connection = try? await link.connection() { try? await JobQueue(connection).retire(id) }
            await link.close()
            log.info("worker stopped", metadata: ["worker": "\(id)"])
        } onGracefulShutdown: {
            stop.drain()
            wakeUp.wakeAll()
        }
    }

    private func register(_ link: DatabaseLink) async throws -> WorkerID {
        try await link.retrying { [configuration] connection in
            try await SchemaInstaller(connection).check()
            return try await JobQueue(connection).register(
                host: configuration.host, pid: ProcessInfo.processInfo.processIdentifier,
                version: configuration.version, slots: configuration.slots, leaseSeconds: configuration.lease)
        }
    }

    private func work(_ id: WorkerID, _ wakeUp: WakeUp) async throws {
        let slots = (1...max(1, configuration.slots)).map { number in
            WorkerSlot(number: number, worker: id, configuration: configuration, log: log, stop: stop, wakeUp: wakeUp)
        }
        let heartbeat = Heartbeat(worker: id, configuration: configuration, log: log, slots: slots)
        let upkeep = Upkeep(configuration: configuration, log: log, stop: stop, wakeUp: wakeUp)
        // The heart beats until the last slot is done: draining jobs keep their leases.
        let beating = Task { await heartbeat.run() }
        let listening = Task { await upkeep.listen() }
        let mending = Task { await upkeep.run() }
        let grace = Task { [stop, log, drainGrace = configuration.drainGrace] in
            await stop.untilDraining()
            try await Task.sleep(for: .seconds(drainGrace))
            log.warning("giving running jobs back: the time to finish them is over")
            stop.giveUp()
            for slot in slots { slot.giveUp() }
        }
        defer {
            for task in [beating, listening, mending] { task.cancel() }
            grace.cancel()
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for slot in slots { group.addTask { try await slot.run() } }
            try await group.waitForAll()
        }
    }
}
