import Foundation
import Model
import Postgres
import Store

/// Where the command line finds its database.
enum Database {
    static var home: String { DatabaseSettings.home(environment: ProcessInfo.processInfo.environment) }

    static func conninfo() throws -> String {
        try DatabaseSettings.resolve(environment: ProcessInfo.processInfo.environment).conninfo
    }

    /// - Parameter checked: refuse a database whose schema is not this program's.
    static func connect(checked: Bool = true) async throws -> PostgresConnection {
        let connection = try await PostgresConnection.connect(conninfo())
        if checked { try await SchemaInstaller(connection).check() }
        return connection
    }

    /// Opens a connection for `body` and closes it whatever happens.
    static func use<Value>(_ body: (PostgresConnection) async throws -> Value) async throws -> Value {
        let connection = try await connect()
        do {
            let value = try await body(connection)
            await connection.close()
            return value
        } catch {
            await connection.close()
            throw error
        }
    }
}

extension PrivateCluster {
    /// The connection string of a cluster that has just been started.
    func running() throws -> String {
        guard let conninfo else {
            throw WinnowError("cluster-down", "the private PostgreSQL in \(home) does not run", remedy: "winnow up")
        }
        return conninfo
    }
}
