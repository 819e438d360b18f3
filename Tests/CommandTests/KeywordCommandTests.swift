import Foundation
import Testing
import WinnowTesting

/// Lists by the programs themselves.
@Suite struct KeywordCommandTests {
    @Test func versionsAreKeptShownAndCompared() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        let old = try scene.file("old.txt", Data("wolf\nbear\tword\n".utf8))
        let new = try scene.file("new.txt", Data("#winnow: known-good=skip\nbear\tword weight=3\nwolf\nfox\n".utf8))
        try await scene.run("keywords", "add", old, "--name", "animals")
        #expect(try await scene.run("keywords", "diff", "animals", code: 1).errors.contains("no older version"))
        try await scene.run("keywords", "add", new, "--name", "animals")
        let list = try await scene.run("keywords", "list", "--format", "jsonl").output.split(separator: "\n")
        #expect(list.count == 2)
        let diff = try await scene.run("keywords", "diff", "animals").output.split(separator: "\n").map(String.init)
        #expect(
            diff.dropFirst(2) == [
                "- options: none", "+ options: known-good=skip", "- bear word", "+ bear word weight=3", "+ fox",
            ])
        let first = String(diff[0].dropFirst(4))
        #expect(try await scene.run("keywords", "show", "animals", "--version", first).output == "wolf\nbear\tword\n")
        #expect(try await scene.run("keywords", "show", "animals").output.contains("fox"))
        try await scene.run("keywords", "show", "animals", "--version", "zz", code: 1)

        let bad = try scene.file("bad.txt", Data("ok\nx\ty\n/(/\n".utf8))
        let refused = try await scene.run("keywords", "add", bad, "--name", "bad", code: 1)
        for line in ["bad.txt:2: ", "bad.txt:3: "] { #expect(refused.errors.contains(line)) }
        #expect(try await scene.run("keywords", "list", "--format", "jsonl").output.split(separator: "\n").count == 2)
    }
}
