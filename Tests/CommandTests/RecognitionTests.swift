import Foundation
import SampleImages
import Testing
import WinnowTesting

/// Text in pictures, by the real scanner in its sandbox.
@Suite struct RecognitionTests {
    private static func tree() async throws -> FileTree {
        let page = try await TextPicture.make(["Project Marigold meets on Friday", "bring the lantern"])
        let photo = try await TextPicture.make(["the bluebell is in the cellar"], .jpeg)
        let blank = try await TextPicture.make([], width: 400, height: 300)
        let files: [(String, [UInt8])] = [
            ("page.png", page), ("photo.jpg", photo), ("blank.png", blank),
            ("tiny.png", try await TextPicture.make([], width: 12, height: 12)),
            ("cut.png", Array(page.prefix(page.count / 2))),
            ("huge.png", TextPicture.claiming(width: 100_000, height: 100_000)),
            ("moving.gif", ascii("GIF89a") + zeros(40)), ("plain.txt", ascii("no picture, and no flower")),
        ]
        var tree = FileTree()
        for (name, content) in files { tree.add(path: "home/ann/" + name, content: .data(Data(content))) }
        return tree
    }

    private static let reasons = [
        "scanned text-recognised": 2, "scanned no-text-recognised": 1, "skipped picture-too-small": 1,
        "unreadable picture-damaged": 1, "skipped picture-too-large": 1, "skipped picture-format": 1,
    ]

    private func disk(_ scene: Scene, _ tree: FileTree) throws -> String {
        try ImageMaker.make(
            tree: tree, fileSystem: .ext4, layout: .bare, container: .raw, sizeMiB: 24, at: scene.home + "/disk")
    }

    private func addList(_ scene: Scene, _ name: String, _ text: String) async throws {
        try await scene.run("keywords", "add", try scene.file("\(name).txt", Data(text.utf8)), "--name", name)
    }

    private func pictures(_ scene: Scene, _ batch: String) async throws -> [String: Int] {
        var counts: [String: Int] = [:]
        for row in try await scene.export(batch, "coverage") where row["pictures"] as? Int ?? 0 > 0 {
            counts["\(row["status"] ?? "") \(row["reason"] ?? "")", default: 0] += row["pictures"] as? Int ?? 0
            #expect(row["files"] as? Int == 0 && row["bytes"] as? Int == 0)
        }
        return counts
    }

    private func recognition(_ scene: Scene, _ batch: String) async throws -> [String: Any] {
        let device = try #require((try await scene.report(batch)["devices"] as? [[String: Any]])?.first)
        return try #require(device["recognition"] as? [String: Any])
    }

    private func hits(_ scene: Scene, _ batch: String) async throws -> Set<String> {
        Set(
            try await scene.export(batch, "hits").map { hit in
                let name = (hit["path"] as? String ?? "").split(separator: "/").last ?? ""
                return "\(name) \(hit["encoding"] as? String ?? "") \(hit["term"] as? String ?? "")"
            })
    }

    @Test func aWordThatOnlyAPictureShowsIsFoundWhereItWasAskedFor() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        let image = try disk(scene, try await Self.tree())
        try await addList(scene, "terms", "project marigold\nbluebell\n")
        try await scene.run("submit", "--batch", "without", image, "--keywords", "terms")
        try await scene.run("submit", "--batch", "with", image, "--keywords", "terms", "--ocr")
        try await scene.work()

        #expect(try await hits(scene, "without").isEmpty)
        #expect(try await pictures(scene, "without").isEmpty)
        #expect(try await recognition(scene, "without")["state"] as? String == "not-asked")
        #expect(try await scene.run("report", "without").output.contains("not asked for"))

