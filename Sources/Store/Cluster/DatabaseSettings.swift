import Glibc
import Model

/// Which database to use, by the environment.
package enum DatabaseSettings {
    /// `WINNOW_DATABASE_URL`; else what libpq finds in `PGHOST`, `PGSERVICE`, ... (an empty conninfo); else the private
    /// cluster of `WINNOW_HOME` if it runs; else throws `no-database`.
    ///
    /// - Parameter role: whose rights to take in the private cluster, where everyone logs in as its owner.
    package static func resolve(
        environment: [String: String], role: String? = nil
    ) throws -> (conninfo: String, isPrivate: Bool) {
        if let url = environment["WINNOW_DATABASE_URL"], !url.isEmpty { return (url, false) }
        let ofLibpq = ["PGHOST", "PGHOSTADDR", "PGSERVICE", "PGDATABASE"]
        if ofLibpq.contains(where: { environment[$0]?.isEmpty == false }) { return ("", false) }
        let cluster = PrivateCluster(home: home(environment: environment))
        if cluster.isRunning, let conninfo = cluster.conninfo {
            return (conninfo + (role.map { " options='-c role=\($0)'" } ?? ""), true)
        }
        throw WinnowError(
            "no-database", "no database is configured and the private one does not run",
            remedy: "run `winnow up` or set WINNOW_DATABASE_URL")
    }

    /// `WINNOW_HOME`, or `.winnow` in the user's home.
    package static func home(environment: [String: String]) -> String {
        if let home = environment["WINNOW_HOME"], !home.isEmpty { return home }
        if let home = environment["HOME"], !home.isEmpty { return home + "/.winnow" }
        return (getpwuid(geteuid()).map { String(cString: $0.pointee.pw_dir) } ?? "") + "/.winnow"
    }
}
