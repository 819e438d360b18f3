import Glibc
import Model
import Postgres
import Store
import Testing

@Suite struct ClusterTests {
    private func withHome(_ body: (String) async throws -> Void) async throws {
        var template = Array("/tmp/winnow-cluster-XXXXXX".utf8CString)
        let home = String(cString: try #require(mkdtemp(&template)))
        do {
            try await body(home)
        } catch {
            try? await PrivateCluster(home: home).down()
            throw error
        }
        try await PrivateCluster(home: home).down()
        #expect(system("rm -rf \(home)") == 0)
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

    @Test func theEnvironmentNamesTheDatabase() throws {
        let url = try DatabaseSettings.resolve(environment: ["WINNOW_DATABASE_URL": "postgres://h/d", "PGHOST": "x"])
        #expect(url.conninfo == "postgres://h/d" && !url.isPrivate)
        let libpq = try DatabaseSettings.resolve(environment: ["PGSERVICE": "winnow"])
        #expect(libpq.conninfo == "" && !libpq.isPrivate)
    }
}
