import Foundation
import Model
import SampleImages
import Testing
import WinnowTesting

/// A worker that root started is a plain user before it connects, and cannot become more again.
@Suite(.serialized, .enabled(if: geteuid() == 0, "only root has something to give up"))
struct RootWorkerTests {
    /// A database elsewhere: on an address of this host that nobody else listens on.
    private static func server() async throws -> OwnServer {
        try await OwnServer(address: "127.213.\(getpid() % 250 + 1).7")
    }

    private static func submit(_ scene: Scene, mode: Int) async throws {
        var tree = FileTree()
        tree.add(path: "a.txt", text: "a gantry")
        let image = try ImageMaker.make(
            tree: tree, fileSystem: .ext4, layout: .bare, container: .raw, sizeMiB: 8, at: scene.home + "/disk")
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: image)
        try await scene.run("keywords", "add", scene.file("l.txt", Data("gantry\n".utf8)), "--name", "l")
        try await scene.run("submit", "--batch", "b", image, "--keywords", "l")
    }

    /// Lines of `/proc/PID/status` by their names.
    private static func status(_ process: pid_t) -> [String: [String]] {
        let text = (try? String(contentsOfFile: "/proc/\(process)/status", encoding: .utf8)) ?? ""
        var lines: [String: [String]] = [:]
        for line in text.split(separator: "\n") {
            let words = line.split(whereSeparator: { $0 == ":" || $0.isWhitespace }).map(String.init)
            if let name = words.first { lines[name] = Array(words.dropFirst()) }
        }
        return lines
    }

    private static func isComplete(_ scene: Scene) async throws -> Bool {
        let text = try await scene.run("status", "b", "--format", "json").output
        return text.contains("complete")
    }

    @Test func theWorkerItselfIsNoRoot() async throws {
        let server = try await Self.server()
        let scene = try await Scene(database: server.conninfo)
        defer { scene.remove() }
        try await Self.submit(scene, mode: 0o644)
        let worker = try scene.worker.start(["--slots", "1"])
        let end = ContinuousClock.now + .seconds(120)
        while try await !Self.isComplete(scene), ContinuousClock.now < end {}
        for process in [worker.process.processIdentifier] + ProcessTable.children(of: worker.process.processIdentifier)
        {
            let status = Self.status(process)
            #expect(status["Uid"]?.contains("0") == false && status["Uid"]?.count == 4, "\(status["Uid"] ?? [])")
            #expect(status["Gid"]?.contains("0") == false && status["Groups"]?.contains("0") != true)
            for set in ["CapEff", "CapPrm", "CapInh"] { #expect(status[set] == ["0000000000000000"], "\(set)") }
        }
        worker.signal(SIGTERM)
        #expect(await worker.wait().code == 0)
        #expect(try await scene.export("b", "hits").count == 1)
        try await server.remove()
    }

    @Test func whatOnlyRootMayReadIsSaidToBeSo() async throws {
        let server = try await Self.server()
        let scene = try await Scene(database: server.conninfo)
        defer { scene.remove() }
        try await Self.submit(scene, mode: 0o600)
        try await scene.work("--user", "nobody")
        let jobs = try await scene.run("jobs", "list", "--format", "jsonl").output
        #expect(jobs.contains("image-unreadable") && jobs.contains("Permission denied"), "\(jobs)")
        #expect(jobs.contains("read the file and pass through its folders"), "\(jobs)")
        #expect(try await scene.export("b", "hits").isEmpty)
        try await server.remove()
    }

    @Test func aFolderThatItCannotWriteToIsRefusedAtOnce() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        let closed = scene.home + "/closed"
        try FileManager.default.createDirectory(atPath: closed, withIntermediateDirectories: true)
        chmod(closed, 0o700)
        let result = try await scene.worker.run(["--drain", "--user", "nobody", "--cache", closed + "/cache"])
        #expect(result.code == 1 && result.errors.contains("[folder-closed]"), "\(result.errors)")
        let none = try await scene.worker.run(["--drain", "--user", "no-such-user-here"])
        #expect(none.code == 1 && none.errors.contains("[no-such-user]"), "\(none.errors)")
    }
}
