/// Says in words why nothing of an image can go on. Pure.
enum BlockedReason {
    /// - Parameters:
    ///   - ready, waiting, running: jobs of the image.
    ///   - reach: what a worker needs to read it.
    ///   - absentOn: hosts that have looked for it in vain.
    ///   - dueIn: seconds until the first waiting job is tried again.
    ///   - ending: how the attempt ended that the waiting job had.
    static func of(
        _ queue: QueueState, ready: Int, waiting: Int, running: Int, reach: String, isReachable: Bool,
        absentOn: String, dueIn: Double?, ending: String?
    ) -> String? {
        guard running == 0, ready + waiting > 0 else { return nil }
        if let by = queue.pausedBy { return "the whole queue is paused" + (by.isEmpty ? "" : " by \(by)") }
        if queue.batchIsPaused { return "the batch is paused" }
        if ready > 0 {
            if queue.liveWorkers == 0 { return "no worker is alive" }
            if isReachable { return nil }
            if !absentOn.isEmpty { return "no live worker can reach this image; it is missing on \(absentOn)" }
            switch reach {
            case "path": return "no live worker can reach this image: none reads absolute paths"
            case "url": return "no live worker can reach this image: none reads URLs"
            default: return "no live worker can reach this image: none has \(reach)"
            }
        }
        guard let dueIn else { return nil }
        return "waits \(Int(max(0, dueIn).rounded(.up))) s after \(ending ?? "an error")"
    }
}
