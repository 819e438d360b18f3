import Foundation
import SampleImages
import Testing
import WinnowTesting

/// Images that are asked of a server are searched as local ones are, and nobody learns the worker's password.
@Suite(.timeLimit(.minutes(5))) struct RemoteImageTests {
    private struct Place {
        let scene: Scene
        let folder: String
        let server: EvidenceServer

        init() async throws {
            scene = try await Scene()
            folder = scene.home + "/served"
            try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
            server = try EvidenceServer(folder: folder)
            let list = try scene.file("terms.txt", Data("gantry\n".utf8))
            try await scene.run("keywords", "add", list, "--name", "terms")
        }

        func image(_ container: ImageMaker.Container, _ name: String) throws -> String {
            var tree = FileTree()
            tree.add(path: "home/ann/page.txt", text: "short page with a gantry at its end")
            tree.add(path: "home/ann/other.txt", text: String(repeating: "nothing here\n", count: 40_000))
            for number in 0..<40 { tree.add(path: "home/ann/notes/\(number).txt", text: "note \(number) of a gantry") }
            return try ImageMaker.make(
                tree: tree, fileSystem: .ext4, layout: .mbr, container: container, sizeMiB: 24, at: folder + "/" + name)
        }

        /// Submits images, each a batch of the same exhibit, works, and gives their findings digests.
        func digests(_ images: [(batch: String, image: String)], _ options: String...) async throws -> [String?] {
            for (batch, image) in images {
                let manifest = try scene.file("\(batch).csv", Data("exhibit,image\nX/1,\(image)\n".utf8))
                try await scene.run("submit", "--batch", batch, "--manifest", manifest, "--keywords", "terms")
            }
            let all = ["--drain", "--log-level", "error", "--scratch", scene.home + "/scratch"] + options
            let result = try await scene.worker.run(all)
            guard result.code == 0 else { throw Unexpected(arguments: all, result: result) }
            var found: [String?] = []
            for (batch, _) in images { found.append(try await scene.digests(batch)["X/1"]) }
            return found
        }

        func failures(_ batch: String) async throws -> String {
            try await scene.run("jobs", "list", batch, "--format", "jsonl").output
        }

        /// Copies that the worker has left behind.
        var leftBehind: [String] {
            let scratch = scene.home + "/scratch"
            return ((try? FileManager.default.contentsOfDirectory(atPath: scratch)) ?? []).flatMap { name in
                (try? FileManager.default.contentsOfDirectory(atPath: scratch + "/" + name)) ?? []
            }.filter { $0 != "lock" }
        }
    }

    @Test func aFaultyServerGivesTheFindingsOfTheLocalImage() async throws {
        let place = try await Place()
        defer { place.scene.remove() }
        let local = try place.image(.raw, "disk.dd")
        try place.server.behave(
            #"{"cut": {"count": 6, "after": 70000}, "fail": {"count": 3, "skip": 4, "status": 503, "after": "0"}}"#)
        let url = place.server.url("disk.dd")
        let digests = try await place.digests([("here", local), ("there", url)], "--slots", "2")
        let failures = try await place.failures("there")
        #expect(digests[0] != nil && digests[0] == digests[1], "\(failures)")
        let hits = try await place.scene.export("there", "hits")
        #expect(hits.count == 41 && hits.allSatisfy { $0["image"] as? String == url })
        // Read by ranges, and each byte about once: the medium has 24 MiB.
        let ranges = try place.server.requests().compactMap { $0.headers["Range"] }
        #expect(ranges.count < 200)
        #expect(!FileManager.default.fileExists(atPath: place.scene.home + "/scratch"))
    }

    @Test func whatCannotBeReadByRangesIsCopiedAndRemoved() async throws {
        let place = try await Place()
        defer { place.scene.remove() }
        let local = try place.image(.e01, "disk")
        let split = try place.image(.splitRaw, "split")
        let sum = try await Program(path: "/usr/bin/sha256sum").run([local]).output.prefix(64)
        _ = try place.scene.file("served/disk.E01.sha256", Data("\(sum)  disk.E01\n".utf8))
        let digests = try await place.digests(
            [
                ("e01", local), ("e01-there", place.server.url("disk.E01")), ("split", split),
                ("split-there", place.server.url("split.001")),
                ("e01-named", place.server.url("disk.E01") + "#sha256=" + sum),
            ], "--slots", "2")
        #expect(digests[0] != nil && digests[0] == digests[1] && digests[0] == digests[4])
        #expect(digests[2] != nil && digests[2] == digests[3])
        #expect(place.leftBehind.isEmpty)
        #expect(try place.server.requests().contains { $0.path == "/split.002" })
    }

    @Test func aServerWithoutRangesIsCopiedFrom() async throws {
        let place = try await Place()
        defer { place.scene.remove() }
        let local = try place.image(.raw, "disk.dd")
        try place.server.behave(#"{"ranges": false, "cut": {"count": 1, "after": 500000}}"#)
        let digests = try await place.digests([("here", local), ("there", place.server.url("disk.dd"))])
        #expect(digests[0] != nil && digests[0] == digests[1])
        #expect(place.leftBehind.isEmpty)
    }

    @Test func aCopyWithAnotherDigestIsNotSearched() async throws {
        let place = try await Place()
        defer { place.scene.remove() }
        _ = try place.image(.e01, "disk")
        _ = try place.scene.file("served/disk.E01.sha256", Data((String(repeating: "0", count: 64) + "\n").utf8))
        let wrong = place.server.url("disk.E01") + "#md5=" + String(repeating: "1", count: 32)
        _ = try await place.digests([("beside", place.server.url("disk.E01")), ("named", wrong)])
        for batch in ["beside", "named"] {
            #expect(try await place.failures(batch).contains("image-digest"))
            #expect(try await place.scene.export(batch, "hits").isEmpty)
        }
        #expect(place.leftBehind.isEmpty)
    }

    @Test func aCopyForWhichThereIsNoRoomIsNotBegun() async throws {
        let place = try await Place()
        defer { place.scene.remove() }
        _ = try place.image(.splitRaw, "split")
        let manifest = try place.scene.file("b.csv", Data("exhibit,image\nX/1,\(place.server.url("split.001"))\n".utf8))
        try await place.scene.run("submit", "--batch", "b", "--manifest", manifest)
        let worker = try place.scene.worker.start(
            ["--drain", "--scratch", place.scene.home + "/scratch", "--scratch-limit", "1"])
        // It tries again later; the first refusal is enough.
        while !worker.errorsSoFar.contains("scratch-full") { try await Task.sleep(for: .milliseconds(20)) }
        worker.signal(SIGTERM)
        #expect(await worker.wait().code == 0)
        #expect(place.leftBehind.isEmpty)
        let requests = try place.server.requests()
        #expect(requests.allSatisfy { $0.headers["Range"] == "bytes=0-0" }, "only sizes were asked for")
    }

    @Test func anImageThatChangesUnderTheScanIsAnError() async throws {
        let place = try await Place()
        defer { place.scene.remove() }
        let local = try place.image(.raw, "disk.dd")
        let manifest = try place.scene.file("b.csv", Data("exhibit,image\nX/1,\(place.server.url("disk.dd"))\n".utf8))
        try await place.scene.run("submit", "--batch", "b", "--manifest", manifest, "--keywords", "terms")
        try place.server.behave(#"{"hold": 3}"#)
        let worker = try place.scene.worker.start(["--drain"])
        while try place.server.requests().count < 3 { try await Task.sleep(for: .milliseconds(20)) }
        try FileManager.default.setAttributes([.modificationDate: Date(timeIntervalSince1970: 1)], ofItemAtPath: local)
        try place.server.behave("{}")
        #expect(await worker.wait().code == 0)
        #expect(try await place.failures("b").contains("image-changed"))
        let devices = try #require(try await place.scene.report("b")["devices"] as? [[String: Any]])
        #expect(devices.first?["outcome"] as? String == "inconclusive")
    }

    @Test func aWorkerWithoutCredentialsLeavesTheImageToOthers() async throws {
        let place = try await Place()
        defer { place.scene.remove() }
        _ = try place.image(.raw, "disk.dd")
        try place.server.behave(#"{"auth": "Basic nobody-has-it"}"#)
        _ = try await place.digests([("b", place.server.url("disk.dd"))])
        #expect(try await place.failures("b").contains("image-refused"))
    }

    @Test func aWorkerThatMayNotAskServersClaimsNoSuchImage() async throws {
        let place = try await Place()
        defer { place.scene.remove() }
        try await place.scene.run("submit", "--batch", "b", place.server.url("disk.dd"))
        let worker = try place.scene.worker.start(["--no-urls"])
        var status = ""
        while !status.contains("none reads URLs") {
            status = try await place.scene.run("status", "b", "--by", "image").output
            try await Task.sleep(for: .milliseconds(50))
        }
        worker.signal(SIGTERM)
        #expect(await worker.wait().code == 0)
        #expect(try place.server.requests().isEmpty)
    }

    @Test func addressesWithSecretsAreRefusedAndNotRepeated() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        for address in ["https://ann:s3cret@h/disk.dd", "https://h/disk.dd?X-Amz-Signature=s3cret"] {
            let refused = try await scene.run("submit", "--batch", "b", address, code: 1)
            #expect(refused.errors.contains("image-credentials") && !refused.errors.contains("s3cret"))
            let manifest = try scene.file("b.csv", Data("exhibit,image\nX/1,\(address)\n".utf8))
            let listed = try await scene.run("submit", "--batch", "b", "--manifest", manifest, code: 1)
            #expect(listed.errors.contains("image-credentials") && !listed.errors.contains("s3cret"))
        }
        let other = try await scene.run("submit", "--batch", "b", "ftp://h/disk.dd", code: 1)
        #expect(other.errors.contains("image-url"))
        #expect(try await scene.run("status", "--format", "jsonl").output.isEmpty)
    }

    /// Log, database, and the scanner's own memory.
    @Test(.enabled(if: geteuid() == 0, "only root can look into a scanner's memory"))
    func thePasswordAppearsNowhere() async throws {
        let password = "correct-horse-\(UInt32.random(in: 1_000_000...9_999_999))"
        let basic = Data("examiner:\(password)".utf8).base64EncodedString()
        let place = try await Place()
        defer { place.scene.remove() }
        _ = try place.image(.raw, "disk.dd")
        let netrc = try place.scene.file("netrc", Data("machine localhost login examiner password \(password)\n".utf8))
        try await place.scene.run("submit", "--batch", "b", place.server.url("disk.dd"), "--keywords", "terms")
        try place.server.behave("{\"auth\": \"Basic \(basic)\", \"hold\": 2}")
        let worker = try place.scene.worker.start(["--drain", "--netrc", netrc, "--log-level", "trace"])
        while try place.server.requests().count < 2 { try await Task.sleep(for: .milliseconds(20)) }
        // The scanner waits for its first bytes.
        let scanner = try #require(ProcessTable.children(of: worker.process.processIdentifier).first)
        let secrets = [password, basic].map { Data($0.utf8) }
        let memory = try ProcessMemory.contents(of: scanner)
        #expect(memory.count > 1 << 20)
        for secret in secrets { #expect(memory.range(of: secret) == nil) }
        // The worker's does hold it: the search would have found it.
        let own = try ProcessMemory.contents(of: worker.process.processIdentifier)
        #expect(own.range(of: secrets[0]) != nil)
        try place.server.behave("{\"auth\": \"Basic \(basic)\"}")
        let result = await worker.wait()
        #expect(result.code == 0)
        #expect(try await place.scene.export("b", "hits").count == 41)
        let dump = try await Program(path: "/usr/lib/postgresql/15/bin/pg_dump").run([
            "--data-only", place.scene.database,
        ])
        try #require(dump.code == 0 && dump.output.contains("disk.dd"))
        for text in [result.output, result.errors, dump.output] {
            #expect(!text.contains(password) && !text.contains(basic))
        }
    }
}
