import Foundation
import Testing
import WinnowTesting

/// A worker on another host whose cable is pulled: no reset, no answer, then all is well again.
@Suite(
    .needs("/usr/sbin/ip", of: "iproute2"),
    .enabled("a second host needs root and network namespaces") { await SecondHost.isPossible })
struct CableTests {
    @Test func aCutOffHostsJobsAreDoneOnceByAnother() async throws {
        let scene = try await CutScene()
        try await scene.batch.scene.work("--slots", "2", "--lease", "3")
        try await scene.batch.expectWhole(scene.name, as: scene.reference)
        try await scene.host.plugIn()
        try await scene.expectItLeaves()
        try await scene.batch.expectWhole(scene.name, as: scene.reference)
        try await scene.remove()
    }

    @Test func aHostThatIsBackWorksAgain() async throws {
        let scene = try await CutScene()
        try await scene.batch.scene.work("--slots", "2", "--lease", "3")
        try await scene.host.plugIn()
        try await scene.batch.submit("back")
        let end = ContinuousClock.now + .seconds(25)
        while try await !scene.batch.isComplete("back"), ContinuousClock.now < end {}
        try #require(try await scene.batch.isComplete("back"))
        try await scene.batch.expectWhole("back", as: scene.reference)
        try await scene.expectItLeaves()
        try await scene.remove()
    }
}

/// The only worker is on another host and holds a scan; the cable is cut.
private struct CutScene {
    let batch: FaultBatch
    let reference: [String: String]
    /// Of the batch that the worker is at.
    let name: String
    let host: SecondHost
    let worker: Program.Running
    private let server: OwnServer

    init() async throws {
        let host = try await SecondHost()
        server = try await OwnServer(address: host.hereAddress)
        batch = try await FaultBatch(scene: Scene(database: server.conninfo))
        reference = try await batch.reference()
        let worker = try host.program(batch.scene.worker).start(["--slots", "1", "--lease", "3", "--grace", "0"])
        func signalScanner(_ signal: Int32) {
            for scanner in ProcessTable.children(of: worker.process.processIdentifier) { kill(scanner, signal) }
        }
        name = try await batch.strike("cable") {
            // Cutting takes a while: the scan must not be over before it is done.
            signalScanner(SIGSTOP)
            try await host.cutCable()
        } mend: {
            signalScanner(SIGCONT)
            try await host.plugIn()
        }
        signalScanner(SIGCONT)
        self.host = host
        self.worker = worker
    }

    func expectItLeaves() async throws {
        worker.signal(SIGTERM)
        let result = await worker.wait(atMost: .seconds(40))
        #expect(result.code == 0, "\(result.errors)")
    }

    func remove() async throws {
        await batch.remove()
        try await server.remove()
        await host.remove()
    }
}
