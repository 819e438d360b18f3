import Foundation
import SampleImages
import Testing
import WinnowTesting

/// Names longer than any program expects them to be.
@Suite(.needs("bsdtar, 7zz, gcab, zip and icat", if: ArchiveKit.isPossible)) struct LongNameTests {
    /// As many units as NTFS and FAT allow, each of three bytes in UTF-8; `gantry` stands at its end.
    private static let wide = String(repeating: "\u{8A9E}", count: 249) + "gantry"

    private static func scan(_ scene: Scene, _ images: String...) async throws -> [[String: Any]] {
        try await scene.run("keywords", "add", scene.file("l.txt", Data("gantry\n".utf8)), "--name", "l")
        let result = try await scene.winnow.run(["submit", "--batch", "b", "--keywords", "l"] + images)
        try #require(result.code == 0, "\(result.errors)")
        try await scene.work()
        return try await scene.export("b", "hits")
    }

    @Test func theLongestNamesOfFileSystemsAreKeptAndSearchedToTheirEnds() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        // libtsk adds no more folders to a path of 4,096 bytes.
        let deep = (0..<6).map { "\($0)" + String(repeating: "\u{8A9E}", count: 200) }.joined(separator: "/")
        var tree = FileTree()
        tree.add(path: "Users/" + Self.wide, text: "x")
        tree.add(path: deep + "/gantry.txt", text: "gantry")
        tree.add(path: "Users/plain.txt", content: .text("x"), streams: [Self.wide: Data("gantry".utf8)])
        let ntfs = try ImageMaker.make(
            tree: tree, fileSystem: .ntfs, layout: .bare, container: .raw, sizeMiB: 24, at: scene.home + "/ntfs")
        var small = FileTree()
        // libtsk takes the last of more than fifteen entries of a FAT name for none: docs/evidence.md.
        let latin = String(repeating: "n", count: 189) + "gantry"
        small.add(path: latin, text: "x")
        let fat = try ImageMaker.make(
            tree: small, fileSystem: .fat32, layout: .bare, container: .raw, sizeMiB: 40, at: scene.home + "/fat")
        let hits = try await Self.scan(scene, ntfs, fat)
        let names = Set(
            hits.filter { $0["encoding"] as? String == "path" }.compactMap { $0["path"] as? String })
        #expect(names.contains("Users/" + Self.wide) && names.contains(latin))
        #expect(names.contains(deep + "/gantry.txt"), "\(names.map(\.utf8.count))")
        #expect(names.contains { $0.hasPrefix("Users/plain.txt") && $0.hasSuffix("gantry") })
        let contents = hits.filter { $0["encoding"] as? String == "utf-8" }.compactMap { $0["path"] as? String }
        #expect(contents.contains(deep + "/gantry.txt"))
        // They also come out whole, and no page chokes on them.
        try await scene.run("report", "b", "--out", scene.home + "/report")
        let csv = try await scene.run("export", "b", "--what", "hits", "--format", "csv").output
        #expect(csv.contains(Self.wide) && csv.contains(deep + "/gantry.txt"))
    }

    @Test func membersWithVeryLongNamesAreOpenedAndSaidToBeCut() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        func name(_ length: Int) -> String { String(repeating: "n", count: length - 7) + "/gantry" }
        let lengths = [256, 300, 4_096, 5_000, 60_000]
        let zip = HandMade.zip(lengths.map { HandMade.Entry(name($0), ArchiveScene.page) })
        // A pax header holds a name of any length; the tool takes names from its own file list.
        let tar = try await Self.tar(scene, lengths.map(name))
        var tree = FileTree()
        tree.add(path: "a.zip", content: .data(zip))
        tree.add(path: "b.tar", content: .data(tar))
        let sender = String(repeating: "m", count: 900) + "gantry.txt"
        tree.add(
            path: "c.eml",
            text: """
                From: a@example.org
                To: b@example.org
                Message-ID: <1@example.org>
                MIME-Version: 1.0
                Content-Type: application/octet-stream; name="\(sender)"

                gantry
                """)
        let image = try ImageMaker.make(
            tree: tree, fileSystem: .ext4, layout: .bare, container: .raw, sizeMiB: 16, at: scene.home + "/disk")
        let hits = try await Self.scan(scene, image)
        for archive in ["a.zip", "b.tar"] {
            let inside = hits.filter { $0["path"] as? String == archive && $0["inner_path"] is String }
            let found = Set(
                inside.filter { $0["encoding"] as? String == "utf-8" }.compactMap {
                    ($0["inner_path"] as? String)?.utf8.count
                })
            #expect(found == [256, 300, 4_096], "\(archive): what is longer is cut at 4,096 bytes: \(found)")
            let named = inside.filter { $0["encoding"] as? String == "path" }.compactMap {
                ($0["inner_path"] as? String)?.utf8.count
            }
            #expect(named.sorted() == [256, 300, 4_096], "\(archive): \(named)")
            #expect(inside.count { $0["encoding"] as? String == "utf-8" } == lengths.count, "\(archive)")
        }
        #expect(hits.contains { ($0["inner_path"] as? String)?.hasSuffix(sender) == true })
    }

    /// By Python, whose tarfile writes pax headers for names of any length.
    private static func tar(_ scene: Scene, _ names: [String]) async throws -> Data {
        let list = try scene.file("names", Data(names.joined(separator: "\n").utf8))
        _ = try scene.file("page", ArchiveScene.page)
        let script = """
            import io, sys, tarfile
            page = open(sys.argv[2], "rb").read()
            with tarfile.open(sys.argv[3], "w", format=tarfile.PAX_FORMAT) as out:
                for name in open(sys.argv[1]).read().split("\\n"):
                    entry = tarfile.TarInfo(name)
                    entry.size = len(page)
                    out.addfile(entry, io.BytesIO(page))
            """
        let made = try await Program(path: "/usr/bin/python3").run(
            ["-c", script, list, scene.home + "/page", scene.home + "/made.tar"])
        try #require(made.code == 0, "\(made.errors)")
        return try Data(contentsOf: URL(fileURLWithPath: scene.home + "/made.tar"))
    }
}
