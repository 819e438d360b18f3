import Foundation
import SampleImages
import Testing
import WinnowTesting

/// The same bytes come out the same, wherever and however they lie.
@Suite struct StorageTests {
    @Test(arguments: [false, true])
    func zerosThatAreStoredCountAsThoseThatAreNot(searching: Bool) async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        var tree = FileTree()
        tree.add(path: "home/x/one.txt", text: "marigold")
        let sparse = try ImageMaker.make(
            tree: tree, fileSystem: .ext4, layout: .bare, container: .raw, sizeMiB: 16, at: scene.home + "/sparse")
        let full = scene.home + "/full.dd"
        try Data(contentsOf: URL(fileURLWithPath: sparse)).write(to: URL(fileURLWithPath: full))
        try await scene.run(
            "keywords", "add", try scene.file("a.txt", Data("marigold\n".utf8)), "--name", "a")
        try await scene.run(
            "keywords", "add", try scene.file("b.txt", Data("bluebell\n".utf8)), "--name", "b")
        var digests: [String: [String]] = [:]
        for (batch, image) in [("sparse", sparse), ("full", full)] {
            let manifest = try scene.file(batch + ".csv", Data("exhibit,image\nA/1,\(image)\n".utf8))
            let lists = searching ? ["--keywords", "a"] : []
            let made = try await scene.winnow.run(["submit", "--batch", batch, "--manifest", manifest] + lists)
            try #require(made.code == 0, "\(made.errors)")
            try await scene.work()
            digests[batch, default: []].append(try #require(try await scene.digests(batch)["A/1"]))
            try await scene.run("rescan", batch, "--keywords", "b", "--reread")
            try await scene.work()
            digests[batch, default: []].append(try #require(try await scene.digests(batch)["A/1"]))
        }
        #expect(digests["sparse"] == digests["full"])
        #expect(Set(digests["full"] ?? []).count == 2, "a re-scan shows")
    }
}
