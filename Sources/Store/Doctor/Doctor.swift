import Model
import Postgres

/// Looks a database over and says what to do.
package struct Doctor: Sendable {
    let connection: PostgresConnection
    private let conninfo: String

    /// - Parameter conninfo: how `connection` was made; more like it are opened to tell a pooler's mode.
    package init(_ connection: PostgresConnection, conninfo: String) {
        self.connection = connection
        self.conninfo = conninfo
    }

    package func examine() async throws -> [Checkup] {
        var all = [Verdicts.version(await connection.serverVersion)]
        all += try await server()
        all.append(try await pooler())
        let schema = await schema()
        all.append(schema)
        guard schema.state == .ok else { return all }
        all += try await roles()
        return all + (try await queue())
    }

    private func schema() async -> Checkup {
        do {
            try await SchemaInstaller(connection).check()
            return Checkup("schema", .ok, "this program's")
        } catch let error as WinnowError {
            return Checkup("schema", .bad, error.message, remedy: error.remedy)
        } catch {
            return Checkup(
                "schema", .unknown, "\(error)", remedy: "use a login that is a member of one of Winnow's roles")
        }
    }

    private func pooler() async throws -> Checkup {
        guard try await PoolerCheck.isPooled(connection) else { return Checkup("pooler", .ok, "none") }
        let sharing = try await PoolerCheck.sharesSessions(conninfo)
        return Checkup(
            "pooler", .ok,
            sharing
                ? "PgBouncer or the like, transaction mode: workers poll unless WINNOW_LISTEN_URL names the server"
                : "PgBouncer or the like, session mode")
    }

    private func server() async throws -> [Checkup] {
        let link = try await connection.query(
            """
            SELECT s.ssl, inet_client_addr() IS NULL AS local FROM pg_stat_ssl s WHERE s.pid = pg_backend_pid()
            """
        ).single
        var all = [Verdicts.encryption(try link.bool("local") ? nil : link.bool("ssl"))]
        for name in ["fsync", "full_page_writes", "synchronous_commit", "autovacuum", "track_counts"] {
            all.append(Verdicts.setting(name, try await setting(name)))
        }
        all.append(Verdicts.checksums(try await setting("data_checksums")))
        for name in ["idle_in_transaction_session_timeout", "statement_timeout"] {
            all.append(Verdicts.timeout(name, try await setting(name)))
        }
        let used = try await connection.query(
            """
            SELECT count(*) AS used, current_setting('max_connections')::bigint AS most FROM pg_stat_activity
            WHERE backend_type = 'client backend'
            """
        ).single
        all.append(Verdicts.connections(used: Int(try used.int("used")), most: Int(try used.int("most"))))
        all.append(try await snapshot())
        all.append(try await standby())
        return all
    }

    private func setting(_ name: String) async throws -> String {
        try await connection.query("SELECT current_setting($1) AS value", [.text(name)]).single.text("value")
    }

    private func standby() async throws -> Checkup {
        let row = try await connection.query(
            """
            SELECT max(age(held)) AS behind FROM (
                SELECT backend_xmin AS held FROM pg_stat_replication
                UNION ALL SELECT xmin FROM pg_replication_slots WHERE active) standbys
            """
        ).single
        return Verdicts.standby(transactions: try row.optionalInt("behind").map { Int($0) })
    }

    /// Sessions, prepared transactions and abandoned replication slots all can hold back vacuum.
    private func snapshot() async throws -> Checkup {
        let rows = try await connection.query(
            """
            SELECT * FROM (
                SELECT extract(epoch FROM clock_timestamp() - xact_start)::double precision AS seconds,
                    format('pid %s of %s (%s)', pid, usename, coalesce(nullif(application_name, ''), state)) AS holder
                FROM pg_stat_activity
                WHERE pid <> pg_backend_pid() AND (backend_xmin IS NOT NULL OR backend_xid IS NOT NULL)
                    AND backend_type <> 'walsender'
                UNION ALL
                SELECT extract(epoch FROM clock_timestamp() - prepared)::double precision,
                    format('prepared transaction %s', gid) FROM pg_prepared_xacts
                UNION ALL
                SELECT 3601, format('replication slot %s, which nobody reads', slot_name) FROM pg_replication_slots
                WHERE NOT active AND (xmin IS NOT NULL OR catalog_xmin IS NOT NULL)) held
            WHERE seconds IS NOT NULL ORDER BY seconds DESC LIMIT 1
            """)
        let hidden = try await connection.query(
            "SELECT count(*) AS hidden FROM pg_stat_activity WHERE query = '<insufficient privilege>'")
        if rows.isEmpty, try hidden.single.int("hidden") > 0 {
            return Checkup(
                "oldest snapshot", .unknown, "sessions of other logins are hidden",
                remedy: "GRANT pg_monitor TO this login")
        }
        return Verdicts.snapshot(
            seconds: try rows.first?.real("seconds"), holder: try rows.first?.text("holder") ?? "")
    }
}
