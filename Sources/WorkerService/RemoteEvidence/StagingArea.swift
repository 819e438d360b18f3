import Foundation
import Model
import Synchronization

/// A folder of this process's own for copies of images that cannot be read by parts; it goes with the process.
///
/// What a killed worker has left behind is removed by the next one on the host: a lock tells the dead from the living.
final class StagingArea: Sendable {
    /// Bytes that stay free on the disk.
    static let reserve: UInt64 = 1 << 30

    private let settings: RemoteSettings
    /// The group that may read the copies besides this user: the scanners'.
    private let group: gid_t?
    private let made = Mutex<Made?>(nil)
    /// Of copies that are being made and those that are there.
    private let booked = Mutex<UInt64>(0)

    private struct Made {
        var path: String
        var lock: Int32
        var count = 0
    }

    init(_ settings: RemoteSettings, group: gid_t?) {
        self.settings = settings
        self.group = group
    }

    deinit { remove() }

    /// Books room for a copy. `give(back:)` when it is gone.
    ///
    /// - Throws: `scratch-full`, `scratch-unusable`.
    func book(_ bytes: UInt64) throws(WinnowError) {
        let root = try place()
        var disk = statvfs()
        guard statvfs(root, &disk) == 0 else { throw Self.unusable(root) }
        let free = UInt64(disk.f_bavail) * UInt64(disk.f_frsize)
        let isBooked = booked.withLock { booked in
            let limit = settings.scratchLimit
            guard booked.addingReportingOverflow(bytes).partialValue <= limit, bytes <= limit,
                bytes.addingReportingOverflow(Self.reserve).partialValue <= free
            else { return false }
            booked += bytes
            return true
        }
        guard isBooked else {
            throw WinnowError(
                "scratch-full", "there is no room for \(bytes) bytes of an image in \(settings.scratch)",
                remedy: "free some space, or name another folder with --scratch or more with --scratch-limit")
        }
    }

    func give(back bytes: UInt64) { booked.withLock { $0 -= min($0, bytes) } }

    /// A new folder for one image.
    func folder() throws(WinnowError) -> String {
        let root = try place()
        let number = made.withLock { made in
            made?.count += 1
            return made?.count ?? 0
        }
        let path = root + "/\(number)"
        guard mkdir(path, 0o750) == 0 else { throw Self.unusable(path) }
        share(path, mode: 0o750)
        return path
    }

    /// Opens a new file for writing.
    func create(_ path: String) throws(WinnowError) -> Int32 {
        let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC | O_NOFOLLOW, 0o640)
        guard descriptor >= 0 else { throw Self.unusable(path) }
        share(path, mode: 0o640)
        return descriptor
    }

    /// Removes all copies.
    func remove() {
        made.withLock { made in
            guard let place = made else { return }
            try? FileManager.default.removeItem(atPath: place.path)
            close(place.lock)
            made = nil
        }
    }

    private func share(_ path: String, mode: mode_t) {
        if let group { _ = chown(path, geteuid(), group) }
        _ = chmod(path, mode)
    }

    /// This process's folder, made when it is first needed.
    private func place() throws(WinnowError) -> String {
        let root = settings.scratch
        return try made.withLock { made throws(WinnowError) -> String in
            if let made { return made.path }
            try? FileManager.default.createDirectory(atPath: root, withIntermediateDirectories: true)
            // Only ours: in a shared folder somebody else could have made it, or a link.
            var status = stat()
            guard lstat(root, &status) == 0, status.st_mode & S_IFMT == S_IFDIR, status.st_uid == geteuid() else {
                throw WinnowError(
                    "scratch-unusable", "\(root) is not a folder of this user's", remedy: "name another with --scratch")
            }
            _ = chmod(root, 0o711)
            Self.sweep(root)
            let path = root + "/\(getpid())-\(UInt32.random(in: 0...UInt32.max))"
            guard mkdir(path, 0o711) == 0 else { throw Self.unusable(path) }
            _ = chmod(path, 0o711)
            let lock = open(path + "/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
            guard lock >= 0, flock(lock, LOCK_EX | LOCK_NB) == 0 else { throw Self.unusable(path) }
            made = Made(path: path, lock: lock)
            return path
        }
    }

    /// Removes the folders of workers that are gone.
    private static func sweep(_ root: String) {
        for name in (try? FileManager.default.contentsOfDirectory(atPath: root)) ?? []
        where name.wholeMatch(of: /[0-9]+-[0-9]+/) != nil {
            let lock = open(root + "/" + name + "/lock", O_RDWR | O_CLOEXEC)
            guard lock >= 0 else { continue }
            if flock(lock, LOCK_EX | LOCK_NB) == 0 { try? FileManager.default.removeItem(atPath: root + "/" + name) }
            close(lock)
        }
    }

    static func unusable(_ path: String) -> WinnowError {
        WinnowError(
            "scratch-unusable", "\(path) cannot be written", remedy: "name another folder with --scratch",
            cause: String(cString: strerror(errno)))
    }
}
