import Foundation
import Model
import SampleImages
import Testing
import WinnowTesting

/// What cannot be read of a device is named, counted and, where it is encrypted, a finding.
@Suite struct UnreadVolumeTests {
    @Test func encryptedVolumesAndContainersAreFindings() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        let seed = UInt64.random(in: 0...UInt64.max)
        var numbers = SeededNumbers(seed: seed)
        var luks = Data(count: 1 << 20)
        luks.replaceSubrange(0..<6, with: Data("LUKS".utf8) + [0xBA, 0xBE])
        var tree = FileTree()
        tree.add(path: "home/ann/holiday.bin", content: .data(numbers.noise(2 << 20)))
        tree.add(path: "home/ann/holiday.odd", content: .data(numbers.noise((2 << 20) + 7)))
        let disk = try ImageMaker.make(
            tree: tree, fileSystem: .ext4, layout: .gpt, container: .raw, sizeMiB: 24, at: scene.home + "/disk")
        let images = [
            ("E/1", try scene.file("luks.img", luks)), ("E/2", try scene.file("noise.img", numbers.noise(4 << 20))),
            ("E/3", disk),
        ]
        try await submit(images, scene)

        let findings = try await scene.export("b", "findings")
        let told = findings.filter { $0["category"] as? String == "encryption" }
            .map { "\($0["exhibit"] ?? "") \($0["outcome"] ?? "") \($0["summary"] ?? "")" }
        #expect(
            told == [
                "E/1 review Encrypted volumes, not searched: LUKS",
                "E/2 review Encrypted volumes, not searched: high entropy without structure",
                "E/3 review 1 file of high entropy without structure, as encrypted containers are",
            ], "seed \(seed): \(findings)")
        let coverage = try await scene.export("b", "coverage")
        #expect(Self.rows(coverage, "E/1") == ["encrypted luks \(1 << 20)"])
        #expect(Self.rows(coverage, "E/2") == ["encrypted high-entropy \(4 << 20)"])
        let hits = try await scene.export("b", "hits")
        #expect(hits.map { $0["path"] as? String } == [".", ".", "home/ann/holiday.bin"])
        let page = try await scene.run("report", "b", "--format", "json").output
        #expect(page.contains("it needs its key"))
    }

    @Test func aBlankDeviceIsNegativeAndShadowCopiesAreCounted() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        let copies = "System Volume Information/"
        let mark = "{3808876b-c176-4e48-b7ae-04046e6cc752}"
        var tree = FileTree()
        tree.add(path: copies + mark, text: "catalogue")
        tree.add(path: copies + "{11111111-aaaa-11ee-8c00-000000000001}" + mark, text: "first")
        tree.add(path: copies + "{22222222-aaaa-11ee-8c00-000000000001}" + mark.uppercased(), text: "second")
        tree.add(path: "Users/ann/notes.txt", text: "nothing to see")
        let disk = try ImageMaker.make(
            tree: tree, fileSystem: .ntfs, layout: .mbr, container: .raw, sizeMiB: 24, at: scene.home + "/disk")
        try await submit([("B/1", try scene.file("blank.img", Data(count: 2 << 20))), ("B/2", disk)], scene)

        let devices = try #require(try await scene.report("b")["devices"] as? [[String: Any]])
        #expect(devices.map { $0["outcome"] as? String } == ["negative", "negative"])
        let coverage = try await scene.export("b", "coverage")
        #expect(Self.rows(coverage, "B/1") == ["scanned blank-volume \(2 << 20)"])
        #expect(Self.rows(coverage, "B/2").contains("skipped shadow-copy 0"))
        let hits = try await scene.export("b", "hits")
        #expect(hits.map { "\($0["term"] ?? "") \($0["count"] ?? "")" } == ["volume shadow copy 2"])
        let findings = try await scene.export("b", "findings")
        #expect(
            findings.map { $0["summary"] as? String } == [
                "Earlier states of files that were not read: volume shadow copy"
            ])
    }

    @Test func anEmptyPrefetchFolderInformsWhereWindowsIs() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        func disk(_ name: String, _ files: [String]) throws -> String {
            var tree = FileTree()
            for file in files { tree.add(path: file, text: "of \(name)") }
            return try ImageMaker.make(
                tree: tree, fileSystem: .ntfs, layout: .mbr, container: .raw, sizeMiB: 24, at: scene.home + "/" + name)
        }
        let software = "Windows/System32/config/SOFTWARE"
        try await submit(
            [
                ("P/1", try disk("empty", [software, "Windows/Prefetch/ReadyBoot.txt"])),
                ("P/2", try disk("used", [software, "Windows/Prefetch/CMD.EXE-087B4001.pf"])),
                ("P/3", try disk("data", ["Windows/Prefetch/ReadyBoot.txt"])),
            ], scene)
        let hits = try await scene.export("b", "hits").filter { $0["category"] as? String == "history-gap" }
        #expect(hits.map { "\($0["exhibit"] ?? "") \($0["path"] ?? "")" } == ["P/1 Windows/Prefetch"])
        let findings = try await scene.export("b", "findings").filter { $0["category"] as? String == "history-gap" }
        #expect(findings.map { $0["outcome"] as? String } == ["negative"])
    }

    private func submit(_ images: [(String, String)], _ scene: Scene) async throws {
        let rows = images.map { "\($0.0),\($0.1)\n" }.joined()
        let manifest = try scene.file("devices.csv", Data(("exhibit,image\n" + rows).utf8))
        try await scene.run("submit", "--batch", "b", "--manifest", manifest)
        try await scene.work()
    }

    private static func rows(_ coverage: [[String: Any]], _ exhibit: String) -> [String] {
        coverage.filter { $0["exhibit"] as? String == exhibit }
            .map { "\($0["status"] ?? "") \($0["reason"] ?? "") \($0["bytes"] ?? "")" }
    }
}
