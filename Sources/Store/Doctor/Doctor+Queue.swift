import Model
import Postgres

extension Doctor {
    func roles() async throws -> [Checkup] {
        let login = try await connection.query(
            """
            SELECT session_user::text AS login, (SELECT rolsuper FROM pg_roles WHERE rolname = session_user) AS super,
                (SELECT count(*) FROM pg_roles WHERE rolname IN (
                    'winnow_owner', 'winnow_worker', 'winnow_coordinator', 'winnow_dfu', 'winnow_auditor')) AS roles,
                (SELECT nspowner::regrole::text FROM pg_namespace WHERE nspname = 'winnow') AS owner,
                coalesce((SELECT string_agg(rolname, ', ' ORDER BY rolname) FROM pg_roles
                          WHERE rolname LIKE 'winnow\\_%' AND pg_has_role(session_user, oid, 'MEMBER')), '') AS member
            """
        ).single
        let isSuper = try login.bool("super")
        let member = try login.text("member")
        var all = [
            Checkup(
                "login", isSuper || !member.isEmpty ? .ok : .bad,
                try login.text("login")
                    + (isSuper ? ", a superuser" : member.isEmpty ? ", of no role" : ", of \(member)"),
                remedy: "GRANT one of Winnow's roles to it"),
            Checkup(
                "roles", try login.int("roles") == 5 && login.text("owner") == "winnow_owner" ? .ok : .bad,
                "\(try login.int("roles")) of 5, tables belong to \(try login.text("owner"))",
                remedy: "make the database anew with `winnow migrate`, as superuser"),
        ]
        let stray = try await connection.query(
            """
            SELECT coalesce(string_agg(DISTINCT format('%s of %s on %s', r.privilege_type,
                    CASE r.grantee WHEN 0 THEN 'PUBLIC' ELSE r.grantee::regrole::text END, r.relname), ', '), '') AS stray,
                count(*) AS count
            FROM (
                SELECT c.relname, a.grantee, a.privilege_type, c.relowner
                FROM pg_class c CROSS JOIN LATERAL aclexplode(c.relacl) a WHERE c.relnamespace = 'winnow'::regnamespace
                UNION ALL
                SELECT c.relname, a.grantee, a.privilege_type, c.relowner
                FROM pg_class c JOIN pg_attribute t ON t.attrelid = c.oid CROSS JOIN LATERAL aclexplode(t.attacl) a
                WHERE c.relnamespace = 'winnow'::regnamespace) r
            WHERE r.grantee <> r.relowner AND NOT (r.privilege_type = 'INSERT' AND (r.relname LIKE '%\\_intake'
                    OR r.grantee = 'winnow_worker'::regrole AND r.relname IN (
                        'pack', 'hit', 'history', 'coverage', 'rescan_coverage')))
                AND NOT (r.privilege_type = 'SELECT' AND r.grantee IN (
                    'winnow_coordinator'::regrole, 'winnow_auditor'::regrole, 'winnow_dfu'::regrole))
            """
        ).single
        all.append(
            Checkup(
                "table rights", try stray.int("count") == 0 ? .ok : .bad,
                try stray.int("count") == 0 ? "no more than Winnow gives" : String(try stray.text("stray").prefix(200)),
                remedy: "REVOKE them: all is written by functions, intake views and the worker's INSERT of results"))
        return all
    }

    func queue() async throws -> [Checkup] {
        var all: [Checkup] = []
        let tables = try await connection.query(
            """
            SELECT relname::text AS name, n_dead_tup AS dead, n_live_tup AS live,
                coalesce(to_char(greatest(last_vacuum, last_autovacuum), 'YYYY-MM-DD HH24:MI'), 'never') AS vacuumed
            FROM pg_stat_user_tables WHERE schemaname = 'winnow'
                AND relname IN ('ready', 'deferred', 'lease', 'worker', 'intake') ORDER BY 1
            """)
        for row in tables {
            all.append(
                Verdicts.deadRows(
                    table: try row.text("name"), dead: Int(try row.int("dead")), live: Int(try row.int("live")),
                    vacuumed: try row.text("vacuumed")))
        }
        do {
            all += try await work()
        } catch let error as PostgresError where error.sqlstate == "42501" {
            all.append(
                Checkup(
                    "work", .unknown, "this login may not see the jobs",
                    remedy: "use a login in winnow_coordinator or winnow_auditor"))
        }
        return all
    }

    private func work() async throws -> [Checkup] {
        let row = try await connection.query(
            """
            SELECT (SELECT count(*) FROM winnow.live_worker) AS live,
                (SELECT count(*) FROM winnow.worker WHERE retired_at IS NULL AND lease_until < clock_timestamp()
                    AND lease_until > clock_timestamp() - interval '1 hour') AS lost,
                coalesce((SELECT string_agg(DISTINCT version, ' ') FROM winnow.live_worker), '') AS versions,
                (SELECT count(*) FROM winnow.ready) + (SELECT count(*) FROM winnow.deferred
                    WHERE run_at < 'infinity') AS unfinished,
                (SELECT count(*) FROM winnow.done WHERE outcome = 'quarantined') AS quarantined,
                (SELECT count(*) FROM winnow.ready r WHERE r.image_id IS NOT NULL AND NOT EXISTS (
                    SELECT 1 FROM winnow.reachable x WHERE x.image_id = r.image_id)) AS unreachable,
                (SELECT count(*) FROM winnow.lease WHERE deadline < clock_timestamp() - interval '1 minute') AS late,
                (SELECT paused FROM winnow.control) AS paused
            """
        ).single
        let live = Int(try row.int("live"))
        return [
            Verdicts.workers(
                live: live, lost: Int(try row.int("lost")),
                versions: try row.text("versions").split(separator: " ").map(String.init),
                unfinished: Int(try row.int("unfinished"))),
            Verdicts.none(
                "unreachable jobs", live == 0 ? 0 : Int(try row.int("unreachable")), "that no live worker can read",
                remedy: "`winnow status BATCH --by image` says why; start a worker with --store"),
            Verdicts.none(
                "quarantined jobs", Int(try row.int("quarantined")), "without a result",
                remedy: "`winnow jobs list` shows the errors, `winnow jobs retry` runs them again"),
            Verdicts.none(
                "overdue jobs", Int(try row.int("late")), "past their time limit and not taken back",
                remedy: "start a worker: any one takes them back"),
            Checkup(
                "queue", try row.bool("paused") ? .warn : .ok, try row.bool("paused") ? "paused" : "runs",
                remedy: "winnow jobs resume --all"),
        ]
    }
}
