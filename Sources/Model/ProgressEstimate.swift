/// How fast a piece of work goes and how long it will still take, from what was done lately.
package struct ProgressEstimate: Hashable, Sendable {
    package var filesPerSecond: Double
    package var bytesPerSecond: Double
    /// Nil when nothing has moved lately: then nobody can tell.
    package var secondsLeft: Double?
    /// The totals are still growing, so `secondsLeft` is the least that it can be.
    package var isLowerBound: Bool

    /// - Parameters:
    ///   - done: files and bytes done so far, of `total`.
    ///   - recent: files and bytes of the last `seconds` seconds.
    ///   - totalIsFinal: whether every image has been surveyed.
    package init(done: Progress, total: Progress, recent: Progress, seconds: Double, totalIsFinal: Bool) {
        filesPerSecond = seconds > 0 ? Double(recent.files) / seconds : 0
        bytesPerSecond = seconds > 0 ? Double(recent.bytes) / seconds : 0
        isLowerBound = !totalIsFinal
        func left(_ done: UInt64, _ total: UInt64, _ rate: Double) -> Double? {
            guard total > done else { return 0 }
            return rate > 0 ? Double(total - done) / rate : nil
        }
        // Many small files and few large ones slow a scan in different ways: the slower of both counts.
        guard let files = left(done.files, total.files, filesPerSecond),
            let bytes = left(done.bytes, total.bytes, bytesPerSecond)
        else {
            secondsLeft = nil
            return
        }
        // All that is known of is done, but not all is known.
        secondsLeft = max(files, bytes) == 0 && !totalIsFinal ? nil : max(files, bytes)
    }
}
