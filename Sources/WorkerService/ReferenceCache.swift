import Digests
import Foundation
import Model
import Postgres
import Store

/// Reference data on the host's disk, by digest: fetched once, verified, then mapped by every scanner of every worker.
///
/// What lies here is trusted without being read again as long as nothing has touched it: the folder belongs to the
/// worker's user alone, and beside each file stands what it was (inode, size, times) when its digest was right. A
/// file that differs from that is read and compared again; one that is wrong is fetched again.
struct ReferenceCache: Sendable {
    let directory: String
    /// A folder that hosts share, asked before the database.
    var shared: String?

    /// The local file of a version, fetched if it is not there yet.
    ///
    /// - Parameter fetch: writes the stored content of a digest.
    func path(
        of version: ReferenceVersion, fetch: (ReferenceFile) async throws -> Void
    ) async throws -> String {
        try prepare()
        let path = directory + "/" + version.digest
        if isTrusted(path, version.digest) { return path }
        let file = try ReferenceFile(path: path)
        if let shared, FileManager.default.isReadableFile(atPath: SharedFolder.path(version.digest, in: shared)) {
            try SharedFolder.read(version.digest, in: shared) { try file.write($0) }
        } else {
            try await fetch(file)
        }
        try file.finish(digest: version.digest)
        note(path)
        return path
    }

    private func prepare() throws(WinnowError) {
        do {
            try FileManager.default.createDirectory(
                atPath: directory, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
        } catch {
            throw WinnowError(
                "cache-write", "reference data cannot be kept in \(directory)",
                remedy: "give the worker a cache folder it can write", cause: "\(error)")
        }
        var status = stat()
        guard lstat(directory, &status) == 0, status.st_mode & S_IFMT == S_IFDIR, status.st_uid == geteuid(),
            status.st_mode & 0o022 == 0
        else {
            throw WinnowError(
                "cache-unsafe", "others can write to the cache folder \(directory)",
                remedy: "give the worker a folder of its own, with mode 700")
        }
    }

    private func isTrusted(_ path: String, _ digest: String) -> Bool {
        guard let identity = Self.identity(path) else { return false }
        if let seen = try? String(contentsOfFile: path + ".seen", encoding: .utf8), seen == identity { return true }
        let running = RunningDigest(.sha256)
        guard (try? SharedFolder.read(path: path, { $0.withUnsafeBytes { running.update($0) } })) != nil,
            Hex.string(running.finish()) == digest
        else { return false }
        note(path)
        return true
    }

    private func note(_ path: String) {
        guard let identity = Self.identity(path) else { return }
        // Without it the file is only read again.
        try? Data(identity.utf8).write(to: URL(fileURLWithPath: path + ".seen"), options: .atomic)
    }

    /// What changes when a file is touched; nil for what is no plain file of this user's that he alone can write.
    private static func identity(_ path: String) -> String? {
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_uid == geteuid(),
            status.st_mode & 0o022 == 0
        else { return nil }
        return """
            \(status.st_dev) \(status.st_ino) \(status.st_size) \(status.st_mtim.tv_sec).\(status.st_mtim.tv_nsec) \
            \(status.st_ctim.tv_sec).\(status.st_ctim.tv_nsec)
            """
    }
}
