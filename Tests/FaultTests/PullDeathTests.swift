import Foundation
import Postgres
import SampleImages
import Testing
import WinnowTesting

/// Clients of the DFU that pull at once, and one that is killed before it can acknowledge.
@Suite struct PullDeathTests {
    private static let rules = """
        rules:
          - id: known
            category: keyword
            severity: high
            outcome: escalate
            route: dfu
            summary: "{hits} of list {lists}"
            when:
              hits: {analyzer: keyword}

        """

    /// A finished batch of some devices with an escalation each.
    private static func escalated(_ devices: Int) async throws -> Scene {
        let scene = try await Scene()
        var tree = FileTree()
        tree.add(path: "home/x/one.txt", text: "marigold")
        let image = try ImageMaker.make(
            tree: tree, fileSystem: .ext4, layout: .bare, container: .raw, sizeMiB: 16, at: scene.home + "/dev")
        let rows = (1...devices).map { "D/\($0),\(image)\n" }.joined()
        let manifest = try scene.file("devices.csv", Data(("exhibit,image\n" + rows).utf8))
        try await scene.run(
            "keywords", "add", try scene.file("k.txt", Data("marigold\n".utf8)), "--name", "k")
        try await scene.run("rules", "add", try scene.file("r.yaml", Data(rules.utf8)), "--name", "r")
        try await scene.run("submit", "--batch", "b", "--manifest", manifest, "--keywords", "k", "--rules", "r")
        try await scene.work()
        return scene
    }

    private static func exhibits(_ inbox: String) throws -> [String] {
        let folders = (try? FileManager.default.contentsOfDirectory(atPath: inbox)) ?? []
        return try folders.compactMap { folder in
            // A client that was killed may have begun one.
            let path = "\(inbox)/\(folder)/escalation.json"
            guard let data = FileManager.default.contents(atPath: path) else { return nil }
            return (try JSONSerialization.jsonObject(with: data) as? [String: Any])?["exhibit"] as? String
        }
    }

    @Test func twoClientsAtOnceGetEachEscalationOnce() async throws {
        let scene = try await Self.escalated(6)
        defer { scene.remove() }
        let pulls = try (1...2).map {
            try scene.winnow.start([
                "escalations", "pull", "--unit", "dfu", "--max", "3", "--out", "\(scene.home)/\($0)",
            ])
        }
        for pull in pulls { #expect(await pull.wait().code == 0) }
        let found = try (1...2).flatMap { try Self.exhibits("\(scene.home)/\($0)") }
        #expect(found.sorted() == (1...6).map { "D/\($0)" })
    }

    @Test func aClientThatIsKilledWhileItWritesLosesNothing() async throws {
        let scene = try await Self.escalated(1)
        defer { scene.remove() }
        // It has claimed the escalation and waits for the hits when it is killed.
        let keeper = try await PostgresConnection.connect(scene.database)
        let watcher = try await PostgresConnection.connect(scene.database)
        try await keeper.script("BEGIN; LOCK TABLE winnow.hit IN ACCESS EXCLUSIVE MODE")
        let inbox = scene.home + "/inbox"
        let victim = try scene.winnow.start(["escalations", "pull", "--unit", "dfu", "--out", inbox])
        while try await watcher.query("SELECT 1 FROM winnow.escalation WHERE state = 'pulled'").isEmpty {
            await Task.yield()
        }
        victim.signal(SIGKILL)
        #expect(await victim.wait().code == 9)
        try await keeper.script("ROLLBACK")

        #expect(
            try await scene.run("escalations", "pull", "--unit", "dfu", "--out", inbox).output.isEmpty, "still held")
        try await watcher.query("UPDATE winnow.escalation SET lease_until = now()")
        let folder = try await scene.run("escalations", "pull", "--unit", "dfu", "--out", inbox).output
            .trimmingCharacters(in: .whitespacesAndNewlines)
        #expect(try Self.exhibits(inbox).contains("D/1"))
        try await scene.run("escalations", "ack", folder, "--by", "A. Examiner", "--note", "taken in")
    }
}
