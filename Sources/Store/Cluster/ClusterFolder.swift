import Digests
import Glibc
import Model

/// The folders of a private cluster, and the user its server runs as.
///
/// PostgreSQL refuses to run as root. Started by root, the cluster belongs to the user `postgres`, who cannot reach a
/// home below `/root`; the cluster then lies in `/var/lib/winnow`, and `cluster` in the home is a link to it.
struct ClusterFolder {
    /// `data`, `log` and, where the path is short enough, the socket are in here; mode 0700.
    let path: String
    let socket: String
    let owner: uid_t
    let group: gid_t

    var data: String { path + "/data" }
    var log: String { path + "/log" }

    /// A Unix socket's whole path may have 107 bytes; PostgreSQL adds `/.s.PGSQL.5432.lock`.
    private static let longestSocketFolder = 88

    /// What `make` has made, without making anything; nil if it has not.
    static func existing(home: String) -> ClusterFolder? {
        let link = home + "/cluster"
        guard let resolved = realpath(link, nil) else { return nil }
        defer { free(resolved) }
        var status = stat()
        guard stat(link, &status) == 0 else { return nil }
        return ClusterFolder(path: String(cString: resolved), owner: status.st_uid, group: status.st_gid)
    }

    static func make(home: String) throws -> ClusterFolder {
        try makeFolder(home, mode: 0o755)
        if let folder = existing(home: home) { return try folder.prepared() }
        let (owner, group) = try serverUser()
        var path = home + "/cluster"
        if owner != geteuid(), !OpenFolder.othersReach(home) {
            try makeFolder(OpenFolder.root, mode: 0o755)
            let place = OpenFolder.root + "/" + name(of: home)
            // A link that leads nowhere is left over from a cluster that somebody removed.
            guard symlink(place, path) == 0 || (unlink(path) == 0 && symlink(place, path) == 0) else {
                throw failed(path)
            }
            path = place
        }
        try makeFolder(path, mode: 0o700)
        guard chown(path, owner, group) == 0 else { throw failed(path) }
        guard let folder = existing(home: home) else { throw failed(path) }
        return try folder.prepared()
    }

    private init(path: String, owner: uid_t, group: gid_t) {
        self.path = path
        self.owner = owner
        self.group = group
        let inside = path + "/run"
        socket = inside.utf8.count <= Self.longestSocketFolder ? inside : "/tmp/winnow-" + Self.name(of: path)
    }

    private func prepared() throws -> ClusterFolder {
        try Self.makeFolder(socket, mode: 0o700)
        var status = stat()
        guard lstat(socket, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else { throw Self.failed(socket) }
        // Below /tmp anybody could have put a folder of this name.
        guard status.st_uid == geteuid() || status.st_uid == owner else {
            throw WinnowError(
                "cluster-socket", "\(socket) belongs to somebody else", remedy: "remove it or set a shorter WINNOW_HOME"
            )
        }
        guard chmod(socket, 0o700) == 0, lchown(socket, owner, group) == 0 else { throw Self.failed(socket) }
        return self
    }

    private static func serverUser() throws -> (uid_t, gid_t) {
        guard geteuid() == 0 else { return (geteuid(), getegid()) }
        guard let user = getpwnam("postgres") else {
            throw WinnowError(
                "no-postgres-user", "PostgreSQL does not run as root, and there is no user postgres",
                remedy: "run `winnow up` as an ordinary user")
        }
        return (user.pointee.pw_uid, user.pointee.pw_gid)
    }

    private static func makeFolder(_ path: String, mode: mode_t) throws {
        if mkdir(path, mode) == 0 {
            // Not left to the umask: the server's user has to get through.
            guard chmod(path, mode) == 0 else { throw failed(path) }
        } else if errno == ENOENT, let slash = path.lastIndex(of: "/"), slash > path.startIndex {
            try makeFolder(String(path[..<slash]), mode: 0o755)
            try makeFolder(path, mode: mode)
        } else if errno != EEXIST {
            throw failed(path)
        }
    }

    private static func name(of path: String) -> String {
        Hex.string(RunningDigest.of(path).prefix(8))
    }

    private static func failed(_ path: String) -> WinnowError {
        WinnowError(
            "cluster-folder", "the folder \(path) cannot be made or used",
            remedy: "set WINNOW_HOME to a folder that can be written", cause: String(cString: strerror(errno)))
    }
}
