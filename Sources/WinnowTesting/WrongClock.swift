import Foundation
import Model

/// Programs whose clock on the wall is wrong; how long they wait is right.
///
/// Not by libfaketime 0.9.10: it also shifts the timers that Swift sleeps by (`timerfd_settime` on monotonic clocks), so
/// that a program sleeps ten minutes too long or not at all, and in its first process Swift finds no arguments.
package enum WrongClock {
    private static let compiler = "/usr/bin/cc"

    /// For `.enabled(if:)`.
    package static var isPossible: Bool { FileManager.default.isExecutableFile(atPath: compiler) }

    /// The same program with its clock `seconds` ahead, or behind if negative. Programs that it starts with a cleared
    /// environment have the right clock.
    package static func program(_ program: Program, seconds: Int) async throws -> Program {
        var wrong = program
        wrong.environment["LD_PRELOAD"] = try await library.value
        wrong.environment["WRONG_CLOCK_SECONDS"] = "\(seconds)"
        return wrong
    }

    private static let library = Task { () async throws -> String in
        let path = "/tmp/winnow-clock-\(getpid())"
        try Data(source.utf8).write(to: URL(fileURLWithPath: path + ".c"))
        try Watcher.start("rm -f \(path).c \(path).so")
        let arguments = ["-shared", "-fPIC", "-O1", "-o", path + ".so", path + ".c"]
        let result = try await Program(path: compiler).run(arguments)
        guard result.code == 0 else { throw Unexpected(arguments: arguments, result: result) }
        return path + ".so"
    }

    private static let source = """
        #define _GNU_SOURCE
        #include <stdlib.h>
        #include <sys/syscall.h>
        #include <sys/time.h>
        #include <time.h>
        #include <unistd.h>

        int clock_gettime(clockid_t clock, struct timespec *now) {
            int status = syscall(SYS_clock_gettime, clock, now);
            const char *wrong = getenv("WRONG_CLOCK_SECONDS");
            if (status == 0 && wrong && (clock == CLOCK_REALTIME || clock == CLOCK_REALTIME_COARSE))
                now->tv_sec += atol(wrong);
            return status;
        }

        int gettimeofday(struct timeval *restrict now, void *restrict zone) {
            struct timespec time;
            (void)zone;
            if (clock_gettime(CLOCK_REALTIME, &time) != 0) return -1;
            now->tv_sec = time.tv_sec;
            now->tv_usec = time.tv_nsec / 1000;
            return 0;
        }

        time_t time(time_t *result) {
            struct timespec now;
            if (clock_gettime(CLOCK_REALTIME, &now) != 0) return -1;
            if (result) *result = now.tv_sec;
            return now.tv_sec;
        }

        """
}
