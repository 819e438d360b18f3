import Foundation
import SampleImages
import Testing
import WinnowTesting

/// Bulk_extractor's public files with known text: in documents, in a packed file, and in two E01 images.
@Suite(.enabled(if: Corpora.isPresent, "the public test data is not here"))
struct KeywordFileCorpusTests {
    private static func scan(_ scene: Scene, _ image: String, _ terms: [String]) async throws -> Set<String> {
        let list = try scene.file("l.txt", Data(terms.joined(separator: "\n").utf8))
        try await scene.run("keywords", "add", list, "--name", "l")
        try await scene.run("submit", "--batch", "b", image, "--keywords", "l")
        try await scene.work()
        return Set(
            try await scene.export("b", "hits").map { hit in
                let name = (hit["path"] as? String ?? "").split(separator: "/").last ?? ""
                return "\(name) \(hit["encoding"] ?? "") \(hit["term"] ?? "")"
            })
    }

    @Test func knownTextOfDocumentsIsFound() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        let folder = try #require(Corpora.folder) + "/keywords"
        var tree = FileTree()
        for name in try FileManager.default.contentsOfDirectory(atPath: folder) where !name.hasSuffix(".E01") {
            let content = try Data(contentsOf: URL(fileURLWithPath: folder + "/" + name))
            tree.add(path: "home/" + name, content: .data(content))
        }
        let image = try ImageMaker.make(
            tree: tree, fileSystem: .ext4, layout: .bare, container: .raw, sizeMiB: 16, at: scene.home + "/disk")
        let greek = "\u{3B4}\u{3BF}\u{3BA}\u{3B9}\u{3BC}\u{3AE}@"
        let japanese = "\u{7532}\u{6590}@\u{9ED2}\u{5DDD}.\u{65E5}\u{672C}"
        let hits = try await Self.scan(
            scene, image,
            [
                "pel\u{E9}@example.com", greek, japanese, "user_docx@microsoftword.com", "hello@world.com",
                "aidsinfo.nih.gov/infoSIDA", "simsong staff", "scan_base16_lg.cpp",
            ])
        for expected in [
            "be-utf8-examples.html text pel\u{E9}@example.com", "be-utf8-examples.html text \(greek)",
            "be-utf8-examples.html text \(japanese)", "be-utf8-examples.rtf text pel\u{E9}@example.com",
            "be-utf8-examples.rtf text \(greek)", "be-utf8-examples.rtf text \(japanese)",
            "be-utf8-examples.txt utf-8 pel\u{E9}@example.com", "be-testfilex.docx text user_docx@microsoftword.com",
            "be-test_hello.gz utf-8 hello@world.com", "be-utf16_urls.bin utf-16le aidsinfo.nih.gov/infoSIDA",
            "be-pdf_words2.pdf text simsong staff", "be-pdf_words2.pdf text scan_base16_lg.cpp",
        ] {
            #expect(hits.contains(expected), "\(expected) is not in \(hits.sorted())")
        }
    }

    @Test(arguments: [("be-ansi.E01", "windows-1252"), ("be-german_utf8.E01", "utf-8")])
    func germanTextIsFoundInImages(name: String, encoding: String) async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        let folder = try #require(Corpora.folder) + "/keywords"
        let terms = ["passw\u{F6}rter", "w\u{E4}hlerverzeichnis", "stra\u{DF}enzug", "k\u{FC}ste der semantik"]
        let hits = try await Self.scan(scene, folder + "/" + name, terms)
        let file = encoding == "utf-8" ? "testfile2_UTF-8.txt" : "testfile2_ANSI.txt"
        #expect(hits.isSuperset(of: terms.map { "\(file) \(encoding) \($0)" }), "\(hits.sorted())")
    }
}
