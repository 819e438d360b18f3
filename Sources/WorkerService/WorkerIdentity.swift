import Foundation
import Logging
import Model
import Postgres
import Store
import Synchronization

/// Who this process is to the queue. A lapsed worker cannot be revived: it registers anew under another id.
final class WorkerIdentity: Sendable {
    private let configuration: WorkerConfiguration
    private let current: Mutex<WorkerID?> = Mutex(nil)

    init(_ configuration: WorkerConfiguration) { self.configuration = configuration }

    /// Nil before the first registration.
    var worker: WorkerID? { current.withLock { $0 } }

    /// Registers on `connection`; from then on claims are made in the new name.
    @discardableResult
    func register(_ connection: PostgresConnection) async throws -> WorkerID {
        let worker = try await JobQueue(connection).register(
            host: configuration.host, pid: ProcessInfo.processInfo.processIdentifier, version: configuration.version,
            slots: configuration.slots, reach: configuration.stores.reach, leaseSeconds: configuration.lease)
        current.withLock { $0 = worker }
        return worker
    }
}
