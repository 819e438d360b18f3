import Foundation
import Model
import Postgres
import Store
import WinnowTesting

/// A server of the storm's own, and what the storm asks and does there.
actor StormDatabase {
    nonisolated let conninfo: String
    private let cluster: PrivateCluster
    private var connection: PostgresConnection

    init() async throws {
        let home = "/tmp/winnow-storm-\(getpid())"
        // The machine itself is not switched off in this storm: nothing has to reach the disk.
        let cluster = PrivateCluster(home: home, settings: ["fsync": "off", "full_page_writes": "off"])
        try await cluster.up()
        try Watcher.start(OwnServer.cleanUp(home: home))
        guard let conninfo = cluster.conninfo else { throw WinnowError("test-cluster", "the cluster has no address") }
        self.cluster = cluster
        self.conninfo = conninfo
        connection = try await PostgresConnection.connect(conninfo)
        _ = try await SchemaInstaller(connection).install()
    }

    func remove() async throws {
        await connection.close()
        try await cluster.down()
        try FileManager.default.removeItem(atPath: cluster.home)
    }

    func restart(immediately: Bool) async throws {
        await connection.close()
        try await cluster.down(immediately: immediately)
        try await cluster.up()
        connection = try await PostgresConnection.connect(conninfo)
    }

    /// Ends the connections of everybody but the storm itself; gives their number.
    func hangUp() async throws -> Int {
        try await connection.query(
            """
            SELECT pg_terminate_backend(pid) FROM pg_stat_activity
            WHERE backend_type = 'client backend' AND pid <> pg_backend_pid()
            """
        ).count
    }

    /// No chain of bad luck is to quarantine a job: every one must come to its result.
    func allowAnyNumberOfAttempts() async throws {
        try await connection.query("UPDATE winnow.job SET max_attempts = 30000, max_crashes = 30000")
    }

    /// Jobs that have ended, after a moment for more to end.
    func ended() async throws -> Int {
        try await number("SELECT count(*) AS n FROM winnow.done, (SELECT pg_sleep(0.02)) AS moment")
    }

    /// Workers that hold jobs.
    func holders() async throws -> [String] {
        try await connection.query(
            "SELECT DISTINCT w.host FROM winnow.lease l JOIN winnow.worker w USING (worker_id) ORDER BY w.host"
        ).map { try $0.text("host") }
    }

    /// Whether the worker's lease has lapsed, and others have taken its jobs or had the time to: one that was stopped
    /// just before its COMMIT keeps them locked.
    func hasLapsed(_ name: String) async throws -> Bool {
        try await number(
            """
            SELECT count(*) AS n FROM winnow.worker w
            WHERE w.host = $1 AND (w.lease_until > clock_timestamp() OR w.lease_until > clock_timestamp() - interval '2 s'
                AND EXISTS (SELECT 1 FROM winnow.lease l WHERE l.worker_id = w.worker_id))
            """, [.text(name)]) == 0
    }

    func number(_ sql: String, _ parameters: [PostgresValue] = []) async throws -> Int {
        Int(try await connection.query(sql, parameters)[0].int("n"))
    }

    func makeBacklog(_ body: @Sendable (PostgresConnection) async throws -> Void) async throws {
        try await body(connection)
    }
}
