import Digests
import Foundation
import Model
import Postgres
import SampleImages
import Testing
import WinnowTesting

/// From a hit to a decision, with the programs as people use them.
@Suite struct DecisionCommandTests {
    private static let rules = """
        rules:
          - id: known
            category: known-image
            severity: critical
            outcome: escalate
            route: UNIT
            summary: "{files} of set {lists}"
            when:
              hits: {analyzer: hash, kind: contraband}

        """

    /// A finished batch of one device with a file of a contraband set.
    private static func finished(_ scene: Scene) async throws {
        var tree = FileTree()
        tree.add(path: "home/x/Pictures/one.txt", text: "marigold")
        tree.add(path: "home/x/other.txt", text: "nothing")
        let image = try ImageMaker.make(
            tree: tree, fileSystem: .ext4, layout: .bare, container: .raw, sizeMiB: 16, at: scene.home + "/dev")
        let digest = Hex.string(RunningDigest.of(Array("marigold".utf8), .md5))
        let set = try scene.file("set.txt", Data("\(digest)\n".utf8))
        let first = try scene.file("one.yaml", Data(rules.replacing("UNIT", with: "dfu").utf8))
        _ = try scene.file("two.yaml", Data(rules.replacing("UNIT", with: "elsewhere").utf8))
        let manifest = try scene.file("devices.csv", Data("exhibit,image,seal\nABC/1,\(image),S77\n".utf8))
        try await scene.run("hashsets", "import", set, "--name", "set", "--kind", "contraband")
        try await scene.run("rules", "add", first, "--name", "r")
        try await scene.run("submit", "--batch", "op", "--manifest", manifest, "--hashset", "set", "--rules", "r")
        try await scene.work("--slots", "2")
    }

    /// The first device is scanned before the change, the second after it.
    @Test func rulesChangedInMidBatchAreForTheNextBatch() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        try await Self.finished(scene)
        let image = try #require((try await scene.export("op", "files")).first?["image"] as? String)
        try FileManager.default.createDirectory(atPath: scene.home + "/store", withIntermediateDirectories: true)
        try FileManager.default.copyItem(atPath: image, toPath: scene.home + "/store/copy")
        let manifest = try scene.file(
            "two.csv", Data("exhibit,image\nABC/1,s:copy\nABC/2,\(image)\n".utf8))
        func submit(_ batch: String) async throws {
            try await scene.run(
                "submit", "--batch", batch, "--manifest", manifest, "--hashset", "set", "--rules", "r")
        }
        func routes(_ batch: String) async throws -> [String?] {
            try await scene.export(batch, "escalations").map { $0["route"] as? String }
        }
        let store = "s=\(scene.home)/store"

        try await submit("changing")
        try await scene.work("--no-paths", "--store", store)
        #expect(try await routes("changing") == ["dfu"])
        try await scene.run("rules", "add", scene.home + "/two.yaml", "--name", "r")
        try await scene.work("--store", store)
        #expect(try await routes("changing") == ["dfu", "dfu"])
        #expect(try await scene.run("replay", "ABC/2", "--batch", "changing").output.hasSuffix("the same\n"))

