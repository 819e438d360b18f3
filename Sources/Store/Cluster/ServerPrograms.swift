import Glibc
import Model

/// Where PostgreSQL's server programs are.
struct ServerPrograms {
    let initdb: String
    let control: String

    /// Debian keeps them out of `PATH`, in a folder a version: the newest of these is taken, then what `PATH` has.
    static func find() throws -> ServerPrograms {
        let versions = entries("/usr/lib/postgresql").compactMap { Int($0) }.sorted(by: >)
        let path = getenv("PATH").map { String(cString: $0) } ?? ""
        let folders = versions.map { "/usr/lib/postgresql/\($0)/bin" } + path.split(separator: ":").map(String.init)
        for folder in folders {
            let found = ServerPrograms(initdb: folder + "/initdb", control: folder + "/pg_ctl")
            if access(found.initdb, X_OK) == 0, access(found.control, X_OK) == 0 { return found }
        }
        throw WinnowError(
            "no-postgresql", "PostgreSQL's server programs (initdb, pg_ctl) are not installed",
            remedy: "install the package postgresql, or set WINNOW_DATABASE_URL to a server")
    }

    private static func entries(_ path: String) -> [String] {
        guard let directory = opendir(path) else { return [] }
        defer { closedir(directory) }
        var names: [String] = []
        while let entry = readdir(directory) {
            names.append(
                withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
        }
        return names
    }
}
