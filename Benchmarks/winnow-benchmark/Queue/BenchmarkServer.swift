import Foundation
import Model
import Postgres
import Store

/// A PostgreSQL server of the benchmark's own, as durable as a real one.
struct BenchmarkServer {
    let conninfo: String
    let connection: PostgresConnection
    private let cluster: PrivateCluster

    static func start() async throws -> BenchmarkServer {
        let cluster = PrivateCluster(
            home: FileManager.default.temporaryDirectory.path + "/winnow-benchmark-queue-\(getpid())",
            settings: ["shared_buffers": "512MB", "max_wal_size": "4GB"])
        try await cluster.up()
        guard let conninfo = cluster.conninfo else { throw WinnowError("benchmark", "the server has no address") }
        let connection = try await PostgresConnection.connect(conninfo)
        _ = try await SchemaInstaller(connection).install()
        return BenchmarkServer(conninfo: conninfo, connection: connection, cluster: cluster)
    }

    func remove() async throws {
        await connection.close()
        try await cluster.down()
        try FileManager.default.removeItem(atPath: cluster.home)
    }

    /// The machine and the settings that matter, one line each.
    func description() async throws -> String {
        var load = [0.0, 0, 0]
        getloadavg(&load, 3)
        let cores = ProcessInfo.processInfo.activeProcessorCount
        var settings: [String] = []
        for name in ["shared_buffers", "max_wal_size", "fsync", "synchronous_commit", "full_page_writes", "autovacuum"]
        {
            let value = try await connection.query("SELECT current_setting($1) AS value", [.text(name)])[0]
            settings.append("\(name)=\(try value.text("value"))")
        }
        let version = try await connection.query("SELECT current_setting('server_version') AS value")[0].text("value")
        return "\(cores) cores, load \(String(format: "%.1f", load[0])) before; PostgreSQL \(version)\n"
            + settings.joined(separator: " ")
    }
}
