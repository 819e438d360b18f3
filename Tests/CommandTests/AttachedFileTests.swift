import Digests
import Foundation
import Model
import SampleImages
import Testing
import WinnowTesting

/// A picture is found in whatever it was sent in.
@Suite struct AttachedFileTests {
    private static let picture: [UInt8] =
        [0x89, 0x50, 0x4E, 0x47] + (0..<3_000).map { UInt8(truncatingIfNeeded: $0 * $0 >> 3) }
    private static let other: [UInt8] =
        [0x89, 0x50, 0x4E, 0x47] + (0..<3_000).map { UInt8(truncatingIfNeeded: $0 * $0 >> 2) }

    private static func mail(_ picture: [UInt8], name: String) -> String {
        """
        From: a@example.org
        To: b@example.org
        Message-ID: <1@example.org>
        MIME-Version: 1.0
        Content-Type: multipart/mixed; boundary=b

        --b
        Content-Type: text/plain

        see the picture
        --b
        Content-Type: image/png; name="\(name)"
        Content-Transfer-Encoding: base64

        \(Data(picture).base64EncodedString(options: [.lineLength76Characters, .endLineWithLineFeed]))
        --b
        Content-Type: text/csv; name=list.csv

        marigold;1
        --b--

        """
    }

    private static var tree: FileTree {
        let plain = mail(picture, name: "a.png")
        let nested = mail(Array(mail(picture, name: "deep.png").utf8), name: "fwd.eml")
        let box = [plain, mail(other, name: "b.png"), plain].map { "From a Tue Feb  2 10:00:00 2021\n" + $0 }.joined()
        var outlook = OutlookMaker(messages: [
            [(0x001A, .text("IPM.Note")), (0x0037, .text("plans"))], [(0x001A, .text("IPM.Note"))],
        ])
        outlook.attachments = [1: [("first.txt", Array("marigold".utf8)), ("c.png", picture)]]
        var tree = FileTree()
        tree.add(path: "home/ann/one.eml", text: plain)
        tree.add(path: "home/ann/two.eml", text: nested)
        tree.add(path: "home/ann/apple.emlx", text: "\(plain.utf8.count)\n" + plain + "<?xml version=\"1.0\"?>")
        tree.add(path: "home/ann/box", text: box)
        tree.add(path: "home/ann/large.mbox", text: box + String(repeating: "x\n", count: 1 << 20))
        tree.add(path: "home/ann/mail.pst", content: .data(Data(outlook.file)))
        let paper = PDFMaker.document(["(x) Tj"], files: [("list.csv", ascii("marigold;2")), ("d.png", picture)])
        let wrapped = TNEFMaker.file(
            body: "see the picture", [("list.csv", ascii("marigold;3")), ("e.png", picture), ("msg", nil)])
        tree.add(path: "home/ann/paper.pdf", content: .data(Data(paper)))
        tree.add(path: "home/ann/rubbish.pdf", content: .data(Data(ascii("HTTP/1.1 200 OK\n\n") + paper)))
        tree.add(path: "home/ann/winmail.dat", content: .data(Data(wrapped)))
        tree.add(path: "home/ann/both.eml", text: mail(wrapped, name: "winmail.dat"))
        tree.add(path: "home/ann/sent.eml", text: mail(paper, name: "paper.pdf"))
        // A plain one has no files, and a locked one none that can be had.
        tree.add(path: "home/ann/plain.pdf", content: .data(Data(PDFMaker.document(["(x) Tj"]))))
        tree.add(path: "home/ann/locked.pdf", content: .data(Data(PDFMaker.locked)))
        return tree
    }

    @Test(.needs("/usr/bin/icat", "/usr/bin/pdfdetach", "/usr/bin/python3", of: "sleuthkit, poppler-utils, python3"))
    func filesAttachedToMessagesAreFiles() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        let image = try ImageMaker.make(
            tree: Self.tree, fileSystem: .ext4, layout: .bare, container: .raw, sizeMiB: 16, at: scene.home + "/disk")
        let digests = [Self.picture, Self.other].map { Hex.string(RunningDigest.of($0, .sha1)) }
        let set = try scene.file("set.txt", Data((digests.joined(separator: "\n") + "\n").utf8))
        try await scene.run("hashsets", "import", set, "--name", "set", "--kind", "contraband")
        try await scene.run(
            "keywords", "add", try scene.file("k.txt", Data("marigold\n".utf8)), "--name", "k")
        try await scene.run("submit", "--batch", "b", image, "--hashset", "set", "--keywords", "k")
        try await scene.work()

        let hits = try await scene.export("b", "hits")
        func places(_ analyzer: String) -> Set<String> {
            Set(
                hits.filter { $0["analyzer"] as? String == analyzer }.map { hit in
                    let name = (hit["path"] as? String ?? "").split(separator: "/").last ?? ""
                    return "\(name): \(hit["inner_path"] as? String ?? "")"
                })
        }
        let box = ["message 1/2/a.png", "message 2/2/b.png", "message 3/2/a.png"]
        #expect(
            places("hash")
                == Set(
                    ["one.eml: 2/a.png", "two.eml: 2/fwd.eml!/2/deep.png", "apple.emlx: 2/a.png"]
                        + box.map { "box: " + $0 } + box.map { "large.mbox: " + $0 }
                        + ["mail.pst: Inbox/item 2/2/c.png", "paper.pdf: 1/d.png", "rubbish.pdf: 1/d.png"]
                        + [
                            "winmail.dat: 2/e.png", "both.eml: 2/winmail.dat!/2/e.png",
                            "sent.eml: 2/paper.pdf!/1/d.png",
                        ]))
        #expect(
            places("keyword").isSuperset(of: [
                "one.eml: 3/list.csv", "two.eml: 2/fwd.eml!/3/list.csv", "box: message 2/3/list.csv",
                "mail.pst: Inbox/item 2/1/first.txt", "paper.pdf: 2/list.csv", "winmail.dat: 1/list.csv",
            ]))
        let files = try await scene.export("b", "files").filter { $0["inner_path"] is String }
        // The attached message of each `winmail.dat` is counted, by a record without a name.
        let unopened = files.filter { $0["status"] as? String == "unsupported" }
        #expect(
            unopened.compactMap { $0["path"] as? String }.sorted() == ["home/ann/both.eml", "home/ann/winmail.dat"],
            "\(unopened)")
        for file in files where file["status"] as? String != "unsupported" {
            #expect(file["status"] as? String == "scanned" && file["sha256"] is String, "\(file)")
        }
        for name in ["plain.pdf", "locked.pdf"] {
            #expect(!files.contains { ($0["path"] as? String)?.hasSuffix(name) == true }, "\(name)")
        }

        let ended = try await scene.repeatHits("b") {
            ($0.contains("python3") || $0.contains("pdfdetach")) && $0.hasSuffix("sha1sum")
        }
        try #require(ended.count == 12)
        for (command, result) in ended {
            #expect(digests.contains(String(result.output.prefix(40))), "\(command)\n\(result.errors)")
        }
    }
}
