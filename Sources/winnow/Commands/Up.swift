import ArgumentParser
import Foundation
import Postgres
import Store

struct Up: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Start the private PostgreSQL and install the schema.",
        discussion: "EXAMPLE\n  WINNOW_HOME=/srv/winnow winnow up")

    @Flag(help: "Print only the connection string.") var printUrl = false

    func run() async throws {
        let cluster = PrivateCluster(home: Database.home)
        try await cluster.up()
        let conninfo = try cluster.running()
        let connection = try await PostgresConnection.connect(conninfo)
        try await SchemaInstaller(connection).install()
        await connection.close()
        write(printUrl ? conninfo + "\n" : "PostgreSQL is running in \(Database.home)\n")
    }
}

struct Down: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Stop the private PostgreSQL; its data stays.")

    func run() async throws {
        try await PrivateCluster(home: Database.home).down()
        write("PostgreSQL is stopped\n")
    }
}

struct Migrate: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Install the schema in an empty database, or say whether the installed one fits.")

    func run() async throws {
        let connection = try await Database.connect(checked: false)
        let installed = try await SchemaInstaller(connection).install()
        await connection.close()
        write(installed ? "schema installed\n" : "the schema is up to date\n")
    }
}
