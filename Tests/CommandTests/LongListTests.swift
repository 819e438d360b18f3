import Foundation
import Model
import Postgres
import SampleImages
import Testing
import WinnowTesting

/// Histories and hash sets far longer than the memory that is allowed for them; the longest are left to `Benchmarks/run`.
@Suite struct LongListTests {
    /// 1,000,000 visits of 20,000 addresses, of which the newest are kept, as many as a scanner may send of one file.
    @Test func aHistoryOfAMillionVisitsIsReadInBoundedMemory() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        var tree = FileTree()
        tree.add(
            path: "home/ann/.config/chromium/Default/History",
            content: .data(try LongHistory(visits: 1_000_000, pages: 20_000).chromium()))
        let image = try ImageMaker.make(
            tree: tree, fileSystem: .ext4, layout: .bare, container: .raw, sizeMiB: 64, at: scene.home + "/disk")
        try await scene.run("submit", "--batch", "b", image)
        // The entries alone would take more.
        try await scene.work("--slots", "1", "--memory-limit", "192")
        let connection = try await PostgresConnection.connect(scene.database)
        let kept = try await connection.query(
            "SELECT count(*) AS n, count(DISTINCT url) AS pages, min(time) AS oldest FROM winnow.history")
        await connection.close()
        let row = try #require(kept.first)
        #expect(try row.int("n") == 500_000)
        #expect(try row.int("pages") == 20_000)
        // The newest: a visit a second.
        #expect(try row.int("oldest") == 1_767_323_045_000_000 + 500_001 * 1_000_000)
        let coverage = try await scene.export("b", "coverage")
        #expect(coverage.allSatisfy { $0["status"] as? String != "unreadable" }, "\(coverage)")
        #expect(coverage.contains { $0["reason"] as? String == "history-too-many" }, "\(coverage)")
    }

    /// 2,400,000 lines, which are sorted in two runs; what a program can write to is counted by `ulimit -d`.
    @Test func aLongHashSetIsImportedInBoundedMemory() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        let list = scene.home + "/long.sha1"
        let made = try await Program(path: "/bin/sh").run([
            "-c", "head -c 48000000 /dev/urandom | od -An -v -tx1 -w20 | tr -d ' ' > \"$0\"", list,
        ])
        #expect(made.code == 0)
        let bounded = Program(
            path: "/bin/sh", leading: ["-c", "ulimit -d 262144; exec \"$0\" \"$@\"", scene.winnow.path],
            environment: scene.winnow.environment)
        let imported = try await bounded.run([
            "hashsets", "import", list, "--name", "long", "--kind", "notable", "--scratch", scene.home,
        ])
        #expect(imported.code == 0, "\(imported.errors)")
        #expect(imported.output.contains("entries                     2400000"), "\(imported.output)")
    }
}
