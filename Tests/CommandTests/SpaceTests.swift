import Foundation
import SampleImages
import Testing
import WinnowTesting

/// What no file accounts for is searched as well.
@Suite struct SpaceTests {
    private static let marker = "short page with a gantry at its end"

    @Test func termsOutsideFilesAreFoundOnceAndAtTheirByte() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        var tree = FileTree()
        tree.add(path: "home/ann/page.txt", text: Self.marker)
        let image = try ImageMaker.make(
            tree: tree, fileSystem: .ext4, layout: .mbr, container: .raw, sizeMiB: 24, at: scene.home + "/disk")
        var medium = try Data(contentsOf: URL(fileURLWithPath: image))
        let page = try #require(medium.range(of: Data(Self.marker.utf8)))
        let volume = 1 << 20
        // In the page's slack, before the first partition, and in free blocks: over the border of two, and at the end.
        let free = volume + (16 << 20)
        let places = [page.upperBound + 300, 300 << 10, free + 4_093]
        for place in places {
            try #require(medium[place..<place + 6].allSatisfy { $0 == 0 }, "byte \(place) is in use")
            medium.replaceSubrange(place..<place + 6, with: Data("gantry".utf8))
        }
        try medium.write(to: URL(fileURLWithPath: image))
        let list = try scene.file("terms.txt", Data("gantry\n".utf8))
        try await scene.run("keywords", "add", list, "--name", "terms")
        try await scene.run("submit", "--batch", "b", image, "--keywords", "terms")
        try await scene.work()

        let hits = try await scene.export("b", "hits")
        let outside = hits.filter { ["unallocated", "slack"].contains($0["state"] as? String) }
        #expect(outside.compactMap { $0["byte_offset"] as? Int }.sorted() == places.sorted(), "\(hits)")
        #expect(hits.count == places.count + 1)
        let coverage = try await scene.export("b", "coverage")
        #expect(coverage.reduce(0) { $0 + ($1["bytes"] as? Int ?? 0) } == medium.count)
        let reasons = Set(
            coverage.filter { $0["status"] as? String == "scanned" }.compactMap { $0["reason"] as? String })
        #expect(reasons.isSuperset(of: ["unallocated-space", "slack", "unpartitioned-space", "file-content"]))
    }
}
