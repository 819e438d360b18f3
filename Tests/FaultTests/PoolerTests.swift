import Foundation
import Postgres
import Testing
import WinnowTesting

/// PgBouncer in transaction mode between Winnow and its database: no session state may be relied on.
@Suite(.needs("pgbouncer", if: Pooler.isInstalled)) struct PoolerTests {
    @Test func everythingIsTheSameThroughAPooler() async throws {
        let batch = try await FaultBatch()
        let reference = try await batch.reference()
        let pooler = try await Pooler(conninfo: batch.scene.database, poolSize: 4)
        var winnow = batch.scene.winnow
        winnow.environment["WINNOW_DATABASE_URL"] = pooler.conninfo
        try await batch.submit("pooled", through: winnow)
        let worker = try batch.worker(by: pooler.conninfo).start(["--drain", "--slots", "8"])
        var most = 0
        while worker.process.isRunning { most = max(most, try await backends(batch)) }
        let result = await worker.wait()
        #expect(result.code == 0, "\(result.errors)")
        // Eight slots, the heartbeat and the upkeep shared the pooler's four.
        #expect((1...4).contains(most))
        #expect(!result.errors.contains(" error "), "\(result.errors)")
        #expect(result.errors.contains("polling instead of listening"))
        let doctor = try await winnow.run(["doctor", "--format", "jsonl"])
        #expect(doctor.output.contains("transaction mode: workers poll"), "\(doctor.output)\(doctor.errors)")
        let report = try await winnow.run(["report", "pooled", "--format", "json"])
        #expect(report.code == 0, "\(report.errors)")
        let whole = try await batch.scene.report("pooled")
        let pooled = try JSONSerialization.jsonObject(with: Data(report.output.utf8)) as? [String: Any]
        #expect((pooled?["devices"] as? [Any])?.count == (whole["devices"] as? [Any])?.count)
        try await batch.expectWhole("pooled", as: reference)
        #expect(try await batch.count("attempt_log") == 0)
        await pooler.stop()
        await batch.remove()
    }

    private func backends(_ batch: FaultBatch) async throws -> Int {
        let rows = try await batch.probe.query(
            """
            SELECT count(*) AS n FROM pg_stat_activity
            WHERE datname = current_database() AND pid <> pg_backend_pid() AND backend_type = 'client backend'
            """)
        return try Int(rows[0].int("n"))
    }
}
