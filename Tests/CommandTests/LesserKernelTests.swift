import Foundation
import SampleImages
import Testing
import WinnowTesting

/// A worker on a kernel that has less to hold a scanner in with.
@Suite(.needs("/usr/bin/cc", of: "g++")) struct LesserKernelTests {
    /// System calls that such a kernel does not know, by their numbers on x86-64 and arm64.
    private enum Missing: String {
        case landlock = "SYS_landlock_create_ruleset"
        case seccomp = "SYS_seccomp"
    }

    /// The worker, started by a program that has the kernel answer `ENOSYS`, to it and to its scanners.
    private static func worker(_ scene: Scene, without missing: Missing) async throws -> Program {
        let source = """
            #define _GNU_SOURCE
            #include <errno.h>
            #include <linux/filter.h>
            #include <linux/seccomp.h>
            #include <stddef.h>
            #include <sys/prctl.h>
            #include <sys/syscall.h>
            #include <unistd.h>
            int main(int count, char **words) {
                struct sock_filter code[] = {
                    BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(struct seccomp_data, nr)),
                    BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, \(missing.rawValue), 0, 1),
                    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | ENOSYS),
                    BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW)};
                struct sock_fprog program = {4, code};
                if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)) return 99;
                if (prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &program)) return 98;
                words[0] = "\(scene.worker.path)";
                execv(words[0], words);
                return 97;
            }
            """
        let path = scene.home + "/lesser"
        try Data(source.utf8).write(to: URL(fileURLWithPath: path + ".c"))
        let made = try await Program(path: "/usr/bin/cc").run(["-o", path, path + ".c"])
        try #require(made.code == 0, "\(made.errors)")
        return Program(path: path, environment: scene.worker.environment)
    }

    private static func submit(_ scene: Scene) async throws {
        var tree = FileTree()
        tree.add(path: "a.txt", text: "a gantry")
        let image = try ImageMaker.make(
            tree: tree, fileSystem: .ext4, layout: .bare, container: .raw, sizeMiB: 8, at: scene.home + "/disk")
        try await scene.run("keywords", "add", scene.file("l.txt", Data("gantry\n".utf8)), "--name", "l")
        try await scene.run("submit", "--batch", "b", image, "--keywords", "l")
    }

    private static func sandboxes(_ scene: Scene) async throws -> Set<String> {
        let lines = try await scene.run("jobs", "list", "--state", "ok", "--format", "jsonl").output
        return Set(
            try lines.split(separator: "\n").compactMap {
                let job = try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
                return job?["sandbox"] as? String
            })
    }

    @Test func withoutLandlockItWarnsAndRecordsIt() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        try await Self.submit(scene)
        let worker = try await Self.worker(scene, without: .landlock)
        let check = try await worker.run(["--check"])
        #expect(check.code == 0 && check.output.contains("landlock=0 seccomp=1"), "\(check)")
        #expect(check.output.contains("warning: this kernel has no Landlock"))
        let result = try await worker.run(["--drain", "--log-level", "warning"])
        #expect(result.code == 0, "\(result.errors)")
        #expect(result.errors.contains("this kernel has no Landlock"), "\(result.errors)")
        #expect(try await scene.export("b", "hits").count == 1)
        let sandboxes = try await Self.sandboxes(scene)
        #expect(sandboxes.contains("landlock=0 seccomp=1"), "\(sandboxes)")
    }

    @Test func strictRefusesWithoutLandlockAndClaimsNothing() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        try await Self.submit(scene)
        let worker = try await Self.worker(scene, without: .landlock)
        for arguments in [["--check", "--sandbox", "strict"], ["--drain", "--sandbox", "strict"]] {
            let result = try await worker.run(arguments)
            #expect(result.code == 1, "\(arguments)")
            #expect(result.errors.contains("[no-landlock]") && result.errors.contains("--sandbox standard"))
        }
        #expect(try await Self.sandboxes(scene).isEmpty)
        let jobs = try await scene.run("jobs", "list", "--state", "ready", "--format", "jsonl").output
        #expect(jobs.contains("survey"), "\(jobs)")
    }

    @Test func withoutSeccompNoWorkerStarts() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        try await Self.submit(scene)
        let worker = try await Self.worker(scene, without: .seccomp)
        for arguments in [["--check"], ["--drain"]] {
            let result = try await worker.run(arguments)
            #expect(result.code == 1 && result.errors.contains("[no-seccomp]"), "\(result)")
        }
        #expect(try await Self.sandboxes(scene).isEmpty)
    }

    @Test func strictWorksWhereTheKernelHasAll() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        try await Self.submit(scene)
        let check = try await scene.worker.run(["--check"])
        guard !check.output.contains("landlock=0") else {
            let result = try await scene.worker.run(["--drain", "--sandbox", "strict"])
            #expect(result.code == 1 && result.errors.contains("[no-landlock]"))
            return
        }
        try await scene.work("--sandbox", "strict")
        #expect(try await scene.export("b", "hits").count == 1)
        let sandboxes = try await Self.sandboxes(scene)
        #expect(!sandboxes.isEmpty && sandboxes.allSatisfy { !$0.contains("landlock=0") }, "\(sandboxes)")
    }
}
