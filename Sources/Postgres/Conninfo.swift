import CPostgres
import Glibc

/// Connection strings and URLs, taken apart by libpq itself.
package enum Conninfo {
    /// `conninfo` for logs: one that has a password comes back as keywords and values with `***` in its place.
    ///
    /// What libpq cannot read might hold a password in a place nobody expects, and is not shown at all.
    package static func redacted(_ conninfo: String) -> String {
        // Without either sign libpq takes it for the name of a database.
        guard conninfo.contains("=") || conninfo.contains("://") else { return conninfo }
        guard let options = options(PQconninfoParse(conninfo, nil)) else { return "(unreadable connection string)" }
        guard options.contains(where: \.isSecret) else { return conninfo }
        return options.map { "\($0.keyword)=" + ($0.isSecret ? "***" : quoted($0.value)) }.joined(separator: " ")
    }

    /// Whether libpq would take a Unix socket, of a server on this host.
    package static func isLocal(_ conninfo: String) -> Bool {
        let told = resolved(conninfo)
        guard told["hostaddr"] == nil else { return false }
        let hosts = told["host"]?.split(separator: ",") ?? []
        return hosts.allSatisfy { $0.hasPrefix("/") || $0.hasPrefix("@") }
    }

    /// What the connection string, its service file and the environment leave open, for the front of libpq's list.
    static func defaults(for conninfo: String) -> [(String, String)] {
        let told = resolved(conninfo)
        var defaults = [
            ("connect_timeout", "10"), ("keepalives_idle", "10"), ("keepalives_interval", "5"),
            ("keepalives_count", "3"), ("tcp_user_timeout", "20000"),
        ].filter { told[$0.0] == nil }
        if leavesTLSOpen(conninfo, told) { defaults.append(("sslmode", "verify-full")) }
        return defaults
    }

    static let tlsHint = """
        Winnow checks the server's certificate (sslmode=verify-full) unless told otherwise: give sslrootcert, or say \
        sslmode=... in the connection string
        """

    /// libpq's own default `prefer` talks in the clear when asked to. It does not tell whether a service file or nobody
    /// said `prefer`; the safe reading is nobody.
    private static func leavesTLSOpen(_ conninfo: String, _ told: [String: String]) -> Bool {
        if let mode = getenv("PGSSLMODE"), mode.pointee != 0 { return false }
        if let options = options(PQconninfoParse(conninfo, nil)), options.contains(where: { $0.keyword == "sslmode" }) {
            return false
        }
        return [nil, "prefer"].contains(told["sslmode"])
    }

    /// The settings that libpq would connect with. It reads them all before it refuses the impossible one at the end,
    /// and so never gets to a server.
    private static func resolved(_ conninfo: String) -> [String: String] {
        withPointers([("dbname", conninfo), ("target_session_attrs", "none-at-all")]) { keys, values in
            guard let attempt = PQconnectStartParams(keys, values, 1) else { return [:] }
            defer { PQfinish(attempt) }
            let told = options(PQconninfo(attempt)) ?? []
            return Dictionary(told.map { ($0.keyword, $0.value) }, uniquingKeysWith: { $1 })
        }
    }

    /// Keywords and values as the two lists, each ended by nil, that libpq connects with.
    static func withPointers<T>(
        _ settings: [(String, String)],
        _ body: (UnsafePointer<UnsafePointer<CChar>?>, UnsafePointer<UnsafePointer<CChar>?>) -> T
    ) -> T {
        let keys = settings.map { strdup($0.0) } + [nil]
        let values = settings.map { strdup($0.1) } + [nil]
        defer { for pointer in keys + values { free(pointer) } }
        return body(keys.map { UnsafePointer($0) }, values.map { UnsafePointer($0) })
    }

    private struct Option {
        var keyword: String
        var value: String
        var isSecret: Bool
    }

    /// Those that have a value; nil for nil. Frees `list`.
    private static func options(_ list: UnsafeMutablePointer<PQconninfoOption>?) -> [Option]? {
        guard let list else { return nil }
        defer { PQconninfoFree(list) }
        var options: [Option] = []
        var next = list
        while let keyword = next.pointee.keyword {
            if let value = next.pointee.val, value.pointee != 0 {
                // libpq marks with `*` what a form should not show.
                let isSecret = next.pointee.dispchar.map { $0.pointee == CChar(UInt8(ascii: "*")) } ?? false
                options.append(
                    Option(keyword: String(cString: keyword), value: String(cString: value), isSecret: isSecret))
            }
            next += 1
        }
        return options
    }

    private static func quoted(_ value: String) -> String {
        guard value.contains(where: { $0.isWhitespace || $0 == "'" || $0 == "\\" }) else { return value }
        return "'" + value.replacing("\\", with: "\\\\").replacing("'", with: "\\'") + "'"
    }
}
