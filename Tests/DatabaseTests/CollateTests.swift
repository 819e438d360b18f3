import Model
import Store
import Testing

@Suite struct CollateTests {
    @Test func aDeviceGetsOneCollateWhenAllElseIsDone() async throws {
        let fixture = try await QueueFixture()
        let batch = try await fixture.submit(devices: 1, images: 2)
        #expect(try await fixture.queue.sweep() == 0)
        for claim in try await fixture.queue.claim(fixture.worker, limit: 2) {
            try await fixture.survey(claim, scans: 1)
            #expect(try await fixture.queue.sweep() == 0)
        }
        for claim in try await fixture.queue.claim(fixture.worker, limit: 2) {
            #expect(try await fixture.queue.sweep() == 0)
            try await fixture.scan(claim)
        }
        #expect(try await fixture.queue.sweep() == 1)
        #expect(try await fixture.queue.sweep() == 0)
        let collate = try #require(await fixture.claimOne())
        #expect(collate.kind == .collate && collate.imageID == nil)
        #expect(try await fixture.claimOne() == nil)
        try await fixture.collate(collate, DeviceResult(outcome: .negative, findings: [], digest: "d"))
        #expect(try await fixture.queue.sweep() == 1, "the batch is closed")
        #expect(try await fixture.queue.isIdle())
        #expect(try await fixture.records.status(batchID: batch)[0].state == .complete)
    }

    @Test func sweepersAtOnceMakeOneCollate() async throws {
        let fixture = try await QueueFixture()
        try await fixture.submit(devices: 5)
        for claim in try await fixture.queue.claim(fixture.worker, limit: 5) {
            try await fixture.survey(claim, scans: 0)
        }
        let made = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<4 {
                group.addTask { try await QueueFixture.sweep(fixture.conninfo) }
            }
            return try await group.reduce(0, +)
        }
        #expect(made == 5)
        #expect(try await fixture.count("ready") == 5)
    }

    @Test func aDeviceWhoseSurveyFailedIsCollatedAndItsBatchHasGaps() async throws {
        let fixture = try await QueueFixture()
        let batch = try await fixture.submit()
        let error = WinnowError("not-an-image", "not an image", remedy: "look at it")
        _ = try await fixture.queue.fail(#require(await fixture.claimOne()), error: error, retryable: false)
        #expect(try await fixture.queue.sweep() == 1)
        let collate = try #require(await fixture.claimOne())
        let material = try await fixture.records.material(of: collate).0
        #expect(material.gaps == [error])
        try await fixture.collate(collate, DeviceResult(outcome: .inconclusive, findings: [], digest: "d"))
        try await fixture.queue.sweep()
        let status = try await fixture.records.status(batchID: batch)[0]
        #expect(status.state == .completeWithGaps)
        #expect(status.jobs == ["quarantined": 1, "ok": 1])
    }

    @Test func aDeviceWithoutImagesIsCollated() async throws {
        let fixture = try await QueueFixture()
        try await fixture.submit(images: 0)
        #expect(try await fixture.queue.sweep() == 1)
    }
}
