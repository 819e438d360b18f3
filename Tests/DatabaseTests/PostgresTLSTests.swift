import Glibc
import Postgres
import Store
import Testing
import WinnowTesting

@Suite struct PostgresTLSTests {
    private static let hint = "Winnow checks the server's certificate (sslmode=verify-full) unless told otherwise"
    private static let openssl = "/usr/bin/openssl"

    /// A server on 127.0.0.1; `body` gets its address without any word about TLS, and the folder for files.
    private func withServer(tls: Bool, _ body: (String, String) async throws -> Void) async throws {
        var template = Array("/tmp/winnow-tls-XXXXXX".utf8CString)
        let home = String(cString: try #require(mkdtemp(&template)))
        chmod(home, 0o755)
        var settings = ["fsync": "off", "listen_addresses": "127.0.0.1", "port": "\(try Self.freePort())"]
        if tls {
            try Self.makeCertificate(home)
            settings["ssl"] = "on"
            settings["ssl_cert_file"] = home + "/server.crt"
            settings["ssl_key_file"] = home + "/server.key"
        }
        let cluster = PrivateCluster(home: home, settings: settings)
        do {
            try await cluster.up()
            try await body(
                "host=localhost hostaddr=127.0.0.1 port=\(settings["port"]!) user=winnow dbname=winnow", home)
        } catch {
            try? await cluster.down()
            throw error
        }
        try await cluster.down()
        try Self.run(["/bin/rm", "-rf", home])
    }

    @Test func aServerWithoutTLSIsRefusedUnlessAllowed() async throws {
        try await withServer(tls: false) { address, _ in
            let error = await #expect(throws: PostgresError.self) { try await PostgresConnection.connect(address) }
            #expect(error?.message.contains("server does not support SSL") == true)
            #expect(error?.hint?.hasPrefix(Self.hint) == true)
            for mode in ["disable", "prefer"] {
                try await PostgresConnection.connect(address + " sslmode=" + mode).close()
            }
            let told = await #expect(throws: PostgresError.self) {
                try await PostgresConnection.connect(address + " sslmode=require")
            }
            #expect(told?.message.contains("server does not support SSL") == true && told?.hint == nil)
        }
    }

    /// By a program, for the environment of the tests themselves is shared.
    @Test func theEnvironmentAndServiceFilesAreNoWayAround() async throws {
        try await withServer(tls: false) { address, home in
            let lines = address.replacing(" ", with: "\n")
            let file = home + "/services"
            try Self.write("[open]\n\(lines)\n[told]\n\(lines)\nsslmode=disable\n", to: file)
            let port = try #require(address.split(separator: " ").first { $0.hasPrefix("port=") }).dropFirst(5)
            let byHost = ["PGHOST": "localhost", "PGPORT": String(port), "PGUSER": "winnow", "PGDATABASE": "winnow"]
            let cases: [([String: String], isRefused: Bool)] = [
                (["WINNOW_DATABASE_URL": "service=open", "PGSERVICEFILE": file], true),
                (["WINNOW_DATABASE_URL": "service=told", "PGSERVICEFILE": file], false),
                (["PGSERVICE": "open", "PGSERVICEFILE": file], true),
                (["PGSERVICE": "told", "PGSERVICEFILE": file], false),
                (["PGSERVICE": "open", "PGSERVICEFILE": file, "PGSSLMODE": "disable"], false),
                (byHost, true),
                (byHost.merging(["PGSSLMODE": "prefer"]) { $1 }, false),
                (byHost.merging(["PGSSLMODE": ""]) { $1 }, true),
            ]
            for (environment, isRefused) in cases {
                var all = ["WINNOW_HOME": home, "WINNOW_DATABASE_URL": ""]
                all.merge(environment) { $1 }
                let result = try await Program("winnow", environment: all).run(["status"])
                // Where it gets through it finds no schema.
                #expect(result.code != 0)
                #expect(result.errors.contains("server does not support SSL") == isRefused, "\(environment)")
                #expect(result.errors.contains(Self.hint) == isRefused, "\(environment)")
            }
        }
    }

    @Test(.needs(openssl, of: "openssl"))
    func aServerWithTLSHasToProveItself() async throws {
        try await withServer(tls: true) { address, home in
            let error = await #expect(throws: PostgresError.self) { try await PostgresConnection.connect(address) }
            #expect(error?.hint?.hasPrefix(Self.hint) == true)

            let connection = try await PostgresConnection.connect(address + " sslrootcert=\(home)/server.crt")
            let rows = try await connection.query(
                "SELECT ssl, repeat('x', 20000000) AS text FROM pg_stat_ssl WHERE pid = pg_backend_pid()")
            #expect(try rows[0].bool("ssl") && rows[0].text("text").utf8.count == 20_000_000)
            try await connection.query("CREATE TABLE t (b bytea)")
            let block = [UInt8](repeating: 7, count: 1 << 22)
            let copied = try await connection.copyIn("t", columns: "b", rows: [[.bytes(block)], [.bytes(block)]])
            #expect(copied == 2)
            await connection.close()

            await #expect(throws: PostgresError.self) {
                try await PostgresConnection.connect(
                    address.replacing("localhost", with: "other") + " sslrootcert=\(home)/server.crt")
            }
        }
    }

    private static func makeCertificate(_ home: String) throws {
        try run([
            openssl, "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj", "/CN=localhost", "-addext",
            "subjectAltName=DNS:localhost", "-keyout", home + "/server.key", "-out", home + "/server.crt",
        ])
        chmod(home + "/server.key", 0o600)
        if geteuid() == 0, let user = getpwnam("postgres") {
            chown(home + "/server.key", user.pointee.pw_uid, user.pointee.pw_gid)
        }
    }

    private static func freePort() throws -> UInt16 {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        let failed = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, length) != 0 || getsockname(descriptor, $0, &length) != 0
            }
        }
        try #require(!failed)
        return UInt16(bigEndian: address.sin_port)
    }

    private static func write(_ text: String, to path: String) throws {
        let file = try #require(fopen(path, "w"))
        fputs(text, file)
        fclose(file)
    }

    private static func run(_ command: [String]) throws {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
        let arguments = command.map { strdup($0) } + [nil]
        defer { for pointer in arguments { free(pointer) } }
        var child: pid_t = 0
        try #require(posix_spawn(&child, command[0], &actions, nil, arguments, environ) == 0)
        var status: Int32 = 0
        let ended = waitpid(child, &status, 0)
        try #require(ended == child && status == 0)
    }
}
