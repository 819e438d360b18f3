import Foundation
import Postgres
import SampleImages
import Testing
import WinnowTesting

@Suite struct DrainTests {
    /// A worker that has been told to stop still holds its last job, for longer than a lease.
    @Test func aDrainingWorkerKeepsItsLease() async throws {
        let scene = try await Scene()
        defer { scene.remove() }
        let probe = try await PostgresConnection.connect(scene.database)
        // Enough that its scan is not over before it is stopped.
        var tree = FileTree()
        for index in 0..<30 {
            tree.add(path: "home/ann/\(index).txt", text: String(repeating: "page \(index) of many ", count: 200_000))
        }
        let image = try ImageMaker.make(
            tree: tree, fileSystem: .ext4, layout: .bare, container: .raw, sizeMiB: 256, at: scene.home + "/large")
        try await scene.run("submit", "--batch", "drained", image)
        let worker = try scene.worker.start(["--slots", "1", "--lease", "6", "--grace", "120"])
        func tell(_ signal: Int32) {
            for child in ProcessTable.children(of: worker.process.processIdentifier) { kill(child, signal) }
        }
        while try await count(probe, "lease WHERE kind = 'scan'") == 0 {}
        tell(SIGSTOP)
        worker.signal(SIGTERM)
        // More than two leases later it is still the same claim.
        try await probe.query("SELECT pg_sleep(14)")
        #expect(try await count(probe, "lease WHERE kind = 'scan' AND attempt = 1") == 1)
        tell(SIGCONT)
        #expect(await worker.wait().code == 0)
        #expect(try await count(probe, "done WHERE kind = 'scan' AND outcome = 'ok' AND attempt = 1") > 0)
        #expect(try await count(probe, "attempt_log") == 0)
        await probe.close()
    }

    private func count(_ probe: PostgresConnection, _ what: String) async throws -> Int {
        try await Int(probe.query("SELECT count(*) AS rows FROM winnow.\(what)")[0].int("rows"))
    }
}
