import Foundation
import Testing
import WinnowTesting

/// A worker on another host whose cable is pulled: no reset, no answer, then all is well again.
@Suite struct CableTests {
    @Test(
        .enabled("a second host needs root, `ip` (iproute2) and network namespaces") { await SecondHost.isPossible })
    func aCutOffHostsJobsAreDoneOnceByAnother() async throws {
        try await withCutHost { batch, host, worker, reference in
            try await batch.scene.work("--slots", "2", "--lease", "3")
            try await batch.expectWhole("cable", as: reference)
            try await host.plugIn()
            worker.signal(SIGTERM)
            let result = await worker.wait(atMost: .seconds(40))
            #expect(result.code == 0, "\(result.errors)")
            try await batch.expectWhole("cable", as: reference)
        }
    }

    @Test(
        .enabled("a second host needs root, `ip` (iproute2) and network namespaces") { await SecondHost.isPossible })
    func aHostThatIsBackWorksAgain() async throws {
        try await withCutHost { batch, host, worker, reference in
            try await batch.scene.work("--slots", "2", "--lease", "3")
            try await host.plugIn()
            try await batch.submit("back")
            let end = ContinuousClock.now + .seconds(25)
            while try await !batch.isComplete("back"), ContinuousClock.now < end {}
            let isComplete = try await batch.isComplete("back")
            #expect(isComplete)
            if isComplete { try await batch.expectWhole("back", as: reference) }
            worker.signal(SIGTERM)
            let result = await worker.wait(atMost: .seconds(40))
            #expect(result.code == 0, "\(result.errors)")
        }
    }

    /// Runs `body` once the host of the only worker has been cut off in the middle of its batch `cable`.
    private func withCutHost(
        _ body: (FaultBatch, SecondHost, Program.Running, [String: String]) async throws -> Void
    ) async throws {
        let host = try await SecondHost()
        let server = try await OwnServer(address: host.hereAddress)
        let batch = try await FaultBatch(scene: Scene(database: server.conninfo))
        let reference = try await batch.reference()
        try await batch.submit("cable")
        let worker = try host.program(batch.scene.worker).start(["--slots", "1", "--lease", "3", "--grace", "0"])
        defer { worker.signal(SIGKILL) }
        repeat {
            try await host.plugIn()
            try await batch.until("lease WHERE kind = 'scan'")
            try await host.cutCable()
        } while try await batch.count("lease WHERE kind = 'scan'") == 0
        do {
            try await body(batch, host, worker, reference)
        } catch {
            Issue.record(error)
        }
        worker.signal(SIGKILL)
        _ = await worker.wait()
        await batch.remove()
        try await server.remove()
        await host.remove()
    }
}
