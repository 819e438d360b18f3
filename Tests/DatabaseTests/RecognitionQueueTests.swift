import Model
import Store
import Testing

/// Recognition of text in pictures comes after all scanning, and no first outcome waits for it.
@Suite struct RecognitionQueueTests {
    private static let negative = DeviceResult(outcome: .negative, findings: [], digest: "d")

    private func fixture() async throws -> (QueueFixture, Int64) {
        let fixture = try await QueueFixture()
        var batch = QueueFixture.batch()
        batch.recognition = "eng"
        return (fixture, try await fixture.records.submit(batch).batchID)
    }

    /// Ends a scan that has seen pictures for `jobs` jobs.
    private func scan(_ fixture: QueueFixture, _ claim: Claim, jobs: Int) async throws {
        let plan = (0..<jobs).map { ScanJob(spec: [UInt8($0)], cost: 1, place: 0, files: 3, bytes: 0) }
        try await fixture.queue.commit(
            JobResult(claim, content: .scan(ScanResult(coverage: [], pictureJobs: plan))))
    }

    private func recognise(_ fixture: QueueFixture, _ claim: Claim) async throws {
        let result = ScanResult(coverage: [CoverageRow(.scanned, "text-recognised", pictures: 3)])
        try await fixture.queue.commit(JobResult(claim, content: .scan(result)))
    }

    @Test func aBatchSaysInWhichLanguagesAndOthersSayNone() async throws {
        let (fixture, batch) = try await fixture()
        let other = try await fixture.submit("other")
        #expect(try await fixture.records.recognition(batchID: batch) == "eng")
        #expect(try await fixture.records.recognition(batchID: other) == nil)
    }

    @Test func theFirstOutcomeComesBeforeRecognitionAndTheNextAfterTheLastOfIt() async throws {
        let (fixture, batch) = try await fixture()
        try await fixture.survey(#require(await fixture.claimOne()), scans: 2)
        try await scan(fixture, #require(await fixture.claimOne()), jobs: 2)
        #expect(try await fixture.queue.sweep() == 0, "a scan is left")
        let second = try #require(await fixture.claimOne())
        #expect(second.kind == .scan, "no recognition while there is a scan")
        // One is running already when the device is concluded about.
        let early = try #require(await fixture.claimOne())
        #expect(early.kind == .ocr && early.spec == [0] && early.cost == 3)
        try await scan(fixture, second, jobs: 0)
        #expect(try await fixture.queue.sweep() == 1)
        let collate = try #require(await fixture.claimOne())
        #expect(collate.kind == .collate)
        try await fixture.collate(collate, Self.negative)
        #expect(try await fixture.queue.sweep() == 0, "neither device nor batch ends while pictures wait")
        let first = try await fixture.records.results(batchID: batch)[0]
        #expect(first.result != nil && first.isRecognising)
        #expect(try await fixture.records.findingsDigest(deviceID: first.device.deviceID) == nil)
        #expect(try await fixture.records.status(batchID: batch)[0].state == .open)

        try await recognise(fixture, early)
        #expect(try await fixture.queue.sweep() == 0)
        let last = try #require(await fixture.claimOne())
        #expect(last.kind == .ocr)
        try await recognise(fixture, last)
        #expect(try await fixture.queue.sweep() == 1, "the device is concluded about anew")
        let again = try #require(await fixture.claimOne())
        #expect(again.kind == .collate)
        let coverage = try await fixture.records.material(of: again).0.images[0].coverage
        #expect(coverage.reduce(0) { $0 + $1.pictures } == 6)
        try await fixture.collate(again, Self.negative)
        #expect(try await fixture.queue.sweep() == 1, "the batch is closed")
        #expect(try await fixture.records.results(batchID: batch)[0].isRecognising == false)
        #expect(try await fixture.records.status(batchID: batch)[0].state == .complete)
        #expect(try await fixture.queue.isIdle())
    }

    @Test func recognitionThatEndedBeforeTheFirstOutcomeIsInIt() async throws {
        let (fixture, batch) = try await fixture()
        try await fixture.survey(#require(await fixture.claimOne()), scans: 1)
        try await scan(fixture, #require(await fixture.claimOne()), jobs: 1)
        try await recognise(fixture, #require(await fixture.claimOne()))
        #expect(try await fixture.queue.sweep() == 1)
        try await fixture.collate(#require(await fixture.claimOne()), Self.negative)
        #expect(try await fixture.queue.sweep() == 1)
        #expect(try await fixture.records.status(batchID: batch)[0].state == .complete)
    }

    @Test func noScanOfAnyBatchStandsBehindRecognition() async throws {
        let (fixture, batch) = try await fixture()
        try await fixture.survey(#require(await fixture.claimOne()), scans: 1)
        try await scan(fixture, #require(await fixture.claimOne()), jobs: 1)
        // However urgent the one and however unimportant the other.
        let changed = try await fixture.queue.reprioritise(batchID: batch, exhibit: nil, priority: 0)
        #expect(changed == .changed)
        var later = QueueFixture.batch("later")
        later.priority = 1_000
        _ = try await fixture.records.submit(later)
        let survey = try #require(await fixture.claimOne())
        #expect(survey.kind == .survey)
        try await fixture.survey(survey, scans: 1)
        #expect(try await fixture.claimOne()?.kind == .scan)
        #expect(try await fixture.claimOne()?.kind == .ocr)
    }

    @Test func recognitionThatFailsAndIsTriedAgainIsConcludedAboutEachTime() async throws {
        let (fixture, batch) = try await fixture()
        try await fixture.survey(#require(await fixture.claimOne()), scans: 1)
        try await scan(fixture, #require(await fixture.claimOne()), jobs: 1)
        #expect(try await fixture.queue.sweep() == 1)
        try await fixture.collate(#require(await fixture.claimOne()), Self.negative)
        let error = WinnowError("ocr-language", "no trained data")
        _ = try await fixture.queue.fail(#require(await fixture.claimOne()), error: error, retryable: false)
        #expect(try await fixture.queue.sweep() == 1)
        let collate = try #require(await fixture.claimOne())
        #expect(try await fixture.records.material(of: collate).0.gaps.map(\.code) == ["ocr-language"])
        try await fixture.collate(collate, Self.negative)
        try await fixture.queue.sweep()
        #expect(try await fixture.records.status(batchID: batch)[0].state == .completeWithGaps)

        #expect(try await fixture.queue.retry(batchID: batch) == 1)
        #expect(try await fixture.queue.sweep() == 1, "without it first")
        try await fixture.collate(#require(await fixture.claimOne()), Self.negative)
        try await recognise(fixture, #require(await fixture.claimOne()))
        #expect(try await fixture.queue.sweep() == 1)
        try await fixture.collate(#require(await fixture.claimOne()), Self.negative)
        try await fixture.queue.sweep()
        #expect(try await fixture.records.status(batchID: batch)[0].state == .complete)
    }
}
