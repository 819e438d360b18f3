import Model

/// Narrows a job that kills its scanner down to the files, or the volumes, that do it.
///
/// Pure. The first death of a scan repeats the shard with every file announced before it is touched; each further
/// death names its file, or the member of the containers in it. With that less is done: no reader of its format, then
/// digests only. If it still kills, the file is left out and recorded as unreadable, the containers are left at the member.
/// A survey always announces its volumes.
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
    /// Index of the file, and from which member on its containers are left.
    package private(set) var stopping: [Int: MemberStop] = [:]
    /// What less is done with than with others.
    package private(set) var reducing: [ContentPlace: ReducedScan] = [:]
    private let canReduce: Bool
    /// Where a scanner was killed from outside, which may have been chance the first time.
    private var killedAt: Set<Int?> = []

    /// - Parameter canReduce: whether there is less to do with a content than all.
    package init(careful: Bool = false, canReduce: Bool = true) {
        self.careful = careful
        self.canReduce = canReduce
    }

    package var request: ScannerRequest {
        .scan(careful: careful, skipping: skipping, stopping: stopping, reducing: reducing)
    }

    /// - Parameters:
    ///   - reason: `crash`, `hang`, `cpu-limit`, `memory-limit`, ...
    ///   - touching: the file or volume announced last, if any.
    ///   - member: announced last of the containers in that file, if any.
    package mutating func scannerDied(_ reason: WinnowError, touching: Int?, member: Int? = nil) -> Step {
        guard careful else {
            careful = true
            return .again
        }
        if reason.code == "scanner-killed", killedAt.insert(touching).inserted, killedAt.count < Self.mostKillers {
            return .again
        }
        if reason.code == Self.violation,
            skipping.values.contains(Self.violation) || stopping.values.contains(where: { $0.reason == Self.violation })
        {
            return .giveUp(
                WinnowError(
                    Self.violation, "two files or more made the scanner try a forbidden system call",
                    remedy: "was a library updated? Run the tests with it; else examine these files by hand",
                    cause: reason.description))
        }
        let place = touching.map { ContentPlace(file: $0, member: member) }
        let isKnown = place.map { reducing[$0] != nil } ?? false
        guard let touching, let place, skipping[touching] == nil,
            isKnown || max(skipping.count + stopping.count, reducing.count) < Self.mostKillers
        else {
            return .giveUp(
                WinnowError(
                    "scanner-died", "the scanner died and no single file or volume could be blamed",
                    remedy: "see the worker's log; `winnow jobs retry` runs the job again", cause: reason.description))
        }
        // What tried a forbidden call is not touched again.
        if canReduce, reason.code != Self.violation, reducing[place]?.level != .digests {
            reducing[place] = ReducedScan(isKnown ? .digests : .bytes, reason: reason.code)
        } else if let member, stopping[touching]?.member != 0 {
            // Where it dies again before that member, the containers are not opened at all.
            stopping[touching] = MemberStop(member: stopping[touching] == nil ? member : 0, reason: reason.code)
        } else {
            skipping[touching] = reason.code
        }
        return .again
    }

    private static let violation = "sandbox-violation"
}
