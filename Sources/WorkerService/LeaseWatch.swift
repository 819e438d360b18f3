/// Decides on the worker's own monotonic clock whether its leases can still be trusted.
///
/// Pure. The database's clock decides who owns a job; this only makes a worker that cannot reach the database stop
/// working before another one takes over.
package struct LeaseWatch: Sendable {
    /// Seconds before the end of the lease at which work stops.
    package static let margin = 15.0

    private let lease: Double
    private var lastBeat: Double

    package init(lease: Double, now: Double) {
        self.lease = lease
        self.lastBeat = now
    }

    /// A heartbeat that was sent at `sent` has been accepted: the lease counts from its sending, not from its answer.
    package mutating func accepted(sent: Double) { lastBeat = max(lastBeat, sent) }

    /// True when running scanners must be stopped.
    package func mustStop(now: Double) -> Bool { now - lastBeat >= max(lease - Self.margin, lease / 2) }
}
