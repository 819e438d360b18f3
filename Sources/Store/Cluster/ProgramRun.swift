import CProcess
import Dispatch
import Glibc
import Model

/// Runs one of PostgreSQL's tools to its end.
package enum ProgramRun {
    /// The exit status and what the program printed. Waits on a thread of its own.
    package static func run(_ arguments: [String], directory: String) async throws -> (status: Int32, output: String) {
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(with: Result { try wait(arguments, directory: directory) })
            }
        }
    }

    private static func wait(_ arguments: [String], directory: String) throws -> (status: Int32, output: String) {
        // A file and not a pipe: a server that the program starts would keep a pipe open.
        guard let output = tmpfile() else { throw failed(arguments, String(cString: strerror(errno))) }
        defer { fclose(output) }
        let input = open("/dev/null", O_RDONLY | O_CLOEXEC)
        defer { close(input) }
        let command = ["/usr/bin/env", "--chdir=" + directory] + arguments
        var argv = command.map { strdup($0) } + [nil]
        var envp = environment().map { strdup($0) } + [nil]
        defer { for pointer in argv + envp { free(pointer) } }
        var child: pid_t = 0
        // With these descriptors only: a server that it starts would keep other threads' pipes open for good.
        let failure = cprocess_spawn(&child, command[0], &argv, &envp, input, fileno(output), fileno(output))
        guard failure == 0 else { throw failed(arguments, String(cString: strerror(failure))) }
        var status: Int32 = 0
        while waitpid(child, &status, 0) == -1, errno == EINTR {}
        rewind(output)
        let text = String(unsafeUninitializedCapacity: 1 << 16) { fread($0.baseAddress, 1, $0.count, output) }
        return (status, text)
    }

    /// The caller's own, without the settings that are meant for another server.
    private static func environment() -> [String] {
        var entries = ["LC_ALL=C"]
        var next = environ
        while let entry = next.pointee {
            let text = String(cString: entry)
            if !text.hasPrefix("PG"), !text.hasPrefix("LC_") { entries.append(text) }
            next += 1
        }
        return entries
    }

    static func failed(_ arguments: [String], _ output: String) -> WinnowError {
        let lines = output.split(whereSeparator: \.isNewline)
        return WinnowError(
            "cluster-failed", "the private database cluster could not be managed",
            remedy: "see `log` in its folder",
            cause: arguments.joined(separator: " ") + ": " + lines.suffix(3).joined(separator: "; "))
    }
}
