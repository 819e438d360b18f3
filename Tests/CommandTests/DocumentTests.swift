import Foundation
import SampleImages
import Testing
import WinnowTesting

/// Text of documents is found by the real scanner, in its sandbox.
@Suite struct DocumentTests {
    private static var tree: FileTree {
        var exif = ExifBlock()
        exif.image = [(0x010E, .ascii("the gantry"))]
        exif.exif = [(0x9286, .bytes(ascii("UNICODE\0") + "gantry".utf16.flatMap { [UInt8($0), 0] }))]
        let mail = """
            From: a@example.org
            To: b@example.org
            Subject: =?koi8-r?B?y9LBzg==?= =?utf-8?Q?gan=74ry?=
            MIME-Version: 1.0
            Content-Type: text/plain; charset=shift_jis
            Content-Transfer-Encoding: base64

            Z2FudHJ5IJP6lns=
            """
        let outlook = OutlookMaker(messages: [[(0x001A, .text("IPM.Note")), (0x0037, .text("gantry plans"))]]).file
        let files: [(String, [UInt8])] = [
            ("page.html", ascii("<html><meta charset=windows-1251><p>gan<b>try</b> \u{E9}</p>")),
            ("letter.rtf", ascii(#"{\rtf1\ansi gan{\i try}\'e9}"#)),
            ("paper.pdf", PDFMaker.document(["[(gan) -1 (try)] TJ"])), ("locked.pdf", PDFMaker.locked),
            ("cut.pdf", ascii("%PDF-1.7\nnothing")), ("mail.eml", ascii(mail)), ("mail.pst", outlook),
            ("picture.jpg", Pictures.jpeg([(0xE1, ascii("Exif\0\0") + exif.bytes)])),
            // Larger than is read in one piece.
            ("large.pdf", PDFMaker.document(["[(gan) -1 (try)] TJ"] + [String](repeating: "(x) Tj", count: 5_000))),
            ("large.pst", outlook + zeros(3 << 20)),
        ]
        var tree = FileTree()
        for (name, content) in files { tree.add(path: "home/ann/" + name, content: .data(Data(content))) }
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
