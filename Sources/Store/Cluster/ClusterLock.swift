import Glibc
import Model

/// Keeps two `winnow up` or `down` from working on one cluster at a time.
struct ClusterLock: Sendable {
    private let descriptor: Int32

    static func take(_ path: String) async throws -> ClusterLock {
        let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw WinnowError(
                "cluster-folder", "\(path) cannot be opened", remedy: "use the user who made the cluster",
                cause: String(cString: strerror(errno)))
        }
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
            do {
                try await Task.sleep(for: .milliseconds(100))
            } catch {
                close(descriptor)
                throw error
            }
        }
        return ClusterLock(descriptor: descriptor)
    }

    func release() { close(descriptor) }
}
