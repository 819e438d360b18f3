import Foundation
import SampleImages
import Testing
import WinnowTesting

/// What coordinators and ops do to the queue, by the programs themselves.
@Suite struct QueueCommandTests {
    private func image(_ scene: Scene, _ name: String) throws -> String {
        var tree = FileTree()
        tree.add(path: "home/ann/notes.txt", text: "nothing to see")
        return try ImageMaker.make(
            tree: tree, fileSystem: .ext4, layout: .bare, container: .raw, sizeMiB: 8, at: scene.home + "/" + name)
    }

    private func status(_ scene: Scene, _ batch: String) async throws -> [String: Any] {
        let text = try await scene.run("status", batch, "--format", "json").output
        let all = try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any]
        return try #require((all?["batches"] as? [[String: Any]])?.first)
    }

    @Test func pausingResumingCancellingAndRetryingTwiceIsDoingItOnce() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        try await scene.run("submit", "--batch", "b", image(scene, "a"))
        #expect(try await scene.run("jobs", "pause", "b").output.hasPrefix("paused"))
        #expect(try await scene.run("jobs", "pause", "b").output == "was paused before\n")
        try await scene.work()
        #expect(try await status(scene, "b")["state"] as? String == "paused")
        #expect(try await scene.run("status", "b", "--by", "image").output.contains("the batch is paused"))
        #expect(try await scene.run("jobs", "resume", "b").output == "resumed\n")
        #expect(try await scene.run("jobs", "cancel", "b").output.hasPrefix("cancelled"))
        #expect(try await scene.run("jobs", "cancel", "b").output == "was cancelled before\n")
        let refused = try await scene.run("jobs", "pause", "b", code: 1)
        #expect(refused.errors.split(separator: "\n").count == 1)
        #expect(try await scene.run("jobs", "list", "b").output.contains("cancelled"))
        #expect(try await scene.run("jobs", "retry", "b").output == "1 jobs run again\n")
        #expect(try await scene.run("jobs", "retry", "b").output == "nothing to retry\n")
        try await scene.work()
        #expect(try await status(scene, "b")["state"] as? String == "complete")
        try await scene.run("jobs", "pause", "nosuch", code: 1)
        try await scene.run("jobs", "pause", code: 2)
    }

    @Test func thePausedQueueAndPrioritiesAreKept() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        try await scene.run("submit", "--batch", "b", image(scene, "a"))
        #expect(try await scene.run("jobs", "pause", "--all").output.hasPrefix("paused"))
        try await scene.work()
        #expect(try await scene.run("status", "b", "--by", "device").output.contains("the whole queue is paused"))
        #expect(try await scene.run("jobs", "resume", "--all").output == "resumed\n")
        #expect(try await scene.run("jobs", "priority", "b", "5").output == "the priority is 5 now\n")
        #expect(try await scene.run("jobs", "priority", "b", "5").output == "the priority was 5 before\n")
        try await scene.run("jobs", "priority", "b", "5", "--exhibit", "none", code: 1)
        try await scene.run("jobs", "priority", "b", "5000", code: 2)
    }

    @Test func aStoresImagesAreReadWhereTheStoreIsMapped() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        try FileManager.default.createDirectory(atPath: scene.home + "/mnt/2026", withIntermediateDirectories: true)
        let made = try image(scene, "mnt/2026/stick")
        let name = URL(fileURLWithPath: made).lastPathComponent
        try await scene.run("submit", "--batch", "b", "--readers", "1", "lab:2026/\(name)")
        try await scene.work()
        let waiting = try await scene.run("status", "b", "--by", "image").output
        #expect(waiting.contains("no worker is alive") || waiting.contains("none has store:lab"))
        try await scene.work("--store", "lab=\(scene.home)/mnt", "--no-paths")
        #expect(try await status(scene, "b")["state"] as? String == "complete")
        #expect(try await scene.export("b", "files").contains { $0["path"] as? String == "home/ann/notes.txt" })
        let missing = try await scene.worker.run(["--store", "lab=\(scene.home)/nowhere", "--drain"])
        #expect(missing.code == 1 && missing.errors.contains("mount it"))
        #expect(try await scene.worker.run(["--store", "lab"]).code == 2)
        try await scene.run("submit", "--batch", "c", "lab:../escape.dd", code: 1)
    }

    @Test func aDrainedWorkerLeavesByItself() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        let worker = try scene.worker.start(["--slots", "2", "--log-level", "info"])
        var id = ""
        while id.isEmpty {
            let list = try await scene.run("workers", "list", "--format", "jsonl").output
            let first = try list.split(separator: "\n").first.map {
                try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
            }
            if first??["state"] as? String == "active" { id = first??["worker"] as? String ?? "" }
        }
        try await scene.run("workers", "drain", "zzzz", code: 1)
        #expect(try await scene.run("workers", "drain", String(id.prefix(8))).output == "1 workers drain\n")
        let result = await worker.wait()
        #expect(result.code == 0 && result.errors.contains("draining"))
        #expect(try await scene.run("workers", "drain", id).output == "no live worker to drain\n")
        #expect(try await scene.run("workers", "list", "--all").output.contains("retired"))
    }

    @Test func watchingEndsWithTheBatch() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        try await scene.run("submit", "--batch", "b", image(scene, "a"))
        let watch = try scene.winnow.start(["status", "b", "--watch"])
        try await scene.work()
        let result = await watch.wait()
        #expect(result.code == 0 && result.output.contains("complete"))
        let state = try await status(scene, "b")
        #expect(state["files_done"] as? Int == state["files_total"] as? Int)
        #expect(state["seconds_left"] as? Int == 0)
    }
}
