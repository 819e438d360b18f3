import Digests
import Foundation
import Model
import Postgres
import SampleImages
import Testing
import WinnowTesting

/// Hash sets from file to finding, with the real programs.
@Suite struct HashSetCommandTests {
    private static func json(_ text: String) throws -> [String: Any] {
        try #require(
            try text.split(separator: "\n").compactMap {
                try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any]
            }.first)
    }

    private static func sha1(_ content: Data) -> String { Hex.string(RunningDigest.of([UInt8](content), .sha1)) }

    @Test func importsSayWhatTheyKeptAndShowTellsItAgain() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        let media = """
            {"@odata.context":"http://github.com/VICSDATAMODEL/ProjectVic/DataModels/2.0.xml/US/$metadata#Media","value":[
            {"MediaID":1,"Category":1,"MD5":"900150983CD24FB0D6963F7D28E17F72","PhotoDNA":"AAAA"},
            {"MediaID":2,"Category":9,"MD5":"0CC175B9C0F1B6A831C399E269772661"},
            {"MediaID":3,"Category":2,"MD5":"900150983CD24FB0D6963F7D28E17F72"},
            {"MediaID":4,"Category":5,"MD5":"92EB5FFEE6AE2FEC3AD71C777531578F"},
            {"MediaID":5,"Category":1,"MD5":"D41D8CD98F00B204E9800998ECF8427E"}]}
            """
        let file = try scene.file("known.json", Data(media.utf8))
        let result = try await scene.run("hashsets", "import", file, "--name", "known", "--kind", "contraband")
        for line in ["entries                     2", "duplicates                  1", "PhotoDNA not matched        1"]
        {
            #expect(result.output.contains(line), "\(result.output)")
        }
        #expect(result.errors.contains("category 9 of 1 entries is not in profile vics-us"))
        let shown = try Self.json(try await scene.run("hashsets", "show", "known", "--format", "jsonl").output)
        #expect(shown["profile"] as? String == "vics-us" && shown["files"] as? String == "known.json")
        #expect(shown["not pertinent, dropped"] as? Int == 1 && shown["empty-file digests dropped"] as? Int == 1)
        let version = try #require(shown["version"] as? String)

        // A delta over it, found by name or by version, is a version of its own; the one before stays.
        let withdrawn = try scene.file("withdrawn.txt", Data("900150983cd24fb0d6963f7d28e17f72\n".utf8))
        let delta = try await scene.run(
            "hashsets", "import", "--name", "known", "--kind", "contraband", "--base", String(version.prefix(12)),
            "--remove", withdrawn)
        #expect(delta.output.contains("removed from the base       1"), "\(delta.output)")
        let newer = try Self.json(try await scene.run("hashsets", "show", "known", "--format", "jsonl").output)
        #expect(newer["base"] as? String == version && newer["entries"] as? Int == 1)
        let older = try await scene.run("hashsets", "show", version, "--format", "jsonl")
        #expect(try Self.json(older.output)["entries"] as? Int == 2)
        #expect(try await scene.run("hashsets", "list", "--format", "jsonl").output.split(separator: "\n").count == 2)
        let wrongKind = try await scene.run(
            "hashsets", "import", file, "--name", "x", "--kind", "notable", "--base", "known", code: 1)
        #expect(wrongKind.errors.contains("is a contraband set"))
    }

    /// A set of several pieces, from the database and from a shared folder, into a cache that others cannot spoil.
    @Test func setsReachScannersWholeOrNotAtAll() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        let picture = Picture(seed: 11).png
        var tree = FileTree()
        tree.add(path: "home/ann/a.png", content: .data(picture))
        let image = try ImageMaker.make(
            tree: tree, fileSystem: .ext4, layout: .bare, container: .raw, sizeMiB: 16, at: scene.home + "/disk")
        var random = SeededNumbers(seed: 3)
        let noise = [UInt8](random.noise(300_000 * 20))
        var lines = stride(from: 0, to: noise.count, by: 20).map { Hex.string(noise[$0..<$0 + 20]) }
        lines.append(Self.sha1(picture))
        let list = try scene.file("large.sha1", Data(lines.joined(separator: "\n").utf8))
        try await scene.run("hashsets", "import", list, "--name", "large", "--kind", "contraband")
        let shared = scene.home + "/shared"
        try FileManager.default.createDirectory(atPath: shared, withIntermediateDirectories: true)
        let small = try scene.file("small.sha1", Data(Self.sha1(picture).utf8))
        try await scene.run("hashsets", "import", small, "--name", "small", "--kind", "notable", "--shared", shared)
        let shown = try await scene.run("hashsets", "show", "small", "--format", "jsonl").output
        #expect(try Self.json(shown)["content"] as? String == "in a shared folder")

        let sets = ["--hashset", "large", "--hashset", "small"]
        for batch in ["first", "again", "spoiled"] {
            _ = try await scene.winnow.run(["submit", "--batch", batch, image] + sets)
            if batch == "spoiled" {
                for file in try FileManager.default.contentsOfDirectory(atPath: scene.home + "/cache")
                where !file.hasSuffix(".seen") {
                    let path = scene.home + "/cache/" + file
                    var content = try Data(contentsOf: URL(fileURLWithPath: path))
                    content[content.count / 2] ^= 1
                    chmod(path, 0o600)
                    try content.write(to: URL(fileURLWithPath: path))
                    chmod(path, 0o400)
                }
            }
            try await scene.work("--shared", shared)
            let hits = try await scene.export(batch, "hits").filter { $0["analyzer"] as? String == "hash" }
            #expect(Set(hits.compactMap { $0["list"] as? String }) == ["large", "small"], "\(batch)")
        }
        // Without the folder the set is nowhere.
        try FileManager.default.removeItem(atPath: scene.home + "/cache")
        _ = try await scene.winnow.run(["submit", "--batch", "without", image] + sets)
        _ = try await scene.worker.run(["--drain", "--log-level", "error"])
        let jobs = try await scene.run("jobs", "list", "without", "--format", "jsonl").output
        #expect(jobs.contains("reference-missing"), "\(jobs)")
    }

    @Test func aCacheThatOthersCanWriteToIsRefused() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        let cache = scene.home + "/cache"
        try FileManager.default.createDirectory(atPath: cache, withIntermediateDirectories: true)
        chmod(cache, 0o777)
        var tree = FileTree()
        tree.add(path: "a.txt", text: "a")
        let image = try ImageMaker.make(
            tree: tree, fileSystem: .ext4, layout: .bare, container: .raw, sizeMiB: 16, at: scene.home + "/disk")
        let list = try scene.file("l.txt", Data("900150983cd24fb0d6963f7d28e17f72".utf8))
        try await scene.run("hashsets", "import", list, "--name", "s", "--kind", "notable")
        try await scene.run("submit", "--batch", "b", image, "--hashset", "s")
        _ = try await scene.worker.run(["--drain", "--log-level", "error"])
        #expect(try await scene.run("jobs", "list", "b", "--format", "jsonl").output.contains("cache-unsafe"))
    }

    /// Within the real, locked-in scanner.
    @Test func picturesThatLookAlikeAreSaidToLookAlike() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        let picture = Picture(seed: 21).png
        var tree = FileTree()
        tree.add(path: "home/ann/a.png", content: .data(picture))
        tree.add(path: "home/ann/b.png", content: .data(Picture(seed: 22).png))
        tree.add(path: "home/ann/broken.png", content: .data(picture.prefix(200)))
        let image = try ImageMaker.make(
            tree: tree, fileSystem: .ext4, layout: .bare, container: .raw, sizeMiB: 16, at: scene.home + "/disk")
        func submit(_ batch: String, _ pdq: String) async throws -> [[String: Any]] {
            let list = try scene.file("\(batch).csv", Data("pdq,quality,category\n\(pdq),100,1\n".utf8))
            try await scene.run("hashsets", "import", list, "--name", batch, "--kind", "contraband")
            try await scene.run("submit", "--batch", batch, image, "--hashset", batch)
            try await scene.work()
            return try await scene.export(batch, "hits").filter { $0["analyzer"] as? String == "picture" }
        }
        // First anything, to learn the picture's value from what the pack keeps: none is near it.
        #expect(try await submit("none", String(repeating: "5a", count: 32)).isEmpty)
        let coverage = try await scene.export("none", "coverage")
        #expect(coverage.contains { $0["reason"] as? String == "picture-damaged" })
        let files = try await scene.export("none", "files")
        let value = try #require(files.first { ($0["path"] as? String)?.hasSuffix("a.png") == true }?["pdq"] as? String)
        var near = try #require(Hex.bytes(value))
        near[9] ^= 0x11
        let hits = try await submit("near", Hex.string(near))
        #expect(hits.count == 1)
        #expect((hits.first?["path"] as? String)?.hasSuffix("a.png") == true)
        #expect((hits.first?["context"] as? String)?.hasPrefix("visually similar: 2 of 256 bits differ") == true)
        let device = try #require((try await scene.report("near")["devices"] as? [[String: Any]])?.first)
        let findings = try #require(device["findings"] as? [[String: Any]])
        #expect(findings.map { $0["category"] as? String } == ["similar-image"], "\(findings)")
    }

    @Test func knownFilesAreNotSearchedAndCounted() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        let known = Data("a manual that speaks of a gantry\n".utf8)
        // Large enough to be read in pieces: it is known only once it has been read.
        let large = Data(String(repeating: "gantry and nothing else\n", count: 60_000).utf8)
        var tree = FileTree()
        tree.add(path: "usr/manual.txt", content: .data(known))
        tree.add(path: "usr/large.txt", content: .data(large))
        tree.add(path: "usr/gantry-manual.txt", content: .data(known))
        tree.add(path: "home/letter.txt", text: "a letter about a gantry")
        let image = try ImageMaker.make(
            tree: tree, fileSystem: .ext4, layout: .bare, container: .raw, sizeMiB: 16, at: scene.home + "/disk")
        let list = try scene.file("terms.txt", Data("gantry\n".utf8))
        try await scene.run("keywords", "add", list, "--name", "plain")
        let skipping = try scene.file("skipping.txt", Data("#winnow: known-good=skip\ngantry\n".utf8))
        try await scene.run("keywords", "add", skipping, "--name", "skip")
        let digests = try scene.file("k.sha1", Data((Self.sha1(known) + "\n" + Self.sha1(large) + "\n").utf8))
        let both = try scene.file("c.sha1", Data(Self.sha1(known).utf8))
        try await scene.run("hashsets", "import", digests, "--name", "known", "--kind", "known-good")
        try await scene.run("hashsets", "import", both, "--name", "wanted", "--kind", "contraband")
        for list in ["plain", "skip"] {
            try await scene.run(
                "submit", "--batch", list, image, "--keywords", list, "--hashset", "known", "--hashset", "wanted")
            try await scene.work()
            let hits = try await scene.export(list, "hits")
            let words = hits.filter { $0["analyzer"] as? String == "keyword" && $0["state"] as? String == "allocated" }
            let contents = Set(
                words.filter { $0["encoding"] as? String != "path" }.compactMap { $0["path"] as? String }
                    // The folder's own bytes hold the names.
                    .filter { $0.hasSuffix(".txt") })
            #expect(contents.count == (list == "plain" ? 4 : 1), "\(contents)")
            // Names are searched all the same, and digests are looked up.
            #expect(words.contains { $0["encoding"] as? String == "path" })
            #expect(hits.filter { $0["analyzer"] as? String == "hash" }.count == 2)
            let coverage = try await scene.export(list, "coverage").filter { $0["reason"] as? String == "known-good" }
            #expect(coverage.compactMap { $0["files"] as? Int } == (list == "plain" ? [] : [3]))
            if list == "skip" {
                #expect(coverage.compactMap { $0["bytes"] as? Int } == [2 * known.count + large.count])
                #expect(coverage.compactMap { $0["status"] as? String } == ["scanned"])
            }
        }
    }
}
