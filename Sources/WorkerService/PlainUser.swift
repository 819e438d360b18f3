import CProcess
import Foundation
import Model

/// Whom a worker becomes that root started, or where it has to stay root, its scanners.
package enum PlainUser {
    /// Taken in this order where no name is given.
    private static let usual = ["winnow", "nobody"]

    /// - Parameter name: nil for the user `winnow`, or where there is none, `nobody`.
    /// - Returns: nil where this process is not root, and so has nothing to give up.
    /// - Throws: `no-such-user`, `user-is-root`, `not-root`.
    package static func resolve(_ name: String?) throws(WinnowError) -> Confinement.User? {
        guard geteuid() == 0 else {
            if let name, getpwnam(name)?.pointee.pw_uid != geteuid() {
                throw WinnowError(
                    "not-root", "only root can have its scanners run as \(name)",
                    remedy: "start the worker as that user, or leave --user out")
            }
            return nil
        }
        for candidate in name.map({ [$0] }) ?? usual {
            guard let entry = getpwnam(candidate) else { continue }
            let (user, group) = (entry.pointee.pw_uid, entry.pointee.pw_gid)
            guard user != 0, group != 0 else {
                throw WinnowError(
                    "user-is-root", "\(candidate) has root's rights, and scanners must not",
                    remedy: "name a plain user that can read the images")
            }
            return Confinement.User(name: candidate, user: user, group: group, groups: groups(candidate, group))
        }
        throw WinnowError(
            "no-such-user", "there is no user \(name ?? usual.joined(separator: " or ")) for the scanners to run as",
            remedy: "name a plain user with --user, or start the worker as one")
    }

    /// Gives up root for good, in all threads. Folders that the worker writes into become the user's before.
    ///
    /// - Throws: `user-refused`, `folder-closed`.
    package static func become(_ user: Confinement.User, folders: [String]) throws(WinnowError) {
        for folder in folders { handOver(folder, to: user) }
        let failure = cprocess_become(user.user, user.group, user.groups, user.groups.count)
        guard failure == 0 else {
            throw WinnowError(
                "user-refused", "the worker could not become \(user.name)",
                remedy: "start it as a plain user", cause: String(cString: strerror(failure)))
        }
        // What is root's own there is closed from now on.
        if let home = getpwuid(user.user)?.pointee.pw_dir { setenv("HOME", home, 1) }
        for folder in folders where access(folder, W_OK | X_OK) != 0 {
            throw WinnowError(
                "folder-closed", "\(user.name) cannot write to \(folder)",
                remedy: "let the user in, or name another folder with --cache or --scratch",
                cause: String(cString: strerror(errno)))
        }
    }

    /// Makes the folder where it is missing. One that is not root's, and what others made in it, stays theirs.
    private static func handOver(_ folder: String, to user: Confinement.User) {
        try? FileManager.default.createDirectory(
            atPath: folder, withIntermediateDirectories: true, attributes: nil)
        var status = stat()
        guard lstat(folder, &status) == 0, status.st_mode & S_IFMT == S_IFDIR, status.st_uid == 0 else { return }
        for name in (try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? [] {
            let path = folder + "/" + name
            guard lstat(path, &status) == 0, status.st_uid == 0, status.st_mode & S_IFMT == S_IFREG else { continue }
            lchown(path, user.user, user.group)
        }
        chmod(folder, 0o700)
        lchown(folder, user.user, user.group)
    }

    /// All groups of a user but root's.
    private static func groups(_ name: String, _ group: gid_t) -> [UInt32] {
        var count: Int32 = 256
        var list = [gid_t](repeating: 0, count: Int(count))
        guard getgrouplist(name, group, &list, &count) >= 0 else { return [group] }
        return list.prefix(Int(count)).filter { $0 != 0 }
    }
}
