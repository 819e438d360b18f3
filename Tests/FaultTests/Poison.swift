import Foundation
import Testing
import WinnowTesting

/// What a file does to the scanner that reads it, as one could that has taken over a parser.
enum Deed: String, CaseIterable {
    case crash, nonsense, memory, loop, sleep
    // Ends in a crash where it is refused, and in an ordinary scan where it is not.
    case socket, shadow, passwords, write, remove, limits
    // Crashes where the scanner is anything but a plain user that cannot become more.
    case root
    // Ends the scanner by themselves.
    case fork, exec, trace, connect

    /// The words in a file that make its scanner do it.
    var marker: String { "POISON-FOR-PARSERS:\(rawValue);" }

    /// C statements.
    fileprivate var code: String {
        switch self {
        case .crash: "abort();"
        case .nonsense:
            "static const char bytes[64] = {-1, -1, -1, -1}; for (;;) if (write(1, bytes, sizeof bytes) < 0) pause_();"
        case .memory:
            "for (;;) { char *more = malloc(1 << 20); if (!more) abort(); memset(more, 1, 1 << 20); }"
        case .loop: "for (volatile int turn = 0;; turn++) {}"
        case .sleep: "pause_();"
        case .socket: "if (socket(AF_INET, SOCK_STREAM, 0) < 0) abort();"
        case .shadow: "if (open(\"/etc/shadow\", O_RDONLY) < 0) abort();"
        case .passwords: "if (open(\"/etc/passwd\", O_RDONLY) < 0) abort();"
        case .write: "if (open(OUTSIDE, O_WRONLY | O_CREAT, 0600) < 0) abort();"
        case .remove: "if (truncate_(OUTSIDE) < 0) abort();"
        case .limits: "struct rlimit all = {-1, -1}; if (setrlimit(RLIMIT_FSIZE, &all) < 0) abort();"
        case .root: "if (getuid() != 0 && geteuid() != 0 && getgid() != 0) abort();"
        case .fork: "fork();"
        case .exec: "char *none[] = {0}; execve(\"/bin/true\", none, none);"
        case .trace: "syscall(SYS_ptrace, 0, 0, 0, 0);"
        case .connect: "syscall(SYS_connect, 0, 0, 0);"
        }
    }
}

/// The worker with a pattern library that does what the scanned bytes say.
enum Poison {
    private static let compiler = "/usr/bin/cc"
    private static let real = "/usr/lib/x86_64-linux-gnu/libhs.so.5"

    static var isPossible: Bool {
        [compiler, real].allSatisfy { FileManager.default.fileExists(atPath: $0) }
    }

    /// A copy of the worker beside a `libhs.so.5` of the test's own: the loader looks beside the program first. A
    /// scanner's environment is cleared, so it cannot be had by LD_PRELOAD.
    ///
    /// - Parameter outside: the file that a deed tries to write.
    static func worker(_ scene: Scene, outside: String = "/tmp/winnow-none") async throws -> Program {
        let folder = scene.home + "/poison"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: scene.worker.path, toPath: folder + "/winnow-worker")
        // Under another name, or the loader would take the one for the other.
        let copy = folder + "/libhs-real.so"
        try FileManager.default.copyItem(
            atPath: URL(fileURLWithPath: real).resolvingSymlinksInPath().path, toPath: copy)
        let source = try scene.file("poison.c", Data(source(copy, outside).utf8))
        let built = try await Program(path: compiler).run([
            "-shared", "-fPIC", "-O1", "-Wl,-soname,libhs.so.5", "-o", folder + "/libhs.so.5", source, "-ldl",
        ])
        try #require(built.code == 0, "\(built.errors)")
        return Program(path: folder + "/winnow-worker", environment: scene.worker.environment)
    }

    private static func source(_ library: String, _ outside: String) -> String {
        let names = [
            "hs_alloc_scratch", "hs_close_stream", "hs_compile_ext_multi", "hs_compile_lit_multi", "hs_compile_multi",
            "hs_expression_info", "hs_free_compile_error", "hs_free_database", "hs_free_scratch", "hs_open_stream",
            "hs_reset_stream", "hs_scan", "hs_scan_stream", "hs_database_size", "hs_stream_size", "hs_valid_platform",
            "hs_serialize_database", "hs_deserialize_database", "hs_version",
        ]
        let forward = names.filter { !["hs_scan", "hs_scan_stream"].contains($0) }.map { name in
            """
            long \(name)(long a, long b, long c, long d, long e, long f, long g, long h, long i, long j) {
                return ((all)find("\(name)"))(a, b, c, d, e, f, g, h, i, j);
            }

            """
        }
        let deeds = Deed.allCases.map { deed in
            """
                if (memmem(data, length, "\(deed.marker)", \(deed.marker.utf8.count))) { \(deed.code) }

            """
        }
        return """
            #define _GNU_SOURCE
            #include <dlfcn.h>
            #include <fcntl.h>
            #include <stdlib.h>
            #include <string.h>
            #include <sys/resource.h>
            #include <sys/socket.h>
            #include <sys/syscall.h>
            #include <time.h>
            #include <unistd.h>
            #define OUTSIDE "\(outside)"
            typedef long (*all)(long, long, long, long, long, long, long, long, long, long);
            static void *library;
            __attribute__((constructor)) static void load(void) { library = dlopen("\(library)", RTLD_NOW | RTLD_LOCAL); }
            static void *find(const char *name) { return dlsym(library, name); }
            __attribute__((unused)) static void pause_(void) { for (;;) { struct timespec t = {1, 0}; nanosleep(&t, 0); } }
            __attribute__((unused)) static int truncate_(const char *path) { return open(path, O_RDWR | O_TRUNC); }
            static void look(const char *data, unsigned length) {
            \(deeds.joined())
            }
            long hs_scan(long a, const char *data, unsigned length, long d, long e, long f, long g) {
                look(data, length);
                return ((long (*)(long, const char *, unsigned, long, long, long, long))find("hs_scan"))(
                    a, data, length, d, e, f, g);
            }
            long hs_scan_stream(long a, const char *data, unsigned length, long d, long e, long f, long g) {
                look(data, length);
                return ((long (*)(long, const char *, unsigned, long, long, long, long))find("hs_scan_stream"))(
                    a, data, length, d, e, f, g);
            }

            """ + forward.joined()
    }
}
