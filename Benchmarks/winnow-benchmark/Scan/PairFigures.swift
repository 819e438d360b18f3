import Foundation
import Synchronization

/// Two scanners on the shards of one image beside one scanner, by wall time: the machine must be idle. Beside it the same of
/// digesting alone, because not every machine's two cores are worth two.
struct PairFigures {
    /// The shards are scanned so often, as those of a larger image, of whose time the starts are little.
    private static let times = 4

    private let subject: ScanSubject
    private var ratios: [Double] = []
    private var machine: [Double] = []

    init(_ subject: ScanSubject) { self.subject = subject }

    mutating func measure() throws {
        let shards = Array(repeatElement(subject.survey.shards, count: Self.times).joined())
        let client = subject.client
        let alone = try client.scan(shards).time.wall
        let halves = (0..<2).map { half in shards.indices.filter { $0 % 2 == half }.map { shards[$0] } }
        ratios.append(alone / (try Self.both { _ = try client.scan(halves[$0]) }))
        let limits = subject.limits
        let digesting = try Stopwatch.measure { _ = try limits.digests(inLanes: true) }.wall
        machine.append(2 * digesting / (try Self.both { _ in _ = try limits.digests(inLanes: true) }))
    }

    /// Seconds until both are done.
    private static func both(_ body: @Sendable (Int) throws -> Void) throws -> Double {
        let failure = Mutex<(any Error)?>(nil)
        let time = Stopwatch.measure {
            DispatchQueue.concurrentPerform(iterations: 2) { half in
                do { try body(half) } catch { failure.withLock { $0 = error } }
            }
        }
        if let error = failure.withLock({ $0 }) { throw error }
        return time.wall
    }

    func report() {
        print(
            String(
                format: "\ntwo scanners are %.2f times as fast as one, digesting alone on two cores %.2f times\n",
                Comparison.median(ratios), Comparison.median(machine)))
    }
}
