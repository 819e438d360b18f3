import Foundation
import Postgres
import Testing
import WinnowTesting

/// A worker that is started before its database.
@Suite struct RefusedTests {
    @Test func aWorkerWaitsForItsDatabaseAndSaysSoOnce() async throws {
        let batch = try await FaultBatch(devices: 1)
        let reference = try await batch.reference()
        try await batch.submit("early")
        let proxy = try await FaultyProxy(conninfo: batch.scene.database, mode: .cut)
        let worker = try await batch.worker(by: batch.conninfo(through: proxy.address)).start(["--drain"])
        let words = "waiting for the database"
        while !worker.errorsSoFar.contains(words) {
            try #require(worker.process.isRunning)
            try await Task.sleep(for: .milliseconds(10))
        }
        // Long enough for several more tries.
        try await batch.probe.query("SELECT pg_sleep(3)")
        #expect(worker.errorsSoFar.split(separator: "\n").count { $0.contains(words) } == 1)
        await proxy.setMode(.forward)
        let result = await worker.wait(atMost: .seconds(40))
        #expect(result.code == 0, "\(result.errors)")
        try await batch.expectWhole("early", as: reference)
        await proxy.stop()
        await batch.remove()
    }
}
