import Glibc
import Model
import Postgres

/// Where a PostgreSQL server is reached: by a Unix socket or by TCP.
package enum ServerAddress: Hashable, Sendable {
    /// The folder of the socket, and the port that is part of its name.
    case socket(folder: String, port: Int)
    /// A numeric IPv4 address.
    case tcp(host: String, port: Int)

    /// Asks the server behind a conninfo where it was reached.
    package static func behind(_ conninfo: String) async throws -> ServerAddress {
        let connection = try await PostgresConnection.connect(conninfo)
        let rows = try await connection.query(
            """
            SELECT coalesce(host(inet_server_addr()), '') AS host, current_setting('port')::bigint AS port,
                   split_part(current_setting('unix_socket_directories'), ',', 1) AS folder
            """)
        await connection.close()
        guard let row = rows.first else { throw WinnowError("server-address", "the server does not say where it is") }
        let host = try row.text("host")
        let port = try Int(row.int("port"))
        if !host.isEmpty { return .tcp(host: host, port: port) }
        return .socket(folder: try row.text("folder").replacing("\"", with: ""), port: port)
    }

    /// The settings of a conninfo that lead there, without a database.
    package var conninfo: String {
        switch self {
        case .socket(let folder, let port): "host=\(folder) port=\(port) user=winnow sslmode=disable"
        case .tcp(let host, let port): "host=\(host) port=\(port) user=winnow sslmode=disable gssencmode=disable"
        }
    }
}
