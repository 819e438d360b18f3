import Foundation
import Model
import Postgres
import Store

/// Where the command line finds its database.
enum Database {
    static var home: String {
        let environment = ProcessInfo.processInfo.environment
        return environment["WINNOW_HOME"] ?? (NSHomeDirectory() + "/.winnow")
    }

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
