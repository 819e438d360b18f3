import Foundation
import Testing
import WinnowTesting

/// DFTT 2, the public image for keyword searches (http://dftt.sourceforge.net), with its publisher's list.
@Suite(.enabled(if: Corpora.isPresent, "the public test data is not here"))
struct KeywordImageTests {
    private struct Expected: Decodable {
        struct Row: Decodable { var string: String }

        var rows: [Row]
    }

    /// Terms that begin in a file and end in its slack or in another file: text to the medium, not to the file system.
    private static let acrossFiles: Set<String> = ["1cross1", "1slack1", "2slack2"]

    @Test func thePublishersTermsAreFoundButThoseAcrossFiles() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        let folder = try #require(Corpora.folder)
        let expected = try JSONDecoder().decode(
            Expected.self, from: Data(contentsOf: URL(fileURLWithPath: folder + "/expected/keywords/dftt2.json")))
        let unpacked = try await Program(path: "/bin/sh").run(
            ["-c", "gzip -dc '\(folder)/images/dftt2-fat-img-kw.dd.gz' > '\(scene.home)/kw.dd'"])
        try #require(unpacked.code == 0)
        let terms = Set(expected.rows.map(\.string))
        let list = try scene.file("l.txt", Data(terms.sorted().joined(separator: "\n").utf8))
        try await scene.run("keywords", "add", list, "--name", "l")
        try await scene.run("submit", "--batch", "b", scene.home + "/kw.dd", "--keywords", "l")
        try await scene.work()
        let hits = try await scene.export("b", "hits")
        let found = Set(hits.compactMap { $0["term"] as? String })
        #expect(terms.subtracting(found) == Self.acrossFiles)
        // In a name, too.
        #expect(hits.contains { $0["term"] as? String == "SECOND" && $0["encoding"] as? String == "path" })
        #expect(hits.contains { $0["term"] as? String == "deleted" && $0["state"] as? String == "deleted" })
        #expect(hits.contains { $0["term"] as? String == "3slack3" && $0["state"] as? String == "slack" })
        #expect(hits.contains { $0["term"] as? String == "3cross3" && $0["state"] as? String == "unallocated" })
    }
}
