import Postgres

/// Whether something like PgBouncer stands between a connection and the server.
package enum PoolerCheck {
    /// A pooler tells its clients a process number of its own making, not the server's.
    package static func isPooled(_ connection: PostgresConnection) async throws -> Bool {
        await connection.backendPID != Int32(clamping: try await servedBy(connection))
    }

    /// Whether a session is another one from statement to statement: transaction mode.
    ///
    /// One connection asks who serves it; others then hold transactions open until one of them has that server process;
    /// if the first is served by another one now, sessions are shared.
    static func sharesSessions(_ conninfo: String) async throws -> Bool {
        let first = try await PostgresConnection.connect(conninfo)
        let before = try await servedBy(first)
        var holders: [PostgresConnection] = []
        for _ in 0..<8 {
            let holder = try await PostgresConnection.connect(conninfo)
            holders.append(holder)
            try await holder.query("BEGIN")
            if try await servedBy(holder) == before { break }
        }
        // Would wait for a free server process if there were none but those that are held.
        var shares = false
        for holder in holders where !shares { shares = try await servedBy(holder) == before }
        for holder in holders {
            try await holder.query("ROLLBACK")
            await holder.close()
        }
        await first.close()
        return shares
    }

    private static func servedBy(_ connection: PostgresConnection) async throws -> Int64 {
        try await connection.query("SELECT pg_backend_pid() AS pid").single.int("pid")
    }
}
