import Glibc
import Model

/// A shell that cleans up once this process is gone, however it ends.
package enum Watcher {
    /// - Parameter script: shell commands that do no harm when there is nothing left to clean up.
    package static func start(_ script: String) throws {
        let waiting = "while kill -0 \(getpid()) 2>/dev/null; do sleep 0.5; done\n"
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        // Whoever reads this process's output must not wait for the watcher.
        for descriptor: Int32 in 0...2 {
            posix_spawn_file_actions_addopen(&actions, descriptor, "/dev/null", O_RDWR, 0)
        }
        let command: [String] = ["/bin/sh", "-c", waiting + script]
        let arguments = command.map { strdup($0) } + [nil]
        defer { for pointer in arguments { free(pointer) } }
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        // A group of its own: it has to survive the Ctrl-C that ends the tests.
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETPGROUP))
        var child: pid_t = 0
        let failure = posix_spawn(&child, "/bin/sh", &actions, &attributes, arguments, environ)
        guard failure == 0 else {
            throw WinnowError("watcher", "the watcher did not start", cause: String(cString: strerror(failure)))
        }
    }
}
