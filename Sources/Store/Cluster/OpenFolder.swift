import Glibc

/// Folders that users other than root get to.
package enum OpenFolder {
    /// Where root keeps what a plain user must reach, when its own home is closed to others.
    package static let root = "/var/lib/winnow"

    /// Whether everybody may pass through to `path`, which need not exist yet.
    package static func othersReach(_ path: String) -> Bool {
        guard let resolved = realpath(path, nil) else {
            guard errno == ENOENT, let slash = path.lastIndex(of: "/"), slash > path.startIndex else { return false }
            return othersReach(String(path[..<slash]))
        }
        defer { free(resolved) }
        var folder = ""
        for component in String(cString: resolved).split(separator: "/") {
            folder += "/" + component
            var status = stat()
            guard stat(folder, &status) == 0, status.st_mode & S_IXOTH != 0 else { return false }
        }
        return true
    }
}
