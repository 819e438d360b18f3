import Foundation
import SampleImages
import Testing
import WinnowTesting

/// What lies in archives is found like what lies beside them.
@Suite(.needs("bsdtar, 7zz, gcab, zip and icat", if: ArchiveKit.isPossible))
struct ArchiveTests {
    private static let both = [("page.txt", ArchiveScene.page), ("pictures/picture.bin", ArchiveScene.picture)]
    private static let flat = [("page.txt", ArchiveScene.page), ("picture.bin", ArchiveScene.picture)]

    @Test func everyFormatIsOpened() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        let archives = try await Self.archives(scene)
        let run = try await ArchiveScene(scene, archives)
        let words = try await run.hits("keyword")
        let digests = try await run.hits("hash")
        for (name, _) in archives {
            #expect(words[name]?.contains { $0.hasSuffix("page.txt") } == true, "\(name): \(words[name] ?? [])")
            #expect(digests[name]?.contains { $0.hasSuffix("picture.bin") } == true, "\(name): \(digests[name] ?? [])")
        }
        #expect(try await Set(run.members().keys) == ["scanned archive-member"])
        try await run.expectAccount()
        try await Self.expectCommandsRepeat(run)
    }

    /// The report's own commands, run as they stand there.
    private static func expectCommandsRepeat(_ run: ArchiveScene) async throws {
        let ended = try await run.scene.repeatHits("b") { $0.contains("bsdtar") && $0.contains("xxd") }
        try #require(ended.count > 5)
        for (command, result) in ended { #expect(result.output.contains("gantry"), "\(command)\n\(result.errors)") }
    }

    @Test func archivesInArchivesAndHistoriesInThem() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        let history = try Browsing([
            .search("how to build a gantry"), .visit(url: "https://example.org/", title: "Example"),
        ]).chromium()
        let inner = try await ArchiveKit(scene, "inner", Self.both + [("Default/History", history)]).tar(
            "zip", "--format", "zip")
        let tar = try await ArchiveKit(scene, "outer", [("deep/inner.zip", inner)]).tar("tar.gz", "-z")
        let run = try await ArchiveScene(scene, [("backup.tar.gz", tar)])
        let place = "data!/./deep/inner.zip!/./"
        #expect(try await run.hits("keyword")["backup.tar.gz"]?.contains(place + "page.txt") == true)
        #expect(try await run.hits("hash")["backup.tar.gz"] == [place + "pictures/picture.bin"])
        let entries = try await scene.export("b", "history")
        #expect(entries.contains { $0["search_term"] as? String == "how to build a gantry" })
        #expect(entries.allSatisfy { $0["inner_path"] as? String == place + "Default/History" })
        #expect(try await run.hits("history")["backup.tar.gz"]?.contains(place + "Default/History") == true)
        let file = try #require(
            await scene.export("b", "files").first { $0["inner_path"] as? String == place + "pictures/picture.bin" })
        #expect(file["md5"] is String && file["sha256"] is String)
        #expect(file["size"] as? Int == ArchiveScene.picture.count)
        try await run.expectAccount()
    }

    @Test func encryptedMembersAreCountedAndRaiseAFinding() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        let kit = try ArchiveKit(scene, "kit", Self.flat)
        let mixed = try await kit.make("mixed.zip", "zip", ["-q", "-P", "secret", "OUT", "picture.bin"])
        try mixed.write(to: URL(fileURLWithPath: kit.folder + ".both.zip"))
        let both = try await kit.make("both.zip", "zip", ["-q", "OUT", "page.txt"])
        let seven = try await kit.make("a.7z", "7zz", ["a", "-bd", "-psecret", "OUT", "page.txt", "picture.bin"])
        let hidden = try await kit.make("b.7z", "7zz", ["a", "-bd", "-psecret", "-mhe=on", "OUT", "page.txt"])
        let run = try await ArchiveScene(scene, [("both.zip", both), ("a.7z", seven), ("b.7z", hidden)])
        #expect(try await run.hits("keyword")["both.zip"] == ["page.txt"])
        let members = try await run.members()
        #expect(members["encrypted archive-encrypted"] == 4, "\(members)")
        #expect(members["scanned archive-member"] == 1)
        let found = try await scene.export("b", "hits").filter { $0["list"] as? String == "encrypted-archives" }
        #expect(Set(found.compactMap { $0["path"] as? String }).count == 3)
        #expect(found.allSatisfy { $0["category"] as? String == "encryption" })
        let findings = try await scene.export("b", "findings")
        #expect(
            findings.contains {
                $0["category"] as? String == "encryption" && $0["outcome"] as? String == "inconclusive"
            })
        try await run.expectAccount()
    }

    @Test func whatCanBeReadOfDamagedAndDeletedArchivesIsUsed() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        let noise = Data((0..<200_000).map { _ in UInt8.random(in: 0...255) })
        let kit = try ArchiveKit(scene, "kit", Self.flat + [("z.bin", noise)])
        let names = ["page.txt", "picture.bin", "z.bin"]
        let zip = try await kit.make("zip", "zip", ["-q", "OUT"] + names)
        let tar = try await kit.tar("tar.gz", "-z", of: names)
        let files = [("cut.zip", zip.prefix(150_000)), ("cut.tar.gz", tar.prefix(150_000)), ("gone.zip", zip)]
        let run = try await ArchiveScene(scene, files, deleted: ["gone.zip"], fileSystem: .fat32)
        let words = try await run.hits("keyword")
        let digests = try await run.hits("hash")
        #expect(words["cut.zip"] == ["page.txt"])
        #expect(digests["cut.zip"] == ["picture.bin"])
        #expect(words["cut.tar.gz"]?.contains("data!/page.txt") == true)
        #expect(digests["cut.tar.gz"] == ["data!/picture.bin"])
        let gone = try await scene.export("b", "hits").filter {
            $0["state"] as? String == "deleted" && $0["inner_path"] as? String == "picture.bin"
        }
        #expect(gone.count == 1)
        #expect(try await run.members()["unreadable archive-damaged", default: 0] >= 2)
        try await run.expectAccount()
    }

    @Test func namesAreKeptAsTheyAreStored() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        let page = ArchiveScene.page
        let zip = HandMade.zip([
            .init(bytes: Array("../../etc/cron.d/x".utf8), isUTF8: false, page),
            .init(bytes: Array("/abs\u{1b}[31m".utf8), isUTF8: false, page),
            .init(bytes: [0x63, 0xE9, 0xFF], isUTF8: false, page),
            .init(bytes: [0x75, 0xFF, 0xFE], isUTF8: true, page),
            .init(bytes: Array("e\u{301}.txt".utf8), isUTF8: true, page), .init(bytes: [], isUTF8: false, page),
        ])
        let run = try await ArchiveScene(scene, [("names.zip", zip)])
        let names = try #require(await run.hits("keyword")["names.zip"])
        let wanted = [
            "../../etc/cron.d/x", "/abs\u{1b}[31m", #"c\xE9\xFF"#, #"u\xFF\xFE"#, "e\u{301}.txt", "(no name)",
        ]
        #expect(Set(names.map { Array($0.utf8) }) == Set(wanted.map { Array($0.utf8) }), "\(names)")
        let table = try await scene.run("export", "b", "--what", "hits", "--format", "table").output
        #expect(!table.unicodeScalars.contains("\u{1b}"))
        try await run.expectAccount()
    }

    private static func archives(_ scene: Scene) async throws -> [(name: String, content: Data)] {
        let kit = try ArchiveKit(scene, "kit", both)
        let plain = try ArchiveKit(scene, "flat", flat)
        let entries = flat.map { HandMade.Entry($0.0, $0.1) }
        var made: [(name: String, content: Data)] = [
            ("store.rar", HandMade.rar(entries)), ("store5.rar", HandMade.rar5(entries)),
            ("store.lzh", HandMade.lha(entries)),
        ]
        for (name, options) in [
            ("plain.zip", ["--format", "zip"]), ("large.zip", ["--format", "zip", "--options", "zip:zip64"]),
            ("lib.7z", ["--format", "7zip"]), ("old.tar", ["--format", "v7tar"]), ("posix.tar", ["--format", "ustar"]),
            ("pax.tar", ["--format", "pax"]), ("gnu.tar", ["--format", "gnutar"]), ("new.cpio", ["--format", "newc"]),
            ("odc.cpio", ["--format", "odc"]), ("disc.iso", ["--format", "iso9660"]), ("g.tar.gz", ["-z"]),
            ("b.tar.bz2", ["-j"]), ("x.tar.xz", ["-J"]), ("z.tar.zst", ["--zstd"]), ("l.tar.lz4", ["--lz4"]),
            ("i.tar.lz", ["--lzip"]), ("m.tar.lzma", ["--lzma"]), ("c.tar.Z", ["-Z"]),
        ] {
            made.append((name, try await kit.make(name, "bsdtar", options + ["-cf", "OUT", "."])))
        }
        let names = ["page.txt", "picture.bin"]
        made.append(("pack.7z", try await plain.make("pack.7z", "7zz", ["a", "-bd", "OUT"] + names)))
        made.append(("pack.cab", try await plain.make("pack.cab", "gcab", ["-c", "OUT"] + names)))
        made.append(("lib.ar", try await plain.tar("lib.ar", "--format", "ar", of: names)))
        return made
    }
}