        try await submit("after")
        try await scene.work("--store", store)
        #expect(try await routes("after") == ["elsewhere", "elsewhere"])
    }

    @Test func aHitBecomesAnEscalationAFolderAndADecision() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        try await Self.finished(scene)
        let escalations = try await scene.export("op", "escalations")
        #expect(escalations.count == 1 && escalations[0]["route"] as? String == "dfu")
        #expect(escalations[0]["target"] as? String == "day")

        let inbox = scene.home + "/inbox"
        let folder = try await scene.run("escalations", "pull", "--unit", "dfu", "--out", inbox).output
            .trimmingCharacters(in: .whitespacesAndNewlines)
        let names = try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
        #expect(
            names == [
                "MANIFEST.sha256", "case.jsonld", "escalation.json", "hits.csv", "repeat.txt", "summary.txt",
                "vics.json",
            ])
        let summary = try String(contentsOfFile: folder + "/summary.txt", encoding: .utf8)
        #expect(summary.contains("S77") && summary.contains("1 file of set set"))
        try await scene.run("hashsets", "import", folder + "/vics.json", "--name", "back", "--kind", "notable")
        #expect(try await scene.run("escalations", "pull", "--unit", "dfu", "--out", inbox).output.isEmpty)
        try await scene.run("escalations", "ack", folder, "--by", "A. Examiner", "--note", "taken in")
        try await scene.run("escalations", "ack", folder, "--by", "B", code: 1)
        let listed = try await scene.run("escalations", "list").output
        #expect(listed.contains("acknowledged"))

        try await scene.run("decide", "ABC/1", "--decision", "submit", "--by", "J. Miller", "--reason", "known image")
        let decisions = try await scene.export("op", "decisions")
        #expect(decisions.map { $0["by"] as? String } == ["J. Miller"])
        let out = scene.home + "/report"
        try await scene.run("report", "op", "--out", out)
        let page = try String(contentsOfFile: out + "/devices/001.html", encoding: .utf8)
        #expect(page.contains("Submit to the DFU") && page.contains("J. Miller") && page.contains("S77"))
        #expect(page.contains("batch:1:"))
        for name in ["hits.csv", "case.jsonld", "devices/001-hits-1.html"] {
            #expect(FileManager.default.fileExists(atPath: out + "/" + name), "\(name)")
        }
    }

    @Test(arguments: ["winnow_coordinator", "winnow_dfu", "winnow_auditor"])
    func everyRoleThatReadsCanMakeTheReport(role: String) async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        try await Self.finished(scene)
        let out = scene.home + "/report"
        let made = try await scene.winnow(as: role).run(["report", "op", "--out", out, "--reason", "case 1"])
        #expect(made.code == 0, "\(made.errors)")
        #expect(FileManager.default.fileExists(atPath: out + "/devices/001-hits-1.html"))
    }

    @Test func whoReadsATimelineOrEscalationsSaysWhy() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        try await Self.finished(scene)
        // A superuser is not asked, whatever role it takes on.
        let login = "winnow_dfu_test_\(UInt32.random(in: 0...UInt32.max))"
        let connection = try await PostgresConnection.connect(scene.database)
        try await connection.query("CREATE ROLE \(login) LOGIN IN ROLE winnow_dfu")
        let joint = scene.database.hasPrefix("postgres") ? (scene.database.contains("?") ? "&" : "?") : " "
        let dfu = Program(
            "winnow",
            environment: ["WINNOW_DATABASE_URL": scene.database + joint + "user=\(login)", "WINNOW_HOME": scene.home])
        for command in [["timeline", "ABC/1"], ["export", "op", "--what", "escalations"]] {
            #expect(try await dfu.run(command).code == 1)
            #expect(try await dfu.run(command + ["--reason", "case 1"]).code == 0)
        }
        let audit = try await scene.run("audit", "export").output
        #expect(audit.contains("timeline of ABC/1") && audit.contains("export escalations"))
    }

    @Test func aRuleFileIsTriedWithoutChangingAnything() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        try await Self.finished(scene)
        let same = try await scene.run(
            "rules", "test", scene.home + "/one.yaml", "--against", "op", "--format", "jsonl", "--strict")
        #expect(same.output.isEmpty)
        let other = try await scene.run(
            "rules", "test", scene.home + "/two.yaml", "--against", "op", "--format", "jsonl", "--strict", code: 1)
        #expect(other.output.contains("finding-changed") && other.output.contains("elsewhere"))
        #expect(try await scene.export("op", "escalations").count == 1)
    }

    @Test func aDeviceRunAgainGivesTheSameDigest() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        try await Self.finished(scene)
        let list = try scene.file("names.txt", Data("Names = nothing\n".utf8))
        try await scene.run("keywords", "add", list, "--name", "names")
        try await scene.run("rescan", "op", "--keywords", "names", "--reread")
        try await scene.work()
        let waiting = try await scene.run("escalations", "list").output
        #expect(try await scene.run("replay", "ABC/1").output.hasSuffix("the same\n"))
        #expect(try await scene.run("escalations", "list").output == waiting, "nobody is told of a replay")
        try await scene.run("decide", "ABC/1", "--decision", "return", "--by", "x", "--reason", "y")
        // Evidence that is not what it was comes out differently.
        let image = try #require(
            (try await scene.export("op", "files")).first?["image"] as? String)
        var bytes = try Data(contentsOf: URL(fileURLWithPath: image))
        let place = try #require(bytes.range(of: Data("nothing".utf8)))
        bytes.replaceSubrange(place, with: Data("someone".utf8))
        try bytes.write(to: URL(fileURLWithPath: image))
        #expect(try await scene.run("replay", "ABC/1", "--batch", "op", code: 1).output.hasSuffix("DIFFERENT\n"))
    }

    @Test func theAuditIsVerifiedInAndOutOfTheDatabase() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        try await Self.finished(scene)
        let heads = try scene.file("heads.txt", Data(try await scene.run("audit", "head").output.utf8))
        let exported = try scene.file("audit.jsonl", Data(try await scene.run("audit", "export").output.utf8))
        try await scene.run("audit", "verify", "--heads", heads, "--packs")
        try await scene.run("audit", "verify", "--file", exported, "--heads", heads)
        let forged = try scene.file(
            "forged.jsonl",
            Data(try String(contentsOfFile: exported, encoding: .utf8).replacing("critical", with: "low").utf8))
        let told = try await scene.run("audit", "verify", "--file", forged, code: 1)
        #expect(told.errors.contains("altered"))

        let connection = try await PostgresConnection.connect(scene.database)
        try await connection.query("UPDATE winnow.hit SET term = 'md5:00'")
        let broken = try await scene.run("audit", "verify", code: 1)
        #expect(broken.errors.contains("batch op, ABC/1: hits: not the rows that were collated"))
    }
}
