import Foundation
import SampleImages
import Testing
import WinnowTesting

/// FT-SS-09 of Federated Testing: what a string search needs more than a matcher for. `FederatedTestingTests` has the
/// other cases.
@Suite struct SpecialStringTests {
    private static let terms = [
        "longbow", "crossbow", "musket", "flintlock", "halberd", "SecretKey", "disconnected", "bear", "ca\u{F1}\u{F3}n",
        "thunderbird", "California", "Washington",
    ]

    private static func scan(_ scene: Scene, _ image: String) async throws -> [[String: Any]] {
        let list = try scene.file("l.txt", Data(terms.joined(separator: "\n").utf8))
        try await scene.run("keywords", "add", list, "--name", "l")
        try await scene.run("submit", "--batch", "b", image, "--keywords", "l")
        try await scene.work()
        return try await scene.export("b", "hits")
    }

    @Test func documentsLostAreasResidentDataAndNamesAreSearched() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        let word = """
            <?xml version="1.0"?><w:document xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main">\
            <w:body><w:p><w:r><w:t>long</w:t></w:r><w:r><w:t>bow</w:t></w:r></w:p></w:body></w:document>
            """
        let mail =
            "From: a@b.example\nTo: c@d.example\nMessage-ID: <1@b.example>\nSubject: =?utf-8?Q?hal=62erd?=\n\nx\n"
        var tree = FileTree()
        let files: [(String, Data)] = [
            ("a.docx", HandMade.zip([HandMade.Entry("word/document.xml", Data(word.utf8))])),
            ("b.pdf", Data(PDFMaker.document(["[(cross) -1 (bow)] TJ"]))),
            ("c.html", Data("<html><p>mus<b>ket</b></html>".utf8)),
            ("d.rtf", Data(#"{\rtf1\ansi flint{\i lock}}"#.utf8)),
            ("e.eml", Data(mail.utf8)), ("resident.txt", Data("a bear".utf8)),
            ("lost.txt", Data(repeating: 0x2E, count: 1_100) + Data("the end of this page".utf8)),
            ("ca\u{F1}\u{F3}n.txt", Data("x".utf8)),
        ]
        for (name, content) in files { tree.add(path: "home/" + name, content: .data(content)) }
        tree.add(path: "home/plain.txt", content: .text("x"), streams: ["thunderbird": Data("x".utf8)])
        let image = try ImageMaker.make(
            tree: tree, fileSystem: .ntfs, layout: .mbr, container: .raw, sizeMiB: 32, at: scene.home + "/disk")
        var medium = try Data(contentsOf: URL(fileURLWithPath: image))
        let end = try #require(medium.range(of: Data("the end of this page".utf8))).upperBound
        for (word, offset) in [("SecretKey", end + 64), ("disconnected", 28 << 20)] {
            let range = offset..<offset + word.utf8.count
            try #require(medium[range].allSatisfy { $0 == 0 }, "byte \(offset) is in use")
            medium.replaceSubrange(range, with: Data(word.utf8))
        }
        try medium.write(to: URL(fileURLWithPath: image))

        let found = Set(
            try await Self.scan(scene, image).map { hit in
                let name = (hit["path"] as? String ?? "").split(separator: "/").last ?? ""
                return "\(hit["term"] ?? "") \(hit["state"] ?? "") \(hit["encoding"] ?? "") \(name)"
            })
        for line in [
            "longbow allocated text a.docx", "crossbow allocated text b.pdf", "musket allocated text c.html",
            "flintlock allocated text d.rtf", "halberd allocated mail:subject e.eml",
            "bear allocated utf-8 resident.txt", "ca\u{F1}\u{F3}n allocated path ca\u{F1}\u{F3}n.txt",
            "thunderbird allocated path plain.txt:thunderbird",
        ] {
            #expect(found.contains(line), "\(line) is not in \(found.sorted())")
        }
        #expect(found.contains { $0.hasPrefix("SecretKey slack utf-8") }, "\(found.sorted())")
        #expect(found.contains { $0.hasPrefix("disconnected unallocated utf-8") })
    }

    @Test func stringsOverTheFragmentsOfAFileAreFound() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        var big = Data(repeating: 0x2E, count: 64 << 10)
        for (index, word) in ["California", "Washington"].enumerated() {
            let start = (index + 1) * 8_192 - 4
            big.replaceSubrange(start..<start + word.utf8.count, with: Data(word.utf8))
        }
        let image = try await FragmentedFloppy.make(scene, big)
        let medium = try Data(contentsOf: URL(fileURLWithPath: image))
        #expect(medium.range(of: Data("California".utf8)) == nil && medium.range(of: Data("Washington".utf8)) == nil)
        let hits = try await Self.scan(scene, image)
        #expect(hits.compactMap { $0["term"] as? String }.sorted() == ["California", "Washington"])
        #expect(hits.compactMap { $0["byte_offset"] as? Int }.sorted() == [8_188, 16_380])
    }
}
