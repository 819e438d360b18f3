import Foundation
import SampleImages
import Testing
import WinnowTesting

/// What people get wrong: one clear line each, the right exit code, and nothing lost for the others.
@Suite struct BadInputTests {
    @Test func brokenImagesDoNotHoldUpTheOthers() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        var tree = FileTree()
        tree.add(path: "home/ann/notes.txt", text: "nothing to see")
        let good = try ImageMaker.make(
            tree: tree, fileSystem: .ext4, layout: .mbr, container: .raw, sizeMiB: 16, at: scene.home + "/good")
        let whole = try ImageMaker.make(
            tree: tree, fileSystem: .ext4, layout: .bare, container: .e01, sizeMiB: 16, at: scene.home + "/whole")
        let bytes = try Data(contentsOf: URL(fileURLWithPath: whole))
        let cut = try scene.file("cut.E01", bytes.prefix(bytes.count / 2))
        let text = try scene.file("letter.img", Data("This is a letter, not a device.\n".utf8))
        let manifest = try scene.file(
            "devices.csv",
            Data(
                """
                exhibit,image,kind,label
                X/1,\(good),laptop,good
                X/2,\(cut),laptop,cut off
                X/3,\(text),laptop,a text file
                X/4,\(scene.home)/nowhere.img,laptop,missing

                """.utf8))
        let submitted = try await scene.run("submit", "--batch", "mixed", "--manifest", manifest)
        #expect(submitted.errors.contains("nowhere.img is not on this host"))
        try await scene.work("--slots", "2")

        let devices = try #require(try await scene.report("mixed")["devices"] as? [[String: Any]])
        let outcomes = devices.map { "\($0["exhibit"] ?? "") \($0["outcome"] ?? "")" }
        #expect(outcomes == ["X/1 negative", "X/2 inconclusive", "X/3 inconclusive", "X/4 inconclusive"])
        let failed = try await scene.run("jobs", "list", "mixed", "--format", "jsonl").output
        #expect(failed.contains("ewf-"))
        #expect(failed.contains("image-missing"))
        let coverage = try await scene.export("mixed", "coverage")
        #expect(coverage.contains { $0["exhibit"] as? String == "X/3" && $0["reason"] as? String == "no-file-system" })
        let strict = try await scene.winnow.run(["report", "mixed", "--strict"])
        #expect(strict.code == 1)
    }

    @Test func aWrongListIsRefusedWithItsLine() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        let list = try scene.file("bad.txt", Data("fine\nother\tnonsense=1\n".utf8))
        let result = try await scene.run("keywords", "add", list, "--name", "bad", code: 1)
        #expect(result.errors.contains("bad.txt:2:"))
        #expect(result.errors.split(separator: "\n").count == 1)
        #expect(try await scene.run("keywords", "list", "--format", "jsonl").output.isEmpty)
    }

    @Test func aWrongHashSetIsRefusedWhole() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        let set = try scene.file(
            "cut.json", Data(#"{"odata.metadata":"http://x/1.3.xml#Media","value":[{"MD5":"00"#.utf8))
        let result = try await scene.run("hashsets", "import", set, "--name", "s", "--kind", "contraband", code: 1)
        #expect(result.errors.contains("cut.json"))
        #expect(try await scene.run("hashsets", "list", "--format", "jsonl").output.isEmpty)
    }

    @Test func theKindOfAHashSetIsNeverGuessed() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        let set = try scene.file("set.txt", Data("0123456789abcdef0123456789abcdef\n".utf8))
        let result = try await scene.run("hashsets", "import", set, "--name", "s", code: 2)
        #expect(result.errors.contains("--kind"))
    }

    @Test func aWrongManifestIsRefusedWithItsLine() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        let manifest = try scene.file("devices.csv", Data("exhibit,image\nA/1,a.img\n,b.img\n".utf8))
        let result = try await scene.run("submit", "--batch", "b", "--manifest", manifest, code: 1)
        #expect(result.errors.contains("devices.csv:3: the exhibit is empty"))
        #expect(try await scene.run("status", "--format", "jsonl").output.isEmpty)
    }

    @Test func anUnknownListIsRefused() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        let result = try await scene.run("submit", "--batch", "b", "/tmp/a.img", "--keywords", "nope", code: 1)
        #expect(result.errors.contains("nope"))
    }

    @Test func theSameSubmissionTwiceIsOneBatch() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        try await scene.run("submit", "--batch", "b", "/tmp/a.img")
        let second = try await scene.run("submit", "--batch", "b", "/tmp/a.img")
        #expect(second.output.contains("submitted before"))
        let other = try await scene.run("submit", "--batch", "b", "/tmp/other.img", code: 1)
        #expect(other.errors.contains("batch-exists"))
    }

    @Test func wrongUsageIsTwoAndNoDatabaseIsThree() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        #expect(try await scene.winnow.run(["nonsense"]).code == 2)
        #expect(try await scene.winnow.run(["submit", "--batch", "b"]).code == 2)
        #expect(try await scene.worker.run(["--slots", "0"]).code == 2)
        #expect(try await scene.winnow.run(["--help"]).code == 0)
        let nowhere = Program(
            "winnow",
            environment: ["WINNOW_DATABASE_URL": "host=/nonexistent dbname=winnow", "WINNOW_HOME": scene.home])
        let result = try await nowhere.run(["status"])
        #expect(result.code == 3)
        #expect(result.errors.split(separator: "\n").count == 1, "\(result.errors)")
    }

    @Test func anUnfinishedBatchHasNoReport() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        try await scene.run("submit", "--batch", "b", "/tmp/a.img")
        let result = try await scene.run("report", "b", code: 1)
        #expect(result.errors.contains("batch-open"))
    }
}
