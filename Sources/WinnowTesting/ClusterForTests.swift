import Glibc
import Model
import Postgres
import Store

/// PostgreSQL for tests: `WINNOW_TEST_DATABASE_URL` if set, else a private cluster that lives as long as this process.
package actor TestCluster {
    package static let shared = TestCluster()

    private struct Server: Sendable {
        var conninfo: String
        var connection: PostgresConnection
        var template: String
    }

    private var server: Task<Server, any Error>?
    private var databases = 0

    /// Makes a fresh database with the schema, and gives its conninfo.
    package static func database() async throws -> String { try await shared.makeDatabase(empty: false) }

    /// Makes a fresh database with nothing in it, and gives its conninfo.
    package static func emptyDatabase() async throws -> String { try await shared.makeDatabase(empty: true) }

    private func makeDatabase(empty: Bool) async throws -> String {
        let task = server ?? Task { try await Self.start() }
        server = task
        let server = try await task.value
        databases += 1
        let name = "\(server.template)_\(databases)"
        try await server.connection.query(
            "CREATE DATABASE \(name) TEMPLATE \(empty ? "template0" : server.template)")
        return Self.conninfo(server.conninfo, database: name)
    }

    private static func start() async throws -> Server {
        let conninfo: String
        if let url = getenv("WINNOW_TEST_DATABASE_URL").map({ String(cString: $0) }), !url.isEmpty {
            conninfo = url
        } else {
            conninfo = try await startPrivateCluster()
        }
        let connection = try await PostgresConnection.connect(conninfo)
        let template = "winnow_test_\(getpid())_\(UInt32.random(in: 0...UInt32.max))"
        try await connection.query("CREATE DATABASE \(template) TEMPLATE template0")
        let schema = try await PostgresConnection.connect(Self.conninfo(conninfo, database: template))
        try await SchemaInstaller(schema).install()
        await schema.close()
        return Server(conninfo: conninfo, connection: connection, template: template)
    }

    private static func startPrivateCluster() async throws -> String {
        let home = "/tmp/winnow-test-\(getpid())"
        // Nothing in it outlives the tests, so nothing has to reach the disk.
        let cluster = PrivateCluster(
            home: home, settings: ["fsync": "off", "full_page_writes": "off", "max_connections": "400"])
        try await cluster.up()
        try Watcher.start(OwnServer.cleanUp(home: home))
        guard let conninfo = cluster.conninfo else {
            throw WinnowError("test-cluster", "the test cluster has no address")
        }
        return conninfo
    }

    /// The same server, another database; a later setting of libpq's wins over an earlier one. All tests at once on a
    /// few cores may keep the server from answering for longer than a worker in the field would wait.
    private static func conninfo(_ conninfo: String, database: String) -> String {
        guard conninfo.hasPrefix("postgres://") || conninfo.hasPrefix("postgresql://") else {
            return conninfo + " dbname=\(database) connect_timeout=120"
        }
        return conninfo + (conninfo.contains("?") ? "&" : "?") + "dbname=\(database)&connect_timeout=120"
    }
}
