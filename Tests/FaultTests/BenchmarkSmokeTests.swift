import Testing
import WinnowTesting

/// A benchmark calls functions of the database that nothing else calls in that form.
@Suite struct BenchmarkSmokeTests {
    @Test(.timeLimit(.minutes(5))) func theQueueBenchmarkRunsThrough() async throws {
        let result = try await Program("winnow-benchmark").run(["queue", "--smoke"])
        #expect(result.code == 0, "\(result.errors)")
        #expect(result.output.contains("with 3 hits a job, 64 at a time"))
        #expect(result.output.contains("wake-up on an idle queue"))
    }
}
