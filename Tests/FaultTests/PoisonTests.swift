import Foundation
import Postgres
import SampleImages
import Testing
import WinnowTesting

/// Files that harm every scanner that reads them.
@Suite(.needs("a C compiler and libhs.so.5", if: Poison.isPossible))
struct PoisonTests {
    @Test func theShardIsNarrowedToTheOneFileThatKills() async throws {
        let run = try await run([.crash])
        defer { run.scene.remove() }
        #expect(run.reasons == ["crash": 1])
        #expect(run.errors.contains("a scanner died"), "\(run.errors)")
        #expect(run.readers == run.harmless)
        let jobs = try await run.scene.run("jobs", "list", "b", "--format", "jsonl").output
        #expect(jobs.isEmpty, "the job itself is done: \(jobs)")
        let killer = try #require(
            try await run.scene.export("b", "files").first { ($0["path"] as? String)?.hasSuffix("0-x.txt") == true })
        #expect(killer["status"] as? String == "unreadable")
        #expect(killer["sha256"] is String, "what cannot be searched can still be looked up")
    }

    @Test func aReaderOfAFormatThatDiesCostsOnlyWhatItReads() async throws {
        // The words stand in the text of the page, and not in its bytes.
        let page = "<html><p>a gantry \(Deed.crash.marker.replacing(":", with: "&#58;"))</p></html>"
        let run = try await run([], more: ["page.html": page])
        defer { run.scene.remove() }
        #expect(run.reasons.isEmpty)
        #expect(run.readers == run.harmless.union(["page.html"]))
        let coverage = try await run.scene.export("b", "coverage")
        #expect(coverage.contains { $0["reason"] as? String == "parser-crash" })
    }

    @Test func everyWayToDieHasAReasonOfItsOwn() async throws {
        let run = try await run([.crash, .nonsense, .memory, .loop, .exec])
        defer { run.scene.remove() }
        #expect(
            run.reasons == [
                "crash": 1, "scanner-protocol": 1, "memory-limit": 1, "cpu-limit": 1, "sandbox-violation": 1,
            ])
        #expect(run.readers == run.harmless)
    }

    @Test func aScannerThatDoesNothingMoreIsTakenForHung() async throws {
        let run = try await run([.sleep], hangLimit: 4)
        defer { run.scene.remove() }
        #expect(run.reasons == ["hang": 1])
        #expect(run.readers == run.harmless)
    }

    @Test func aScannerReachesNeitherNetworkNorFilesOfOthers() async throws {
        // A deed that is refused crashes; one that succeeds is scanned on and would be missing here.
        let deeds: [Deed] = [.socket, .shadow, .passwords, .write, .remove, .limits]
        let run = try await run(deeds)
        defer { run.scene.remove() }
        #expect(run.reasons == ["crash": deeds.count])
        #expect(run.readers == run.harmless)
        #expect(!FileManager.default.fileExists(atPath: run.outside))
    }

    @Test func aScannerIsAPlainUserAndItsConfinementIsRecorded() async throws {
        // Crashes for being one: whoever started the worker, a scanner is not root.
        let run = try await run([.root])
        defer { run.scene.remove() }
        #expect(run.reasons == ["crash": 1])
        let told = try await run.scene.worker.run(["--check"]).output
        let level = try #require(told.firstMatch(of: /landlock=[0-9]+ seccomp=1/)).output
        let connection = try await PostgresConnection.connect(run.scene.database)
        let rows = try await connection.query(
            "SELECT DISTINCT sandbox FROM winnow.done WHERE kind IN ('survey', 'scan')")
        #expect(try rows.map { try $0.text("sandbox") } == [String(level)])
    }

    @Test(arguments: [Deed.fork, .trace, .connect])
    func aForbiddenCallEndsTheScannerAtOnce(deed: Deed) async throws {
        let run = try await run([deed])
        defer { run.scene.remove() }
        #expect(run.reasons == ["sandbox-violation": 1])
        #expect(run.readers == run.harmless)
    }

    @Test func aPictureWhoseTextKillsItsScannerCostsOnlyItself() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        var tree = FileTree()
        // What is drawn is read by recognition alone: a scan sees nothing of it.
        let lines = [
            ("0.png", "a gantry in the first picture"), ("1.png", "beware \(Deed.crash.marker)"),
            ("2.jpg", "a gantry in the second picture"), ("3.png", "beware \(Deed.sleep.marker)"),
            ("4.png", "beware \(Deed.exec.marker)"), ("5.png", "a gantry in the last picture"),
        ]
        for (name, line) in lines {
            let picture = try await TextPicture.make([line], name.hasSuffix(".jpg") ? .jpeg : .png)
            tree.add(path: "home/ann/" + name, content: .data(Data(picture)))
        }
        let image = try ImageMaker.make(
            tree: tree, fileSystem: .ext4, layout: .bare, container: .raw, sizeMiB: 16, at: scene.home + "/poisoned")
        let list = try scene.file("terms.txt", Data("gantry\n".utf8))
        try await scene.run("keywords", "add", list, "--name", "terms")
        try await scene.run("submit", "--batch", "b", image, "--keywords", "terms", "--ocr")
        let result = try await Poison.worker(scene).run([
            "--drain", "--slots", "1", "--log-level", "warning", "--hang-limit", "15",
        ])
        #expect(result.code == 0, "\(result.errors)")
        var pictures: [String: Int] = [:]
        for row in try await scene.export("b", "coverage") where row["pictures"] as? Int ?? 0 > 0 {
            pictures["\(row["status"] ?? "") \(row["reason"] ?? "")"] = row["pictures"] as? Int
        }
        #expect(
            pictures == [
                "scanned text-recognised": 3, "unreadable crash": 1, "unreadable hang": 1,
                "unreadable sandbox-violation": 1,
            ])
        let readers = try await scene.export("b", "hits").compactMap {
            ($0["path"] as? String)?.split(separator: "/").last.map(String.init)
        }
        #expect(readers.sorted() == ["0.png", "2.jpg", "5.png"])
        let connection = try await PostgresConnection.connect(scene.database)
        let rows = try await connection.query("SELECT sandbox FROM winnow.done WHERE kind = 'ocr'")
        #expect(try rows.map { try $0.text("sandbox").hasSuffix("seccomp=1") } == [true])
    }

    private struct Run {
        var scene: Scene
        var outside: String
        /// Why files were not read, and how many.
        var reasons: [String: Int]
        /// Names of the files that a term was found in.
        var readers: Set<String>
        var harmless: Set<String>
        var errors: String
    }

    /// Scans an image with ten harmless files and one for each deed between them.
    private func run(_ deeds: [Deed], more: [String: String] = [:], hangLimit: Int = 120) async throws -> Run {
        let scene = try await Scene()
        var tree = FileTree()
        var harmless: Set<String> = []
        for index in 0..<10 {
            tree.add(path: "home/ann/Documents/\(index)-page.txt", text: "page \(index) with a gantry")
            harmless.insert("\(index)-page.txt")
        }
        for (name, text) in more { tree.add(path: "home/ann/Documents/" + name, text: text) }
        for (index, deed) in deeds.enumerated() {
            tree.add(path: "home/ann/Documents/\(index)-x.txt", text: "a gantry, but beware: \(deed.marker)")
        }
        let image = try ImageMaker.make(
            tree: tree, fileSystem: .ext4, layout: .bare, container: .raw, sizeMiB: 16, at: scene.home + "/poisoned")
        let list = try scene.file("terms.txt", Data("gantry\n".utf8))
        try await scene.run("keywords", "add", list, "--name", "terms")
        try await scene.run("submit", "--batch", "b", image, "--keywords", "terms")
        let outside = scene.home + "/outside"
        let result = try await Poison.worker(scene, outside: outside).run([
            "--drain", "--slots", "1", "--log-level", "warning", "--memory-limit", "256", "--cpu-limit", "3",
            "--hang-limit", "\(hangLimit)",
        ])
        #expect(result.code == 0, "\(result.errors)")
        var reasons: [String: Int] = [:]
        for row in try await scene.export("b", "coverage") where row["status"] as? String == "unreadable" {
            reasons[row["reason"] as? String ?? "", default: 0] += row["files"] as? Int ?? 0
        }
        let readers = try await scene.export("b", "hits").compactMap {
            ($0["path"] as? String)?.split(separator: "/").last
        }
        return Run(
            scene: scene, outside: outside, reasons: reasons, readers: Set(readers.map(String.init)),
            harmless: harmless, errors: result.errors)
    }
}
