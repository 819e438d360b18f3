import Foundation
import Model
import Postgres
import Synchronization

/// A real PgBouncer in transaction mode, on a Unix socket of its own.
package final class Pooler: Sendable {
    /// Connects through the pooler, to the database of the conninfo that it was made for.
    package let conninfo: String
    private let home: String
    private let running: Program.Running
    private static let path = "/usr/sbin/pgbouncer"
    private static let count = Mutex(0)

    /// For `.enabled(if:)`.
    package static var isInstalled: Bool { FileManager.default.isExecutableFile(atPath: path) }

    /// Starts it in front of a server and waits until it answers.
    ///
    /// - Parameter poolSize: connections to the server; all clients share them.
    package init(conninfo server: String, poolSize: Int = 4) async throws {
        let connection = try await PostgresConnection.connect(server)
        let name = try await connection.query("SELECT current_database()::text AS name")[0].text("name")
        await connection.close()
        let number = Self.count.withLock { count in
            count += 1
            return count
        }
        home = "/tmp/winnow-pooler-\(getpid())-\(number)"
        let address = ServerAddress.socket(folder: home, port: 6432)
        conninfo = address.conninfo + " dbname=\(name)"
        try Self.configure(home, behind: try await .behind(server), poolSize: poolSize)
        try Watcher.start("[ ! -e \(home)/pid ] || kill -KILL \"$(cat \(home)/pid)\"; rm -rf \(home)")
        running = try Self.program(owner: home).start([home + "/pgbouncer.ini"])
        let end = ContinuousClock.now + .seconds(10)
        while true {
            if let open = try? await PostgresConnection.connect(conninfo) {
                await open.close()
                return
            }
            guard running.process.isRunning, ContinuousClock.now < end else {
                running.signal(SIGKILL)
                throw WinnowError("pooler", "PgBouncer does not answer", cause: await running.wait().errors)
            }
            try await Task.sleep(for: .milliseconds(20))
        }
    }

    /// By force: PgBouncer inherits that this process blocks the gentler signals, and has nothing to lose.
    package func stop() async {
        running.signal(SIGKILL)
        _ = await running.wait()
        try? FileManager.default.removeItem(atPath: home)
    }

    private static func configure(_ home: String, behind server: ServerAddress, poolSize: Int) throws {
        let place =
            switch server {
            case .socket(let folder, let port): "host=\(folder) port=\(port)"
            case .tcp(let host, let port): "host=\(host) port=\(port)"
            }
        let text = """
            [databases]
            * = \(place) user=winnow
            [pgbouncer]
            pool_mode = transaction
            default_pool_size = \(poolSize)
            max_client_conn = 200
            auth_type = any
            listen_addr =
            listen_port = 6432
            unix_socket_dir = \(home)
            pidfile = \(home)/pid
            ignore_startup_parameters = extra_float_digits,options

            """
        try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
        try Data(text.utf8).write(to: URL(fileURLWithPath: home + "/pgbouncer.ini"))
        if geteuid() == 0, let user = getpwnam("postgres") {
            guard chown(home, user.pointee.pw_uid, user.pointee.pw_gid) == 0 else {
                throw WinnowError("pooler", "cannot give \(home) away", cause: String(cString: strerror(errno)))
            }
        }
    }

    /// PgBouncer refuses to run as root: it runs as the user whom its folder belongs to.
    private static func program(owner home: String) -> Program {
        var status = stat()
        guard geteuid() == 0, stat(home, &status) == 0 else { return Program(path: path) }
        let user = ["--reuid=\(status.st_uid)", "--regid=\(status.st_gid)", "--clear-groups", path]
        return Program(path: "/usr/bin/setpriv", leading: user)
    }
}
