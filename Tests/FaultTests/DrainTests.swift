import Foundation
import Postgres
import Testing
import WinnowTesting

@Suite struct DrainTests {
    /// A worker that has been told to stop still holds its last job, for longer than a lease.
    @Test func aDrainingWorkerKeepsItsLease() async throws {
        let batch = try await FaultBatch(devices: 1)
        let reference = try await batch.reference()
        let worker = try batch.scene.worker.start(["--slots", "1", "--lease", "6", "--grace", "60"])
        func tell(_ signal: Int32) {
            for child in ProcessTable.children(of: worker.process.processIdentifier) { kill(child, signal) }
        }
        let name = try await batch.strike("drained") {
            tell(SIGSTOP)
            // Whatever was on its way to the database has arrived.
            try await pass(1, batch)
        } mend: {
            tell(SIGCONT)
        }
        worker.signal(SIGTERM)
        // More than two leases later it is still the same claim.
        try await pass(14, batch)
        #expect(try await batch.count("lease WHERE attempt = 1") == 1)
        tell(SIGCONT)
        #expect(await worker.wait().code == 0)
        #expect(try await batch.count("attempt_log") == 0)
        try await batch.scene.work("--slots", "1", "--lease", "3")
        try await batch.expectWhole(name, as: reference)
        #expect(try await batch.count("done WHERE attempt > 1") == 0)
        await batch.remove()
    }

    /// Lets seconds pass by the server's clock.
    private func pass(_ seconds: Int, _ batch: FaultBatch) async throws {
        try await batch.probe.query("SELECT pg_sleep($1)", [.int(seconds)])
    }
}
