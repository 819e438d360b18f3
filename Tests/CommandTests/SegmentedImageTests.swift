import Foundation
import SampleImages
import Testing
import WinnowTesting

/// An E01 in very many segments: libewf keeps all of them open, and reads short in silence when it cannot.
@Suite struct SegmentedImageTests {
    @Test(.needs("/usr/bin/ewfacquirestream", of: "ewf-tools"))
    func moreSegmentsThanMayBeOpenIsSaidAndEnoughAreReadToTheEnd() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        var numbers = SeededNumbers(seed: 5)
        var tree = FileTree()
        // Noise, so that nothing shrinks, and the last segment is needed.
        for index in 0..<20 {
            tree.add(path: "home/ann/\(index).bin", content: .data(numbers.noise(8 << 20) + Data("marigold".utf8)))
        }
        let raw = try ImageMaker.make(
            tree: tree, fileSystem: .ext4, layout: .bare, container: .raw, sizeMiB: 200, at: scene.home + "/raw")
        let made = try await Program(path: "/bin/sh").run([
            "-c", "ewfacquirestream -c none -t \(scene.home)/e -S 1MiB < \(raw)",
        ])
        try #require(made.code == 0, "\(made.errors)")
        let segments = try FileManager.default.contentsOfDirectory(atPath: scene.home).filter { $0.hasPrefix("e.E") }
        try #require(segments.count > 150)
        try await scene.run("keywords", "add", try scene.file("k.txt", Data("marigold\n".utf8)), "--name", "k")

        for (batch, limit) in [("few", 128), ("enough", 1_024)] {
            try await scene.run("submit", "--batch", batch, scene.home + "/e.E01", "--keywords", "k")
            // The limit of the shell holds for the worker and its scanners.
            let worker = try await Program(path: "/bin/sh", environment: scene.worker.environment).run([
                "-c", "ulimit -n \(limit); exec '\(scene.worker.path)' --drain --slots 1 --log-level error",
            ])
            let hits = try await scene.export(batch, "hits").filter { $0["term"] as? String == "marigold" }
            let coverage = try await scene.export(batch, "coverage")
            if batch == "few" {
                // Another host, or this one with a higher limit, may be able to: the job is tried again.
                #expect(hits.isEmpty && coverage.isEmpty)
                #expect(worker.errors.contains("too-many-segments"), "\(worker.errors)")
            } else {
                #expect(hits.count == 20)
                #expect(coverage.reduce(0) { $0 + ($1["bytes"] as? Int ?? 0) } == 200 << 20)
            }
        }
    }
}
