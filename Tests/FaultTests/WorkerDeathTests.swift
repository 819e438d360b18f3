import Foundation
import SampleImages
import Testing
import WinnowTesting

/// Rows of the design's table of faults: what dies or stops, and that nothing is lost or doubled by it.
@Suite struct WorkerDeathTests {
    private func submit(_ scene: Scene, _ batch: String) async throws {
        var tree = FileTree()
        for index in 0..<300 {
            tree.add(path: "home/ann/Documents/\(index).txt", text: String(repeating: "page \(index) ", count: 2_000))
        }
        let image = try ImageMaker.make(
            tree: tree, fileSystem: .ext4, layout: .bare, container: .raw, sizeMiB: 48, at: scene.home + "/" + batch)
        let list = try scene.file("terms.txt", Data("page 7\n".utf8))
        try await scene.run("keywords", "add", list, "--name", "terms")
        try await scene.run("submit", "--batch", batch, image, "--keywords", "terms")
    }

    @Test func aKilledWorkersJobsAreDoneOnceByAnother() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        try await submit(scene, "killed")
        let victim = try scene.worker.start(["--slots", "1", "--lease", "4", "--log-level", "error"])
        while try await running(scene, "killed") == 0, try await ended(scene, "killed") < 1 {}
        victim.signal(SIGKILL)
        _ = await victim.wait()
        try await scene.work("--slots", "1", "--lease", "4")
        let files = try await scene.export("killed", "files")
        #expect(files.count == Set(files.map { "\($0["path"] ?? "")" }).count)
        #expect(files.count > 300)
        let hits = try await scene.export("killed", "hits")
        #expect(hits.count == Set(hits.map { "\($0["path"] ?? "") \($0["byte_offset"] ?? "")" }).count)
        #expect(!hits.isEmpty)
    }

    @Test func aFrozenWorkersLateResultIsRefused() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        try await submit(scene, "frozen")
        let frozen = try scene.worker.start(["--slots", "1", "--lease", "4", "--log-level", "error"])
        while try await running(scene, "frozen") == 0, try await ended(scene, "frozen") < 1 {}
        frozen.signal(SIGSTOP)
        try await scene.work("--slots", "1", "--lease", "4")
        let before = try await scene.digests("frozen")
        let hits = try await scene.export("frozen", "hits").count
        frozen.signal(SIGCONT)
        frozen.signal(SIGTERM)
        #expect(await frozen.wait().code == 0)
        #expect(try await scene.digests("frozen") == before)
        #expect(try await scene.export("frozen", "hits").count == hits)
    }

    @Test func aStopGivesJobsBackAndLeavesWithZero() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        try await submit(scene, "stopped")
        let worker = try scene.worker.start(["--slots", "1", "--grace", "0", "--log-level", "error"])
        while try await running(scene, "stopped") == 0, try await ended(scene, "stopped") < 1 {}
        worker.signal(SIGTERM)
        #expect(await worker.wait().code == 0)
        #expect(try await running(scene, "stopped") == 0)
        try await scene.work("--slots", "1")
        #expect(try await scene.report("stopped")["devices"] != nil)
    }

    @Test func aKilledScannerCostsNothing() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        try await submit(scene, "scanner")
        let worker = try scene.worker.start(["--drain", "--slots", "1", "--log-level", "error"])
        var killed: Int32?
        while killed == nil, try await ended(scene, "scanner") < 2 {
            killed = ProcessTable.children(of: worker.process.processIdentifier).first
        }
        if let killed { kill(killed, SIGKILL) }
        let result = await worker.wait()
        #expect(result.code == 0, "\(result.errors)")
        let files = try await scene.export("scanner", "files")
        #expect(files.count > 300)
        #expect(files.allSatisfy { $0["status"] as? String != "unreadable" })
        #expect(try await scene.run("jobs", "list", "scanner", "--format", "jsonl").output.isEmpty)
    }

    @Test func aRestartedDatabaseLosesNothing() async throws {
        let server = try await OwnServer()
        let scene = try await Scene(database: server.conninfo)
        defer { scene.remove() }
        try await submit(scene, "restart")
        let worker = try scene.worker.start(["--drain", "--slots", "2", "--log-level", "error"])
        while try await running(scene, "restart") == 0, try await ended(scene, "restart") < 1 {}
        try await server.stop()
        let away = try await scene.winnow.run(["status"])
        #expect(away.code == 3, "\(away.errors)")
        try await server.start()
        let result = await worker.wait()
        #expect(result.code == 0, "\(result.errors)")
        let files = try await scene.export("restart", "files")
        #expect(files.count == Set(files.map { "\($0["path"] ?? "")" }).count)
        #expect(files.count > 300)
        #expect(try await scene.digests("restart").count == 1)
        try await server.remove()
    }

    private func running(_ scene: Scene, _ batch: String) async throws -> Int {
        try await jobs(scene, batch)["running"] ?? 0
    }
    private func ended(_ scene: Scene, _ batch: String) async throws -> Int { try await jobs(scene, batch)["ok"] ?? 0 }

    private func jobs(_ scene: Scene, _ batch: String) async throws -> [String: Int] {
        let text = try await scene.run("status", batch, "--format", "json").output
        let status = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        return (status?["batches"] as? [[String: Any]])?.first?["jobs"] as? [String: Int] ?? [:]
    }
}
