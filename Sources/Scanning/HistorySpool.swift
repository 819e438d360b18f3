import Model

/// Sends history entries while their file is still being read, so that a scanner's memory does not grow with a history.
///
/// What is sent of a file that then ends its scanner is thrown away with the whole shard's results.
final class HistorySpool {
    private var send: (([HistoryEntry]) throws -> Void)?
    private var failure: (any Error)?

    func attach(_ send: @escaping ([HistoryEntry]) throws -> Void) {
        self.send = send
        failure = nil
    }

    func take(_ entries: [HistoryEntry]) {
        guard let send, failure == nil else { return }
        do {
            for start in stride(from: 0, to: entries.count, by: ShardScan.batch) {
                try send(Array(entries[start..<min(start + ShardScan.batch, entries.count)]))
            }
        } catch { failure = error }
    }

    /// The channel's failure, which no analyzer can throw.
    func takeFailure() -> (any Error)? {
        defer { failure = nil }
        return failure
    }
}