        #expect(
            try await hits(scene, "with")
                == ["page.png recognised-text project marigold", "photo.jpg recognised-text bluebell"])
        #expect(try await pictures(scene, "with") == Self.reasons)
        let said = try await recognition(scene, "with")
        #expect(said["state"] as? String == "done" && said["languages"] as? String == "eng")
        let counts = ["pictures", "recognised", "with_text", "left_out", "failed"].map { said[$0] as? Int }
        #expect(counts == [7, 3, 2, 3, 1])
        #expect(try await scene.run("report", "with").output.contains("3 of 7 pictures read, 2 of them with text"))

        // Beside the account of files and bytes, which is the same.
        func account(_ batch: String) async throws -> [String] {
            try await scene.export(batch, "coverage").filter { $0["pictures"] as? Int == 0 }.map {
                "\($0["status"] ?? "") \($0["reason"] ?? "") \($0["files"] ?? "") \($0["bytes"] ?? "")"
            }.sorted()
        }
        #expect(try await account("with") == account("without"))
        #expect(try await scene.export("with", "files").count == scene.export("without", "files").count)
        #expect(try await inventory(scene, "with") == inventory(scene, "without"))
        try await scene.run("audit", "verify", "with")
    }

    private func inventory(_ scene: Scene, _ batch: String) async throws -> String {
        let device = try #require((try await scene.report(batch)["devices"] as? [[String: Any]])?.first)
        return try #require((device["images"] as? [[String: Any]])?.first?["digest"] as? String)
    }

    @Test func packsAnswerALaterQuestionAboutWhatWasRecognised() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        let image = try disk(scene, try await Self.tree())
        try await addList(scene, "terms", "bluebell\n")
        try await addList(scene, "later", "lantern\npage\n")
        try await scene.run("submit", "--batch", "b", image, "--keywords", "terms", "--ocr", "eng")
        try await scene.work()
        try FileManager.default.moveItem(atPath: image, toPath: image + ".away")
        try await scene.run("rescan", "b", "--keywords", "later")
        try await scene.work()
        // A name counts once, though two packs have the file.
        let found = try await scene.export("b", "hits").filter { $0["list"] as? String == "later" }.map {
            "\($0["term"] ?? "") \($0["encoding"] ?? "") \($0["count"] ?? "")"
        }
        #expect(found.sorted() == ["lantern recognised-text 1", "page path 1"])
        try FileManager.default.moveItem(atPath: image + ".away", toPath: image)
        let names = try await scene.export("b", "rescans").filter { $0["what"] as? String == "names" }
        let files = try await scene.export("b", "files").count
        #expect(names.reduce(0) { $0 + ($1["files"] as? Int ?? 0) } == files)
        // The same again, with the re-scan, in another batch.
        #expect(try await scene.run("replay", "disk", "--batch", "b").output.contains("the same"))
    }

    @Test func picturesInArchivesAreReadAndWhatIsKnownToBeGoodIsNot() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        let page = try await TextPicture.make(["Project Marigold meets on Friday"])
        let known = try await TextPicture.make(["Project Marigold is an icon"])
        var tree = FileTree()
        for (name, content) in [("page.png", page), ("known.png", known)] {
            _ = try scene.file(name, content)
        }
        let zipped = try await Program(path: "/usr/bin/zip").run([
            "-q", "-j", scene.home + "/both.zip", scene.home + "/page.png", scene.home + "/known.png",
        ])
        try #require(zipped.code == 0)
        tree.add(
            path: "home/ann/both.zip",
            content: .data(try #require(FileManager.default.contents(atPath: scene.home + "/both.zip"))))
        tree.add(path: "home/ann/known.png", content: .data(Data(known)))
        let image = try disk(scene, tree)
        try await addList(scene, "terms", "marigold\n")
        let sums = try await Program(path: "/usr/bin/sha256sum").run([scene.home + "/known.png"]).output
        try await scene.run(
            "hashsets", "import", try scene.file("good.txt", Data(sums.utf8)), "--name", "good", "--kind", "known-good")
        try await scene.run(
            "submit", "--batch", "b", image, "--keywords", "terms", "--hashset", "good", "--ocr")
        try await scene.work()
        let found = try await scene.export("b", "hits").map { "\($0["path"] ?? "") \($0["encoding"] ?? "")" }
        #expect(found.count == 1 && found[0].contains("both.zip") && found[0].hasSuffix("recognised-text"), "\(found)")
        #expect(try await pictures(scene, "b") == ["scanned text-recognised": 1, "skipped known-good": 2])
    }

    @Test func languagesThatAreNoneAreRefusedAndThoseThatNobodyHasLeaveAGap() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        let image = try disk(scene, try await Self.tree())
        let refused = try await scene.run("submit", "--batch", "b", "--ocr", "/etc/passwd", image, code: 2)
        #expect(refused.errors.contains("--ocr"))
        try await addList(scene, "terms", "bluebell\n")
        try await scene.run("submit", "--batch", "b", image, "--keywords", "terms", "--ocr", "xxx")
        try await scene.work()
        let report = try await scene.report("b")
        #expect(report["state"] as? String == "complete with gaps")
        let device = try #require((report["devices"] as? [[String: Any]])?.first)
        let gaps = (device["gaps"] as? [[String: Any]] ?? []).compactMap { $0["code"] as? String }
        #expect(gaps == ["ocr-language"])
        #expect(device["outcome"] as? String == "inconclusive")
    }
}
