import Foundation
import Model
import SampleImages
import Testing
import WinnowTesting

/// The same reference data put to packs and to images gives the same hits, but for those that the coverage says only
/// the image can give.
@Suite(.needs("bsdtar, 7zz, gcab, zip and icat", if: ArchiveKit.isPossible)) struct PackAnswerTests {
    /// Terms of every form, over two lists: one that skips known-good contents, one that decodes.
    private static let lists = [
        "plain":
            "gantry\ncrane\tcategory=lifting weight=3\n\u{43A}\u{440}\u{430}\u{43D}\n\u{65E5}\u{672C}\n"
            + "/g[ae]ntr(y|ies)/\n\"gantry\" w/10 \"crane\"\n\"gantry\" and \"crane\"\n\"gantry\" not \"crane\"\n"
            + "cafe\tfold\nann\tword case\n",
        "careful": "#winnow: known-good=skip\n#winnow: decode=html,percent,base64\ngantry\nlantern\n",
    ]
    /// In a known-good set.
    private static let known = Data("a lantern that everybody has".utf8)

    private static func archive(_ scene: Scene) async throws -> Data {
        let inner = try await ArchiveKit(
            scene, "inner",
            [
                ("gantry.txt", ArchiveScene.page), ("picture.bin", ArchiveScene.picture), ("known.txt", known),
                ("paper.pdf", Data(DocumentTree.paper)), ("a.png", Picture(seed: 21).png),
                (
                    "Default/History",
                    try Browsing([.search("gantry crane"), .visit(url: "https://one.example/", title: "Lantern shop")])
                        .chromium()
                ),
            ]
        ).tar("zip", "--format", "zip")
        return try await ArchiveKit(
            scene, "outer", [("deep/inner.zip", inner), ("mail.eml", Data(DocumentTree.mail.utf8))]
        ).tar("tar.gz", "-z")
    }

    private static func image(_ scene: Scene, _ fileSystem: ImageMaker.FileSystem) async throws -> String {
        var tree = FileTree()
        for (name, content) in DocumentTree.files + DocumentTree.more {
            tree.add(path: "home/ann/" + name, content: .data(Data(content)))
        }
        let steps: [Browsing.Step] = [
            .search("gantry"), .visit(url: "https://gantry.example/", title: "Caf\u{E9} Crane"),
        ]
        tree.add(path: "home/ann/Default/History", content: .data(try Browsing(steps).chromium()))
        tree.add(path: "home/ann/.mozilla/firefox/a/places.sqlite", content: .data(try Browsing(steps).firefox()))
        tree.add(path: "home/ann/backup.tar.gz", content: .data(try await archive(scene)))
        tree.add(path: "home/ann/known.txt", content: .data(known))
        tree.add(path: "home/ann/gantry.bin", content: .data(ArchiveScene.picture))
        tree.add(path: "home/ann/b.png", content: .data(Picture(seed: 22, label: "gantry").png))
        tree.add(path: "home/ann/coded.txt", text: "gan&#116;ry %67antry")
        tree.add(path: "home/ann/gone gantry.txt", content: .text("a deleted gantry"), deleted: true)
        tree.add(path: "home/ann/empty gantry.txt", content: .empty)
        if fileSystem == .ntfs {
            tree.add(path: "home/ann/with.txt", content: .text("x"), streams: ["gantry": Data("gantry".utf8)])
        }
        return try ImageMaker.make(
            tree: tree, fileSystem: fileSystem, layout: .mbr, container: .raw, sizeMiB: 64, at: scene.home + "/disk")
    }

    private static func addReferences(_ scene: Scene) async throws {
        for (name, text) in lists {
            try await scene.run("keywords", "add", scene.file(name + ".txt", Data(text.utf8)), "--name", name)
        }
        func sum(_ tool: String, _ content: Data) async throws -> String {
            let path = try scene.file("sum.bin", content)
            return try await Program(path: "/usr/bin/" + tool).run([path]).output
        }
        let sets: [(name: String, kind: String, file: String)] = [
            ("good", "known-good", try scene.file("good.sha1", Data(try await sum("sha1sum", known).utf8))),
            ("bad", "contraband", try scene.file("bad.md5", Data(try await sum("md5sum", ArchiveScene.picture).utf8))),
            ("odd", "notable", try scene.file("odd.sha256", Data(try await sum("sha256sum", known).utf8))),
            ("far", "contraband", try scene.file("far.csv", likeness([String(repeating: "5a", count: 32)]))),
        ]
        for set in sets { try await scene.run("hashsets", "import", set.file, "--name", set.name, "--kind", set.kind) }
    }

    private static func likeness(_ values: [String]) -> Data {
        Data(("pdq,quality,category\n" + values.map { $0 + ",100,1\n" }.joined()).utf8)
    }

    private static func keys(_ hits: [[String: Any]]) -> [String] {
        hits.map { hit in
            [
                "list", "list_version", "analyzer", "term", "category", "path", "inner_path", "state", "meta_address",
                "attribute", "byte_offset", "encoding", "context", "count",
            ].map { "\(hit[$0] ?? "")" }.joined(separator: "|")
        }.sorted()
    }

    /// One that was found where only the image has it.
    private static func isOfBytes(_ hit: [String: Any]) -> Bool { hit["byte_offset"] is Int }

    private static func place(_ record: [String: Any]) -> [String] {
        ["meta_address", "attribute", "path", "inner_path", "state"].map { "\(record[$0] ?? "")" }
    }

    @Test(arguments: [ImageMaker.FileSystem.ext4, .ntfs])
    func packsGiveWhatTheImageGivesButForWhatTheCoverageNames(fileSystem: ImageMaker.FileSystem) async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        let image = try await Self.image(scene, fileSystem)
        try await Self.addReferences(scene)
        // Values of pictures are made where a set wants them; then a value near one of them is a later question.
        try await scene.run("submit", "--batch", "asked", image, "--hashset", "far", "--hashset", "good")
        try await scene.work()
        let files = try await scene.export("asked", "files")
        let values = Set(files.compactMap { $0["pdq"] as? String }).sorted()
        #expect(values.count >= 2, "one in an archive, one beside it")
        let near = try scene.file("near.csv", Self.likeness(values))
        try await scene.run("hashsets", "import", near, "--name", "near", "--kind", "contraband")
        let later =
            ["--keywords", "plain", "--keywords", "careful"] + ["bad", "odd", "near"].flatMap { ["--hashset", $0] }
        let submitted = try await scene.winnow.run(
            ["submit", "--batch", "whole", image, "--hashset", "far", "--hashset", "good"] + later)
        try #require(submitted.code == 0, "\(submitted.errors)")
        try await scene.work()
        try FileManager.default.removeItem(atPath: image)
        let asked = try await scene.winnow.run(["rescan", "asked"] + later)
        try #require(asked.code == 0, "\(asked.errors)")
        try await scene.work()

        let whole = try await scene.export("whole", "hits")
        let packed = try await scene.export("asked", "hits")
        #expect(Self.keys(packed) == Self.keys(whole.filter { !Self.isOfBytes($0) }))
        try await Self.expectTheRestIsNamed(scene, whole.filter(Self.isOfBytes), files)

        // The question is worth asking: every reader, level and analyzer has answered.
        let encodings = Set(packed.compactMap { $0["encoding"] as? String })
        let wanted: Set = [
            "path", "text", "mail:subject", "exif:ImageDescription", "exif:UserComment", "xmp:dc:description",
            "iptc:Caption-Abstract", "iptc:Keywords", "dc:title", "search-term", "title", "url",
        ]
        #expect(encodings.isSuperset(of: wanted), "missing: \(wanted.subtracting(encodings))")
        #expect(
            Set(packed.compactMap { $0["analyzer"] as? String }).isSuperset(of: [
                "keyword", "hash", "history", "picture",
            ]))
        for analyzer in ["keyword", "hash", "history", "picture"] {
            let found = packed.filter { $0["analyzer"] as? String == analyzer }
            #expect(found.contains { $0["inner_path"] is String }, "\(analyzer) in the archive")
            #expect(found.contains { !($0["inner_path"] is String) }, "\(analyzer) beside it")
        }
        #expect(Set(packed.compactMap { $0["list"] as? String }) == ["plain", "careful", "bad", "odd", "near"])
    }

    /// Every hit that the packs do not give lies in a file, or a kind of space, that the re-scan says it did not read.
    private static func expectTheRestIsNamed(
        _ scene: Scene, _ hits: [[String: Any]], _ files: [[String: Any]]
    ) async throws {
        #expect(!hits.isEmpty)
        let rows = try await scene.export("asked", "rescans")
        let unread = rows.filter { $0["what"] as? String == "content" }
        // All contents that there are, and no other.
        let contents = files.filter { $0["status"] as? String == "scanned" && ($0["size"] as? Int ?? 0) > 0 }
        let byType = Dictionary(grouping: contents) { $0["type"] as? String ?? "" }
        #expect(Set(unread.map { $0["type"] as? String ?? "" }) == Set(byType.keys))
        for row in unread {
            let type = row["type"] as? String ?? ""
            #expect(row["files"] as? Int == byType[type]?.count, "\(type)")
            #expect(row["bytes"] as? Int == byType[type]?.reduce(0) { $0 + ($1["size"] as? Int ?? 0) }, "\(type)")
        }
        let places = Set(contents.map(place))
        let space = rows.filter { $0["what"] as? String == "space" }
        let reasons = Set(space.compactMap { $0["type"] as? String })
        for hit in hits {
            switch hit["state"] as? String {
            case "slack": #expect(reasons.contains("slack"))
            case "unallocated" where hit["path"] as? String == "" || hit["path"] is NSNull || hit["path"] == nil:
                #expect(reasons.contains("unallocated-space"))
            default: #expect(places.contains(place(hit)), "not named: \(hit)")
            }
        }
        let coverage = try await scene.export("asked", "coverage")
        for row in space {
            let same = coverage.filter { $0["reason"] as? String == row["type"] as? String }
            #expect(row["bytes"] as? Int == same.reduce(0) { $0 + ($1["bytes"] as? Int ?? 0) })
        }
        let report = try #require((try await scene.report("asked")["rescans"] as? [[String: Any]])?.first)
        let named = report["not_covered"] as? [[String: Any]] ?? []
        #expect(named.contains { $0["what"] as? String == "space" && $0["type"] as? String == "unallocated-space" })
    }
}
