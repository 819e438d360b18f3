/// What the queue says of a claim, or of the worker itself, when the worker reports progress.
package enum BeatVerdict: String, Sendable {
    case ok
    /// Stop: somebody cancelled the job.
    case cancel
    /// Stop: the claim has lapsed.
    case lost
    /// Stop everything and register anew: the worker's own lease has lapsed.
    case workerExpired = "worker_expired"
    /// Finish what runs and leave: somebody drains this worker.
    case drain
}

/// How a claim ended with a result.
package enum JobOutcome: String, Sendable {
    case ok
    /// There is a result, but part of what the job covers could not be examined.
    case partial
}
