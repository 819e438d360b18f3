import Foundation
import SampleImages
import Testing
import WinnowTesting

/// `submit --verify`: the digests of the medium against those that its acquisition left behind.
@Suite struct VerificationTests {
    @Test func aDamagedOrUnsignedImageIsToldFromAGoodOne() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        var numbers = SeededNumbers(seed: 3)
        var tree = FileTree()
        tree.add(path: "home/ann/notes.txt", text: "nothing to see")
        // Not in whole sectors, so that it is no encrypted container.
        tree.add(path: "home/ann/large.bin", content: .data(numbers.noise((3 << 20) + 1)))
        let good = try ImageMaker.make(
            tree: tree, fileSystem: .ext4, layout: .mbr, container: .e01, sizeMiB: 16, at: scene.home + "/good")
        var bytes = try Data(contentsOf: URL(fileURLWithPath: good))
        // In the middle of what does not compress.
        bytes[bytes.count / 2] ^= 0xFF
        let bad = try scene.file("bad.E01", bytes)
        let raw = try ImageMaker.make(
            tree: tree, fileSystem: .ext4, layout: .mbr, container: .raw, sizeMiB: 16, at: scene.home + "/plain.dd")
        let sum = try await Self.output("md5sum", raw)
        let logged = try ImageMaker.make(
            tree: tree, fileSystem: .ext4, layout: .mbr, container: .raw, sizeMiB: 16, at: scene.home + "/logged.dd")
        let log = "Created By FTK Imager\n[Computed Hashes]\n MD5 checksum:    \(sum.prefix(32)) : verified\n"
        _ = try scene.file("logged.dd.txt", Data(log.utf8))
        let wrong = try ImageMaker.make(
            tree: tree, fileSystem: .ext4, layout: .mbr, container: .raw, sizeMiB: 16, at: scene.home + "/wrong.dd")
        _ = try scene.file("wrong.md5", Data((String(repeating: "0", count: 32) + "  wrong.dd\n").utf8))
        let images = [("V/1", good), ("V/2", bad), ("V/3", raw), ("V/4", logged), ("V/5", wrong)]
        let rows = images.map { "\($0.0),\($0.1)\n" }.joined()
        let manifest = try scene.file("devices.csv", Data(("exhibit,image\n" + rows).utf8))
        try await scene.run("submit", "--batch", "b", "--manifest", manifest, "--verify")
        try await scene.work()

        let hits = try await scene.export("b", "hits").filter { $0["analyzer"] as? String == "image" }
        func terms(_ exhibit: String, _ category: String) -> [String] {
            hits.filter { $0["exhibit"] as? String == exhibit && $0["category"] as? String == category }
                .compactMap { $0["term"] as? String }.sorted()
        }
        #expect(terms("V/1", "image-verified") == ["md5 of the container", "sha1 of the container"])
        #expect(terms("V/1", "image-integrity").isEmpty)
        #expect(
            terms("V/2", "image-integrity") == [
                "checksum errors", "md5 differs from the container", "sha1 differs from the container",
            ], "\(hits)")
        #expect(terms("V/3", "image-unverified") == ["no digest of the acquisition"])
        #expect(terms("V/3", "image-digest").contains("md5:\(sum.prefix(32))"))
        #expect(terms("V/4", "image-verified") == ["md5 of logged.dd.txt"])
        #expect(terms("V/5", "image-integrity") == ["md5 differs from wrong.md5"])

        let out = scene.home + "/report"
        try await scene.run("report", "b", "--out", out)
        let pages = try (1...5).map { try String(contentsOfFile: out + "/devices/00\($0).html", encoding: .utf8) }
        #expect(pages[0].contains("agrees: md5 of the container"))
        #expect(pages[1].contains("DIFFERS: md5 differs from the container"))
        #expect(pages[2].contains("no digest of the acquisition"))
        #expect(pages.allSatisfy { $0.contains("computed sha256:") && !$0.contains("not compared") })

        let devices = try #require(try await scene.report("b")["devices"] as? [[String: Any]])
        #expect(
            devices.map { "\($0["exhibit"] ?? "") \($0["outcome"] ?? "")" } == [
                "V/1 negative", "V/2 review", "V/3 negative", "V/4 negative", "V/5 review",
            ])
        let first = try #require((devices[0]["images"] as? [[String: Any]])?.first)
        #expect((first["stored_digests"] as? [String])?.count == 2)
        #expect((first["acquisition"] as? [String: String])?["examiner_name"] == "winnow")
        // Without it, too, a damaged chunk is no evidence of absence: what lies in it is unreadable.
        try await scene.run("submit", "--batch", "d", bad)
        try await scene.work()
        let damaged = try #require((try await scene.report("d")["devices"] as? [[String: Any]])?.first)
        #expect(damaged["outcome"] as? String == "inconclusive", "\(damaged["coverage"] ?? "")")
        // Not asked for, nothing is read twice and nothing said.
        try await scene.run("submit", "--batch", "c", good)
        try await scene.work()
        #expect(try await scene.export("c", "hits").isEmpty)
    }

    private static func output(_ tool: String, _ path: String) async throws -> String {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/" + tool)
        process.arguments = [path]
        process.standardOutput = pipe
        try process.run()
        let text = String(decoding: pipe.fileHandleForReading.readDataToEndOfFile(), as: UTF8.self)
        process.waitUntilExit()
        return text
    }
}
