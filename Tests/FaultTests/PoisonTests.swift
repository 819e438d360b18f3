import Foundation
import SampleImages
import Testing
import WinnowTesting

/// A file that kills every scanner that reads it.
@Suite(.enabled(if: Poison.isPossible, "no C compiler at /usr/bin/cc"))
struct PoisonTests {
    @Test func theShardIsNarrowedToTheOneFileThatKills() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        var tree = FileTree()
        for index in 0..<60 {
            let text = index == 37 ? "here is the \(Poison.marker), beware" : "page \(index) with a gantry"
            tree.add(path: "home/ann/Documents/\(index).txt", text: text)
        }
        let image = try ImageMaker.make(
            tree: tree, fileSystem: .ext4, layout: .bare, container: .raw, sizeMiB: 16, at: scene.home + "/poisoned")
        let list = try scene.file("terms.txt", Data("gantry\n".utf8))
        try await scene.run("keywords", "add", list, "--name", "terms")
        try await scene.run("submit", "--batch", "b", image, "--keywords", "terms")
        let result = try await Poison.worker(scene).run(["--drain", "--slots", "1", "--log-level", "warning"])
        #expect(result.code == 0 && result.errors.contains("a scanner died"), "\(result.errors)")

        let unreadable = try await scene.export("b", "coverage").filter { $0["status"] as? String == "unreadable" }
        #expect(unreadable.map { $0["reason"] as? String } == ["crash"])
        #expect(unreadable.map { $0["files"] as? Int } == [1])
        let hits = try await scene.export("b", "hits").compactMap { $0["path"] as? String }
        #expect(Set(hits).count == 59 && !hits.contains { $0.hasSuffix("/37.txt") })
        let jobs = try await scene.run("jobs", "list", "b", "--format", "jsonl").output
        #expect(jobs.isEmpty, "the job itself is done: \(jobs)")
    }
}

/// The worker with a pattern library that dies of a marker.
private enum Poison {
    static let marker = "POISON-FOR-PARSERS"
    private static let compiler = "/usr/bin/cc"
    private static let real = "/usr/lib/x86_64-linux-gnu/libhs.so.5"

    static var isPossible: Bool {
        [compiler, real].allSatisfy { FileManager.default.fileExists(atPath: $0) }
    }

    /// A copy of the worker beside a `libhs.so.5` of the test's own: the loader looks beside the program first. A
    /// scanner's environment is cleared, so it cannot be had by LD_PRELOAD.
    static func worker(_ scene: Scene) async throws -> Program {
        let folder = scene.home + "/poison"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: scene.worker.path, toPath: folder + "/winnow-worker")
        // Under another name, or the loader would take the one for the other.
        let copy = folder + "/libhs-real.so"
        try FileManager.default.copyItem(
            atPath: URL(fileURLWithPath: real).resolvingSymlinksInPath().path, toPath: copy)
        let source = try scene.file("poison.c", Data(source(copy).utf8))
        let built = try await Program(path: compiler).run([
            "-shared", "-fPIC", "-O1", "-Wl,-soname,libhs.so.5", "-o", folder + "/libhs.so.5", source, "-ldl",
        ])
        try #require(built.code == 0, "\(built.errors)")
        return Program(path: folder + "/winnow-worker", environment: scene.worker.environment)
    }

    private static func source(_ library: String) -> String {
        let names = [
            "hs_alloc_scratch", "hs_close_stream", "hs_compile_ext_multi", "hs_compile_lit_multi", "hs_compile_multi",
            "hs_expression_info", "hs_free_compile_error", "hs_free_database", "hs_free_scratch", "hs_open_stream",
            "hs_reset_stream", "hs_scan", "hs_scan_stream", "hs_database_size", "hs_stream_size", "hs_valid_platform",
            "hs_serialize_database", "hs_deserialize_database",
        ]
        let forward = names.filter { !["hs_scan", "hs_scan_stream"].contains($0) }.map { name in
            """
            long \(name)(long a, long b, long c, long d, long e, long f, long g, long h, long i, long j) {
                return ((all)find("\(name)"))(a, b, c, d, e, f, g, h, i, j);
            }

            """
        }
        return """
            #define _GNU_SOURCE
            #include <dlfcn.h>
            #include <stdlib.h>
            #include <string.h>
            typedef long (*all)(long, long, long, long, long, long, long, long, long, long);
            static void *library;
            __attribute__((constructor)) static void load(void) { library = dlopen("\(library)", RTLD_NOW | RTLD_LOCAL); }
            static void *find(const char *name) { return dlsym(library, name); }
            static void look(const char *data, unsigned length) {
                if (memmem(data, length, "\(marker)", \(marker.utf8.count))) abort();
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
