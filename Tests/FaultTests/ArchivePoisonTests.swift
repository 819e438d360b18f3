import Foundation
import SampleImages
import Testing
import WinnowTesting

/// A member of an archive that harms its scanner costs itself; one that tries to break out, the archive from there on.
@Suite(.needs("a C compiler and zip", if: Poison.isPossible && Needs.haveAll(["/usr/bin/zip"])))
struct ArchivePoisonTests {
    @Test(arguments: [Deed.crash, .memory, .exec])
    func aMemberThatKillsIsNarrowedDownTo(deed: Deed) async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        let folder = scene.home + "/members"
        try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
        // Compressed, so that the words do not stand in the archive's own bytes.
        let filler = String(repeating: "page after page ", count: 500)
        for (name, text) in [("a.txt", "a gantry"), ("b.txt", deed.marker), ("c.txt", "a gantry")] {
            try Data((filler + text + filler).utf8).write(to: URL(fileURLWithPath: folder + "/" + name))
        }
        let zip = scene.home + "/members.zip"
        let zipped = try await Program(path: "/usr/bin/zip").run(
            ["-q", "-j", zip] + ["a", "b", "c"].map { "\(folder)/\($0).txt" })
        try #require(zipped.code == 0)
        var tree = FileTree()
        tree.add(path: "home/members.zip", content: .data(try Data(contentsOf: URL(fileURLWithPath: zip))))
        tree.add(path: "home/page.txt", text: "a gantry")
        let image = try ImageMaker.make(
            tree: tree, fileSystem: .ext4, layout: .bare, container: .raw, sizeMiB: 16, at: scene.home + "/poisoned")
        let list = try scene.file("terms.txt", Data("gantry\n".utf8))
        try await scene.run("keywords", "add", list, "--name", "terms")
        try await scene.run("submit", "--batch", "b", image, "--keywords", "terms")
        let result = try await Poison.worker(scene).run([
            "--drain", "--slots", "1", "--log-level", "warning", "--memory-limit", "256", "--cpu-limit", "20",
        ])
        #expect(result.code == 0, "\(result.errors)")

        let files = try await scene.export("b", "files").filter { $0["path"] as? String == "home/members.zip" }
        let archive = try #require(files.first { !($0["inner_path"] is String) })
        #expect(archive["status"] as? String == "scanned")
        #expect(archive["md5"] is String)
        let names = files.compactMap { $0["inner_path"] as? String }.sorted()
        let hits = try await scene.export("b", "hits")
        if deed == .exec {
            #expect(names == ["", "a.txt"])
            let rest = try #require(files.first { $0["inner_path"] as? String == "" })
            #expect(rest["status"] as? String == "not-opened" && rest["reason"] as? String == "sandbox-violation")
        } else {
            #expect(names == ["a.txt", "b.txt", "c.txt"])
            let killer = try #require(files.first { $0["inner_path"] as? String == "b.txt" })
            #expect(killer["status"] as? String == "unreadable" && killer["sha256"] is String)
            #expect(killer["reason"] as? String == (deed == .crash ? "crash" : "memory-limit"))
            #expect(hits.contains { $0["inner_path"] as? String == "c.txt" })
        }
        #expect(hits.contains { $0["inner_path"] as? String == "a.txt" })
        #expect(hits.contains { $0["path"] as? String == "home/page.txt" })
    }
}
