import Foundation
import SampleImages
import Testing
import WinnowTesting

/// Numbers and sizes that no honest device has; smaller than the worst ones, which `Benchmarks/run` goes through.
@Suite struct HostileSizeTests {
    /// A folder of so many entries that lead to one cluster: forged, since making them would take longer than reading.
    @Test func aHundredThousandEntriesInOneFolderAreAllListed() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        let count = 100_000
        var tree = FileTree()
        tree.add(path: "TARGET.TXT", text: "gantry")
        tree.add(path: "MANY", content: .data(FATEntries.make(count: count, cluster: 3)))
        let image = try ImageMaker.make(
            tree: tree, fileSystem: .fat32, layout: .bare, container: .raw, sizeMiB: 80, at: scene.home + "/many")
        try FATEntries.turnIntoFolder("MANY", in: image)
        let coverage = try await scan(image, scene)
        #expect(coverage.files > count, "\(coverage)")
        #expect(coverage.bytes == 80 << 20)
    }

    @Test func aMediumOfFourTebibytesThatIsMostlyHoleIsAccountedFor() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        var tree = FileTree()
        tree.add(path: "home/ann/notes.txt", text: "nothing to see")
        let image = try ImageMaker.make(
            tree: tree, fileSystem: .ext4, layout: .bare, container: .raw, sizeMiB: 16, at: scene.home + "/disk")
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: image))
        try file.truncate(atOffset: 4 << 40)
        try file.close()
        let coverage = try await scan(image, scene)
        #expect(coverage.bytes == 4 << 40)
        let devices = try #require(try await scene.report("b")["devices"] as? [[String: Any]])
        #expect(devices.first?["outcome"] as? String == "negative")
    }

    /// What was read of it has been told as progress by then.
    @Test func aLargeFileThatEndsBeforeItsSizeCostsOnlyItself() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        var numbers = SeededNumbers(seed: 7)
        var tree = FileTree()
        tree.add(path: "a.txt", text: "gantry")
        tree.add(path: "film.bin", content: .data(numbers.noise(80 << 20)))
        let image = try ImageMaker.make(
            tree: tree, fileSystem: .ext4, layout: .bare, container: .raw, sizeMiB: 96, at: scene.home + "/cut")
        let file = try FileHandle(forWritingTo: URL(fileURLWithPath: image))
        try file.truncate(atOffset: 64 << 20)
        try file.close()
        let list = try scene.file("terms.txt", Data("gantry\n".utf8))
        try await scene.run("keywords", "add", list, "--name", "terms")
        try await scene.run("submit", "--batch", "b", image, "--keywords", "terms")
        try await scene.work()
        #expect(try await scene.export("b", "hits").compactMap { $0["path"] as? String } == ["a.txt"])
        let unread = try await scene.export("b", "coverage").filter { $0["status"] as? String == "unreadable" }
        #expect(unread.contains { ($0["files"] as? Int ?? 0) == 1 }, "\(unread)")
        let devices = try #require(try await scene.report("b")["devices"] as? [[String: Any]])
        #expect((devices.first?["gaps"] as? [Any])?.isEmpty == true, "no job was given up: \(devices)")
    }

    @Test func longAndInvalidNamesAreKeptAsTheyAre() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        let longest = String(repeating: "n", count: 255)
        let wide = String(repeating: "é", count: 200)
        var linux = FileTree()
        linux.add(path: "home/\(longest)/\(longest)", text: "gantry")
        linux.add(path: "home/XXXXXXXX.txt", text: "gantry")
        let ext4 = try ImageMaker.make(
            tree: linux, fileSystem: .ext4, layout: .bare, container: .raw, sizeMiB: 16, at: scene.home + "/linux")
        // Bytes that are no UTF-8, which the tools that make images do not take as arguments.
        var medium = try Data(contentsOf: URL(fileURLWithPath: ext4))
        let place = try #require(medium.range(of: Data("XXXXXXXX.txt".utf8)))
        medium.replaceSubrange(place.lowerBound..<place.lowerBound + 3, with: [0xFF, 0xFE, 0xC3])
        try medium.write(to: URL(fileURLWithPath: ext4))
        var windows = FileTree()
        windows.add(path: "Users/\(wide)", text: "gantry")
        let ntfs = try ImageMaker.make(
            tree: windows, fileSystem: .ntfs, layout: .bare, container: .raw, sizeMiB: 24, at: scene.home + "/windows")
        let list = try scene.file("terms.txt", Data("gantry\n".utf8))
        try await scene.run("keywords", "add", list, "--name", "terms")
        try await scene.run("submit", "--batch", "b", ext4, ntfs, "--keywords", "terms")
        try await scene.work()
        let paths = try await scene.export("b", "hits").compactMap { $0["path"] as? String }
        #expect(paths.contains("home/\(longest)/\(longest)"))
        #expect(paths.contains("Users/\(wide)"))
        // Escaped for the reader, the bytes themselves kept.
        #expect(paths.contains { $0.hasPrefix("home/") && $0.hasSuffix("XXXXX.txt") && $0.contains("xFF") }, "\(paths)")
    }

    private func scan(_ image: String, _ scene: Scene) async throws -> (files: Int, bytes: Int) {
        try await scene.run("submit", "--batch", "b", image)
        try await scene.work("--slots", "2", "--memory-limit", "512")
        let coverage = try await scene.export("b", "coverage")
        return (
            coverage.reduce(0) { $0 + ($1["files"] as? Int ?? 0) },
            coverage.reduce(0) { $0 + ($1["bytes"] as? Int ?? 0) }
        )
    }
}
