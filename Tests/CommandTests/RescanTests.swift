import Foundation
import Model
import SampleImages
import Testing
import WinnowTesting

/// A later question to a finished batch.
@Suite struct RescanTests {
    private static let first = "gantry\n"
    private static let later = "heron\nlantern\tword category=lamps\n/pin(e|y)wood/\n"

    /// `heron` in a name, a document, a search and free space; `lantern` in a picture's digest set and a text.
    private func image(_ scene: Scene) throws -> String {
        var tree = FileTree()
        tree.add(path: "home/ann/grey-heron.txt", text: "a gantry, a heron and a lantern")
        tree.add(path: "home/ann/plain.txt", text: "pinewood; a Lantern; a heron; a heron")
        tree.add(
            path: "home/ann/.config/chromium/Default/History",
            content: .data(
                try Browsing([.search("heron nests"), .visit(url: "https://one.example/", title: "Lantern shop")])
                    .chromium()))
        tree.add(path: "home/ann/gone.txt", content: .text("deleted pinywood"), deleted: true)
        return try ImageMaker.make(
            tree: tree, fileSystem: .ext4, layout: .mbr, container: .raw, sizeMiB: 24, at: scene.home + "/disk")
    }

    /// What a hit is, whoever found it.
    private func keys(_ hits: [[String: Any]], list: String) -> [String] {
        hits.filter { $0["list"] as? String == list }.map { hit in
            [
                "analyzer", "term", "category", "path", "state", "meta_address", "byte_offset", "encoding", "context",
                "count", "list_version",
            ].map { "\(hit[$0] ?? "")" }.joined(separator: "|")
        }.sorted()
    }

    /// Found without the image: by name or text.
    private func isOfPacks(_ hit: [String: Any]) -> Bool { hit["byte_offset"] is NSNull || hit["byte_offset"] == nil }

    private func addList(_ scene: Scene, _ name: String, _ text: String) async throws {
        try await scene.run("keywords", "add", try scene.file("\(name).txt", Data(text.utf8)), "--name", name)
    }

    @Test func packsGiveTheHitsOfTheirImagesAndRereadingTheRest() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        let image = try image(scene)
        try await addList(scene, "first", Self.first)
        try await addList(scene, "later", Self.later)
        try await scene.run("submit", "--batch", "both", image, "--keywords", "first", "--keywords", "later")
        try await scene.run("submit", "--batch", "b", image, "--keywords", "first")
        let early = try await scene.run("rescan", "b", "--keywords", "later", code: 1)
        #expect(early.errors.contains("batch-open"))
        try await scene.work()
        let before = try await scene.export("b", "hits")
        let all = try await scene.export("both", "hits")

        // The image is gone: a re-scan does not need it.
        try FileManager.default.moveItem(atPath: image, toPath: image + ".away")
        #expect(try await scene.run("rescan", "b", "--keywords", "later").output.contains("1 jobs"))
        try await scene.work()
        let after = try await scene.export("b", "hits")
        #expect(keys(after, list: "first") == keys(before, list: "first"))
        let packed = keys(after, list: "later")
        #expect(packed == keys(all.filter(isOfPacks), list: "later"))
        #expect(packed.contains { $0.hasPrefix("history|heron|") && $0.contains("search-term") }, "\(packed)")
        #expect(packed.contains { $0.contains("|path|") })

        let report = try await scene.report("b")
        let rescan = try #require((report["rescans"] as? [[String: Any]])?.first)
        #expect((rescan["covered"] as? String)?.contains("names, metadata and text of") == true)
        #expect((rescan["not_covered"] as? [[String: Any]])?.contains { $0["type"] as? String == "text/plain" } == true)
        #expect((report["reference_data"] as? [[String: Any]])?.count == 3)
        let rows = try await scene.export("b", "rescans")
        #expect(rows.contains { $0["what"] as? String == "names" })

        // Asking twice is asking once.
        #expect(try await scene.run("rescan", "b", "--keywords", "later").output.contains("nothing is done twice"))
        #expect(try await scene.export("b", "hits").count == after.count)

