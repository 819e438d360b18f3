import Foundation
import SampleImages
import Testing
import WinnowTesting

/// Text of documents is found by the real scanner, in its sandbox.
@Suite struct DocumentTests {
    private static var tree: FileTree {
        var tree = FileTree()
        for (name, content) in DocumentTree.files { tree.add(path: "home/ann/" + name, content: .data(Data(content))) }
        return tree
    }

    @Test func termsInDocumentsAreFoundAndWhatIsNotReadIsCounted() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        let image = try ImageMaker.make(
            tree: Self.tree, fileSystem: .ext4, layout: .bare, container: .raw, sizeMiB: 32, at: scene.home + "/disk")
        let list = try scene.file("terms.txt", Data("gantry\n\u{43A}\u{440}\u{430}\u{43D}\n\u{65E5}\u{672C}\n".utf8))
        try await scene.run("keywords", "add", list, "--name", "terms")
        try await scene.run("submit", "--batch", "b", image, "--keywords", "terms")
        try await scene.work()

        let hits = Set(
            try await scene.export("b", "hits").map { hit in
                let name = (hit["path"] as? String ?? "").split(separator: "/").last ?? ""
                return "\(name) \(hit["encoding"] as? String ?? "") \(hit["term"] as? String ?? "")"
            })
        let expected: Set = [
            "page.html text gantry", "letter.rtf text gantry", "paper.pdf text gantry", "large.pdf text gantry",
            "mail.eml mail:subject gantry", "mail.eml mail:subject \u{43A}\u{440}\u{430}\u{43D}",
            "mail.eml text gantry",
            "mail.eml text \u{65E5}\u{672C}", "mail.pst mail:subject gantry", "large.pst mail:subject gantry",
            "picture.jpg exif:ImageDescription gantry", "picture.jpg exif:UserComment gantry",
        ]
        #expect(hits.isSuperset(of: expected), "missing: \(expected.subtracting(hits).sorted())")
        // Beside them the same words as they stand in the bytes.
        #expect(hits.contains("picture.jpg utf-8 gantry"))
        #expect(!hits.contains("paper.pdf utf-8 gantry"))

        let coverage = try await scene.export("b", "coverage")
        let reasons = Set(coverage.compactMap { $0["reason"] as? String })
        #expect(
            reasons.isSuperset(of: ["pdf-encrypted", "pdf-damaged", "pdf-too-long", "pst-deleted-unread"]), "\(reasons)"
        )
        #expect(!coverage.contains { $0["status"] as? String == "unreadable" })
        #expect(coverage.reduce(0) { $0 + ($1["bytes"] as? Int ?? 0) } == 32 << 20)
    }
}
