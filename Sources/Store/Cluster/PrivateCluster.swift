import Glibc
import Model
import Postgres

/// A PostgreSQL server of Winnow's own, for when no other is configured.
///
/// It listens on a Unix socket only, in a folder of mode 0700: whoever gets to the socket is the owner or root, so
/// every local connection is trusted, and all use the one role `winnow`.
package struct PrivateCluster: Sendable {
    package let home: String
    private let settings: [String: String]

    /// `settings` are lines of `postgresql.conf`, and win over Winnow's own.
    package init(home: String, settings: [String: String] = [:]) {
        self.home = home.hasPrefix("/") ? home : Self.currentFolder + "/" + home
        self.settings = settings
    }

    private var port: String { settings["port"] ?? "5432" }

    /// How to reach its database `winnow`; nil before the first `up`.
    package var conninfo: String? { conninfo(database: "winnow") }

    package func conninfo(database: String) -> String? {
        guard let folder = ClusterFolder.existing(home: home) else { return nil }
        func quoted(_ text: String) -> String {
            "'" + text.replacing("\\", with: "\\\\").replacing("'", with: "\\'") + "'"
        }
        return "host=\(quoted(folder.socket)) port=\(port) user=winnow dbname=\(quoted(database)) sslmode=disable"
    }

    /// Whether its server runs, as far as can be seen without asking it.
    package var isRunning: Bool {
        guard let folder = ClusterFolder.existing(home: home),
            access(folder.socket + "/.s.PGSQL.\(port)", F_OK) == 0,
            let file = fopen(folder.data + "/postmaster.pid", "r")
        else { return false }
        defer { fclose(file) }
        var line = [CChar](repeating: 0, count: 32)
        guard fgets(&line, Int32(line.count), file) != nil else { return false }
        let pid = pid_t(atoi(line))
        return pid > 0 && (kill(pid, 0) == 0 || errno == EPERM)
    }

    /// Makes the cluster if there is none, starts it if it does not run, makes the database `winnow` if it is missing.
    package func up() async throws {
        let programs = try ServerPrograms.find()
        let folder = try ClusterFolder.make(home: home)
        let lock = try await ClusterLock.take(home + "/cluster.lock")
        defer { lock.release() }
        if access(folder.data + "/PG_VERSION", F_OK) != 0 { try await initialize(folder, programs) }
        if try await run([programs.control, "status", "-D", folder.data], folder).status != 0 {
            try await configure(folder)
            try await succeed(
                [programs.control, "start", "-w", "-t", "120", "-s", "-D", folder.data, "-l", folder.log], folder)
        }
        try await makeDatabase()
    }

    /// Stops the server; no error if it does not run. Immediately is as in a power failure: the next start recovers.
    package func down(immediately: Bool = false) async throws {
        guard let folder = ClusterFolder.existing(home: home) else { return }
        let programs = try ServerPrograms.find()
        let lock = try await ClusterLock.take(home + "/cluster.lock")
        defer { lock.release() }
        guard try await run([programs.control, "status", "-D", folder.data], folder).status == 0 else { return }
        let mode = immediately ? "immediate" : "fast"
        try await succeed([programs.control, "stop", "-w", "-t", "120", "-s", "-m", mode, "-D", folder.data], folder)
        // Where it had to be below /tmp; `up` makes it again.
        rmdir(folder.socket)
    }

    /// Into a folder of another name first: a cluster half made by an interrupted `up` is never taken for one.
    private func initialize(_ folder: ClusterFolder, _ programs: ServerPrograms) async throws {
        let fresh = folder.path + "/data.new"
        try await succeed(["/bin/rm", "-rf", fresh], folder)
        try await succeed(
            [
                programs.initdb, "-D", fresh, "-U", "winnow", "-A", "trust", "-E", "UTF8", "--locale=C",
                "--no-instructions", "--data-checksums",
            ], folder)
        try await succeed(
            ["/bin/sh", "-c", "echo \"include 'winnow.conf'\" >> \"$1/postgresql.conf\"", "sh", fresh], folder)
        try await succeed(["/bin/mv", "-T", fresh, folder.data], folder)
    }

    private func configure(_ folder: ClusterFolder) async throws {
        func quoted(_ text: String) -> String { "'" + text.replacing("'", with: "''") + "'" }
        // Of two lines with one name the server takes the later.
        let lines =
            [
                "listen_addresses = ''", "port = 5432",
                "unix_socket_directories = " + quoted("\"\(folder.socket)\""), "unix_socket_permissions = 0700",
                // Statements of a queue end before their plans are compiled; estimates too large asked for it all the same.
                "max_connections = 500", "jit = off",
            ] + settings.map { "\($0) = \(quoted($1))" }.sorted()
        // Through a program, because the file has to belong to the server's user.
        try await succeed(
            [
                "/bin/sh", "-c", "printf '%s\\n' \"$2\" > \"$1/winnow.conf\"", "sh", folder.data,
                lines.joined(separator: "\n"),
            ], folder)
    }

    private func makeDatabase() async throws {
        guard let conninfo = conninfo(database: "postgres") else { return }
        let connection = try await PostgresConnection.connect(conninfo)
        do {
            if try await connection.query("SELECT 1 FROM pg_database WHERE datname = 'winnow'").isEmpty {
                try await connection.query("CREATE DATABASE winnow")
            }
        } catch {
            await connection.close()
            throw error
        }
        await connection.close()
    }

    private func succeed(_ arguments: [String], _ folder: ClusterFolder) async throws {
        let (status, output) = try await run(arguments, folder)
        guard status == 0 else { throw ProgramRun.failed(arguments, output) }
    }

    /// Runs a program as the user whom the cluster belongs to.
    private func run(_ arguments: [String], _ folder: ClusterFolder) async throws -> (status: Int32, output: String) {
        var command = arguments
        if geteuid() == 0, folder.owner != 0 {
            command =
                ["/usr/bin/setpriv", "--reuid=\(folder.owner)", "--regid=\(folder.group)", "--clear-groups"] + arguments
        }
        return try await ProgramRun.run(command, directory: folder.path)
    }

    private static var currentFolder: String {
        guard let path = getcwd(nil, 0) else { return "" }
        defer { free(path) }
        return String(cString: path)
    }
}
