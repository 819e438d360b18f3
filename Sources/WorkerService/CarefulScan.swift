import Model

/// Narrows a job that kills its scanner down to the files, or the volumes, that do it.
///
/// Pure. The first death of a scan repeats the shard with every file announced before it is touched; each further
/// death names its file, which is then left out and recorded as unreadable. A survey always announces its volumes.
package struct CarefulScan: Sendable {
    package enum Step: Equatable, Sendable {
        case again
        case giveUp(WinnowError)
    }

    /// More killers than this in one shard, and the job is left to the queue's retry and quarantine.
    package static let mostKillers = 64

    package private(set) var careful: Bool
    /// Index of the file or volume, and the reason for leaving it out.
    package private(set) var skipping: [Int: String] = [:]
    /// Where a scanner was killed from outside, which may have been chance the first time.
    private var killedAt: Set<Int?> = []

    package init(careful: Bool = false) { self.careful = careful }

    package var request: ScannerRequest { .scan(careful: careful, skipping: skipping) }

    /// - Parameters:
    ///   - reason: `crash`, `hang`, `cpu-limit`, `memory-limit`, ...
    ///   - touching: the file or volume announced last, if any.
    package mutating func scannerDied(_ reason: WinnowError, touching: Int?) -> Step {
        guard careful else {
            careful = true
            return .again
        }
        if reason.code == "scanner-killed", killedAt.insert(touching).inserted, killedAt.count < Self.mostKillers {
            return .again
        }
        if reason.code == Self.violation, skipping.values.contains(Self.violation) {
            return .giveUp(
                WinnowError(
                    Self.violation, "two files or more made the scanner try a forbidden system call",
                    remedy: "was a library updated? Run the tests with it; else examine these files by hand",
                    cause: reason.description))
        }
        guard let touching, skipping[touching] == nil, skipping.count < Self.mostKillers else {
            return .giveUp(
                WinnowError(
                    "scanner-died", "the scanner died and no single file or volume could be blamed",
                    remedy: "see the worker's log; `winnow jobs retry` runs the job again", cause: reason.description))
        }
        skipping[touching] = reason.code
        return .again
    }

    private static let violation = "sandbox-violation"
}