        try FileManager.default.moveItem(atPath: image + ".away", toPath: image)
        try await scene.run("rescan", "b", "--keywords", "later", "--reread")
        try await scene.work()
        let reread = try await scene.export("b", "hits")
        #expect(keys(reread, list: "later") == keys(all, list: "later"))
        #expect(keys(reread, list: "first") == keys(before, list: "first"))
        let last = try #require((try await scene.report("b")["rescans"] as? [[String: Any]])?.first)
        #expect((last["covered"] as? String)?.contains("read again") == true)
        #expect((last["not_covered"] as? [Any])?.isEmpty == true)
        let coverage = try await scene.export("b", "coverage")
        #expect(coverage.reduce(0) { $0 + ($1["bytes"] as? Int ?? 0) } == 24 << 20)
    }

    @Test func anotherVersionOfAListDoublesNoFindingAndBothStayNamed() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        let image = try image(scene)
        let term = "heron nests\tword category=third-party-risk weight=5\n"
        try await addList(scene, "risk", term)
        try await scene.run("submit", "--batch", "b", image, "--keywords", "risk")
        try await scene.work()
        func risk() async throws -> [String: Any] {
            let devices = try await scene.report("b")["devices"] as? [[String: Any]] ?? []
            let findings = devices.first?["findings"] as? [[String: Any]] ?? []
            return try #require(findings.first { $0["category"] as? String == "third-party-risk" })
        }
        let before = try await risk()
        try await addList(scene, "risk", term + "bluebell\n")
        try await scene.run("rescan", "b", "--keywords", "risk")
        try await scene.work()
        #expect(try await risk()["hits"] as? Int == before["hits"] as? Int)
        let versions = Set(try await scene.export("b", "hits").compactMap { $0["list_version"] as? String })
        #expect(versions.count == 2)
    }

    @Test func aNewHashSetIsLookedUpInPacks() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        let image = try image(scene)
        try await scene.run("submit", "--batch", "b", image)
        try await scene.work()
        let files = try await scene.export("b", "files")
        let file = try #require(files.first { ($0["path"] as? String)?.hasSuffix("plain.txt") == true })
        let set = try scene.file("set.sha1", Data("\(file["sha1"] as? String ?? "")  plain.txt\n".utf8))
        try await scene.run("hashsets", "import", set, "--name", "new", "--kind", "contraband")
        try await scene.run("rescan", "b", "--hashset", "new")
        try await scene.work()
        let hits = try await scene.export("b", "hits")
        #expect(hits.map { $0["path"] as? String } == [file["path"] as? String])
        let devices = try await scene.report("b")["devices"] as? [[String: Any]] ?? []
        #expect(devices.first?["outcome"] as? String == "escalate")
        #expect(try await scene.run("escalations", "list").output.contains("known-image"))
    }

    /// The values that one set had made are held against another, once the image is gone.
    @Test func aPictureThatLooksLikeOneOfANewSetIsFoundInPacks() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        var tree = FileTree()
        tree.add(path: "home/ann/a.png", content: .data(Picture(seed: 21).png))
        tree.add(path: "home/ann/b.png", content: .data(Picture(seed: 22).png))
        let image = try ImageMaker.make(
            tree: tree, fileSystem: .ext4, layout: .bare, container: .raw, sizeMiB: 16, at: scene.home + "/disk")
        func addSet(_ name: String, _ value: String) async throws {
            let list = try scene.file("\(name).csv", Data("pdq,quality,category\n\(value),100,1\n".utf8))
            try await scene.run("hashsets", "import", list, "--name", name, "--kind", "contraband")
        }
        try await addSet("far", String(repeating: "5a", count: 32))
        try await scene.run("submit", "--batch", "with", image, "--hashset", "far")
        try await scene.run("submit", "--batch", "without", image)
        try await scene.work()
        try FileManager.default.removeItem(atPath: image)
        #expect(try await scene.export("with", "hits").isEmpty)

        let files = try await scene.export("with", "files")
        let file = try #require(files.first { ($0["path"] as? String)?.hasSuffix("a.png") == true })
        var near = try #require(Hex.bytes(file["pdq"] as? String ?? ""))
        near[9] ^= 0x11
        try await addSet("near", Hex.string(near))
        for batch in ["with", "without"] { try await scene.run("rescan", batch, "--hashset", "near") }
        try await scene.work()
        let hits = try await scene.export("with", "hits")
        #expect(hits.map { $0["path"] as? String } == [file["path"] as? String])
        #expect(hits.first?["analyzer"] as? String == "picture" && hits.first?["list"] as? String == "near")
        #expect((hits.first?["context"] as? String)?.hasPrefix("visually similar: 2 of 256 bits differ") == true)
        let device = try #require((try await scene.report("with")["devices"] as? [[String: Any]])?.first)
        let findings = device["findings"] as? [[String: Any]] ?? []
        #expect(findings.map { $0["category"] as? String } == ["similar-image"], "\(findings)")

        // Where no set asked for the values, the re-scan says that it had none to look at.
        #expect(try await scene.export("without", "hits").isEmpty)
        for (batch, what) in [("with", "pictures"), ("without", "pictures-without-pdq")] {
            let rows = try await scene.export(batch, "rescans").filter {
                ($0["what"] as? String)?.hasPrefix("pictures") == true
            }
            #expect(rows.map { $0["what"] as? String } == [what] && rows.first?["files"] as? Int == 2, "\(rows)")
        }
    }
}
