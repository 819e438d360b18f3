import Model
import Testing

@Suite struct ProgressEstimateTests {
    private static func estimate(
        _ done: Progress, of total: Progress, recent: Progress, seconds: Double = 10, final: Bool = true
    ) -> ProgressEstimate {
        ProgressEstimate(done: done, total: total, recent: recent, seconds: seconds, totalIsFinal: final)
    }

    @Test func theSlowerOfFilesAndBytesCounts() {
        let byBytes = Self.estimate(
            Progress(files: 90, bytes: 100), of: Progress(files: 100, bytes: 1100),
            recent: Progress(files: 100, bytes: 100))
        #expect(byBytes.secondsLeft == 100 && byBytes.bytesPerSecond == 10)
        let byFiles = Self.estimate(
            Progress(files: 0, bytes: 0), of: Progress(files: 1000, bytes: 10),
            recent: Progress(files: 10, bytes: 1000))
        #expect(byFiles.secondsLeft == 1000)
    }

    @Test func nothingMovedMeansNothingIsPromised() {
        let still = Self.estimate(Progress(files: 1, bytes: 1), of: Progress(files: 2, bytes: 2), recent: Progress())
        #expect(still.secondsLeft == nil)
        let early = Self.estimate(
            Progress(), of: Progress(files: 2, bytes: 2), recent: Progress(files: 1, bytes: 1), seconds: 0)
        #expect(early.secondsLeft == nil && early.bytesPerSecond == 0)
    }

    @Test func untilAllIsSurveyedItIsTheLeast() {
        let open = Self.estimate(
            Progress(files: 1, bytes: 1), of: Progress(files: 2, bytes: 2), recent: Progress(files: 1, bytes: 1),
            final: false)
        #expect(open.isLowerBound && open.secondsLeft == 10)
        let known = Progress(files: 2, bytes: 2)
        #expect(Self.estimate(known, of: known, recent: known, final: false).secondsLeft == nil)
    }

    @Test func whatIsDoneTakesNoTimeAndTotalsThatShrankDoNoHarm() {
        let total = Progress(files: 2, bytes: 2)
        for done in [total, Progress(files: 9, bytes: 9)] {
            #expect(Self.estimate(done, of: total, recent: Progress()).secondsLeft == 0)
        }
    }
}
