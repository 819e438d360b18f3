import Foundation
import Postgres
import SampleImages
import Testing
import WinnowTesting

/// A batch of a few devices, worked twice: once undisturbed as the reference, once under a fault.
struct FaultBatch {
    static let devices = 3

    let scene: Scene
    /// A connection of the test's own, straight to the database.
    let probe: PostgresConnection
    private let images: [String]

    init(devices: Int = Self.devices) async throws {
        try await self.init(scene: Scene(), devices: devices)
    }

    init(scene: Scene, devices: Int = Self.devices) async throws {
        self.scene = scene
        probe = try await PostgresConnection.connect(scene.database)
        images = try (0..<devices).map { device in
            var tree = FileTree()
            for index in 0..<150 {
                let text = String(repeating: "device \(device) page \(index) ", count: 1_000)
                tree.add(path: "home/ann/Documents/\(index).txt", text: text)
            }
            return try ImageMaker.make(
                tree: tree, fileSystem: .ext4, layout: .bare, container: .raw, sizeMiB: 24,
                at: "\(scene.home)/device-\(device)")
        }
        let list = try scene.file("terms.txt", Data("page 7\n".utf8))
        try await scene.run("keywords", "add", list, "--name", "terms")
    }

    func submit(_ batch: String, through winnow: Program? = nil) async throws {
        let arguments = ["submit", "--batch", batch] + images + ["--keywords", "terms"]
        let result = try await (winnow ?? scene.winnow).run(arguments)
        try #require(result.code == 0, "\(result.errors)")
    }

    /// The digests of an undisturbed run.
    func reference() async throws -> [String: String] {
        try await submit("reference")
        try await scene.work("--slots", "2")
        return try await scene.digests("reference")
    }

    /// Holds a batch to the reference: complete, and nothing in it twice.
    func expectWhole(_ batch: String, as reference: [String: String]) async throws {
        #expect(reference.count == images.count)
        #expect(try await scene.digests(batch) == reference)
        let files = try await scene.export(batch, "files").map { "\($0["exhibit"] ?? "") \($0["path"] ?? "")" }
        #expect(files.count == Set(files).count)
        #expect(files.count > 150 * images.count)
        let hits = try await scene.export(batch, "hits").map {
            "\($0["exhibit"] ?? "") \($0["path"] ?? "") \($0["byte_offset"] ?? "")"
        }
        #expect(hits.count == Set(hits).count)
        #expect(!hits.isEmpty)
        #expect(try await count("done WHERE outcome <> 'ok'") == 0)
    }

    /// A program that reaches the database by another way than the scene's own.
    func worker(by conninfo: String) -> Program {
        var program = scene.worker
        program.environment["WINNOW_DATABASE_URL"] = conninfo
        return program
    }

    /// The database of the scene, reached at another address.
    func conninfo(through address: ServerAddress) async throws -> String {
        let name = try await probe.query("SELECT current_database()::text AS name")[0].text("name")
        return address.conninfo + " dbname=\(name)"
    }

    /// Submits batches until a fault has struck while a worker held a scan.
    ///
    /// - Parameter mend: undoes the fault, when the scan was over just before it struck.
    /// - Returns: the name of the batch it holds a scan of.
    func strike(
        _ name: String, _ fault: () async throws -> Void, mend: () async throws -> Void
    ) async throws -> String {
        let scan = "lease WHERE kind = 'scan'"
        let end = ContinuousClock.now + .seconds(40)
        for number in 1... {
            let batch = "\(name)-\(number)"
            try await submit(batch)
            while try await !isComplete(batch) {
                try #require(ContinuousClock.now < end, "the worker has not held a scan for long enough")
                guard try await count(scan) > 0 else { continue }
                try await fault()
                if try await count(scan) > 0 { return batch }
                try await mend()
            }
        }
        return name
    }

    /// Rows of `winnow.<what>`.
    func count(_ what: String) async throws -> Int {
        try await Int(probe.query("SELECT count(*) AS rows FROM winnow.\(what)")[0].int("rows"))
    }

    /// Jobs that are not over, be they ready, running or waiting for a later try.
    func unfinished() async throws -> Int {
        try await count("ready") + count("lease") + count("deferred")
    }

    func isComplete(_ batch: String) async throws -> Bool {
        try await count("batch WHERE name = '\(batch)' AND completed_at IS NOT NULL") == 1
    }

    func remove() async {
        await probe.close()
        scene.remove()
    }
}
