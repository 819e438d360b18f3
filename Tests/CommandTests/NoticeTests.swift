import Digests
import Foundation
import Model
import Postgres
import SampleImages
import Store
import Testing
import WinnowTesting

/// A unit is told of an escalation, whatever its receiver does.
@Suite struct NoticeTests {
    private static let secret = "0123456789abcdef0123456789abcdef"

    /// A device with a file of a contraband set, submitted; its unit's webhook set.
    private static func submitted(_ scene: Scene, _ receiver: HookReceiver) async throws {
        var tree = FileTree()
        tree.add(path: "home/x/Pictures/secret name.txt", text: "marigold")
        let image = try ImageMaker.make(
            tree: tree, fileSystem: .ext4, layout: .bare, container: .raw, sizeMiB: 16, at: scene.home + "/dev")
        let digest = Hex.string(RunningDigest.of(Array("marigold".utf8), .md5))
        let set = try scene.file("set.txt", Data("\(digest)\n".utf8))
        let key = try scene.file("secret", Data((secret + "\n").utf8))
        try await scene.run("hashsets", "import", set, "--name", "set", "--kind", "contraband")
        try await scene.run("webhooks", "set", "--unit", "dfu", "--url", receiver.url, "--secret-file", key)
        try await scene.run("submit", "--batch", "op", image, "--hashset", "set")
    }

    /// Works, and makes what waits after a failure due at once, until nothing of it is left.
    private static func workUntilDelivered(_ scene: Scene, rounds: Int) async throws {
        let connection = try await PostgresConnection.connect(scene.database)
        for _ in 0..<rounds {
            try await scene.work("--slots", "2")
            let waiting = try await connection.query(
                "UPDATE winnow.deferred SET run_at = now() WHERE kind = 'notify' RETURNING 1")
            try await JobQueue(connection).promote()
            if waiting.isEmpty { break }
        }
    }

    @Test func aReceiverThatFailsStallsAndLiesIsToldInTheEndAndOnce() async throws {
        let receiver = try HookReceiver([
            .answer(500), .stall, .short, .endless, .redirect("http://127.0.0.1:1/elsewhere"), .hangUp, .answer(204),
        ])
        defer { receiver.stop() }
        let scene = try await Scene()
        defer { scene.remove() }
        try await Self.submitted(scene, receiver)
        try await Self.workUntilDelivered(scene, rounds: 12)

        let requests = receiver.requests
        #expect(requests.count == 7)
        #expect(Set(requests.map(\.body)).count == 1)
        #expect(Set(requests.compactMap { $0.value("Winnow-Delivery") }).count == 1)
        for request in requests {
            let time = try #require(request.value("Winnow-Timestamp"))
            let code = MessageCode.sha256(Array((time + "." + request.body).utf8), key: Array(Self.secret.utf8))
            #expect(request.value("Winnow-Signature") == "v1=" + Hex.string(code))
            for word in ["marigold", "secret name", "dev", "op"] {
                #expect(!request.body.contains("\"\(word)"), "\(request.body)")
            }
        }
        let body = try #require(
            try JSONSerialization.jsonObject(with: Data(requests[0].body.utf8)) as? [String: Any])
        #expect(
            Set(body.keys) == [
                "event", "escalation", "notice", "revision", "unit", "category", "severity", "created", "due",
            ])
        let status = try await scene.run("status", "--format", "json").output
        #expect(status.contains("\"complete\""), "the batch does not wait for its notices: \(status)")
    }

    @Test func aReceiverThatIsGoneHoldsUpNoBatch() async throws {
        let receiver = try HookReceiver([.hangUp])
        defer { receiver.stop() }
        let scene = try await Scene()
        defer { scene.remove() }
        try await Self.submitted(scene, receiver)
        try await scene.work("--slots", "1")
        let records = Records(try await PostgresConnection.connect(scene.database))
        #expect(try await records.batches()[0].state == .complete)
        #expect(try await records.escalations().count == 1)
    }
}
