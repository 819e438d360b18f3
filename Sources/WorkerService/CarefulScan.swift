import Model

/// Narrows a shard that kills its scanner down to the files that do it.
///
/// Pure. The first death repeats the shard with every file announced before it is touched; each further death names
/// its file, which is then left out and recorded as unreadable.
package struct CarefulScan: Sendable {
    package enum Step: Equatable, Sendable {
        case again
        case giveUp(WinnowError)
    }

    /// More killers than this in one shard, and the job is left to the queue's retry and quarantine.
    package static let mostKillers = 64

    package private(set) var careful = false
    /// Index of the file in the shard, and the reason for leaving it out.
    package private(set) var skipping: [Int: String] = [:]

    package init() {}

    package var request: ScannerRequest { .scan(careful: careful, skipping: skipping) }

    /// - Parameters:
    ///   - reason: `crash`, `hang`, `cpu-limit`, `memory-limit`, ...
    ///   - touching: the file announced last, if any.
    package mutating func scannerDied(_ reason: WinnowError, touching: Int?) -> Step {
        guard careful else {
            careful = true
            return .again
        }
        guard let touching, skipping[touching] == nil, skipping.count < Self.mostKillers else {
            return .giveUp(
                WinnowError(
                    "scanner-died", "the scanner died and no single file could be blamed",
                    remedy: "see the worker's log; `winnow jobs retry` runs the job again", cause: reason.description))
        }
        skipping[touching] = reason.code
        return .again
    }
}
