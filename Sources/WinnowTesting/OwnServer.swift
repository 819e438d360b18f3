import Foundation
import Model
import Postgres
import Store
import Synchronization

/// A PostgreSQL server of a test's own, which the test may stop, restart and crash. Removed when the process ends.
package final class OwnServer: Sendable {
    /// `pg_ctl`'s: fast lets clients' transactions fail in order, immediate leaves recovery to the next start.
    package enum StopMode: Int32, Sendable {
        case fast = 2
        case immediate = 3
    }

    package let home: String
    /// Reaches the database `winnow`, by TCP if an address was given.
    package let conninfo: String
    private let cluster: PrivateCluster
    private static let count = Mutex(0)

    /// Starts it with the schema installed.
    ///
    /// - Parameters:
    ///   - address: a numeric IPv4 address of this host to listen on besides the Unix socket, port 5432; everybody who
    ///     reaches it is let in.
    ///   - settings: more lines of `postgresql.conf`.
    package init(address: String? = nil, settings: [String: String] = [:]) async throws {
        let number = Self.count.withLock { count in
            count += 1
            return count
        }
        home = "/tmp/winnow-own-\(getpid())-\(number)"
        try FileManager.default.createDirectory(atPath: home, withIntermediateDirectories: true)
        // Nothing in it outlives the test, so nothing has to reach the disk.
        var all = ["fsync": "off", "full_page_writes": "off"]
        if let address {
            let rules = home + "/hba.conf"
            try Data("local all all trust\nhost all all 0.0.0.0/0 trust\n".utf8).write(to: URL(fileURLWithPath: rules))
            all["listen_addresses"] = address
            all["hba_file"] = rules
        }
        cluster = PrivateCluster(home: home, settings: all.merging(settings) { $1 })
        try Watcher.start(Self.cleanUp(home: home))
        try await cluster.up()
        guard let local = cluster.conninfo else { throw WinnowError("own-server", "the server has no address") }
        conninfo = address.map { ServerAddress.tcp(host: $0, port: 5432).conninfo + " dbname=winnow" } ?? local
        let connection = try await PostgresConnection.connect(local)
        try await SchemaInstaller(connection).install()
        await connection.close()
    }

    package func start() async throws { try await cluster.up() }

    package func stop(_ mode: StopMode = .fast) async throws { try await end(mode.rawValue) }

    package func restart(_ mode: StopMode = .fast) async throws {
        try await stop(mode)
        try await start()
    }

    /// Kills the server and all its processes at once.
    package func crash() async throws { try await end(SIGKILL) }

    /// Stops it and removes its files.
    package func remove() async throws {
        try await stop(.immediate)
        try FileManager.default.removeItem(atPath: home)
    }

    /// For `Watcher`: stops the server of a home and removes both.
    package static func cleanUp(home: String) -> String {
        """
        pid=$(head -n 1 \(home)/cluster/data/postmaster.pid 2>/dev/null)
        [ -z "$pid" ] || kill -QUIT "$pid"; sleep 0.5; rm -rf "$(readlink \(home)/cluster)" \(home)
        """
    }

    /// Sends the signal and waits until no process of the server is left.
    private func end(_ signal: Int32) async throws {
        let file = home + "/cluster/data/postmaster.pid"
        guard let text = try? String(contentsOfFile: file, encoding: .utf8),
            let server = text.split(separator: "\n").first.flatMap({ pid_t($0) })
        else { return }
        let children = ProcessTable.children(of: server)
        kill(server, signal)
        if signal == SIGKILL { for child in children { kill(child, signal) } }
        for process in children + [server] {
            while ProcessTable.isAlive(process) { try await Task.sleep(for: .milliseconds(5)) }
        }
    }
}
