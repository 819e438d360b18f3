import Glibc
import Model
import Postgres
import Store
import Testing

@Suite struct ClusterTests {
    private func withHome(mode: mode_t = 0o755, _ body: (String) async throws -> Void) async throws {
        var template = Array("/tmp/winnow-cluster-XXXXXX".utf8CString)
        let home = String(cString: try #require(mkdtemp(&template)))
        chmod(home, mode)
        do {
            try await body(home)
        } catch {
            try? await PrivateCluster(home: home).down()
            throw error
        }
        try await PrivateCluster(home: home).down()
        #expect(Self.remove(home))
    }

    private static func remove(_ path: String) -> Bool {
        var child: pid_t = 0
        let arguments = ["rm", "-rf", path].map { (text: String) in strdup(text) } + [nil]
        defer { for pointer in arguments { free(pointer) } }
        guard posix_spawn(&child, "/bin/rm", nil, nil, arguments, environ) == 0 else { return false }
        var status: Int32 = 0
        return waitpid(child, &status, 0) == child && status == 0
    }

    @Test(.enabled(if: geteuid() == 0, "only root can make a cluster for another user"))
    func rootsClusterLiesWhereItsUserCanReachIt() async throws {
        try await withHome(mode: 0o700) { home in
            let cluster = PrivateCluster(home: home, settings: ["fsync": "off"])
            try await cluster.up()
            let folder = try #require(realpath(home + "/cluster", nil).map { String(cString: $0) })
            #expect(folder.hasPrefix("/var/lib/winnow/"))
            let connection = try await PostgresConnection.connect(#require(cluster.conninfo))
            #expect(await connection.isUsable)
            await connection.close()
            try await cluster.down()
            #expect(Self.remove(folder))
        }
    }

    @Test func aPrivateClusterGoesUpAndDown() async throws {
        try await withHome { home in
            let environment = ["WINNOW_HOME": home]
            let cluster = PrivateCluster(home: home, settings: ["fsync": "off"])
            #expect(!cluster.isRunning)
            let before = #expect(throws: WinnowError.self) { try DatabaseSettings.resolve(environment: environment) }
            #expect(before?.code == "no-database")

            try await cluster.up()
            try await cluster.up()
            #expect(cluster.isRunning)
            let settings = try DatabaseSettings.resolve(environment: environment)
            #expect(settings.isPrivate)
            let connection = try await PostgresConnection.connect(settings.conninfo)
            #expect(try await connection.query("SHOW listen_addresses")[0].text("listen_addresses") == "")
            #expect(try await SchemaInstaller(connection).install())
            await connection.close()

            try await cluster.down()
            try await cluster.down()
            #expect(!cluster.isRunning)
            try await cluster.up()
            try await SchemaInstaller(PostgresConnection.connect(settings.conninfo)).check()
        }
    }

    @Test func aLongHomeStillHasASocket() async throws {
        try await withHome { home in
            let cluster = PrivateCluster(
                home: home + "/" + String(repeating: "long/", count: 30) + "it's", settings: ["fsync": "off"])
            try await cluster.up()
            let connection = try await PostgresConnection.connect(#require(cluster.conninfo))
            #expect(await connection.isUsable)
            await connection.close()
            try await cluster.down()
        }
    }

    @Test func aRestartBreaksATransactionAndLosesNothingCommitted() async throws {
        try await withHome { home in
            let cluster = PrivateCluster(home: home)
            try await cluster.up()
            let conninfo = try #require(cluster.conninfo)
            let connection = try await PostgresConnection.connect(conninfo)
            try await connection.query("CREATE TABLE t (n int4)")
            try await connection.query("INSERT INTO t VALUES (1)")
            let error = await #expect(throws: PostgresError.self) {
                try await connection.transaction { transaction in
                    try await transaction.query("INSERT INTO t VALUES (2)")
                    try await cluster.down()
                    try await cluster.up()
                }
            }
            #expect(error?.isConnectionLost == true && error?.isCommitUnknown == true)
            #expect(await !connection.isUsable)
            let again = try await PostgresConnection.connect(conninfo)
            #expect(try await again.query("SELECT n FROM t").map { try $0.int("n") } == [1])
            await again.close()
        }
    }

    @Test func theEnvironmentNamesTheDatabase() throws {
        let url = try DatabaseSettings.resolve(environment: ["WINNOW_DATABASE_URL": "postgres://h/d", "PGHOST": "x"])
        #expect(url.conninfo == "postgres://h/d" && !url.isPrivate)
        let libpq = try DatabaseSettings.resolve(environment: ["PGSERVICE": "winnow"])
        #expect(libpq.conninfo == "" && !libpq.isPrivate)
    }
}
