import Foundation
import Model

/// Whom the scanners of a worker become that root started.
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

    /// All groups of a user but root's.
    private static func groups(_ name: String, _ group: gid_t) -> [UInt32] {
        var count: Int32 = 256
        var list = [gid_t](repeating: 0, count: Int(count))
        guard getgrouplist(name, group, &list, &count) >= 0 else { return [group] }
        return list.prefix(Int(count)).filter { $0 != 0 }
    }
}
