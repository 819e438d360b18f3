import Foundation
import Synchronization

/// Two scanners on the shards of one image beside one scanner, by wall time: the machine must be idle.
struct PairFigures {
    private let subject: ScanSubject
    private var ratios: [Double] = []

    init(_ subject: ScanSubject) { self.subject = subject }

    mutating func measure() throws {
        let shards = subject.survey.shards
        let client = subject.client
        let alone = try client.scan(shards).time.wall
        let halves = (0..<2).map { half in shards.indices.filter { $0 % 2 == half }.map { shards[$0] } }
        let failure = Mutex<(any Error)?>(nil)
        let both = Stopwatch.measure {
            DispatchQueue.concurrentPerform(iterations: 2) { half in
                do { _ = try client.scan(halves[half]) } catch { failure.withLock { $0 = error } }
            }
        }
        if let error = failure.withLock({ $0 }) { throw error }
        ratios.append(alone / both.wall)
    }

    func report() {
        let all = ratios.map { String(format: "%.2f", $0) }.joined(separator: " ")
        print(
            String(format: "\ntwo scanners are %.2f times as fast as one (rounds: \(all))", Comparison.median(ratios)))
    }
}
