import Foundation
import SampleImages
import Testing
import WinnowTesting

/// Names that a device's owner chose to harm whoever reads them.
@Suite struct HostileNameTests {
    @Test func namesAreKeptExactlyAndShownEscaped() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        let names = [
            "<script>alert(1)<_script>.txt", "\u{1b}[31mred.txt", "=HYPERLINK(\"x\").txt", "gnp\u{202E}exe.txt",
            "a'b\"c&d.txt",
        ]
        var tree = FileTree()
        for name in names { tree.add(path: "home/x/" + name, text: "marigold") }
        let image = try ImageMaker.make(
            tree: tree, fileSystem: .ext4, layout: .bare, container: .raw, sizeMiB: 16, at: scene.home + "/evil")
        let list = try scene.file("list.txt", Data("marigold\n".utf8))
        try await scene.run("keywords", "add", list, "--name", "list")
        try await scene.run("submit", "--batch", "evil", image, "--keywords", "list")
        try await scene.work("--slots", "1")

        let paths = Set(try await scene.export("evil", "files").compactMap { $0["path"] as? String })
        for name in names { #expect(paths.contains("home/x/" + name), "\(name.debugDescription)") }

        let out = scene.home + "/report"
        try await scene.run("report", "evil", "--out", out)
        let csv = try await scene.run("export", "evil", "--what", "hits", "--format", "csv").output
        let table = try await scene.run("export", "evil", "--what", "hits", "--format", "table").output
        var pages = ""
        let folder = URL(fileURLWithPath: out)
        for name in try FileManager.default.subpathsOfDirectory(atPath: out) where name.hasSuffix(".html") {
            pages += try String(contentsOf: folder.appendingPathComponent(name), encoding: .utf8)
        }
        #expect(pages.contains("&lt;script&gt;alert"))
        #expect(!pages.contains("<script"))
        for text in [pages, csv, table] {
            #expect(!text.unicodeScalars.contains("\u{1b}"))
            #expect(!text.unicodeScalars.contains("\u{202E}"))
        }
        #expect(table.contains("\\u{1B}[31mred"))
    }
}
