import CProcess
import Glibc
import Model

/// A shell that cleans up once this process is gone, however it ends.
package enum Watcher {
    /// - Parameter script: shell commands that do no harm when there is nothing left to clean up.
    package static func start(_ script: String) throws {
        let waiting = "while kill -0 \(getpid()) 2>/dev/null; do sleep 0.5; done\n"
        // A group of its own, to survive the Ctrl-C that ends the tests; and whoever reads this process's output must
        // not wait for the watcher.
        let null = open("/dev/null", O_RDWR | O_CLOEXEC)
        defer { close(null) }
        let command: [String] = ["/bin/sh", "-c", waiting + script]
        var arguments = command.map { strdup($0) } + [nil]
        var environment: [UnsafeMutablePointer<CChar>?] = [strdup("PATH=/usr/bin:/bin:/usr/sbin:/sbin"), nil]
        defer { for pointer in arguments + environment { free(pointer) } }
        var child: pid_t = 0
        let failure = cprocess_spawn(&child, "/bin/sh", &arguments, &environment, null, null, null)
        guard failure == 0 else {
            throw WinnowError("watcher", "the watcher did not start", cause: String(cString: strerror(failure)))
        }
    }
}
