import Foundation
import SampleImages
import Testing
import WinnowTesting

/// One image with archives on it, scanned by the real worker and scanner.
struct ArchiveScene {
    static let page = Data("a page with a gantry in it, and more of it\n".utf8)
    /// In the contraband set.
    static let picture = Data((0..<5_000).map { (index: Int) in UInt8(truncatingIfNeeded: (index * index) >> 3) })

    let scene: Scene
    let image: String
    var errors = ""

    /// - Parameter files: what lies in the image, by name.
    init(
        _ scene: Scene, _ files: [(name: String, content: Data)], deleted: Set<String> = [],
        fileSystem: ImageMaker.FileSystem = .ext4, sizeMiB: Int = 48, options: [String] = []
    ) async throws {
        self.scene = scene
        var tree = FileTree()
        for file in files {
            tree.add(path: "home/ann/" + file.name, content: .data(file.content), deleted: deleted.contains(file.name))
        }
        image = try ImageMaker.make(
            tree: tree, fileSystem: fileSystem, layout: .bare, container: .raw, sizeMiB: sizeMiB,
            at: scene.home + "/disk")
        let list = try scene.file("terms.txt", Data("gantry\n".utf8))
        let sums = try await Program(path: "/usr/bin/md5sum").run([scene.file("picture.bin", Self.picture)])
        let set = try scene.file("set.md5", Data(sums.output.utf8))
        try await scene.run("keywords", "add", list, "--name", "terms")
        try await scene.run("hashsets", "import", set, "--name", "known", "--kind", "contraband")
        try await scene.run("submit", "--batch", "b", image, "--keywords", "terms", "--hashset", "known")
        let result = try await scene.worker.run(["--drain", "--slots", "1", "--log-level", "warning"] + options)
        try #require(result.code == 0, "\(result.errors)")
        errors = result.errors
    }

    /// Inner paths of the hits of one analyzer in one file.
    func hits(_ analyzer: String) async throws -> [String: [String]] {
        var found: [String: [String]] = [:]
        for hit in try await scene.export("b", "hits") where hit["analyzer"] as? String == analyzer {
            guard let inner = hit["inner_path"] as? String, let path = hit["path"] as? String else { continue }
            found[String(path.split(separator: "/").last ?? ""), default: []].append(inner)
        }
        return found
    }

    /// Members by status and reason.
    func members() async throws -> [String: Int] {
        var counts: [String: Int] = [:]
        for row in try await scene.export("b", "coverage") {
            guard let members = row["members"] as? Int, members > 0 else { continue }
            counts["\(row["status"] ?? "") \(row["reason"] ?? "")", default: 0] += members
        }
        return counts
    }

    /// Holds the account to what it promises whatever archives hold.
    func expectAccount() async throws {
        let size = try FileManager.default.attributesOfItem(atPath: image)[.size] as? Int
        let coverage = try await scene.export("b", "coverage")
        #expect(coverage.reduce(0) { $0 + ($1["bytes"] as? Int ?? 0) } == size)
        let files = try await scene.export("b", "files")
        let inner = files.count { $0["inner_path"] is String }
        #expect(coverage.reduce(0) { $0 + ($1["files"] as? Int ?? 0) } == files.count - inner)
        #expect(coverage.reduce(0) { $0 + ($1["members"] as? Int ?? 0) } == inner)
    }
}
