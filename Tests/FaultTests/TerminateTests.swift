import Foundation
import Postgres
import SampleImages
import Testing
import WinnowTesting

/// An administrator, a failing-over pooler, a limit: something ends the worker's sessions, again and again.
@Suite struct TerminateTests {
    @Test func aStormOfEndedSessionsLosesAndDoublesNothing() async throws {
        let batch = try await FaultBatch()
        let reference = try await batch.reference()
        let seed = UInt64.random(in: 0...UInt64.max)
        print("seed \(seed)")
        var random = SeededNumbers(seed: seed)
        let worker = try batch.scene.worker.start(["--slots", "2"])
        var names: [String] = []
        var rounds = 0
        while rounds < 30 {
            // There is work at any time of the storm.
            if try await batch.unfinished() == 0 {
                names.append("storm-\(names.count)")
                try await batch.submit(names[names.count - 1])
            }
            // Ends sessions at any point of a transaction, not only just after they were opened.
            let pause = Double(random.number(in: 0..<200)) / 1_000
            try await batch.probe.query("SELECT pg_sleep($1::float8)", [.real(pause)])
            let victims = try await batch.probe.query(
                """
                SELECT count(pg_terminate_backend(pid)) AS victims FROM pg_stat_activity
                WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
                """)[0].int("victims")
            if victims > 0 { rounds += 1 }
            try #require(worker.process.isRunning)
        }
        for name in names {
            while try await !batch.isComplete(name) { try #require(worker.process.isRunning) }
        }
        worker.signal(SIGTERM)
        let result = await worker.wait(atMost: .seconds(30))
        #expect(result.code == 0, "\(result.errors)")
        for name in names { try await batch.expectWhole(name, as: reference) }
        await batch.remove()
    }
}
