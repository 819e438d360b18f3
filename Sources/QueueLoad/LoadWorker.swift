import Glibc
import Model
import Postgres
import Store

/// A worker that does everything with the queue that a real one does, and no work: it claims, holds, beats, commits,
/// keeps house, and survives lost connections, restarts of the server and its own lapsed lease.
package struct LoadWorker: Sendable {
    package struct Settings: Sendable {
        package var conninfo: String
        package var name = "load"
        /// Jobs a claim and a commit.
        package var batch = 8
        /// Hit rows of each scan, told apart by their byte offsets.
        package var hits = 1
        /// Seconds without a beat after which its jobs are given to others.
        package var lease = 30.0
        /// Now and then gives a claim back, or reports a failure instead of a result.
        package var chaos = false
        package var seed: UInt64 = 1

        package init(conninfo: String) { self.conninfo = conninfo }
    }

    private let settings: Settings
    private let link: LoadLink
    private let held = HeldClaims()

    package init(_ settings: Settings) {
        self.settings = settings
        link = LoadLink(conninfo: settings.conninfo)
    }

    /// Works until the queue is settled.
    ///
    /// - Parameter onRefusal: called with the number of results of one commit that came too late.
    package func run(onRefusal: @escaping @Sendable (Int) -> Void = { _ in }) async throws -> LoadReport {
        let beats = LoadLink(conninfo: settings.conninfo)
        let heartbeat = LoadHeartbeat(link: beats, held: held, lease: settings.lease)
        return try await withThrowingTaskGroup(of: LoadReport?.self) { group in
            group.addTask {
                try await heartbeat.run()
                return nil
            }
            group.addTask { try await work(onRefusal) }
            defer { group.cancelAll() }
            while let report = try await group.next() {
                if let report { return report }
            }
            return LoadReport()
        }
    }

    private func work(_ onRefusal: @Sendable (Int) -> Void) async throws -> LoadReport {
        var report = LoadReport()
        var dice = Dice(seed: settings.seed)
        var upkeepDue = ContinuousClock.now
        while true {
            let worker = try await registered(&report)
            if ContinuousClock.now >= upkeepDue {
                try await upkeep()
                upkeepDue = .now + .milliseconds(500)
            }
            let limit = settings.batch
            let claims = try await link.retrying { try await JobQueue($0).claim(worker, limit: limit) }
            guard !claims.isEmpty else {
                if try await isSettled(worker) { return report }
                try await Task.sleep(for: .milliseconds(50))
                continue
            }
            await held.hold(claims)
            let left = settings.chaos ? try await disturb(claims, &dice, &report) : claims
            let results = left.map { LoadResults.result(of: $0, hits: settings.hits) }
            let stood = try await LoadCommit(results: results).run(link)
            await held.hold([])
            report.committed += stood.count
            report.refused += left.count - stood.count
            if stood.count < left.count { onRefusal(left.count - stood.count) }
        }
    }

    private func registered(_ report: inout LoadReport) async throws -> WorkerID {
        if let worker = await held.worker { return worker }
        let (settings, pid) = (settings, getpid())
        let worker = try await link.retrying {
            try await JobQueue($0).register(
                host: settings.name, pid: pid, version: "load", slots: settings.batch, leaseSeconds: settings.lease)
        }
        await held.become(worker)
        report.registered += 1
        return worker
    }

    private func upkeep() async throws {
        try await link.retrying { connection in
            let queue = JobQueue(connection)
            try await queue.rescue()
            try await queue.promote()
            try await queue.sweep()
        }
    }

    /// Who has lapsed itself does not see the jobs that nobody but it could do: the last word is its beat's.
    private func isSettled(_ worker: WorkerID) async throws -> Bool {
        try await upkeep()
        let lease = settings.lease
        return try await link.retrying { connection in
            let queue = JobQueue(connection)
            guard try await queue.isSettled() else { return false }
            return try await queue.beat(worker, leaseSeconds: lease, progress: [])[JobQueue.workerItself] == nil
        }
    }

    /// Does something else with one claim of a few, and gives the others.
    private func disturb(_ claims: [Claim], _ dice: inout Dice, _ report: inout LoadReport) async throws -> [Claim] {
        let claim = claims[dice.roll(claims.count)]
        switch dice.roll(60) {
        case 0:
            try await link.retrying { try await JobQueue($0).release(claim) }
            report.released += 1
        case 1:
            do {
                let error = WinnowError("load", "failed by the dice")
                _ = try await link.retrying { try await JobQueue($0).fail(claim, error: error, retryable: true) }
                report.failed += 1
            } catch is StaleClaim {
                report.refused += 1
            }
        default: return claims
        }
        return claims.filter { $0 != claim }
    }
}
