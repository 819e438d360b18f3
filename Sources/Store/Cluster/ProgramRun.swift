import Dispatch
import Glibc
import Model

/// Runs one of PostgreSQL's tools to its end.
enum ProgramRun {
    /// The exit status and what the program printed. Waits on a thread of its own.
    static func run(_ arguments: [String], directory: String) async throws -> (status: Int32, output: String) {
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
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, fileno(output), 1)
        posix_spawn_file_actions_adddup2(&actions, 1, 2)

        let command = ["/usr/bin/env", "--chdir=" + directory] + arguments
        let argv = command.map { strdup($0) } + [nil]
        let envp = environment().map { strdup($0) } + [nil]
        defer { for pointer in argv + envp { free(pointer) } }
        var child: pid_t = 0
        let failure = posix_spawn(&child, command[0], &actions, nil, argv, envp)
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
