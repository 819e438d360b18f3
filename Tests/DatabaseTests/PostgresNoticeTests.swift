import Postgres
import Testing
import WinnowTesting

@Suite struct PostgresNoticeTests {
    private func connect() async throws -> PostgresConnection {
        try await PostgresConnection.connect(TestCluster.emptyDatabase())
    }

    @Test func noticesAreKeptOnceAskedForAndHandedOverOnce() async throws {
        let connection = try await connect()
        try await connection.script("DO $$ BEGIN RAISE NOTICE 'early'; END $$")
        await connection.collectNotices()
        try await connection.script("DO $$ BEGIN RAISE NOTICE E'one\\ntwo'; RAISE WARNING 'three'; END $$")
        let notices = await connection.takeNotices()
        #expect(notices == ["NOTICE:  one\ntwo", "WARNING:  three"])
        #expect(await connection.takeNotices().isEmpty)
    }

    @Test func noticesAreBounded() async throws {
        let connection = try await connect()
        await connection.collectNotices()
        try await connection.script(
            "DO $$ BEGIN FOR n IN 1..11000 LOOP RAISE NOTICE '%', n; END LOOP; END $$")
        let notices = await connection.takeNotices()
        #expect(notices.count == 10_000)
        #expect(notices.first == "NOTICE:  1" && notices.last == "NOTICE:  10000")
    }

    @Test func aPlanCanBeReadFromItsNotice() async throws {
        let connection = try await connect()
        await connection.collectNotices()
        try await connection.script(
            """
            LOAD 'auto_explain'; SET auto_explain.log_min_duration = 0; SET client_min_messages = log;
            SELECT count(*) FROM pg_class
            """)
        let notices = await connection.takeNotices()
        #expect(notices.contains { $0.contains("Seq Scan on pg_class") || $0.contains("Index Only Scan") })
    }

    @Test func theConnectionKnowsItsServer() async throws {
        let connection = try await connect()
        let row = try await connection.query(
            "SELECT pg_backend_pid() AS pid, current_setting('server_version_num')::int4 AS version")[0]
        #expect(try await connection.backendPID == Int32(row.int("pid")))
        #expect(try await connection.serverVersion == Int(row.int("version")))
        await connection.close()
        #expect(await connection.backendPID == 0)
    }

    @Test func anErrorSaysItsDetailAndHint() {
        let error = PostgresError(sqlstate: "23505", message: "duplicate", detail: "Key (n)=(1)", hint: "do not")
        #expect(error.description == "duplicate (SQLSTATE 23505); detail: Key (n)=(1); hint: do not")
    }
}
