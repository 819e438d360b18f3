import Model
import Testing
import WorkerService

private let crash = WinnowError("crash", "the scanner crashed with signal 11")

@Suite struct CarefulScanTests {
    @Test func theFirstDeathOnlyMakesItCareful() {
        var scan = CarefulScan()
        #expect(scan.request == .scan(careful: false, skipping: [:]))
        #expect(scan.scannerDied(crash, touching: nil) == .again)
        #expect(scan.request == .scan(careful: true, skipping: [:]))
    }

    @Test func withWhatKillsLessIsDoneUntilItIsLeftOut() {
        var scan = CarefulScan()
        _ = scan.scannerDied(crash, touching: nil)
        #expect(scan.scannerDied(crash, touching: 7) == .again)
        #expect(scan.reducing == [ContentPlace(file: 7): ReducedScan(.bytes, reason: "crash")])
        #expect(scan.scannerDied(WinnowError("hang", "silent"), touching: 7) == .again)
        #expect(scan.reducing == [ContentPlace(file: 7): ReducedScan(.digests, reason: "hang")])
        #expect(scan.skipping.isEmpty)
        #expect(scan.scannerDied(crash, touching: 7) == .again)
        #expect(scan.skipping == [7: "crash"])
    }

    @Test func whereThereIsNothingLessEachDeathLeavesItsFileOut() {
        var scan = CarefulScan(canReduce: false)
        _ = scan.scannerDied(crash, touching: nil)
        #expect(scan.scannerDied(crash, touching: 7) == .again)
        #expect(scan.scannerDied(WinnowError("hang", "silent"), touching: 9) == .again)
        #expect(scan.request == .scan(careful: true, skipping: [7: "crash", 9: "hang"]))
    }

    @Test func whatTriesAForbiddenCallIsNotTouchedAgain() {
        var scan = CarefulScan()
        _ = scan.scannerDied(crash, touching: nil)
        let violation = WinnowError("sandbox-violation", "execve")
        #expect(scan.scannerDied(violation, touching: 3) == .again)
        #expect(scan.skipping == [3: "sandbox-violation"])
        guard case .giveUp(let error) = scan.scannerDied(violation, touching: 4) else {
            return #expect(Bool(false), "two of them are the program's fault")
        }
        #expect(error.code == "sandbox-violation")
    }

    @Test func aDeathThatNoFileCanBeBlamedForGivesUp() {
        for touching in [nil, 3] as [Int?] {
            var scan = CarefulScan(canReduce: false)
            _ = scan.scannerDied(crash, touching: nil)
            _ = scan.scannerDied(crash, touching: 3)
            guard case .giveUp(let error) = scan.scannerDied(crash, touching: touching) else {
                Issue.record("went on after touching \(String(describing: touching))")
                continue
            }
            #expect(error.code == "scanner-died")
        }
    }

    @Test func aMemberThatKillsStopsItsContainersThereAndThenAltogether() {
        var scan = CarefulScan(canReduce: false)
        _ = scan.scannerDied(crash, touching: nil)
        #expect(scan.scannerDied(crash, touching: 2, member: 5) == .again)
        let stop = MemberStop(member: 5, reason: "crash")
        #expect(scan.request == .scan(careful: true, skipping: [:], stopping: [2: stop]))
        _ = scan.scannerDied(crash, touching: 2, member: 3)
        #expect(scan.stopping[2]?.member == 0)
        // The containers are closed now: it was the file itself.
        _ = scan.scannerDied(crash, touching: 2)
        #expect(scan.skipping == [2: "crash"])
    }

    @Test func membersAreReducedEachForItself() {
        var scan = CarefulScan()
        _ = scan.scannerDied(crash, touching: nil)
        for member in [5, 5, 6] { #expect(scan.scannerDied(crash, touching: 2, member: member) == .again) }
        #expect(
            scan.reducing == [
                ContentPlace(file: 2, member: 5): ReducedScan(.digests, reason: "crash"),
                ContentPlace(file: 2, member: 6): ReducedScan(.bytes, reason: "crash"),
            ])
        #expect(scan.stopping.isEmpty)
        _ = scan.scannerDied(crash, touching: 2, member: 5)
        #expect(scan.stopping == [2: MemberStop(member: 5, reason: "crash")])
    }

    @Test(arguments: [false, true]) func aShardFullOfKillersIsGivenUp(canReduce: Bool) {
        var scan = CarefulScan(canReduce: canReduce)
        _ = scan.scannerDied(crash, touching: nil)
        for index in 0..<CarefulScan.mostKillers { #expect(scan.scannerDied(crash, touching: index) == .again) }
        #expect(scan.scannerDied(crash, touching: 1_000) != .again)
    }
}

@Suite struct LeaseWatchTests {
    @Test func workStopsBeforeTheLeaseCanLapse() {
        var watch = LeaseWatch(lease: 45, now: 100)
        #expect(!watch.mustStop(now: 129.9))
        #expect(watch.mustStop(now: 130))
        watch.accepted(sent: 125)
        #expect(!watch.mustStop(now: 154.9))
        #expect(watch.mustStop(now: 155))
    }

    @Test func anAnswerCountsFromItsQuestionAndNeverBackwards() {
        var watch = LeaseWatch(lease: 45, now: 0)
        watch.accepted(sent: 20)
        watch.accepted(sent: 10)
        #expect(!watch.mustStop(now: 49))
    }

    @Test func aShortLeaseKeepsHalfOfItself() {
        let watch = LeaseWatch(lease: 4, now: 0)
        #expect(!watch.mustStop(now: 1.9))
        #expect(watch.mustStop(now: 2))
    }
}

@Suite struct BackoffTests {
    @Test func waitsDoubleUpToTenSeconds() {
        var backoff = Backoff()
        let full = (0..<8).map { _ in backoff.next(chance: 1) }
        #expect(full == [0.25, 0.5, 1, 2, 4, 8, 10, 10])
        backoff.succeeded()
        #expect(backoff.next(chance: 0) == 0.125)
    }
}
