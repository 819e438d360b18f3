import Foundation
import Testing
import WinnowTesting

/// Hosts whose clocks are wrong: only the database's clock decides about leases.
@Suite(.needs("a C compiler", if: WrongClock.isPossible))
struct ClockTests {
    @Test func workersTenMinutesOffWorkTogether() async throws {
        let batch = try await FaultBatch()
        let reference = try await batch.reference()
        let options = ["--slots", "1", "--lease", "3"]
        let workers = [
            try await WrongClock.program(batch.scene.worker, seconds: 600).start(options),
            try await WrongClock.program(batch.scene.worker, seconds: -600).start(options),
        ]
        while try await batch.count("worker WHERE slots = 1 AND retired_at IS NULL") < 2 {}
        try await batch.submit("clocks")
        while try await !batch.isComplete("clocks") {}
        for worker in workers {
            worker.signal(SIGTERM)
            let result = await worker.wait(atMost: .seconds(30))
            #expect(result.code == 0, "\(result.errors)")
            let offset = try #require(Self.clock(of: result.errors)).timeIntervalSinceNow
            #expect(abs(offset) > 500, "its clock was not wrong")
        }
        #expect(try await batch.count("attempt_log") == 0)
        #expect(try await batch.count("done WHERE attempt > 1") == 0)
        try await batch.expectWhole("clocks", as: reference)
        await batch.remove()
    }

    @Test(arguments: [(600, -600), (-600, 600)])
    func aDeadWorkersLeaseEndsInTimeWhateverItsClock(dead: Int, heir: Int) async throws {
        let batch = try await FaultBatch(devices: 1)
        let reference = try await batch.reference()
        let options = ["--slots", "1", "--lease", "3"]
        let victim = try await WrongClock.program(batch.scene.worker, seconds: dead).start(options)
        let name = try await batch.strike("heir") {
            victim.signal(SIGSTOP)
        } mend: {
            victim.signal(SIGCONT)
        }
        victim.signal(SIGKILL)
        _ = await victim.wait()
        // Far less than the ten minutes by which the clocks are off.
        let worker = try await WrongClock.program(batch.scene.worker, seconds: heir).start(options + ["--drain"])
        let result = await worker.wait(atMost: .seconds(45))
        #expect(result.code == 0, "\(result.errors)")
        try await batch.expectWhole(name, as: reference)
        await batch.remove()
    }

    /// The time that the last line of a log was written at.
    private static func clock(of log: String) -> Date? {
        let stamp = log.split(separator: "\n").last?.prefix { $0 != " " }
        let form = ISO8601DateFormatter()
        form.formatOptions = [.withInternetDateTime]
        form.formatOptions.remove(.withColonSeparatorInTimeZone)
        return stamp.flatMap { form.date(from: String($0)) }
    }
}
