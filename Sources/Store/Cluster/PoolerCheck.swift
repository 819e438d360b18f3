import Postgres

/// Whether something like PgBouncer stands between a connection and the server.
package enum PoolerCheck {
    /// A pooler tells its clients a process number of its own making, not the server's.
    package static func isPooled(_ connection: PostgresConnection) async throws -> Bool {
        let served = try await connection.query("SELECT pg_backend_pid() AS pid").single.int("pid")
        return await connection.backendPID != Int32(clamping: served)
    }
}
