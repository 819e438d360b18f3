import Postgres
import Testing
import WinnowTesting

@Suite struct PostgresPatienceTests {
    private struct Scene {
        var direct: PostgresConnection
        var proxied: PostgresConnection
        var proxy: FrozenProxy
    }

    private func withScene(
        freezesAt word: String, passesWord: Bool = false, _ body: (Scene) async throws -> Void
    ) async throws {
        let conninfo = try await TestCluster.emptyDatabase()
        let direct = try await PostgresConnection.connect(conninfo)
        let place = try await direct.query(
            """
            SELECT trim(both '"' from current_setting('unix_socket_directories')) || '/.s.PGSQL.'
                || current_setting('port') AS path, current_database() AS name, current_user AS role
            """)[0]
        let proxy = try FrozenProxy(target: place.text("path"), freezesAt: word, passesWord: passesWord)
        defer { proxy.close() }
        let proxied = try await PostgresConnection.connect(
            "host=\(proxy.folder) port=5432 dbname=\(place.text("name")) user=\(place.text("role"))",
            patience: .milliseconds(500))
        try await direct.query("CREATE TABLE t (n int8, b bytea)")
        try await body(Scene(direct: direct, proxied: proxied, proxy: proxy))
    }

    private func expectLost(_ scene: Scene, _ error: PostgresError?, unknown: Bool = false) async {
        #expect(error?.message == "the server has not answered for 500 ms")
        #expect(error?.isConnectionLost == true && error?.isTransient == true)
        #expect(error?.isCommitUnknown == unknown)
        #expect(await !scene.proxied.isUsable)
        let after = await #expect(throws: PostgresError.self) { try await scene.proxied.query("SELECT 1") }
        #expect(after?.sqlstate == "08003")
    }

    @Test(arguments: [false, true]) func aFrozenQueryThrows(passesWord: Bool) async throws {
        try await withScene(freezesAt: "frozen", passesWord: passesWord) { scene in
            try await scene.proxied.query("SELECT 1")
            let error = await #expect(throws: PostgresError.self) { try await scene.proxied.query("SELECT 'frozen'") }
            await expectLost(scene, error)
        }
    }

    @Test func aFrozenScriptThrows() async throws {
        try await withScene(freezesAt: "frozen") { scene in
            let error = await #expect(throws: PostgresError.self) {
                try await scene.proxied.script("SELECT 1; SELECT 'frozen'")
            }
            await expectLost(scene, error)
        }
    }

    @Test func aParameterTooLargeForTheNetworkThrows() async throws {
        try await withScene(freezesAt: "frozen") { scene in
            let error = await #expect(throws: PostgresError.self) {
                try await scene.proxied.query(
                    "SELECT 'frozen', $1", [.bytes([UInt8](repeating: 1, count: 1 << 26))])
            }
            await expectLost(scene, error)
        }
    }

    @Test func aFrozenCopyThrowsAndWritesNothing() async throws {
        try await withScene(freezesAt: "frozen") { scene in
            let block: [UInt8] = Array("frozen".utf8) + [UInt8](repeating: 7, count: 100_000)
            let error = await #expect(throws: PostgresError.self) {
                try await scene.proxied.copyIn(
                    "t", columns: "n, b", rows: (0..<1000).lazy.map { [.int($0), .bytes($0 < 100 ? [] : block)] })
            }
            await expectLost(scene, error)
            scene.proxy.close()
            let rows = try await scene.direct.query("SELECT 1 FROM t")
            #expect(rows.isEmpty)
        }
    }

    @Test(arguments: [false, true]) func aFrozenCommitIsOfUnknownOutcome(isCommitted: Bool) async throws {
        try await withScene(freezesAt: "COMMIT", passesWord: isCommitted) { scene in
            let error = await #expect(throws: PostgresError.self) {
                try await scene.proxied.transaction { transaction in
                    try await transaction.query("INSERT INTO t VALUES (1)")
                }
            }
            await expectLost(scene, error, unknown: true)
            scene.proxy.close()
            // The lock is to be had once the server has ended the other session.
            try await scene.direct.script("BEGIN; LOCK TABLE t; COMMIT")
            let rows = try await scene.direct.query("SELECT 1 FROM t")
            #expect(rows.isEmpty != isCommitted)
        }
    }

    @Test func aServerThatAnswersSlowlyButSteadilyIsWaitedFor() async throws {
        let connection = try await PostgresConnection.connect(
            TestCluster.emptyDatabase() + " options='-c client_min_messages=notice'", patience: .seconds(1))
        try await connection.script(
            """
            DO $$ BEGIN FOR n IN 1..15 LOOP RAISE NOTICE '%', n; PERFORM pg_sleep(0.1); END LOOP; END $$
            """)
        #expect(await connection.isUsable)
    }

    @Test func aServerThatOnlyThinksForTooLongIsGivenUp() async throws {
        let connection = try await PostgresConnection.connect(
            TestCluster.emptyDatabase(), patience: .milliseconds(200))
        let error = await #expect(throws: PostgresError.self) { try await connection.query("SELECT pg_sleep(5)") }
        #expect(error?.isConnectionLost == true)
    }

    @Test func copyInAScriptIsRefusedAndDoesNotHang() async throws {
        for sql in ["COPY t FROM STDIN", "COPY t TO STDOUT"] {
            let connection = try await PostgresConnection.connect(TestCluster.emptyDatabase())
            try await connection.query("CREATE TABLE t (n int8)")
            let error = await #expect(throws: PostgresError.self) { try await connection.script(sql) }
            #expect(error?.message == "COPY goes through copyIn")
            #expect(error?.isConnectionLost == true)
        }
    }
}
