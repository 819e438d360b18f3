import Logging
import Model
import Postgres
import Store

/// Wakes the slots when the database says that there is work, and the heart when it has something to tell.
///
/// Only a direct connection hears anything; through a transaction pooler polling alone finds the work.
struct Listener: Sendable {
    /// Seconds after which a silent connection is asked whether it still lives.
    private static let probe = 30.0

    let configuration: WorkerConfiguration
    let log: Logger
    let stop: StopSignal
    let wakeUp: WakeUp
    let heartbeat: Heartbeat

    func run() async {
        let link = DatabaseLink(
            conninfo: configuration.listenDatabase ?? configuration.database, log: log, stop: stop,
            answersWithin: .seconds(15))
        while !Task.isCancelled {
            do {
                let connection = try await link.connection()
                guard try await !PoolerCheck.isPooled(connection) else {
                    log.info("a pooler stands before the database: polling instead of listening")
                    break
                }
                try await connection.listen(JobQueue.readyChannel)
                wakeUp.wakeAll()
                try await hear(connection)
            } catch {
                try? await Task.sleep(for: .seconds(2))
            }
        }
        await link.close()
    }

    private func hear(_ connection: PostgresConnection) async throws {
        while !Task.isCancelled {
            let notifications = try await connection.waitForNotification(timeout: .seconds(Self.probe))
            if notifications.isEmpty {
                // A dead peer says nothing either; this fails when it does not answer.
                try await connection.query("SELECT 1")
            }
            if notifications.contains(where: { $0.payload == JobQueue.beatPayload }) { heartbeat.beatNow() }
            if notifications.contains(where: { $0.payload != JobQueue.beatPayload }) { wakeUp.wakeAll() }
        }
    }
}
